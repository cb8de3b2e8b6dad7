"""What is chosen to be told in a referral: the facts, checked against the consent, and the day for
the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cases import case, configuration, consent, eviction, referral_facts
from cases.consent import Consent
from cases.law.calendar import add_weekdays
from cases.referral import Fact, Referral
from cases.referral_facts import ShareableFact
from db.session import Session
from engine.errors import Refused
from engine.texts import Text

CONSENT_ENDED = Text(
    "Samtycket gäller inte längre. Inget har skickats. Välj en annan grund eller ta tillbaka "
    "remissen.",
    "The consent is no longer valid. Nothing has been sent. Choose another ground or take the "
    "referral back.",
)
NOT_COVERED = Text(
    "Samtycket omfattar inte alla uppgifter som är valda.",
    "The consent does not cover all the facts that were chosen.",
)
DAY_HAS_PASSED = Text(
    "Svarsdagen får inte vara en dag som har varit.", "The day for the answer cannot be past."
)


@dataclass(frozen=True)
class Choice:
    """What is told, why it is asked, and by when an answer is wanted."""

    facts: Sequence[ShareableFact]
    purpose: str
    answer_by: date

    @property
    def copied(self) -> list[Fact]:
        """The facts as the receiver gets them, in Swedish."""
        return [Fact(fact.label.sv, fact.value.sv) for fact in self.facts]


def of(session: Session, asked: Referral, answers: Mapping[str, Any], today: date) -> Choice:
    """What was ticked, as the case stands now. Raises Refused for what the consent does not cover
    today, and for an answer's day in the past."""
    chosen = _still_valid(session, asked, today)
    about = case.by_id(session, asked.case_id)
    wanted = set(answers["facts"])
    facts = [f for f in referral_facts.of_case(session, about) if f.key in wanted]
    if chosen and not all(fact.is_covered(chosen) for fact in facts):
        raise Refused(NOT_COVERED)
    answer_by = _answer_by(session, asked, answers.get("answer_by"), today)
    return Choice(facts, answers["purpose"], answer_by)


def _still_valid(session: Session, asked: Referral, today: date) -> Consent | None:
    if asked.legal_ground != "consent":
        return None
    chosen = consent.by_id(session, asked.consent_id) if asked.consent_id else None
    if chosen is None or not chosen.is_valid(today):
        raise Refused(CONSENT_ENDED)
    return chosen


def _answer_by(session: Session, asked: Referral, stated: str | None, today: date) -> date:
    """The day that was written; else the routine's number of weekdays (L5), fewer when booked."""
    if stated:
        day = date.fromisoformat(stated)
        if day < today:
            raise Refused(DAY_HAS_PASSED)
        return day
    booked = eviction.without_result(eviction.of_case(session, asked.case_id))
    name = "sla.referral_booked" if booked else "sla.referral"
    return add_weekdays(today, configuration.value(session, name, today))
