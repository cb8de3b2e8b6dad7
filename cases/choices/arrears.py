"""The options of questions about a debt: measures, tenants, and letters to the household."""

from __future__ import annotations

from cases import case, ladder, limits, notice, notice_facts, track
from cases.case import Case
from cases.choices.letters import HINTS
from cases.law.deadlines import RENTAL, Kind
from cases.letters import channels
from cases.notice import Notice
from db.session import Session
from engine.forms import Option
from engine.texts import Text

COMMITMENT = Option(
    "commitment",
    Text("Åtagande om betalningsansvar", "Commitment to answer for the payment"),
    Text(
        "Går till rätt delegat. Måste vara skickat till hyresvärden i skrift senast lagens sista "
        "dag (12 kap. 44 § jordabalken).",
        "Goes to the right delegate. Must have been sent to the landlord in writing by the last "
        "day in law (chapter 12, section 44 of the Land Code, jordabalken).",
    ),
)
_LETTER_OF_STEP = {"letter": "L01", "visit_letter": "L05", "second_letter": "L07"}
_LETTERS = {
    "L01": Text("Första brev om skulden", "First letter about the debt"),
    "L05": Text("Erbjudande om möte eller hembesök", "Offer of a meeting or a home visit"),
    "L07": Text("Andra brev, med sista dagen först", "Second letter, with the last day first"),
}


def measures(session: Session, business_key: str) -> list[Option]:
    """A commitment is a choice only for a rental home and while its period runs (JB 12:44)."""
    about = notice.find(session, business_key)
    period = limits.find(session, business_key, Kind.RECOVERY_PERIOD)
    if about is None or period is None or not period.is_open:
        return []
    # The day is judged again under the lock; here only what does not change with the hour.
    is_rental = about.type_code != "U11" and period.basis == RENTAL
    return [COMMITMENT] if is_rental else []


def tenants(session: Session, business_key: str) -> list[Option]:
    """The tenants of a notice by number; names stand in the notice beside."""
    about = notice.find(session, business_key)
    if about is None:
        return []
    numbers = notice_facts.served(about.facts)
    return [Option(number, Text(f"Hyresgäst {number}", f"Tenant {number}")) for number in numbers]


def ladder_letters(session: Session, business_key: str) -> list[Option]:
    """The letter that the ladder's step is."""
    about = notice.find(session, business_key)
    begun = None if about is None else ladder.find(session, about.id)
    if about is None or begun is None:
        return []
    step = ladder.step_now(session, about, begun)
    kind = _LETTER_OF_STEP.get(step.channel) if step is not None else None
    return [Option(kind, _LETTERS[kind])] if kind else []


def household_channels(session: Session, business_key: str) -> list[Option]:
    """The ways to the first tenant that are allowed (D5), for a notice's or a case's own page."""
    of, about = _case_of(session, business_key), notice.find(session, business_key)
    found = [] if of is None else track.tenants(session, of, about)
    if not found:
        return []
    tenant = found[0]
    has_number = bool(tenant.personal_number) and tenant.number_confirmed
    return [
        Option(way, channels.NAMES[way], HINTS.get(way))
        for way in channels.allowed_channels(session, "L01", tenant.id)
        if has_number or way != "digital_mail"
    ]


def _case_of(session: Session, business_key: str) -> Case | None:
    about: Notice | None = notice.find(session, business_key)
    if about is not None:
        return None if about.case_id is None else case.by_id(session, about.case_id)
    try:
        return case.get(session, business_key)
    except LookupError:
        return None
