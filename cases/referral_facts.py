"""The facts of a case that may be shared, one by one: what each is called and what it says now.

The address of somebody with protected data is never among them (domain 2.5).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from cases import case_marks, eviction, household, journal, limits, notice, party, sealing
from cases.case import Case
from cases.consent import Consent
from cases.law.calendar import STOCKHOLM
from cases.law.day_words import weekday_words
from cases.law.deadlines import Kind
from cases.letters.exposed_letters import ADDRESS
from cases.letters.letterhead import postal_lines
from db.session import Session
from engine.texts import Text

KINDS: Mapping[str, Text] = {
    "identity": Text("Namn och personnummer", "Name and personal number"),
    "address": Text("Adress", "Address"),
    "notice": Text("Vilken underrättelse vi har fått", "Which notice we have received"),
    "last_day": Text("Sista dag att betala", "Last day to pay"),
    "eviction": Text("Tid för avhysning", "Time of eviction"),
    "children": Text("Om det finns barn i hushållet", "Whether there are children"),
    "assessment": Text("Vår bedömning och plan", "Our assessment and plan"),
}
"""The kinds that a consent may cover and that a fact belongs to."""

_NOTICES = {
    "U10": "Uppsägning på grund av obetald hyra",
    "U11": "Uppsägning på grund av obetald årsavgift",
    "U20": "Störning i boendet",
    "U21": "Störning i boendet",
    "U22": "Uppsägning på grund av särskilt allvarlig störning",
    "U23": "Uppsägning på grund av särskilt allvarlig störning",
    "U30": "Ansökan om avhysning",
    "U31": "Tid för avhysning",
    "U32": "Ändrad eller inställd avhysning",
    "U33": "Verkställd avhysning",
}


@dataclass(frozen=True)
class ShareableFact:
    """A fact of the case. key: how the form names it. kind: which consent covers it. person: the
    public id of whom it names, when it names one of the household."""

    key: str
    kind: str
    label: str
    value: str
    person: str | None = None

    def is_covered(self, given: Consent) -> bool:
        """Whether a consent covers it: its kind, and nobody but the person who is consented for."""
        return self.kind in given.scope and self.person in (None, given.person)


def of_case(session: Session, of: Case) -> list[ShareableFact]:
    """Everything that could be shared, in the order in which the form shows it."""
    return [fact for rule in _RULES for fact in rule(session, of)]


def _identity(session: Session, of: Case) -> Iterator[ShareableFact]:
    for number, member in enumerate(party.members(session, of.household_id), 1):
        who = member.public_id
        yield ShareableFact(f"name_{number}", "identity", "Namn", member.name, who)
        if member.personal_number:
            value = f"{member.personal_number[:-4]}-{member.personal_number[-4:]}"
            yield ShareableFact(f"number_{number}", "identity", "Personnummer", value, who)


def _address(session: Session, of: Case) -> Iterator[ShareableFact]:
    if of.sealed or sealing.has_protected(session, of.household_id):
        return
    row = household.dwelling_of(session, of.household_id)
    lines = ", ".join(postal_lines(row.street, row.postal_code, row.town))
    yield ShareableFact("address", "address", ADDRESS, lines)


def _notice(session: Session, of: Case) -> Iterator[ShareableFact]:
    for one in notice.of_case(session, of.id):
        said = _NOTICES.get(one.type_code or "", "Underrättelse")
        came = weekday_words(date.fromisoformat(one.arrival_day)).sv
        yield ShareableFact(f"notice_{one.id}", "notice", "Underrättelse", f"{said}, kom {came}")


def _last_day(session: Session, of: Case) -> Iterator[ShareableFact]:
    keys = [one.public_id for one in notice.of_case(session, of.id)]
    for limit in limits.of(session, keys):
        is_period = (limit.kind, limit.tenant) == (Kind.RECOVERY_PERIOD, "")
        if is_period and limit.is_open and limit.legal_day:
            said = weekday_words(date.fromisoformat(limit.legal_day)).sv
            is_sure = "" if limit.state == "fixed" else " (preliminärt)"
            value = f"{said}{is_sure}"
            yield ShareableFact(f"last_day_{limit.id}", "last_day", "Sista dag att betala", value)


def _eviction(session: Session, of: Case) -> Iterator[ShareableFact]:
    for one in eviction.of_case(session, of.id):
        if one.is_booked and one.eviction_at:
            local = one.eviction_at.astimezone(STOCKHOLM)
            value = f"{weekday_words(local.date()).sv} klockan {local:%H.%M}"
            yield ShareableFact(f"eviction_{one.id}", "eviction", "Tid för avhysning", value)


def _children(session: Session, of: Case) -> Iterator[ShareableFact]:
    said = {True: "Ja", False: "Inga kända"}[case_marks.of(session, of.id).has_children]
    yield ShareableFact("children", "children", "Barn i hushållet", said)


def _assessment(session: Session, of: Case) -> Iterator[ShareableFact]:
    entries = [one for one in journal.of_case(session, of.id) if one.kind == "assessment"]
    told = {"situation": "Hushållets situation", "plan": "Plan"}
    for name, label in told.items() if entries else ():
        if value := entries[-1].facts.get(name):
            yield ShareableFact(f"assessment_{name}", "assessment", label, str(value))


_RULES: tuple[Callable[[Session, Case], Iterator[ShareableFact]], ...] = (
    _identity,
    _address,
    _notice,
    _last_day,
    _eviction,
    _children,
    _assessment,
)
