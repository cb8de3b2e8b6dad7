"""Time limits as they are kept: where each stands, every calculation, and when timers fall due."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update

from cases.law.deadlines import Kind, TimeLimit
from cases.law.limit_sentences import explain
from cases.limit_moments import NAMES, moments_of
from cases.tables.limit_models import limit_calculations, time_limits
from cases.tables.models import notices
from cases.tables.track_models import ladders
from db.session import Session
from engine.texts import Text

OPEN = ("preliminary", "fixed")

MATCH_UNDONE = "Kopplingen till hushållet ångrades."
"""The cause of a limit that was cancelled because its notice was put into the wrong case."""


TAKEN_BACK = "fact_taken_back"
"""The cause of a limit whose fact was taken back; it runs again when the fact is stated anew."""


@dataclass(frozen=True)
class StoredLimit:
    """A time limit with the sentence of its last calculation. Days are local, ISO text."""

    id: int
    public_id: str
    about: str
    kind: str
    tenant: str
    basis: str
    start_day: str | None
    nominal_day: str | None
    legal_day: str | None
    internal_day: str | None
    state: str
    calculation: int
    cause: str | None
    sentence: Text
    unsettled: tuple[str, ...]
    remarks: tuple[Text, ...]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def day(self, name: str) -> date | None:
        """``start``, ``nominal``, ``legal`` or ``internal`` as a date."""
        text = getattr(self, f"{name}_day")
        return date.fromisoformat(text) if text else None


@dataclass(frozen=True)
class Change:
    """A time limit that was set or counted anew, as the ledger keeps it."""

    kind: str
    is_new: bool
    facts: Mapping[str, Any]


def put(
    session: Session,
    about: str,
    limit: TimeLimit,
    *,
    cause: str,
    actor: str,
    new_id: Callable[[], str],
    now: datetime,
) -> Change | None:
    """Set a limit, or count it anew with the earlier calculation kept; None when nothing changed.

    One that was met, missed or cancelled stays so, whatever is reported afterwards; only what ended
    because a match was undone, or a fact taken back, begins anew when that is there again.
    """
    before = find(session, about, limit.kind, limit.tenant or "")
    after = _columns(limit)
    if before is not None and (not _may_change(before) or _same(session, before, limit, after)):
        return None
    number = 1 if before is None else before.calculation + 1
    values = {**after, "calculation": number, "changed_at": now}
    if before is None:
        limit_id = _insert(session, about, limit, values, new_id())
    else:
        limit_id = before.id
        session.execute(update(time_limits).where(time_limits.c.id == limit_id).values(**values))
    _calculate(session, limit_id, number, limit, cause, actor, now)
    return Change(limit.kind, before is None, _told(before, limit, cause))


def end(
    session: Session,
    about: str,
    kinds: Sequence[str],
    state: str,
    cause: str,
    now: datetime,
) -> list[str]:
    """End the open limits of these kinds: ``met``, ``missed`` or ``cancelled``; which ended."""
    rows = session.execute(
        update(time_limits)
        .where(
            time_limits.c.about == about,
            time_limits.c.kind.in_([str(kind) for kind in kinds]),
            time_limits.c.state.in_(OPEN),
        )
        .values(state=state, cause=cause, changed_at=now)
        .returning(time_limits.c.kind)
    )
    return sorted({str(row.kind) for row in rows})


def find(session: Session, about: str, kind: str, tenant: str = "") -> StoredLimit | None:
    """One limit of a thing, if it has been set."""
    found = [
        limit for limit in of(session, [about]) if (limit.kind, limit.tenant) == (str(kind), tenant)
    ]
    return found[0] if found else None


def of(session: Session, keys: Sequence[str]) -> list[StoredLimit]:
    """The limits of these things with their last calculation, soonest first."""
    calculated = limit_calculations
    rows = session.execute(
        select(
            time_limits,
            calculated.c.sentence_sv,
            calculated.c.sentence_en,
            calculated.c.unsettled,
            calculated.c.remarks,
        )
        .join(
            calculated,
            (calculated.c.limit_id == time_limits.c.id)
            & (calculated.c.number == time_limits.c.calculation),
        )
        .where(time_limits.c.about.in_(keys))
        .order_by(time_limits.c.legal_day, time_limits.c.id)
    )
    return [_stored(row) for row in rows]


def calculations(session: Session, limit_id: int) -> list[Any]:
    """Every calculation of a limit, oldest first."""
    return list(
        session.execute(
            select(limit_calculations)
            .where(limit_calculations.c.limit_id == limit_id)
            .order_by(limit_calculations.c.number)
        )
    )


def due_times(session: Session, about: str) -> dict[str, str | None]:
    """Name -> instant of everything that a timer about this thing may wait for; null: unknown.

    Those of a missed limit as well: whoever else waits for its end shall hear that it has passed.
    """
    found: dict[str, str | None] = dict.fromkeys(NAMES)
    rows = session.execute(
        select(time_limits.c.moments).where(
            time_limits.c.about == about,
            time_limits.c.tenant == "",
            time_limits.c.state.in_((*OPEN, "missed")),
        )
    )
    for row in rows:
        found |= json.loads(row.moments)
    step = session.execute(
        select(ladders.c.due_at)
        .join(notices, notices.c.id == ladders.c.notice_id)
        .where(notices.c.public_id == about, ladders.c.ended.is_(None))
    ).scalar_one_or_none()
    return {**found, "ladder_step_due": step.isoformat() if step else None}


def _may_change(limit: StoredLimit) -> bool:
    may_begin_anew = limit.cause in (MATCH_UNDONE, TAKEN_BACK)
    return limit.is_open or (limit.state == "cancelled" and may_begin_anew)


def _insert(
    session: Session, about: str, limit: TimeLimit, values: Mapping[str, Any], public_id: str
) -> int:
    row = {**values, "public_id": public_id, "about": about, "tenant": limit.tenant or ""}
    statement = insert(time_limits).values(**row).returning(time_limits.c.id)
    return int(session.execute(statement).scalar_one())


def _calculate(
    session: Session,
    limit_id: int,
    number: int,
    limit: TimeLimit,
    cause: str,
    actor: str,
    now: datetime,
) -> None:
    sentence = explain(limit)
    session.execute(
        insert(limit_calculations).values(
            limit_id=limit_id,
            number=number,
            calculated_at=now,
            actor=actor,
            cause=cause,
            start_facts=json.dumps(dict(limit.start_facts)),
            start_day=limit.start.isoformat(),
            nominal_day=limit.nominal_end.isoformat(),
            legal_day=limit.legal_end.isoformat(),
            internal_day=limit.internal_end.isoformat() if limit.internal_end else None,
            is_preliminary=int(limit.is_preliminary),
            sentence_sv=sentence.sv,
            sentence_en=sentence.en,
            unsettled=json.dumps([str(point) for point in limit.unsettled]),
            remarks=json.dumps([[r.sv, r.en] for r in limit.remarks], ensure_ascii=False),
        )
    )


def _columns(limit: TimeLimit) -> dict[str, Any]:
    return {
        "kind": str(limit.kind),
        "basis": limit.basis,
        "start_day": limit.start.isoformat(),
        "nominal_day": limit.nominal_end.isoformat(),
        "legal_day": limit.legal_end.isoformat(),
        "internal_day": limit.internal_end.isoformat() if limit.internal_end else None,
        "moments": json.dumps(moments_of(limit)),
        "state": "preliminary" if limit.is_preliminary else "fixed",
        "cause": None,
    }


def _same(
    session: Session, before: StoredLimit, limit: TimeLimit, after: Mapping[str, Any]
) -> bool:
    days = ("start_day", "nominal_day", "legal_day", "internal_day", "state", "basis")
    last = calculations(session, before.id)[-1]
    same_facts = json.loads(last.start_facts) == dict(limit.start_facts)
    return same_facts and all(getattr(before, name) == after[name] for name in days)


def _told(before: StoredLimit | None, limit: TimeLimit, cause: str) -> dict[str, Any]:
    days = {
        "start": limit.start.isoformat(),
        "nominal": limit.nominal_end.isoformat(),
        "legal": limit.legal_end.isoformat(),
        "internal": limit.internal_end.isoformat() if limit.internal_end else None,
        "preliminary": limit.is_preliminary,
    }
    earlier = before and {
        "start": before.start_day,
        "nominal": before.nominal_day,
        "legal": before.legal_day,
        "internal": before.internal_day,
        "preliminary": before.state == "preliminary",
    }
    return {
        "limit": str(limit.kind),
        "basis": limit.basis,
        "facts": dict(limit.start_facts),
        "cause": cause,
        "before": earlier,
        "after": days,
    }


def _stored(row: Any) -> StoredLimit:
    names = [name for name in StoredLimit.__dataclass_fields__ if hasattr(row, name)]
    values = {name: getattr(row, name) for name in names}
    values |= {
        "sentence": Text(row.sentence_sv, row.sentence_en),
        "unsettled": tuple(json.loads(row.unsettled)),
        "remarks": tuple(Text(sv, en) for sv, en in json.loads(row.remarks)),
    }
    return StoredLimit(**values)


__all__ = [
    "Change",
    "Kind",
    "StoredLimit",
    "calculations",
    "due_times",
    "end",
    "find",
    "of",
    "put",
]
