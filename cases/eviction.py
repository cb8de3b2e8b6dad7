"""Booked evictions: one row for each notice of a time, from booked to the result that is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from cases import notice_facts
from cases.notice import Notice
from cases.tables.track_models import evictions
from db.session import Session

CHANGED = "eviction_changed"
"""The message to the process that watches an eviction; its key is the notice of the time."""

ENDS = ("replaced", "cancelled", "withdrawn", "carried_out")
"""How the watch of a booked eviction can end."""


@dataclass(frozen=True)
class Eviction:
    """The row of an eviction (or a removal). children: yes, no or unknown."""

    id: int
    public_id: str
    notice_id: int
    case_id: int
    kfm_case_number: str | None
    measure: str
    eviction_at: datetime | None
    children: str
    state: str
    result_known_at: datetime | None

    @property
    def is_booked(self) -> bool:
        return self.state == "booked"


def book(session: Session, of: Notice, *, public_id: str) -> Eviction:
    """Enter the time that a notice gives, once; a notice that is handed over again finds it."""
    existing = of_notice(session, of.id)
    if existing is not None:
        return existing
    if of.case_id is None:
        raise LookupError("The notice belongs to no case.")
    facts = of.facts
    session.execute(
        insert(evictions).values(
            public_id=public_id,
            notice_id=of.id,
            case_id=of.case_id,
            kfm_case_number=kfm_number(of),
            measure="removal" if of.type_code == "U35" else "eviction",
            eviction_at=notice_facts.instant(facts, "eviction_at"),
            children=notice_facts.text(facts, "children") or "unknown",
            state="booked",
        )
    )
    booked = of_notice(session, of.id)
    if booked is None:
        raise LookupError("The eviction that was just booked is not there.")
    return booked


def of_notice(session: Session, notice_id: int) -> Eviction | None:
    """The eviction whose time this notice gave."""
    found = _list(session, evictions.c.notice_id == notice_id)
    return found[0] if found else None


def of_case(session: Session, case_id: int) -> list[Eviction]:
    """Every eviction of a case, in the order in which they were booked."""
    return _list(session, evictions.c.case_id == case_id)


def booked_in(session: Session, case_id: int, number: str | None) -> list[Eviction]:
    """The booked evictions of a case under a case number of Kronofogden's.

    Where either side lacks the number they may be the same.
    """
    booked = without_result(of_case(session, case_id))
    return [one for one in booked if None in (number, one.kfm_case_number) or _has(one, number)]


def kfm_number(of: Notice) -> str | None:
    """Kronofogden's case number as it is compared: without spaces, in capitals."""
    stated = notice_facts.text(of.facts, "kfm_case_number")
    return "".join(stated.split()).upper() if stated else None


def change(session: Session, one: Eviction, **values: Any) -> None:
    """Set columns of an eviction; the caller records it in the ledger."""
    session.execute(update(evictions).where(evictions.c.id == one.id).values(**values))


def without_result(found: Sequence[Eviction]) -> list[Eviction]:
    """Those that are booked still: nobody knows how it went."""
    return [one for one in found if one.is_booked]


def _has(one: Eviction, number: str | None) -> bool:
    return one.kfm_case_number == number


def _list(session: Session, condition: Any) -> list[Eviction]:
    rows = session.execute(select(evictions).where(condition).order_by(evictions.c.id))
    return [Eviction(**row._mapping) for row in rows]
