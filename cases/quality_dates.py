"""Days of a notice that cannot be right, or not right together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from cases import notice_facts
from cases.notice_facts import Facts
from engine.texts import Text

PAST_DAYS = (
    "service_date",
    "termination_date",
    "posting_date",
    "order_served_on",
    "contest_sent_on",
    "judgment_on",
    "documents_in_on",
    "heard_on",
    "previous_eviction_date",
)
"""Facts that have happened when someone tells of them. A former booked day may still be ahead."""

_MAY_BE_AHEAD = frozenset({"previous_eviction_date"})
_HAPPENS_IN_ORDER = (
    ("termination_date", "service_date"),
    ("termination_date", "posting_date"),
    ("order_served_on", "contest_sent_on"),
    ("order_served_on", "judgment_on"),
)
_BOOKED = frozenset({"U31", "U35"})

UNREADABLE = Text("Dagen går inte att läsa.", "The day cannot be read.")
IN_THE_FUTURE = Text(
    "Dagen ligger efter i dag; kontrollera den.", "The day is after today; check it."
)
IN_THE_PAST = Text(
    "Dagen för avhysningen har redan passerat; kontrollera den.",
    "The day of the eviction has already passed; check it.",
)
OUT_OF_ORDER = Text(
    "Dagen ligger före en dag som den borde komma efter; kontrollera båda.",
    "The day is before a day that it should come after; check both.",
)
SAME_AS_BEFORE = Text(
    "Den nya dagen för avhysningen är densamma som den förra.",
    "The new day of the eviction is the same as the former.",
)
TOO_EARLY = Text(
    "Avhysningen är bokad mindre än en vecka efter att hyresgästen fick yttra sig (16 kap. 3 § "
    "utsökningsbalken).",
    "The eviction is booked less than one week after the tenant could comment (chapter "
    "16, section 3 of the Enforcement Code, utsökningsbalken).",
)


def odd_days(type_code: str, facts: Facts, today: date) -> Iterator[tuple[str, Text]]:
    """Each fact with a day that cannot be read, has not come, has passed or is out of order."""
    for name in (*PAST_DAYS, "eviction_date", "eviction_at"):
        if facts.get(name) and not _is_readable(facts, name):
            yield name, UNREADABLE
    for name in PAST_DAYS:
        day = notice_facts.day(facts, name)
        if day and day > today and name not in _MAY_BE_AHEAD:
            yield name, IN_THE_FUTURE
    yield from _eviction(type_code, facts, today)
    for earlier, later in _HAPPENS_IN_ORDER:
        first, second = notice_facts.day(facts, earlier), notice_facts.day(facts, later)
        if first and second and second < first:
            yield later, OUT_OF_ORDER


def too_early(type_code: str, facts: Facts) -> Iterator[tuple[str, Text]]:
    """An eviction that is booked before the law allows it (UB 16:3 third paragraph, V)."""
    if type_code == "U35" or facts.get("measure") == "removal":
        return  # A removal has a shorter time of its own (UB 16:10 a).
    heard, booked = notice_facts.day(facts, "heard_on"), notice_facts.eviction_day(facts)
    if heard and booked and booked < heard + timedelta(weeks=1):
        yield "eviction_date", TOO_EARLY


def _eviction(type_code: str, facts: Facts, today: date) -> Iterator[tuple[str, Text]]:
    booked = notice_facts.eviction_day(facts)
    if booked is None:
        return
    if type_code in _BOOKED and booked < today:
        yield "eviction_date", IN_THE_PAST
    if type_code == "U33" and booked > today:
        yield "eviction_date", IN_THE_FUTURE
    if type_code == "U32" and booked == notice_facts.day(facts, "previous_eviction_date"):
        yield "eviction_date", SAME_AS_BEFORE


def _is_readable(facts: Facts, name: str) -> bool:
    if name == "eviction_at" and notice_facts.instant(facts, name):
        return True
    return notice_facts.day(facts, name) is not None
