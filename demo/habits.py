"""What people do in a task unless the story says otherwise, and how soon."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from cases.choices.arrears import ladder_letters
from cases.law.calendar import STOCKHOLM
from demo import hours
from demo.office import Fields

if TYPE_CHECKING:
    from demo.story import Answers, Story
    from demo.year import Year

AT_ONCE = frozenset({"approve_sending", "approve_copy", "take_over_confirmation", "act_today"})
"""Done whatever the hour: whoever is on duty has the telephone with her."""

TAKEN_EARLY = frozenset({"assess_case", "choose_measure", "write_to_household", "attempt_contact"})
"""Taken by some of those who cannot do it yet."""

LOOKED_UP_AFTER, LOOKED_UP_WITHIN = "assess_case", timedelta(hours=20)
"""When the members of a household are looked up in the population register."""

LOOKED_UP = {"protection": "none", "reason": "Slagning i folkbokföringen: inget skydd."}

MINUTES = {"confirm_match": 35, "approve_sending": 50, "approve_copy": 70, "state_posting": 90}
USUAL_MINUTES = 170


def ripe_at(element: str, came: datetime, lag: float) -> datetime:
    """When somebody does a task that came at an instant."""
    moment = came + timedelta(minutes=MINUTES.get(element, USUAL_MINUTES) * lag)
    return moment if element in AT_ONCE else hours.in_office(moment)


def match(year: Year, story: Story, _task: Any) -> Fields:
    """The same household as before, or a new one."""
    return {"choice": year.household_of(story) or "new"}


def assessed(situation: str, plan: str, **more: str) -> Fields:
    """An assessment that goes on."""
    return {
        "contact": "two_way",
        "situation": situation,
        "children": "no",
        "risk": "medium",
        "plan": plan,
        "next_step": "continue",
        **more,
    }


def posted(year: Year, _story: Story, _task: Any) -> Fields:
    """The letter was posted now."""
    local = year.office.clock().astimezone(STOCKHOLM)
    return {
        "way": "letter",
        "sent_by": "Posten",
        "sent_at": f"{local:%H:%M}",
        **day("sent_on", f"{local:%Y-%m-%d}"),
    }


def stated(year: Year, story: Story, task: Any) -> Fields:
    """What could not go by itself was posted instead."""
    return {"choice": "stated", **posted(year, story, task)}


def ladder_letter(year: Year, _story: Story, task: Any) -> Fields:
    """The letter that the step of the ladder asks for, on paper."""
    with year.office.database.reading() as session:
        offered = ladder_letters(session, task.business_key)
    letter = next((option.value for option in offered), "none")
    meeting = year.office.clock() + timedelta(days=5)
    return {
        "letter": letter,
        "channel": "print",
        "language": "sv",
        "meeting_at": "10.00",
        "place": "Medborgarkontoret, Exempeltorget 1",
        "reason": "Hushållet har redan fått brevet.",
        **day("meeting_on", hours.weekday(meeting.date()).isoformat()),
    }


def day(name: str, iso: str) -> dict[str, str]:
    """The three boxes of a day."""
    year, month, number = iso.split("-")
    return {f"{name}-year": year, f"{name}-month": month, f"{name}-day": number}


HABITS: Mapping[str, Answers] = {
    "confirm_match": match,
    "review_joined_notice": {"is_read": ["read"], "note": "Läst; ändrar inte planen."},
    "assess_case": (assessed("Hushållet har hört av sig.", "Budgetrådgivning i veckan."),),
    "decide_outcome": {"decision": "close", "outcome": "O01", "reason": "Skulden är betald."},
    "choose_measure": ({"measure": "own_payment", "note": "Betalar vid nästa lön."},),
    "review_declined": {"review": "end", "reason": "Hushållet har fått full information."},
    "decide_as_manager": {"decision": "approve", "reason": "Hushållet får råd med hyran sedan."},
    "decide_as_unit_head": {"decision": "approve", "reason": "Barn i hushållet."},
    "decide_in_committee": {"decision": "approve", "reason": "Enligt förslaget."},
    "decide_last_day": {"decision": "other", "reason": "Skulden ordnas på annat sätt."},
    "attempt_contact": {"result": "two_way", "note": "Vi bokade en tid."},
    "write_to_household": ladder_letter,
    "decide_after_ladder": {"decision": "stop", "reason": "Alla sätt är prövade."},
    "check_first_rent": {"paid": "yes"},
    "check_second_rent": {"paid": "yes"},
    "watch_complement": {"result": "came", "note": "Uthyraren ringde."},
    "state_posting": posted,
    "send_otherwise": stated,
    "approve_sending": {
        "confirmation_channel": "email",
        "copy": "by_hand",
        "protection": "none",
    },
    "approve_copy": {"protection": "none", "channel": "by_hand", "reason": "Lämnas i brevlådan."},
    "take_over_confirmation": {"who": "self"},
    "give_deviation_reason": {"reason": "Underrättelsen öppnades först nästa morgon."},
    "make_first_contact": {
        "safety": "no_sign",
        "result": "two_way",
        "children": "no",
        "situation": "Hög musik på nätterna.",
        "plan": "Nytt samtal om två veckor.",
    },
    "act_today": {
        "safety": "suspected",
        "result": "two_way",
        "information": ["contest", "legal_help"],
        "sublet": "no",
        "children": "unknown",
        "plan": "Möte i morgon med enhetens jurist.",
    },
    "follow_up_14": {"state": "calm", "situation": "Inga nya klagomål."},
    "follow_up_30": {"state": "calm", "situation": "Fortsatt lugnt."},
    "review_application": {
        "stage": "applied",
        "told_household": "yes",
        "plan": "Hushållet bestrider inte. Söker ekonomiskt bistånd.",
    },
    "contact_household": {
        "contact": "two_way",
        "situation": "Letar annat boende.",
        "children": "no",
        "attends": "yes",
        "letter": "no",
    },
    "confirm_plan": {"state": "ready", "note": "Boende är ordnat."},
    "check_plan": {"state": "holds"},
    "decide_housing": {"state": "municipal", "note": "Jourboende i tre veckor."},
    "call_kfm": {"state": "as_booked"},
    "ask_kfm": {
        "result": "carried_out",
        "household_now": "municipal",
        "children": "no",
        "note": "Kronofogden: klart vid tiotiden.",
    },
    "decide_forwarding": {"action": "forward", "other_municipality": "Grannköping"},
    "answer_referral": {"decision": "accepted", "answer": "Vi erbjuder boendestöd."},
    "read_answer": {"note": "Läst. Boendestöd börjar nästa vecka."},
}
