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
from cases.law.day_words import moment_words, weekday_words
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

NAME, NUMBER = Text("Namn", "Name"), Text("Personnummer", "Personal number")
NOTICE = Text("Underrättelse", "Notice")
CHILDREN = Text("Barn i hushållet", "Children in the household")
_ASSESSED = {
    "situation": Text("Hushållets situation", "Situation of the household"),
    "plan": Text("Plan", "Plan"),
}
_DISTURBANCE = Text("Störning i boendet", "Disturbance")
_SERIOUS = Text(
    "Uppsägning på grund av särskilt allvarlig störning",
    "Termination for especially serious disturbance",
)
_NOTICES: Mapping[str, Text] = {
    "U10": Text("Uppsägning på grund av obetald hyra", "Termination for unpaid rent"),
    "U11": Text("Uppsägning på grund av obetald årsavgift", "Termination for an unpaid annual fee"),
    "U20": _DISTURBANCE,
    "U21": _DISTURBANCE,
    "U22": _SERIOUS,
    "U23": _SERIOUS,
    "U30": Text("Ansökan om avhysning", "Application for eviction"),
    "U31": Text("Tid för avhysning", "Time of eviction"),
    "U32": Text("Ändrad eller inställd avhysning", "Changed or cancelled eviction"),
    "U33": Text("Verkställd avhysning", "Eviction carried out"),
}


@dataclass(frozen=True)
class ShareableFact:
    """A fact of the case. key: how the form names it. kind: which consent covers it. person: the
    public id of whom it names, when it names one of the household."""

    key: str
    kind: str
    label: Text
    value: Text
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
        yield ShareableFact(f"name_{number}", "identity", NAME, _as_it_is(member.name), who)
        if member.personal_number:
            value = f"{member.personal_number[:-4]}-{member.personal_number[-4:]}"
            yield ShareableFact(f"number_{number}", "identity", NUMBER, _as_it_is(value), who)


def _address(session: Session, of: Case) -> Iterator[ShareableFact]:
    if of.sealed or sealing.has_protected(session, of.household_id):
        return
    row = household.dwelling_of(session, of.household_id)
    lines = ", ".join(postal_lines(row.street, row.postal_code, row.town))
    yield ShareableFact("address", "address", Text(ADDRESS, "Address"), _as_it_is(lines))


def _notice(session: Session, of: Case) -> Iterator[ShareableFact]:
    for one in notice.of_case(session, of.id):
        said = _NOTICES.get(one.type_code or "", NOTICE)
        came = weekday_words(date.fromisoformat(one.arrival_day))
        value = Text(f"{said.sv}, kom {came.sv}", f"{said.en}, came {came.en}")
        yield ShareableFact(f"notice_{one.id}", "notice", NOTICE, value)


def _last_day(session: Session, of: Case) -> Iterator[ShareableFact]:
    keys = [one.public_id for one in notice.of_case(session, of.id)]
    for limit in limits.of(session, keys):
        is_period = (limit.kind, limit.tenant) == (Kind.RECOVERY_PERIOD, "")
        if is_period and limit.is_open and limit.legal_day:
            value = weekday_words(date.fromisoformat(limit.legal_day))
            if limit.state != "fixed":
                value = Text(f"{value.sv} (preliminärt)", f"{value.en} (preliminary)")
            yield ShareableFact(f"last_day_{limit.id}", "last_day", KINDS["last_day"], value)


def _eviction(session: Session, of: Case) -> Iterator[ShareableFact]:
    for one in eviction.of_case(session, of.id):
        if one.is_booked and one.eviction_at:
            value = moment_words(one.eviction_at)
            yield ShareableFact(f"eviction_{one.id}", "eviction", KINDS["eviction"], value)


def _children(session: Session, of: Case) -> Iterator[ShareableFact]:
    has_children = case_marks.of(session, of.id).has_children
    said = Text("Ja", "Yes") if has_children else Text("Inga kända", "None known")
    yield ShareableFact("children", "children", CHILDREN, said)


def _assessment(session: Session, of: Case) -> Iterator[ShareableFact]:
    entries = [one for one in journal.of_case(session, of.id) if one.kind == "assessment"]
    for name, label in _ASSESSED.items() if entries else ():
        if value := entries[-1].facts.get(name):
            yield ShareableFact(f"assessment_{name}", "assessment", label, _as_it_is(str(value)))


def _as_it_is(said: str) -> Text:
    """A name, a number, or what somebody has written: the same in both languages."""
    return Text(said, said)


_RULES: tuple[Callable[[Session, Case], Iterator[ShareableFact]], ...] = (
    _identity,
    _address,
    _notice,
    _last_day,
    _eviction,
    _children,
    _assessment,
)
