"""Everything of one case that its page shows, gathered under the policy."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Result, func, select

from cases import household, journal, notice, party
from cases.case import Case
from cases.journal import JournalEntry
from cases.letters import letter
from cases.letters.letter import Letter
from cases.notice import Notice
from cases.policy import StaffMember, auditable_cases, visible_cases, workable_cases
from cases.tables.models import cases, notices
from db.session import Session
from engine.definition_store import process_definitions
from engine.models import process_instances, user_tasks
from ledger import events
from ledger.events import Entry
from ledger.models import history

PAGE = 25


@dataclass(frozen=True)
class InstanceRow:
    """A process instance of a case."""

    public_id: str
    definition_id: int
    key: str
    state: str
    started_at: datetime


@dataclass(frozen=True)
class Overview:
    """A case and all that belongs to it."""

    case: Case
    members: list[Any]
    dwelling: Any
    notices: list[Notice]
    letters: list[Letter]
    journal: list[JournalEntry]
    tasks: list[Any]
    instances: list[InstanceRow]
    events: list[Entry]


def find_case(session: Session, actor: StaffMember, public_id: str) -> Case | None:
    """The case, if the actor may open its page."""
    return _case(session, public_id, visible_cases(actor))


def may_work(session: Session, actor: StaffMember, case: Case) -> bool:
    """Whether the actor works on the case, and does not only see it."""
    return _case(session, case.public_id, workable_cases(actor)) is not None


def find_auditable(session: Session, actor: StaffMember, public_id: str) -> Case | None:
    """The case, if the actor may step through its history."""
    return _case(session, public_id, auditable_cases(actor))


def gather(session: Session, case: Case) -> Overview:
    """What the page of a case shows. The caller has asked the policy and logged the read."""
    of_case = notice.of_case(session, case.id)
    keys = [case.public_id, *(n.public_id for n in of_case)]
    return Overview(
        case=case,
        members=party.members(session, case.household_id),
        dwelling=household.dwelling_of(session, case.household_id),
        notices=of_case,
        letters=letter.of_notices(session, [n.id for n in of_case], case.id),
        journal=journal.of_case(session, case.id),
        tasks=_open_tasks(session, keys),
        instances=instances_about(session, keys),
        events=events.read(session, [case.stream_id, *(n.stream_id for n in of_case)]),
    )


def notices_of(session: Session, case_id: str | None) -> list[Notice]:
    """The notices of the case with this public id; none when there is no such case."""
    row = session.execute(select(cases.c.id).where(cases.c.public_id == case_id)).one_or_none()
    return [] if row is None else notice.of_case(session, row.id)


def instances_of_case(session: Session, case: Case) -> list[InstanceRow]:
    """The process instances about a case and its notices, oldest first."""
    return instances_of_cases(session, [case])[case.public_id]


def instances_of_cases(session: Session, found: list[Case]) -> dict[str, list[InstanceRow]]:
    """The process instances about each case and its notices, oldest first, by the case's id."""
    case_of = {case.public_id: case.public_id for case in found}
    public_ids = {case.id: case.public_id for case in found}
    rows = session.execute(
        select(notices.c.public_id, notices.c.case_id).where(notices.c.case_id.in_(public_ids))
    )
    case_of |= {row.public_id: public_ids[row.case_id] for row in rows}
    instances: dict[str, list[InstanceRow]] = {case.public_id: [] for case in found}
    for row in _instances(session, list(case_of)):
        instances[case_of[row.business_key]].append(_instance(row))
    return instances


def instances_about(session: Session, keys: list[str]) -> list[InstanceRow]:
    """The process instances about these things, oldest first."""
    return [_instance(row) for row in _instances(session, keys)]


def events_of(session: Session, instances: list[InstanceRow]) -> dict[str, list[Entry]]:
    """Every event of each instance, oldest first, by the instance's id."""
    found: dict[str, list[Entry]] = {row.public_id: [] for row in instances}
    for entry in events.read_subjects(session, list(found)):
        found[entry.subject or ""].append(entry)
    return found


def count_events(session: Session, instances: list[InstanceRow], kinds: Set[str]) -> dict[str, int]:
    """How many events of these kinds each instance has, by the instance's id."""
    subjects = [row.public_id for row in instances]
    rows = session.execute(
        select(history.c.subject, func.count())
        .where(history.c.subject.in_(subjects), history.c.kind.in_(kinds))
        .group_by(history.c.subject)
    )
    return dict.fromkeys(subjects, 0) | {row[0]: row[1] for row in rows}


def auditable(session: Session, actor: StaffMember, page: int) -> list[Case]:
    """One page of the cases whose history the actor may step through, newest first."""
    return _page(session, auditable_cases(actor), page)


def count_auditable(session: Session, actor: StaffMember) -> int:
    """How many cases there are in ``auditable``."""
    return _count(session, auditable_cases(actor))


def case_list(session: Session, actor: StaffMember, page: int) -> list[Case]:
    """One page of the cases that the actor may open, newest first."""
    return _page(session, visible_cases(actor), page)


def count_visible(session: Session, actor: StaffMember) -> int:
    """How many cases there are in ``case_list``."""
    return _count(session, visible_cases(actor))


def types_of(session: Session, case_ids: list[int]) -> dict[int, list[str]]:
    """The types of the notices of each case, in the order in which they came, each once."""
    rows = session.execute(
        select(notices.c.case_id, notices.c.type_code)
        .where(notices.c.case_id.in_(case_ids), notices.c.type_code.is_not(None))
        .order_by(notices.c.id)
    )
    found: dict[int, list[str]] = {}
    for row in rows:
        types = found.setdefault(row.case_id, [])
        if row.type_code not in types:
            types.append(row.type_code)
    return found


def _instances(session: Session, keys: list[str]) -> Result[Any]:
    return session.execute(
        select(
            process_instances.c.public_id,
            process_instances.c.definition_id,
            process_definitions.c.key,
            process_instances.c.state,
            process_instances.c.started_at,
            process_instances.c.business_key,
        )
        .join(process_definitions, process_definitions.c.id == process_instances.c.definition_id)
        .where(process_instances.c.business_key.in_(keys))
        .order_by(process_instances.c.id)
    )


def _instance(row: Any) -> InstanceRow:
    return InstanceRow(row.public_id, row.definition_id, row.key, row.state, row.started_at)


def _page(session: Session, allowed: Any, page: int) -> list[Case]:
    statement = select(cases).where(allowed).order_by(cases.c.id.desc())
    rows = session.execute(statement.limit(PAGE).offset((page - 1) * PAGE))
    return [Case(**row._mapping) for row in rows]


def _count(session: Session, allowed: Any) -> int:
    return session.execute(select(func.count()).select_from(cases).where(allowed)).scalar_one()


def _open_tasks(session: Session, keys: list[str]) -> list[Any]:
    return list(
        session.execute(
            select(user_tasks, process_instances.c.definition_id)
            .join(process_instances, process_instances.c.id == user_tasks.c.instance_id)
            .where(user_tasks.c.business_key.in_(keys), user_tasks.c.state == "open")
            .order_by(user_tasks.c.id)
        )
    )


def _case(session: Session, public_id: str, allowed: Any) -> Case | None:
    row = session.execute(
        select(cases).where(cases.c.public_id == public_id, allowed)
    ).one_or_none()
    return None if row is None else Case(**row._mapping)
