"""What may happen in a story: a notice comes, somebody pays, a case is closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from cases import case as case_rows
from cases import party
from cases.law.calendar import local_day
from demo import hours
from demo.habits import assessed, day
from demo.landlords import Landlord
from demo.office import Fields, Stuck
from demo.story import Story, Turn

if TYPE_CHECKING:
    from demo.year import Year

CHANNELS = ("ETJANST", "EPOST", "EPOST", "SDK", "POST")
"""How notices come, by turns."""


def rent(days: int, landlord: Landlord, *, months: int = 2, **changes: Any) -> Turn:
    """A notice of unpaid rent or fee, terminated and served a few days before."""

    def happens(year: Year, story: Story) -> None:
        today = local_day(year.office.clock())
        served = today - timedelta(days=1)
        facts = {
            **landlord.facts,
            **story.home.facts,
            **_debt(story, today, months),
            "ground": "unpaid",
            "is_terminated": "yes",
            "termination_date": served.isoformat(),
            "termination_way": "process_server",
            "service_date": served.isoformat(),
            "children": "unknown",
            "arrival_channel": CHANNELS[story.number % len(CHANNELS)],
        }
        left_out = dict.fromkeys(landlord.left_out(story.number))
        year.receive(story, _given({**facts, **left_out, **changes}))

    return Turn(days, _clock(landlord.name, days), happens)


def disturbance(days: int, landlord: Landlord, what: str, **changes: Any) -> Turn:
    """A notice that somebody disturbs her neighbours."""

    def happens(year: Year, story: Story) -> None:
        facts = {
            **landlord.facts,
            **story.home.facts,
            "ground": "disturbance",
            "is_terminated": "no",
            "what_happened": what,
            "children": "unknown",
            "arrival_channel": CHANNELS[story.number % len(CHANNELS)],
        }
        year.receive(story, _given({**facts, **changes}))

    return Turn(days, "10:20", happens)


def kronofogden(days: int, document: str, clock: str = "09:05", **changes: Any) -> Turn:
    """Kronofogden tells of an application, a time, a change or a result. A day in ``changes`` may
    be a number: so many days into the story."""

    def happens(year: Year, story: Story) -> None:
        facts = {
            **story.home.facts,
            "sender_kind": "kfm",
            "sender_name": "Kronofogden",
            "kfm_address": "avhysning@kronofogden.example",
            "kfm_document": document,
            "kfm_officer": "Kim Kronlund",
            "kfm_phone": "010-123 45 67",
            "ground": "unpaid",
            "kfm_case_number": f"U-{4000 + story.number}-{story.begins.year % 100}",
            "measure": "eviction",
            "arrival_channel": "EPOST",
            **_days(story, changes),
        }
        year.receive(story, _given(facts))

    return Turn(days, clock, happens)


def told_just_now(clock: str) -> Turn:
    """Kronofogden has told of a time, the same day as the year ends; nobody has confirmed it."""
    told = kronofogden(0, "time", clock, eviction_at=(40, "09:00"), children="unknown")
    return replace(told, on_any_day=True)


def paid(days: int, kind: str = "paid", **changes: str) -> Turn:
    """The landlord tells that the debt of the first notice is settled, a day before the turn."""

    def happens(year: Year, story: Story) -> None:
        on = local_day(year.office.clock()) - timedelta(days=1)
        fields = {
            "kind": kind,
            "is_whole": "yes",
            "accepts": "yes",
            "waived": "yes",
            "told_by": "Uthyraren",
            **day("paid_on", on.isoformat()),
            **changes,
        }
        year.office.act("notice", "betalning", story.first_notice, _caseworker(year, story), fields)

    return Turn(days, "13:15", happens)


def closed(days: int, outcome: str, reason: str, **more: str) -> Turn:
    """The caseworker decides that the case is over."""

    def happens(year: Year, story: Story) -> None:
        task = year.office.open_task(year.case_of(story), "assess_case")
        if task is None:
            raise Stuck(f"{story.name} has no assessment to close with.")
        over = assessed(reason, "Inget mer att göra.", risk="low", **{"next_step": "close", **more})
        year.office.complete(task, over, story.number)
        decided = year.office.open_task(year.case_of(story), "decide_outcome")
        fields = {"decision": "close", "outcome": outcome, "reason": reason}
        year.office.complete(decided, {**fields, "anyway": "Enligt hyresvärden."}, story.number)

    return Turn(days, "14:40", happens)


def acted(days: int, about: str, word: str, clock: str = "11:10", **fields: Any) -> Turn:
    """The case's worker does something on the page of the case or its newest notice."""

    def happens(year: Year, story: Story) -> None:
        who = _caseworker(year, story)
        given = {
            name: value(year, story) if callable(value) else value for name, value in fields.items()
        }
        key = year.case_of(story) if about == "case" else story.notice
        year.office.act(about, word, key, who, given)

    return Turn(days, clock, happens)


def closing_letter(days: int) -> Turn:
    """The caseworker writes to the household, in English, that the case is over."""

    def happens(year: Year, story: Story) -> None:
        with year.office.database.reading() as session:
            of = case_rows.get(session, year.case_of(story))
            person = party.members(session, of.household_id)[0].public_id
        fields = {
            "person": person,
            "result": "The debt is paid and you stay in your home.",
            "language": "en",
            "channel": "print",
        }
        who = year.caseworker_of(story)
        year.office.act("case", "avslutsbrev", of.public_id, who, fields)

    return Turn(days, "09:40", happens)


def on_notice(year: Year, story: Story, word: str, who: str, fields: Fields) -> None:
    """An act on the newest notice of the story."""
    year.office.act("notice", word, story.notice, who, fields)


def _caseworker(year: Year, story: Story) -> str:
    return year.caseworker_of(story)


def _debt(story: Story, today: date, months: int) -> dict[str, object]:
    first = today.replace(day=1)
    listed = []
    for _ in range(months):
        listed.append(f"{first:%Y-%m}")
        first = (first - timedelta(days=1)).replace(day=1)
    return {
        "amount": months * story.home.rent,
        "monthly_rent": story.home.rent,
        "arrears_months": sorted(listed),
        "due_dates": "sista vardagen före varje månad",
        "payment_account": "bg 123-4567",
        "rooms": str(1 + story.number % 4),
    }


def _days(story: Story, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Numbers of days into the story as the days they are; a pair has a time of day as well."""
    return {
        name: _local_day(story, value) if name.endswith(("_at", "_on", "_date")) else value
        for name, value in changes.items()
    }


def _local_day(story: Story, value: Any) -> Any:
    if isinstance(value, tuple):
        return f"{_weekday(story, value[0])}T{value[1]}"
    return _weekday(story, value) if isinstance(value, int) else value


def _weekday(story: Story, days: int) -> str:
    return hours.weekday(date.fromisoformat(story.day(days))).isoformat()


def _given(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value is not None}


def _clock(name: str, days: int) -> str:
    number = len(name) * 7 + days
    return f"{8 + number % 8:02d}:{number * 13 % 60:02d}"
