"""Warnings: what is getting late, shown to those who can act until it has ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from cases.tables.office_models import warnings
from db.session import Session
from engine.texts import Text


def raise_warning(
    session: Session,
    about: str,
    code: str,
    audience: str,
    text: Text,
    *,
    public_id: str,
    now: datetime,
) -> bool:
    """Raise a warning, which stands once for each thing, code and audience; tells whether it is
    new. One that has ended stands anew: whoever raises it has seen that it is so again."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    said = {"text_sv": text.sv, "text_en": text.en, "raised_at": now}
    thing = {"public_id": public_id, "about": about, "code": code, "audience": audience}
    statement = (
        dialect.insert(warnings)
        .values(**thing, **said)
        .on_conflict_do_update(
            index_elements=["about", "code", "audience"],
            set_={**said, "ended_at": None},
            where=warnings.c.ended_at.is_not(None),
        )
        .returning(warnings.c.id)
    )
    return session.execute(statement).first() is not None


def end_all(session: Session, about: str, codes: Sequence[str], now: datetime) -> None:
    """What they warned of is done, or no longer possible."""
    session.execute(
        update(warnings)
        .where(warnings.c.about == about, warnings.c.code.in_(codes), warnings.c.ended_at.is_(None))
        .values(ended_at=now)
    )


def end_told(
    session: Session, about: str, codes: Sequence[str], audience: str, now: datetime
) -> None:
    """A graver one says it now to the same people."""
    session.execute(
        update(warnings)
        .where(
            warnings.c.about == about,
            warnings.c.code.in_(codes),
            warnings.c.audience == audience,
            warnings.c.ended_at.is_(None),
        )
        .values(ended_at=now)
    )


def end_about(session: Session, about: str, now: datetime) -> None:
    """Nothing is to be done about the thing any longer."""
    session.execute(
        update(warnings)
        .where(warnings.c.about == about, warnings.c.ended_at.is_(None))
        .values(ended_at=now)
    )


def retell(session: Session, about: str, code: str, text: Text) -> None:
    """A warning that stands says what is true now."""
    session.execute(
        update(warnings)
        .where(warnings.c.about == about, warnings.c.code == code, warnings.c.ended_at.is_(None))
        .values(text_sv=text.sv, text_en=text.en)
    )


def open_for(session: Session, audiences: Sequence[str]) -> list[Any]:
    """The open warnings of these audiences, oldest first."""
    return list(
        session.execute(
            select(warnings)
            .where(warnings.c.audience.in_(audiences), warnings.c.ended_at.is_(None))
            .order_by(warnings.c.id)
        )
    )
