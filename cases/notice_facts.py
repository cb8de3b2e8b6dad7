"""Reading the facts of a notice: each one as its type, or absent; never an error for what is odd.

The names and formats stand in docs/notice-facts.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from cases.law.calendar import STOCKHOLM, local_day
from engine.form_dates import EARLIEST_YEAR, LATEST_YEAR, iso_day
from engine.form_texts import Unreadable

Facts = Mapping[str, Any]

TENANT_PROTECTION = "tenant_protection"
"""What somebody found of the tenant before anybody knew which person the notice is about."""


LONGEST_TEXT = 5000
"""As long as the longest answer of a form; what another door brings beyond that no letter holds."""


def text(facts: Facts, name: str) -> str | None:
    """A text that says something, at most as long as a form would take it."""
    value = facts.get(name)
    return value.strip()[:LONGEST_TEXT] or None if isinstance(value, str) else None


def sender_language(facts: Facts) -> str:
    """The language that the sender reads: English if the notice was given in it."""
    return "en" if facts.get("sender_language") == "en" else "sv"


def day(facts: Facts, name: str) -> date | None:
    """An ISO day between 1900 and 2199."""
    return _day(facts.get(name))


def whole_number(facts: Facts, name: str) -> int | None:
    """A whole number; true and false are none."""
    value = facts.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def instant(facts: Facts, name: str) -> datetime | None:
    """An ISO date and time as an instant in UTC; without a zone it is of Stockholm."""
    return instant_of(facts.get(name))


def is_given(facts: Facts, name: str) -> bool:
    """Whether the notice says anything of this at all. Either fact tells of a day of eviction, and
    a day of service may be that of each tenant."""
    if name == "eviction_date" and facts.get("eviction_at"):
        return True
    if name == "service_date" and None not in served(facts).values():
        return True
    value = facts.get(name)
    return bool(value.strip()) if isinstance(value, str) else value not in (None, [], {})


def sum_of_months(facts: Facts) -> int | None:
    """What the months that the sender lists come to, in öre: the amount of each one, or else their
    number times the monthly rent."""
    each = _amounts(facts.get("months_amounts"))
    if each:
        return sum(each) if all(type(amount) is int for amount in each) else None
    months, rent = facts.get("arrears_months"), whole_number(facts, "monthly_rent")
    return len(months) * rent if isinstance(months, list) and months and rent else None


def eviction_day(facts: Facts) -> date | None:
    """The day of the eviction: from ``eviction_at`` with its time, otherwise ``eviction_date``."""
    at = instant(facts, "eviction_at")
    return local_day(at) if at else day(facts, "eviction_at") or day(facts, "eviction_date")


def served(facts: Facts) -> dict[str, date | None]:
    """When each tenant was served, by a number that names nobody: ``1``, ``2``.

    From ``tenants``; otherwise ``service_date``, which tells of one tenant only: those that
    ``other_tenants`` names as well are then not known to be served.
    """
    listed = facts.get("tenants")
    if isinstance(listed, list) and listed:
        days = [_day(each.get("served_on")) if isinstance(each, dict) else None for each in listed]
    else:
        others = [None] if text(facts, "other_tenants") else []
        days = [day(facts, "service_date"), *others]
    return {str(number): found for number, found in enumerate(days, 1)}


def are_tenants_readable(value: object) -> bool:
    """Whether it is a list of tenants, each with a day of service that can be read, or none."""
    if not isinstance(value, list):
        return False
    days = [each.get("served_on") if isinstance(each, dict) else each for each in value]
    return all(day is None or _day(day) is not None for day in days)


def instant_of(value: object) -> datetime | None:
    """An ISO date and time, if the value is one of those that we take."""
    if not isinstance(value, str) or "T" not in value.upper().replace(" ", "T"):
        return None
    try:
        at = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    if not EARLIEST_YEAR < at.year <= LATEST_YEAR:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=STOCKHOLM)).astimezone(UTC)


def _amounts(value: object) -> list[Any]:
    """``{"2026-02": 840000}`` or ``[{"month": "2026-02", "amount": 840000}]``."""
    if isinstance(value, dict):
        return list(value.values())
    rows = value if isinstance(value, list) else []
    return [row.get("amount") if isinstance(row, dict) else None for row in rows]


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(iso_day(value)) if isinstance(value, str) else None
    except Unreadable:
        return None
