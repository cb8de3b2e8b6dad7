"""Who may see and do which tasks: the rules of ``policy.py`` for what lies in an inbox."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    and_,
    false,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)

from cases.policy import StaffMember, exists, is_closed_to, is_open_to
from cases.tables.models import cases, notices
from cases.tables.sharing_models import referrals
from cases.tables.track_models import deliveries
from engine.models import user_tasks


@lru_cache(maxsize=256)
def visible_tasks(actor: StaffMember) -> ColumnElement[bool]:
    """Tasks the actor may open, take and complete; in a sealed case only if she is in its group.

    There the manager may do the registrars' too: none of them need be in the group. The condition
    is the same for the same person with the same roles, and asked for many times on one page.
    """
    return _of_tasks(actor, user_tasks.c.business_key.in_(_closed_keys(actor)))


@lru_cache(maxsize=256)
def visible_task(actor: StaffMember) -> ColumnElement[bool]:
    """What ``visible_tasks`` says, for the few tasks that are looked up by name: it looks for the
    task's own case, where a list first collects all that is closed, which is a good deal of work
    for one row."""
    return _of_tasks(actor, _is_in_closed_case(actor))


def _of_tasks(actor: StaffMember, is_closed: ColumnElement[bool]) -> ColumnElement[bool]:
    """Tasks of her groups, or left to her, but none that is closed; what was referred is open to
    those to whom it was referred."""
    is_received = is_for("receiver")
    return and_(
        or_(one_of(user_tasks.c.candidate_group, actor.groups), _is_left_to(actor)),
        or_(is_received, ~is_closed),
    )


def one_of(column: ColumnElement[Any], values: Iterable[str]) -> ColumnElement[bool]:
    """Whether the column has one of a few values, which are written out: a list that is put in when
    the statement is sent takes longer than the statement."""
    written = [literal(value) for value in sorted(values)]
    return column.in_(written) if written else false()


def is_for(role: Literal["receiver", "registrar"]) -> ColumnElement[bool]:
    """Whether a task waits for this role, in any unit. The pattern is written out: SQLite makes its
    plan anew each time that one is put in, which takes longer than all the rest."""
    return user_tasks.c.candidate_group.like(literal_column(f"'{role}:%'"))


def _closed_keys(actor: StaffMember) -> CompoundSelect[tuple[str]]:
    """What tasks may be keyed by and is closed to the actor: the cases, and what is in them."""
    closed = select(cases.c.id, cases.c.public_id).where(is_closed_to(actor)).cte("closed")
    first = notices.alias("first_of_closed")
    return union_all(
        select(closed.c.public_id),
        select(notices.c.public_id).join(closed, closed.c.id == notices.c.case_id),
        select(deliveries.c.message)
        .join(first, first.c.id == deliveries.c.notice_id)
        .join(closed, closed.c.id == first.c.case_id),
        select(referrals.c.public_id).join(closed, closed.c.id == referrals.c.case_id),
    )


def _is_in_closed_case(actor: StaffMember) -> ColumnElement[bool]:
    """The same the other way round: whether a task is keyed by a closed case, or by what is in
    one."""
    key, case = user_tasks.c.business_key, cases.alias("case_of_key")
    notice, first = notices.alias("notice_of_key"), notices.alias("first_of_key")
    ways = (
        select(case.c.id).where(case.c.public_id == key),
        select(notice.c.case_id).where(notice.c.public_id == key),
        select(first.c.case_id)
        .join(deliveries, deliveries.c.notice_id == first.c.id)
        .where(deliveries.c.message == key),
        select(referrals.c.case_id).where(referrals.c.public_id == key),
    )
    of_key = union_all(*(way.correlate(user_tasks) for way in ways))
    closed = select(cases.c.id).where(is_closed_to(actor), cases.c.id.in_(of_key))
    return closed.correlate_except(cases).exists()


def _is_left_to(actor: StaffMember) -> ColumnElement[bool]:
    """Whether a registrar's task is about a sealed case that she leads and may see."""
    led = actor.units(("manager",))
    if not led:
        return false()
    sealed = select(cases.c.id).where(cases.c.sealed, cases.c.unit_id.in_(led), is_open_to(actor))
    of_case = select(cases.c.public_id).where(cases.c.id.in_(sealed))
    of_notice = select(notices.c.public_id).where(notices.c.case_id.in_(sealed))
    return and_(
        is_for("registrar"),
        user_tasks.c.business_key.in_(of_case.union_all(of_notice)),
    )


def on_task(actor: StaffMember, command: Any) -> ColumnElement[bool]:
    """The command's ``task`` is one that she may take."""
    return exists(user_tasks, user_tasks.c.public_id == command.task, visible_task(actor))
