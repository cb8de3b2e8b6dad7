"""Taking turns: what two transactions must not do at once although they touch no row in common."""

from __future__ import annotations

import hashlib

from sqlalchemy import func, select

from db.session import Session


def take_turn(session: Session, name: str) -> None:
    """Wait until nobody else has the turn of this name; it is ours until the transaction ends.

    SQLite lets one writer in at a time, so there every transaction has it already.
    """
    if session.get_bind().dialect.name == "postgresql":
        number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
        session.execute(select(func.pg_advisory_xact_lock(number)))
