"""An installation to measure: the product without Flask, over a database of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from cases import demo, intake
from cases.policy import StaffMember, staff_member
from cases.tables.models import ROLES
from db import migrate
from db.session import Database, Session
from db.types import public_id
from engine.clock import utc_now
from engine.commands import ClaimTask, CompleteTask
from engine.correlation import MessageSource
from engine.models import instance_states, process_instances, user_tasks
from front import shipped
from front.parts import Parts, build
from ledger.models import history
from settings import Settings

FACTS = {
    "sender_kind": "landlord",
    "sender_name": "Exempelbostäder AB",
    "tenant_name": "Åsa Prov",
    "premises": "home",
    "dwelling_street": "Exempelgatan 12 B",
    "dwelling_postal_code": "211 34",
    "dwelling_town": "Exempelstad",
    "tenure": "rental",
    "ground": "unpaid",
    "is_terminated": "yes",
}
"""A notice without an address to mail to: nothing leaves the machine while we measure."""

ASSESSMENT = {
    "contact": ["two_way"],
    "situation": ["Hushållet har kontaktat oss."],
    "children": ["no"],
    "risk": ["medium"],
    "plan": ["Budgetrådgivning i veckan."],
    "next_step": ["continue"],
}


@dataclass(frozen=True)
class Task:
    """An open user task: its public id, its instance and its version."""

    public_id: str
    instance_id: int
    version: int


class Installation:
    """The product with the shipped processes and the demo people."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.database: Database = parts.database
        shipped.deploy_folder(parts)
        with self.database.transaction() as session:
            demo.add_people(session)

    def keep_notice(self) -> None:
        """Take in one notice, as the public door does."""
        with self.database.transaction() as session:
            intake.keep_notice(
                session, FACTS, (), token=public_id(), channel="ETJANST", now=utc_now()
            )

    def deliver_messages(self) -> None:
        """Do the worker's part with the messages that have come, until none is left."""
        sources = (one for one in self.parts.sources() if isinstance(one, MessageSource))
        for source in sources:
            while source.run_once(utc_now()):
                pass

    def open_case(self) -> int:
        """Lead a notice to an open case; the id of its main instance, which waits for assessing."""
        self.keep_notice()
        self.deliver_messages()
        match = self.open_task("confirm_match")
        self.complete("demo-rut", self.claim("demo-rut", match), {"choice": ["new"]})
        return self.open_task("assess_case").instance_id

    def open_task(self, element: str) -> Task:
        """The newest open task at an element."""
        with self.database.reading() as session:
            return _open_task(session, element)

    def claim(self, person: str, task: Task) -> Task:
        """Take a task; the task as it is then."""
        self._execute(person, ClaimTask(task.public_id))
        return Task(task.public_id, task.instance_id, task.version + 1)

    def complete(self, person: str, task: Task, answers: dict[str, list[str]]) -> None:
        """Complete a task in one transaction, committed when this returns."""
        self._execute(person, CompleteTask(task.public_id, answers, task.version))

    def assess_many(self, person: str, times: int) -> int:
        """Take and complete the assessment so many times in one transaction; returns how many."""
        with self.database.transaction() as session:
            member = _member(session, person)
            for _ in range(times):
                task = _open_task(session, "assess_case")
                self.parts.engine.execute(session, ClaimTask(task.public_id), member)
                done = CompleteTask(task.public_id, ASSESSMENT, task.version + 1)
                self.parts.engine.execute(session, done, member)
        return times

    def state_bytes(self, instance_id: int) -> int:
        """What the state of an instance takes in the database: snapshot and deltas together."""
        size = select(func.sum(func.length(instance_states.c.body))).where(
            instance_states.c.instance_id == instance_id
        )
        with self.database.reading() as session:
            return int(session.execute(size).scalar_one())

    def events(self, instance_id: int) -> int:
        """How many events of the ledger are about an instance."""
        about = select(process_instances.c.public_id).where(process_instances.c.id == instance_id)
        count = select(func.count()).where(history.c.subject == about.scalar_subquery())
        with self.database.reading() as session:
            return int(session.execute(count).scalar_one())

    def _execute(self, person: str, command: object) -> Any:
        with self.database.transaction() as session:
            return self.parts.engine.execute(session, command, _member(session, person))


@contextmanager
def installed(
    database_url: str, folder: Path, *, mail: Mapping[str, str] | None = None
) -> Iterator[Installation]:
    """An installation over an empty database. mail: the mail server (SMTP_HOST, ...), if there is
    one: letters are only sent by ways that are set up."""
    migrate.upgrade(database_url)
    settings = Settings(folder, database_url, "a key for measuring only", mail=mail or {})
    parts = build(settings)
    try:
        yield Installation(parts)
    finally:
        parts.database.dispose()


def _open_task(session: Session, element: str) -> Task:
    columns = user_tasks.c
    row = session.execute(
        select(columns.public_id, columns.instance_id, columns.version)
        .where(columns.element == element, columns.state == "open")
        .order_by(columns.id.desc())
        .limit(1)
    ).one()
    return Task(*row)


def _member(session: Session, person: str) -> StaffMember:
    member = staff_member(session, person)
    if member is None or not member.roles & set(ROLES):
        raise LookupError("There is no such demo person.")
    return member
