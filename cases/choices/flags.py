"""The open flags of a case with its notices, or of a notice, as options."""

from __future__ import annotations

from cases import flag, notice
from cases.tables.models import cases
from db.session import Session
from engine.forms import Option


def open_flags(session: Session, key: str) -> list[Option]:
    """Each open flag by its sentence."""
    found = flag.about(session, keys(session, key), open_only=True)
    return [Option(one.public_id, one.text) for one in found]


def keys(session: Session, key: str) -> list[str]:
    """What a flag may be about on the page of this thing: a case has the flags of its notices."""
    row = session.execute(cases.select().where(cases.c.public_id == key)).one_or_none()
    of_case = notice.of_case(session, row.id) if row is not None else []
    return [key, *(one.public_id for one in of_case)]
