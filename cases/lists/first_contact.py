"""How soon households were first tried after a notice (indicator I05), by area and by landlord.

A notice of unpaid rent or fee has the routine's number of weekdays from its day of arrival, by the
setting of that day; one of disturbance the time limit that was set for it. Both are P, not law.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import ScalarSelect, Select, and_, func, select

from cases import configuration
from cases.law.calendar import add_weekdays, local_day
from cases.law.deadlines import Kind
from cases.lists.figures import Scope
from cases.recovery import UNPAID_TYPES
from cases.tables.landlord_models import landlords, notice_landlords
from cases.tables.limit_models import time_limits
from cases.tables.models import dwellings, households, journal, notices
from cases.tables.track_models import contact_attempts
from db.json_text import json_text
from db.session import Session

Group = TypeVar("Group", bound=Hashable)

SETTING = "figures.first_contact_days"

IN_TIME, LATE, NOT_YET, NO_LIMIT = "in_time", "late", "not_yet", "no_limit"
RESULTS = (IN_TIME, LATE, NOT_YET, NO_LIMIT)
"""not_yet: nobody was tried, and the limit has not passed. no_limit: the type has none, or the
notice belongs to no case."""

AREA_DIGITS = 3
"""An area is the beginning of a postal code, as the units' areas are (``unit_areas``)."""


LANDLORDS = frozenset({"landlord", "association", "agent"})
"""Senders, by the word of the notice, whom the register should know."""

NOT_LINKED, NOT_KNOWN = "not_linked", "not_known"


@dataclass(frozen=True)
class Sender:
    """Who sent a notice, as the figures tell senders apart. kind: by the register when the notice
    is linked to a landlord there; else by the word of the notice, or that it should have been
    linked. size: of a landlord, if the register has it."""

    kind: str
    is_linked: bool = False
    size: str | None = None


@dataclass(frozen=True)
class Contacted:
    """A notice as these figures see it. area: none while no home is known."""

    area: str | None
    sender: Sender
    result: str


def first_contacts(session: Session, scope: Scope, today: date) -> list[Contacted]:
    """How it went with the first contact of each notice."""
    days_on = configuration.by_day(session, SETTING)
    return [
        Contacted(row.area, _sender(row), _result(row, days_on, today))
        for row in session.execute(_notices(scope))
    ]


def grouped(
    found: Collection[Contacted], by: Callable[[Contacted], Group]
) -> dict[Group, Counter[str]]:
    """Group -> how it went -> notices."""
    groups: dict[Group, Counter[str]] = {}
    for one in found:
        groups.setdefault(by(one), Counter())[one.result] += 1
    return groups


def _sender(row: Any) -> Sender:
    if row.landlord_kind is not None:
        return Sender(row.landlord_kind, is_linked=True, size=row.landlord_size)
    return Sender(NOT_LINKED if row.sender_kind in LANDLORDS else row.sender_kind or NOT_KNOWN)


def _result(row: Any, days_on: Callable[[date], Any], today: date) -> str:
    limit = _limit(row, days_on)
    if limit is None:
        return NO_LIMIT
    tried = [local_day(at) for at in (row.attempted_at, row.noted_at) if at is not None]
    if tried:
        return IN_TIME if min(tried) <= limit else LATE
    return NOT_YET if today <= limit else LATE


def _limit(row: Any, days_on: Callable[[date], Any]) -> date | None:
    if row.case_id is None:
        return None
    if row.type_code in UNPAID_TYPES:
        arrived = date.fromisoformat(row.arrival_day)
        return add_weekdays(arrived, days_on(arrived))
    return date.fromisoformat(row.legal_day) if row.legal_day else None


def _notices(scope: Scope) -> Select[Any]:
    of_disturbance = and_(
        time_limits.c.about == notices.c.public_id,
        time_limits.c.kind == Kind.DISTURBANCE_FIRST_ATTEMPT,
        time_limits.c.tenant == "",
    )
    return (
        select(
            notices.c.type_code,
            notices.c.arrival_day,
            notices.c.case_id,
            func.substr(dwellings.c.postal_code, 1, AREA_DIGITS).label("area"),
            json_text(notices.c.facts, "sender_kind").label("sender_kind"),
            landlords.c.kind.label("landlord_kind"),
            landlords.c.size.label("landlord_size"),
            time_limits.c.legal_day,
            _first_attempt().label("attempted_at"),
            _first_note().label("noted_at"),
        )
        .outerjoin(households, households.c.id == notices.c.household_id)
        .outerjoin(dwellings, dwellings.c.id == households.c.dwelling_id)
        .outerjoin(time_limits, of_disturbance)
        .outerjoin(notice_landlords, notice_landlords.c.notice_id == notices.c.id)
        .outerjoin(landlords, landlords.c.id == notice_landlords.c.landlord_id)
        .where(scope.condition)
    )


def _first_attempt() -> ScalarSelect[datetime | None]:
    """When the household was first tried after the notice had come; to pass a step by is no try."""
    return (
        select(func.min(contact_attempts.c.made_at))
        .where(
            contact_attempts.c.case_id == notices.c.case_id,
            contact_attempts.c.made_at >= notices.c.arrived_at,
            contact_attempts.c.result != "skipped",
        )
        .scalar_subquery()
    )


def _first_note() -> ScalarSelect[datetime | None]:
    """When a contact about a disturbance was first noted: those are kept in the journal."""
    return (
        select(func.min(journal.c.written_at))
        .where(
            journal.c.case_id == notices.c.case_id,
            journal.c.written_at >= notices.c.arrived_at,
            journal.c.kind == "disturbance",
        )
        .scalar_subquery()
    )
