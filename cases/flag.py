"""Flags: what is odd in a notice or a case, in words, visible until somebody settles it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from cases.tables.track_models import flags
from db.session import Session
from engine.texts import Text


@dataclass(frozen=True)
class Flag:
    """The row of a flag. severity: as table D12 writes it."""

    id: int
    public_id: str
    about: str
    code: str
    place: str
    severity: str
    text_sv: str
    text_en: str
    raised_at: datetime
    settled_at: datetime | None
    settled_by: str | None
    settlement: str | None

    @property
    def text(self) -> Text:
        return Text(self.text_sv, self.text_en)


def raise_flag(
    session: Session,
    about: str,
    code: str,
    text: Text,
    *,
    public_id: str,
    now: datetime,
    place: str = "",
    severity: str = "VARNING",
) -> bool:
    """Raise a flag once for each thing, code and place; tells whether it is new."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement = (
        dialect.insert(flags)
        .values(
            public_id=public_id,
            about=about,
            code=code,
            place=place,
            severity=severity,
            text_sv=text.sv,
            text_en=text.en,
            raised_at=now,
        )
        .on_conflict_do_nothing(index_elements=["about", "code", "place"])
        .returning(flags.c.id)
    )
    return session.execute(statement).first() is not None


def settle(session: Session, flag: Flag, by: str, how: str, now: datetime) -> None:
    """Somebody has looked at it; the flag stays with what she wrote."""
    session.execute(
        update(flags)
        .where(flags.c.id == flag.id, flags.c.settled_at.is_(None))
        .values(settled_at=now, settled_by=by, settlement=how)
    )


def find(session: Session, public_id: str) -> Flag | None:
    """The flag with this public id."""
    row = session.execute(select(flags).where(flags.c.public_id == public_id)).one_or_none()
    return None if row is None else Flag(**row._mapping)


def about(session: Session, keys: list[str], *, open_only: bool = False) -> list[Flag]:
    """The flags of these things, oldest first."""
    statement: Any = select(flags).where(flags.c.about.in_(keys)).order_by(flags.c.id)
    if open_only:
        statement = statement.where(flags.c.settled_at.is_(None))
    return [Flag(**row._mapping) for row in session.execute(statement)]
