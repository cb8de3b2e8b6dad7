"""Plots about Kronofogden: applications, booked evictions, and how they ended."""

from __future__ import annotations

from demo.habits import assessed
from demo.landlords import Landlord
from demo.plot import Plot
from demo.story import Answers
from demo.turns import closed, kronofogden, paid, rent, told_just_now

STOPPED: Answers = ({"measure": "stopped"},)

_CHILD = {
    "contact": "two_way",
    "situation": "Familjen har sökt lägenhet i tre kommuner.",
    "children": "yes",
    "children_situation": "Ett barn, åtta år, bor här varannan vecka.",
    "attends": "yes",
    "letter": "yes",
    "letter_channel": "print",
}


def evicted(landlord: Landlord) -> Plot:
    """Nothing helped: the eviction was carried out."""
    turns = (
        rent(0, landlord, months=3),
        kronofogden(40, "application"),
        kronofogden(75, "time", eviction_at=(110, "09:00"), children="no"),
        closed(125, "O12", "Avhysningen är verkställd; hushållet bor i jourboende."),
    )
    return Plot("evicted", turns, {"choose_measure": STOPPED})


def evicted_with_child(landlord: Landlord) -> Plot:
    """The eviction of a family; they found somewhere to live themselves."""
    result = {
        "result": "carried_out",
        "household_now": "own",
        "children": "yes",
        "note": "Barnet var i skolan när det skedde.",
    }
    turns = (
        rent(0, landlord, months=3, children="yes"),
        kronofogden(60, "time", eviction_at=(96, "10:00"), children="yes"),
        closed(
            118,
            "O13",
            "Avhysningen är verkställd; familjen bor hos släkt.",
            children="yes",
            children_situation="Går kvar i samma skola.",
        ),
    )
    answers: dict[str, Answers] = {
        "choose_measure": STOPPED,
        "contact_household": _CHILD,
        "confirm_plan": {"state": "partly", "note": "Väntar på svar från en hyresvärd."},
        "check_plan": {"state": "changed", "note": "Släkten tar emot familjen."},
        "decide_housing": {"state": "own"},
        "ask_kfm": ({"result": "unknown", "note": "Ingen svarade."}, result),
        "assess_case": (
            assessed(
                "Skuld sedan i våras.",
                "Söka bostad.",
                children="yes",
                children_situation="Ett barn, åtta år.",
                risk="high",
            ),
        ),
    }
    return Plot("evicted with a child", turns, answers)


def called_off(landlord: Landlord) -> Plot:
    """The debt was paid and Kronofogden called the eviction off."""
    turns = (
        rent(0, landlord, months=2),
        kronofogden(55, "time", eviction_at=(90, "09:30"), children="unknown"),
        paid(70),
        kronofogden(72, "cancelled", result="withdrawn", eviction_at=None),
        closed(130, "O15", "Avhysningen är inställd och skulden betald."),
    )
    return Plot("called off", turns, {"choose_measure": STOPPED})


def moved() -> Plot:
    """A new time, and the household moved before it."""
    turns = (
        kronofogden(0, "time", eviction_at=(30, "09:00"), children="no"),
        kronofogden(14, "changed_time", eviction_at=(44, "13:00"), children="no"),
        kronofogden(40, "cancelled", result="withdrawn", eviction_at=None),
        closed(52, "O09", "Flyttade till en egen lägenhet före dagen."),
    )
    return Plot("moved before the day", turns)


def next_week(landlord: Landlord, days: int, children: str = "no") -> Plot:
    """An eviction that is booked: ``days`` after the story begins it will happen."""
    turns = (
        rent(0, landlord, months=3, children=children),
        kronofogden(days - 24, "time", eviction_at=(days, "09:00"), children=children),
    )
    answers: dict[str, Answers] = {"choose_measure": STOPPED}
    if children == "yes":
        answers["contact_household"] = _CHILD
    return Plot("booked", turns, answers)


def applied_for() -> Plot:
    """An application at Kronofogden that the household contests."""
    review = {
        "stage": "contested",
        "contested": "yes",
        "asked_landlord": "no",
        "told_household": "yes",
        "plan": "Hushållet har bestridit och fått rådgivning.",
    }
    return Plot("applied for", (kronofogden(0, "application"),), {"review_application": review})


def application_settled(landlord: Landlord) -> Plot:
    """The landlord applied and withdrew when the debt was paid."""
    turns = (
        rent(0, landlord),
        kronofogden(33, "application"),
        paid(41),
        closed(104, "O02", "Ansökan är återkallad; de bor kvar."),
    )
    return Plot("application settled", turns, {"choose_measure": STOPPED})


def just_told(clock: str) -> Plot:
    """A time that came a moment ago: the same-day duty runs."""
    return Plot("just told", (told_just_now(clock),), {"approve_sending": (), "confirm_match": ()})


def missed() -> Plot:
    """The confirmation of an eviction's time went the day after: a deviation, with its reason."""
    turns = (
        kronofogden(0, "time", "15:55", eviction_at=(36, "09:00"), children="unknown"),
        kronofogden(20, "cancelled", result="cancelled", eviction_at=None),
        closed(40, "O15", "Inställd; hyresvärden och hushållet är överens."),
    )
    return Plot("missed", turns, lag=22)
