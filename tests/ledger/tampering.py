"""Change what the database refuses to change, as one who owns it can."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from db.session import Session

TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"


@contextmanager
def without_triggers(session: Session) -> Iterator[None]:
    """The triggers are away, and stand there again afterwards."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL session_replication_role = replica"))
        yield
        session.execute(text("SET LOCAL session_replication_role = origin"))
        return
    found = session.execute(text(TRIGGERS)).all()
    for trigger in found:
        session.execute(text(f'DROP TRIGGER "{trigger.name}"'))
    yield
    for trigger in found:
        session.connection().exec_driver_sql(trigger.sql)
