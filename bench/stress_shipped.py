"""The product itself under stress: its shipped processes, its worker, real letters as mail.

One notice is one case of unpaid rent, from the public door to the decision to close it. Now and
then an operation fails or the mail server takes nothing. The parts are built as the product's own.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from email import message_from_bytes
from functools import wraps
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as MailSession
from sqlalchemy import insert, select

from bench.stress_process import FAILS_ONE_IN, NotThisTime, effects_file, write_effect
from cases import demo
from cases.policy import staff_member
from cases.tables.models import memberships, staff, units
from connectors.mail_sink import LOOPBACK, LoopbackController
from db.session import Database, Session
from engine.clock import FileClock
from engine.worker import Source
from front import parts, shipped
from ledger.events import Actor
from settings import Settings

STEP_FAILS_ONE_IN = 60
"""Some twenty steps lead a notice to its end, so that one in three meets this."""

ROLES = (
    ("registrar", "reception"),
    ("duty_officer", "reception"),
    ("caseworker", "north"),
    ("manager", "north"),
)
"""Everybody does everything, so that they often want the same."""


class ShippedHouse:
    """The parts of one process of the run; all look at one clock, and at one outside."""

    def __init__(self, database: Database, folder: Path) -> None:
        database.dispose()
        built = parts.build(_settings(database.url, folder))
        self.database, self.engine = built.database, built.engine
        self.clock = FileClock(built.settings.clock_file)
        self._parts = built

    def install(self, people: int) -> None:
        """The shipped processes, the demo's units, and everybody who works in the run."""
        shipped.deploy_folder(self._parts)
        with self.database.transaction() as session:
            demo.add_people(session)
            for number in range(people):
                _add_person(session, number)

    def execute(self, command: object, actor: Actor) -> Any:
        """As a page does it: who acts is looked up in the transaction that she acts in."""
        with self.database.transaction() as session:
            member = staff_member(session, actor.id.removeprefix("staff:"))
            assert member is not None
            return self.engine.execute(session, command, member)

    def sources(self, _folder: Path) -> list[Source]:
        """What one worker does: all that it does in the product."""
        operations = self.engine.operations.items()
        self.engine.operations = {name: _now_and_then(one) for name, one in operations}
        return self._parts.sources()


@contextmanager
def outside(folder: Path) -> Iterator[None]:
    """A mail server on loopback that notes what it takes, and one time in twelve takes nothing."""
    server = LoopbackController(_Mailbox(folder))
    server.start()
    (folder / "mail_port").write_text(str(server.port))
    try:
        yield
    finally:
        server.stop(no_assert=True)


class _Mailbox:
    """Where the letters come."""

    def __init__(self, folder: Path) -> None:
        self._file = effects_file(folder)

    async def handle_DATA(self, _server: SMTP, _session: MailSession, envelope: Envelope) -> str:  # noqa: N802 - named by aiosmtpd
        """Take the mail, or ask for it later."""
        if random.randrange(FAILS_ONE_IN) == 0:
            return "451 4.3.0 Not just now"
        mail = message_from_bytes(envelope.original_content or b"")
        write_effect(self._file, str(mail["Message-ID"]))
        return "250 2.0.0 Ok: queued"


def _settings(url: str, folder: Path) -> Settings:
    mail = {
        "SMTP_HOST": LOOPBACK,
        "SMTP_PORT": (folder / "mail_port").read_text(),
        "SMTP_FROM": "inget-svar@bokvar.example",
        "SMTP_ENCRYPTION": "none",
    }
    return Settings(folder, url, "a key for measuring only", demo=True, mail=mail)


def _add_person(session: Session, number: int) -> None:
    values = {"public_id": f"person-{number}", "name": f"Prov {number}", "title": "Handläggare"}
    person = session.execute(insert(staff).values(values).returning(staff.c.id)).scalar_one()
    for role, unit in ROLES:
        of = select(units.c.id).where(units.c.key == unit).scalar_subquery()
        session.execute(insert(memberships).values(staff_id=person, unit_id=of, role=role))


def _now_and_then(operation: Callable[..., Any]) -> Callable[..., Any]:
    """Fails as steps do."""

    @wraps(operation)
    def carried_out(*given: Any, **parameters: Any) -> Mapping[str, Any]:
        if random.randrange(STEP_FAILS_ONE_IN) == 0:
            raise NotThisTime
        result: Mapping[str, Any] = operation(*given, **parameters)
        return result

    return carried_out
