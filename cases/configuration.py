"""Local settings by day: what a rule of the municipality was on the day that a notice arrived."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, insert, or_, select, update

from cases.notice import Notice
from cases.settings_known import KNOWN, Setting
from cases.tables.office_models import configuration
from db.session import Session


@dataclass(frozen=True)
class SettingRow:
    """One value of a setting, with its days and the decision behind it."""

    id: int
    name: str
    value: Any
    valid_from: str
    valid_to: str | None
    decision: str
    changed_by: str
    changed_at: datetime
    withdrawn_at: datetime | None

    @property
    def is_standing(self) -> bool:
        return self.withdrawn_at is None

    def covers(self, day: date) -> bool:
        """Whether the day is one of the value's own."""
        text = day.isoformat()
        return self.valid_from <= text and (self.valid_to is None or text <= self.valid_to)


_ENDS: ColumnElement[bool] = or_(
    configuration.c.valid_to.is_(None), configuration.c.valid_to >= bindparam("day")
)
_COVERING = (
    select(configuration)
    .where(
        configuration.c.name == bindparam("name"),
        configuration.c.valid_from <= bindparam("day"),
        _ENDS,
        configuration.c.withdrawn_at.is_(None),
    )
    .order_by(configuration.c.id.desc())
    .limit(1)
)


def value(session: Session, name: str, day: date) -> Any:
    """The setting as it is on this day: the row decided last that covers it, else the default.

    Raises KeyError for a name that is not known.
    """
    known = KNOWN[name]
    row = session.execute(_COVERING, {"name": name, "day": day.isoformat()}).first()
    return known.default if row is None else json.loads(row.value)


def text_of(name: str) -> Select[tuple[str]]:
    """For use within another statement: the JSON text of a setting on a ``day``; no row where the
    default holds."""
    covering = _COVERING.with_only_columns(configuration.c.value)
    return covering.params(name=name)


def for_notice(session: Session, name: str, notice: Notice) -> Any:
    """The setting as of the day on which the notice arrived (the rules that were in force then)."""
    return value(session, name, date.fromisoformat(notice.arrival_day))


def by_day(session: Session, name: str) -> Callable[[date], Any]:
    """What ``value`` gives on any day, from one look at the database. Raises KeyError."""
    default, rows = KNOWN[name].default, [row for row in history(session, name) if row.is_standing]

    def _on(day: date) -> Any:
        return next((row.value for row in rows if row.covers(day)), default)

    return _on


def row_of(session: Session, name: str, day: date) -> SettingRow | None:
    """The row behind ``value``, or None when the default holds."""
    row = session.execute(_COVERING, {"name": name, "day": day.isoformat()}).first()
    return None if row is None else _row(row)


def history(session: Session, name: str) -> list[SettingRow]:
    """Every value that was ever decided, the newest decision first."""
    rows = session.execute(
        select(configuration)
        .where(configuration.c.name == name)
        .order_by(configuration.c.id.desc())
    )
    return [_row(row) for row in rows]


def add(
    session: Session,
    name: str,
    value: Any,
    *,
    valid_from: date,
    valid_to: date | None,
    decision: str,
    by: str,
    now: datetime,
) -> None:
    """A new value from a day on; earlier rows stay and hold for the days that it does not cover."""
    session.execute(
        insert(configuration).values(
            name=name,
            value=json.dumps(value, ensure_ascii=False, allow_nan=False),
            valid_from=valid_from.isoformat(),
            valid_to=None if valid_to is None else valid_to.isoformat(),
            decision=decision,
            changed_by=by,
            changed_at=now,
        )
    )


def withdraw(session: Session, row_id: int, now: datetime) -> None:
    """A value was a mistake: from now on it covers no day, and it stays in the history."""
    session.execute(
        update(configuration)
        .where(configuration.c.id == row_id, configuration.c.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
    )


def known(name: str) -> Setting:
    """What may be set. Raises KeyError."""
    return KNOWN[name]


def _row(row: Any) -> SettingRow:
    return SettingRow(**{**row._mapping, "value": json.loads(row.value)})
