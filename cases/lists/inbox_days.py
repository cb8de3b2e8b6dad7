"""The next day that counts for each task in an inbox: neutral, without saying what it is for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true

from cases.law.deadlines import Kind
from cases.limits import OPEN
from cases.tables.limit_models import time_limits
from cases.tables.models import cases, notices
from cases.tables.office_models import confirmations
from db.session import Session
from engine.models import user_tasks

OTHERS = frozenset({Kind.COMPLEMENT})
"""Days on which somebody else is to answer us. They count for nobody's work but that of the task
that waits for the answer, and that of judging it; before the law's last day they would hide it."""

AWAITS_AN_ANSWER = "request_complement"
"""The process whose task is to wait for somebody else's day."""

JUDGES_AN_ANSWER = "judge_report"
"""The process whose task is to judge what has come: by that day, or by any that is sooner."""

NEVER = "9999-12-31"
"""Sorts what has no day after what has one."""

_OWN_DAY = func.coalesce(time_limits.c.internal_day, time_limits.c.legal_day)
_IS_OTHERS = time_limits.c.kind.in_(OTHERS)


def next_days(session: Session, keys: Sequence[str]) -> dict[str, date]:
    """For each thing the soonest open day: our own last day where there is one, else the law's.

    A case has the days of its notices too.
    """
    return _soonest(session, _with_notices(session, keys), awaits_others=False)


def answer_days(session: Session, keys: Sequence[str]) -> dict[str, date]:
    """For each thing the soonest day on which somebody else is to have answered."""
    return _soonest(session, {key: {key} for key in keys}, awaits_others=True)


def days_of_process(
    session: Session, keys: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, date]]:
    """Of each process whose tasks have days of their own, the day of each thing. keys: what the
    tasks of a process are about."""
    awaited, judged = keys.get(AWAITS_AN_ANSWER, ()), keys.get(JUDGES_AN_ANSWER, ())
    answers, others = answer_days(session, [*awaited, *judged]), next_days(session, judged)
    sooner = {key: min(filter(None, (answers.get(key), day))) for key, day in others.items()}
    return {AWAITS_AN_ANSWER: answers, JUDGES_AN_ANSWER: {**answers, **sooner}}


def soonest_of_task(case_row: ColumnElement[Any]) -> ColumnElement[str]:
    """The same days as what a list of tasks is sorted by; case_row: the case that a task is keyed
    by, if it is."""
    awaits = user_tasks.c.process == AWAITS_AN_ANSWER
    judges = user_tasks.c.process == JUDGES_AN_ANSWER
    counts = case((awaits, _IS_OTHERS), (judges, true()), else_=~_IS_OTHERS)
    days = select(func.min(_OWN_DAY)).where(_stands(), counts)
    of_case = notices.alias("notice_with_a_day")
    # From the case's few notices to their days: a join begins with every open day there is.
    of_notice = days.where(time_limits.c.about == of_case.c.public_id)
    soonest = func.min(of_notice.correlate_except(time_limits).scalar_subquery())
    own = days.where(time_limits.c.about == user_tasks.c.business_key)
    first = func.coalesce(own.correlate_except(time_limits).scalar_subquery(), NEVER)
    of_its_notices = select(soonest).where(of_case.c.case_id == case_row)
    second = func.coalesce(of_its_notices.correlate_except(of_case).scalar_subquery(), NEVER)
    return case((first < second, first), else_=second)


def _soonest(
    session: Session, about: dict[str, set[str]], *, awaits_others: bool
) -> dict[str, date]:
    rows = session.execute(
        select(time_limits.c.about, func.min(_OWN_DAY).label("day"))
        .where(
            time_limits.c.about.in_(about),
            _stands(),
            _IS_OTHERS if awaits_others else ~_IS_OTHERS,
        )
        .group_by(time_limits.c.about)
    )
    soonest: dict[str, date] = {}
    for row in rows:
        day = date.fromisoformat(row.day)
        for key in about[row.about]:
            soonest[key] = min(day, soonest.get(key, day))
    return soonest


def _stands() -> ColumnElement[bool]:
    """A day that counts still: what shall be confirmed the same day shall be so afterwards too."""
    undone = (
        select(confirmations.c.notice_id)
        .join(late := notices.alias("late_notice"), late.c.id == confirmations.c.notice_id)
        .where(
            late.c.public_id == time_limits.c.about,
            or_(
                confirmations.c.confirmed_at.is_(None),
                and_(confirmations.c.needs_copy == "yes", confirmations.c.copied_at.is_(None)),
            ),
        )
        .correlate(time_limits)
        .exists()
    )
    is_missed = and_(
        time_limits.c.kind == Kind.SAME_DAY_CONFIRMATION, time_limits.c.state == "missed"
    )
    return or_(time_limits.c.state.in_(OPEN), and_(is_missed, undone))


def _with_notices(session: Session, keys: Sequence[str]) -> dict[str, set[str]]:
    """What a limit may be about -> the things among the keys that it counts for: itself, and the
    case of a notice."""
    rows = session.execute(
        select(notices.c.public_id, cases.c.public_id.label("case"))
        .join(cases, cases.c.id == notices.c.case_id)
        .where(cases.c.public_id.in_(keys))
    )
    about: dict[str, set[str]] = {key: {key} for key in keys}
    for row in rows:
        about.setdefault(row.public_id, set()).add(row.case)
    return about
