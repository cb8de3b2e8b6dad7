"""Plots about unpaid rent and fees: paid, helped, committed to, or nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from cases.law.calendar import local_day
from demo import hours
from demo.habits import assessed, day, ladder_letter
from demo.landlords import Landlord
from demo.office import Fields
from demo.plot import Plot
from demo.story import Answers, Story
from demo.turns import acted, closed, closing_letter, paid, rent

if TYPE_CHECKING:
    from demo.year import Year

DELEGATES = ("decide_as_manager", "decide_as_unit_head", "decide_in_committee")
NOBODY: dict[str, Answers] = {"attempt_contact": {"result": "no_answer"}, "choose_measure": ()}
"""The household is not reached, so nothing can be chosen either."""


def proposed(year: Year, story: Story, _task: Any) -> Fields:
    """The caseworker proposes that the board takes on the rent."""
    pays = hours.weekday(local_day(year.office.clock()) + timedelta(days=30))
    return {
        "measure": "commitment",
        "commitment_amount": str(2 * story.home.rent // 100),
        "commitment_months": f"{pays:%Y-%m}",
        "economy": "yes",
        "note": "Har fått ny anställning och klarar hyran framåt.",
        **day("commitment_payment_day", pays.isoformat()),
    }


def applied(year: Year, _story: Story, _task: Any) -> Fields:
    """The household applies for aid."""
    today = local_day(year.office.clock()).isoformat()
    return {"measure": "aid", "note": "Ansökan är lämnad.", **day("aid_on", today)}


def in_english(year: Year, story: Story, task: Any) -> Fields:
    """The letter of the ladder, for somebody who reads English."""
    return {**ladder_letter(year, story, task), "language": "en"}


def paid_in_time(landlord: Landlord) -> Plot:
    """The debt is paid within the three weeks, and the rents after it too."""
    over = closed(75, "O01", "Skulden är betald och hyrorna efter den likaså.")
    return Plot("paid in time", (rent(0, landlord), paid(13), over))


def paid_late(landlord: Landlord) -> Plot:
    """Paid when the period was over; the landlord lets the household stay."""
    over = closed(95, "O02", "Betalt efter fristen; hyresvärden godtar att de bor kvar.")
    return Plot("paid late", (rent(0, landlord), paid(34), over), {"attempt_contact": NO_ANSWER})


def aided(landlord: Landlord) -> Plot:
    """Financial aid paid the debt; there are children, and the mother reads English."""
    heard = assessed(
        "Ensamstående med två barn. Inkomsten uteblev när anställningen tog slut.",
        "Ansökan om ekonomiskt bistånd, uppföljning varje vecka.",
        children="yes",
        children_situation="Två barn, sex och nio år. Går i skola och fritids som vanligt.",
        risk="high",
    )
    over = closed(
        80,
        "O04",
        "Biståndet är betalt och hyrorna efter det likaså.",
        children="yes",
        children_situation="Barnen bor kvar och går i samma skola.",
    )
    turns = (rent(0, landlord, children="yes"), paid(16, "aid_paid"), closing_letter(79), over)
    answers: dict[str, Answers] = {
        "assess_case": (heard,),
        "choose_measure": (applied,),
        "write_to_household": in_english,
    }
    return Plot("aided", turns, answers)


def planned(landlord: Landlord) -> Plot:
    """A payment plan with the landlord, who waives the termination in writing."""
    chosen = {"measure": "plan", "plan": "3 000 kr i månaden i sex månader.", "plan_waiver": "yes"}
    over = closed(90, "O03", "Planen följs.")
    turns = (rent(0, landlord), paid(12, "plan_accepted"), over)
    return Plot("payment plan", turns, {"choose_measure": (chosen,)})


def committed(landlord: Landlord) -> Plot:
    """The board took on the rent in writing within the period (JB 12:44)."""
    over = closed(100, "O05", "Åtagandet gick i tid och hyrorna är betalda.")
    return Plot("commitment", (rent(0, landlord), over), {"choose_measure": (proposed,)})


def refused(landlord: Landlord) -> Plot:
    """The delegate refused; the household borrowed the money."""
    no: Fields = {"decision": "refuse", "reason": "Hyran är för hög för hushållets inkomst."}
    turns = (rent(0, landlord), paid(17), closed(85, "O01", "Släkten lånade ut pengarna."))
    answers: dict[str, Answers] = {"choose_measure": (proposed,), **dict.fromkeys(DELEGATES, no)}
    return Plot("commitment refused", turns, answers)


def too_late(landlord: Landlord) -> Plot:
    """Nobody decided before the last day, and the commitment came too late."""
    turns = (
        rent(0, landlord),
        paid(40, accepts="yes"),
        closed(110, "O02", "Åtagandet blev för sent. Skulden betaldes ändå."),
    )
    undecided: dict[str, Answers] = dict.fromkeys(DELEGATES, ())
    return Plot("commitment too late", turns, {"choose_measure": (proposed,), **undecided})


def unreached(landlord: Landlord) -> Plot:
    """Every step of the ladder, and nobody answered."""
    over = closed(60, "O16", "Alla steg är tagna. Hyresvärden vet inget.", contact="none")
    return Plot("never reached", (rent(0, landlord), over), NOBODY)


def declined(landlord: Landlord) -> Plot:
    """The household wants no help and stays."""
    no = {"measure": "declined", "children": "no", "note": "Ordnar det själva."}
    turns = (rent(0, landlord), closed(35, "O17", "Tackade nej.", contact="declined"))
    return Plot("declined", turns, {"choose_measure": (no,)})


def withdrawn(landlord: Landlord) -> Plot:
    """The landlord had counted wrong and took the termination back."""
    turns = (rent(0, landlord), paid(9, "withdrawn"), closed(70, "O06", "Felräknad avisering."))
    return Plot("withdrawn", turns)


def reopened(landlord: Landlord) -> Plot:
    """Paid and closed; two months later the rent is unpaid again, and the case is opened again."""
    turns = (
        rent(0, landlord),
        paid(12),
        closed(72, "O01", "Skulden är betald."),
        rent(115, landlord, months=1),
    )
    return Plot("reopened", turns)


def going_on(landlord: Landlord, **changes: Any) -> Plot:
    """A case of today: the period runs."""
    return Plot("going on", (rent(0, landlord, **changes),))


def late(landlord: Landlord) -> Plot:
    """Nobody has had the time: first contact, posting and measure are all late."""
    waits: dict[str, Answers] = dict.fromkeys(
        ("attempt_contact", "choose_measure", "assess_case", "decide_last_day", "watch_complement"),
        (),
    )
    return Plot("late", (rent(0, landlord),), waits, lag=9)


def noted(landlord: Landlord) -> Plot:
    """Contact outside the ladder, and a letter with a time to meet."""
    turns = (
        rent(0, landlord),
        acted(2, "notice", "kontakt", channel="visit", result="answer", note="Grannen svarade."),
    )
    return Plot("visited", turns, {"attempt_contact": NO_ANSWER})


NO_ANSWER: Fields = {"result": "no_answer"}
