"""The tasks a person can work on, and one task as she may see it; always filtered by policy."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import IntEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects import postgresql, sqlite

from cases.lists import inbox_days
from cases.lists.pressing import is_pressing
from cases.policy import StaffMember
from cases.tables.models import cases, notices
from cases.tables.sharing_models import referrals
from cases.task_policy import is_for, one_of, visible_task, visible_tasks
from db.session import Session
from engine.models import process_instances, task_drafts, user_tasks

PAGE = 50
LOWEST = 4
"""What table D3 gives when nothing calls for more; also what is not yet a case."""

# A task is about a case, about a notice that may be in one, or about a referral from one: joins
# that each use an index, where one join with "or" would use none. Who receives a referral is told
# of no case: it is another authority's.
_OWN = cases.alias("own_case")
_OF_NOTICE = cases.alias("case_of_notice")
_OF_REFERRAL = cases.alias("case_of_referral")
_CASE_ROW = func.coalesce(_OWN.c.id, notices.c.case_id, _OF_REFERRAL.c.id)
_CASE_ID = func.coalesce(_OWN.c.public_id, _OF_NOTICE.c.public_id, _OF_REFERRAL.c.public_id)
_CASE_NUMBER = func.coalesce(_OWN.c.number, _OF_NOTICE.c.number, _OF_REFERRAL.c.number)
_CASE_SEALED = func.coalesce(_OWN.c.sealed, _OF_NOTICE.c.sealed, _OF_REFERRAL.c.sealed)
# What is not yet matched has no case to take a priority from, and the time of an eviction does not
# wait for that: the rows of table D3 that need nothing but the notice.
_AT_ONCE = or_(notices.c.track == "eviction_booked", notices.c.type_code.in_(("U22", "U23")))
_PRIORITY = func.coalesce(
    _OWN.c.priority, _OF_NOTICE.c.priority, _OF_REFERRAL.c.priority, case((_AT_ONCE, 1))
)
# Written out, so that an index of what is open is seen to fit.
_OPEN = user_tasks.c.state == literal_column("'open'")
_BY_GROUP = "INDEXED BY ix_user_tasks_inbox"
_BY_KEY = "INDEXED BY ix_user_tasks_business_key"
"""Which index SQLite takes: by itself it reads every task there ever was, because a connection
guesses by what was counted when it was opened."""


@dataclass(frozen=True)
class InboxRow:
    """One open task. about: the case, the notice or the referral that it stands under, by public
    id. Who that is about is told by ``inbox_homes``, where it may be."""

    public_id: str
    about: str
    definition_id: int
    process: str
    element: str
    business_key: str
    number: str
    type_code: str | None
    priority: int | None
    candidate_group: str
    since: datetime
    assignee: str | None
    has_draft: bool


@dataclass(frozen=True)
class TaskView:
    """A task that the actor may open, with what it is about."""

    id: int
    public_id: str
    instance_id: int
    definition_id: int
    process: str
    element: str
    business_key: str
    candidate_group: str
    assignee: str | None
    state: str
    version: int
    since: datetime
    notice: str | None
    referral: str | None
    case: str | None
    case_number: str | None
    is_sealed: bool | None


@dataclass(frozen=True)
class Draft:
    """What a person has typed and not yet sent in."""

    fields: dict[str, list[str]]
    saved_at: datetime


def rows(session: Session, actor: StaffMember, view: str, page: int, today: date) -> list[InboxRow]:
    """One page of open tasks, those of one case together: first the case with what is most urgent
    of it, before the tasks of others her own, there the most urgent, the soonest day and the
    oldest. A case that a page has no room for goes on upon the next."""
    tasks = _tasks(session, actor, view, today).subquery("tasks")
    urgency = (tasks.c.is_others, tasks.c.urgency, tasks.c.soonest, tasks.c.since, tasks.c.id)
    place = func.row_number().over(order_by=urgency).label("place")
    placed = select(*tasks.c, place).subquery("placed")
    first_of_its_case = func.min(placed.c.place).over(partition_by=placed.c.about)
    statement = (
        select(*(placed.c[field.name] for field in fields(InboxRow)))
        .order_by(first_of_its_case, placed.c.place)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return [InboxRow(**row._mapping) for row in session.execute(statement)]


def _tasks(session: Session, actor: StaffMember, view: str, today: date) -> Select[Any]:
    """Each open task of the view, with what it is sorted by."""
    priority = case((is_pressing(session, _CASE_ROW, today), 1), else_=_PRIORITY)
    has_draft = (
        select(task_drafts.c.task_id)
        .where(task_drafts.c.task_id == user_tasks.c.id, task_drafts.c.actor == actor.id)
        .exists()
    )
    return (
        _about(
            select(
                user_tasks.c.id,
                user_tasks.c.public_id,
                func.coalesce(_CASE_ID, user_tasks.c.business_key).label("about"),
                process_instances.c.definition_id,
                user_tasks.c.process,
                user_tasks.c.element,
                user_tasks.c.business_key,
                func.coalesce(_CASE_NUMBER, notices.c.receipt, "").label("number"),
                notices.c.type_code,
                priority.label("priority"),
                user_tasks.c.candidate_group,
                user_tasks.c.created_at.label("since"),
                user_tasks.c.assignee,
                has_draft.label("has_draft"),
                (~_is_hers(actor)).label("is_others"),
                func.coalesce(priority, LOWEST).label("urgency"),
                inbox_days.soonest_of_task(_OWN.c.id).label("soonest"),
            )
        )
        .where(_OPEN, visible_tasks(actor), _in_view(actor, view))
        .with_hint(user_tasks, _BY_GROUP, "sqlite")
    )


def may_open(session: Session, actor: StaffMember, tasks: Collection[str]) -> frozenset[str]:
    """Those of these tasks that the actor may open."""
    wanted = select(user_tasks.c.public_id).where(
        user_tasks.c.public_id.in_(tasks), visible_task(actor)
    )
    return frozenset(session.execute(wanted).scalars())


def counts(session: Session, actor: StaffMember) -> dict[str, int]:
    """How many open tasks there are in each view."""
    row = session.execute(
        select(
            func.count(),
            func.count(case((user_tasks.c.assignee == actor.id, 1))),
            func.count(case((user_tasks.c.assignee.is_(None), 1))),
        )
        .where(_OPEN, visible_tasks(actor))
        .with_hint(user_tasks, _BY_GROUP, "sqlite")
    ).one()
    return {"all": row[0], "mine": row[1], "unclaimed": row[2]}


def task(session: Session, actor: StaffMember, public_id: str) -> TaskView | None:
    """The task, if the actor may see it; whether it is still open or not."""
    row = session.execute(_task_of(actor), {"task": public_id}).one_or_none()
    return None if row is None else TaskView(**row._mapping)


@lru_cache(maxsize=256)
def _task_of(actor: StaffMember) -> Select[Any]:
    """Any ``task`` that the actor may see; built once for a person, as the next one."""
    return _about(
        select(
            user_tasks.c.id,
            user_tasks.c.public_id,
            user_tasks.c.instance_id,
            process_instances.c.definition_id,
            user_tasks.c.process,
            user_tasks.c.element,
            user_tasks.c.business_key,
            user_tasks.c.candidate_group,
            user_tasks.c.assignee,
            user_tasks.c.state,
            user_tasks.c.version,
            user_tasks.c.created_at.label("since"),
            notices.c.public_id.label("notice"),
            referrals.c.public_id.label("referral"),
            _CASE_ID.label("case"),
            _CASE_NUMBER.label("case_number"),
            _CASE_SEALED.label("is_sealed"),
        )
    ).where(user_tasks.c.public_id == bindparam("task"), visible_task(actor))


class SameStep(IntEnum):
    """When to go on with another task of the step that was done: before or after what else the same
    instance (1) and others (3) ask for."""

    FIRST = 0
    AFTER_ITS_INSTANCE = 2
    LAST = 4


def next_task_of_case(
    session: Session, actor: StaffMember, done: TaskView, same: SameStep
) -> str | None:
    """What the actor should go on with when a task of a case is done, of what is hers to do: what
    the same instance asks for next, else the oldest. same: where another task of the same step
    comes, a sibling of it or the same that came back at once."""
    of_done = {
        "case": done.case,
        "instance": done.instance_id,
        "element": done.element,
        "same": int(same),
    }
    found: str | None = session.execute(_next_of(actor), of_done).scalar_one_or_none()
    return found


@lru_cache(maxsize=256)
def _next_of(actor: StaffMember) -> Select[Any]:
    """The next task of a ``case`` when an ``element`` of an ``instance`` is done; ``same`` says
    where that element comes."""
    is_same_instance = user_tasks.c.instance_id == bindparam("instance")
    is_same = and_(is_same_instance, user_tasks.c.element == bindparam("element"))
    order = case((is_same, bindparam("same", type_=Integer)), (is_same_instance, 1), else_=3)
    of_case = select(user_tasks.c.public_id).where(
        _OPEN,
        user_tasks.c.business_key.in_(_keys_of_case()),
        # What another unit has received of the case is theirs, whoever else she is.
        ~is_for("receiver"),
        visible_task(actor),
        user_tasks.c.assignee.is_(None) | (user_tasks.c.assignee == actor.id),
        _is_hers(actor),
    )
    in_order = of_case.order_by(order, user_tasks.c.id).limit(1)
    return in_order.with_hint(user_tasks, _BY_KEY, "sqlite")


def _keys_of_case() -> CompoundSelect[tuple[str]]:
    """What the tasks of a ``case`` may be keyed by: itself, its notices and its referrals."""
    this = select(cases.c.id).where(cases.c.public_id == bindparam("case"))
    return union_all(
        select(bindparam("case", type_=Text)),
        select(notices.c.public_id).where(notices.c.case_id.in_(this)),
        select(referrals.c.public_id).where(referrals.c.case_id.in_(this)),
    )


def draft(session: Session, task_id: int, actor: StaffMember) -> Draft | None:
    """What the actor has typed in the task before."""
    row = session.execute(
        select(task_drafts.c.answers, task_drafts.c.saved_at).where(
            task_drafts.c.task_id == task_id, task_drafts.c.actor == actor.id
        )
    ).one_or_none()
    return None if row is None else Draft(json.loads(row.answers), row.saved_at)


def save_draft(
    session: Session, task_id: int, actor: StaffMember, typed: dict[str, list[str]], now: datetime
) -> None:
    """Keep what the actor has typed, in place of what was kept before, while the task is open."""
    # Held until we are done: who completes it meanwhile erases every draft, and this one as well.
    still_open = select(user_tasks.c.id).where(user_tasks.c.id == task_id)
    still_open = still_open.where(user_tasks.c.state == "open").with_for_update(read=True)
    if session.execute(still_open).first() is None:
        return
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    # Escaped: what is being typed may hold signs that no database takes as text.
    kept = {"answers": json.dumps(typed), "saved_at": now}
    session.execute(
        dialect.insert(task_drafts)
        .values(task_id=task_id, actor=actor.id, **kept)
        .on_conflict_do_update(index_elements=["task_id", "actor"], set_=kept)
    )


def _about(statement: Select[Any]) -> Select[Any]:
    """Join a task to the notice, the case or the referral that it is about."""
    is_sent_from = ~is_for("receiver")
    return (
        statement.join(process_instances, process_instances.c.id == user_tasks.c.instance_id)
        .outerjoin(notices, notices.c.public_id == user_tasks.c.business_key)
        .outerjoin(_OWN, _OWN.c.public_id == user_tasks.c.business_key)
        .outerjoin(_OF_NOTICE, _OF_NOTICE.c.id == notices.c.case_id)
        .outerjoin(referrals, referrals.c.public_id == user_tasks.c.business_key)
        .outerjoin(_OF_REFERRAL, and_(_OF_REFERRAL.c.id == referrals.c.case_id, is_sent_from))
    )


def _is_hers(actor: StaffMember) -> ColumnElement[bool]:
    """Whether a task is hers by role or taken by her, and not one of those whom she leads."""
    is_theirs = one_of(user_tasks.c.candidate_group, actor.led_groups)
    return or_(user_tasks.c.assignee.is_not_distinct_from(actor.id), ~is_theirs)


def _in_view(actor: StaffMember, view: str) -> Any:
    if view == "mine":
        return user_tasks.c.assignee == actor.id
    if view == "unclaimed":
        return user_tasks.c.assignee.is_(None)
    return user_tasks.c.id.is_not(None)
