"""The rule for one task and the rule for lists of them say the same, whoever asks for whatever."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import ColumnElement, insert, select, update

from cases.policy import StaffMember, staff_member
from cases.tables.models import cases, notices, staff
from cases.tables.sharing_models import referrals
from cases.tables.track_models import deliveries
from cases.task_policy import visible_task, visible_tasks
from db.session import Database, Session
from engine.models import user_tasks

Rule = Callable[[StaffMember], ColumnElement[bool]]
GROUPS = ("caseworker:north", "manager:north", "registrar:reception", "receiver:care")


@pytest.fixture
def sealed(town: Database) -> Iterator[Session]:
    """The town with every second case sealed, and a task for every group about every thing."""
    with town.writing_engine.connect() as connection, Session(connection) as session:
        session.execute(update(cases).where(cases.c.id % 2 == 0).values(sealed=True))
        for key in {*_keys(session), _a_copy(session)}:
            _open_tasks(session, key)
        yield session
        session.rollback()


def test_both_rules_let_the_same_people_see_the_same_tasks(sealed: Session) -> None:
    everybody = list(sealed.execute(select(staff.c.public_id)).scalars())
    some, all_tasks = 0, set(sealed.execute(select(user_tasks.c.id)).scalars())
    for public_id in everybody:
        if (who := staff_member(sealed, public_id)) is None:
            continue
        alone, listed = _seen(sealed, visible_task, who), _seen(sealed, visible_tasks, who)
        assert alone == listed
        some += 0 < len(alone) < len(all_tasks)
    assert some > 1


def _seen(
    session: Session, rule: Callable[[StaffMember], ColumnElement[bool]], who: StaffMember
) -> set[int]:
    return set(session.execute(select(user_tasks.c.id).where(rule(who))).scalars())


def _open_tasks(session: Session, key: str) -> None:
    """A task for every group, keyed by this."""
    task = dict(session.execute(select(user_tasks).limit(1)).one()._mapping)
    del task["id"]
    for group in GROUPS:
        name = f"{group} {key}"
        of_group = {"public_id": name, "position": name, "candidate_group": group}
        session.execute(insert(user_tasks).values({**task, **of_group, "business_key": key}))


def _keys(session: Session) -> Iterator[str]:
    """What a task may be keyed by."""
    for table in (cases, notices, referrals):
        yield from session.execute(select(table.c.public_id)).scalars()
    yield from session.execute(select(deliveries.c.message)).scalars()


def _a_copy(session: Session) -> str:
    """Another copy of a notice whose case is sealed; its message."""
    closed = select(notices).join(cases, cases.c.id == notices.c.case_id).where(cases.c.sealed)
    notice = session.execute(closed.limit(1)).one()
    copy = {"notice_id": notice.id, "message": "copy", "channel": "paper"}
    session.execute(insert(deliveries), {**copy, "received_at": notice.arrived_at})
    return "copy"
