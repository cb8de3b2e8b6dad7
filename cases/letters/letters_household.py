"""Letters to the persons whom a case is about: L01, L05, L07, L11, L13 and L15.

Nothing of health or need stands in them: a letter may be read by somebody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cases import configuration, limits, notice_facts
from cases.case import Case
from cases.law.calendar import local_day
from cases.law.deadlines import Kind
from cases.letters import addressing
from cases.letters.addressing import Addressee
from cases.letters.letter_head_facts import (
    Frame,
    case_number,
    enclosed,
    head,
    of_case,
    of_notice,
    written,
)
from cases.letters.letter_writing import Written
from cases.letters.letters_kronofogden import eviction_time
from cases.notice import Notice
from db.session import Session

SUBJECT = "Brev från kommunen"
"""What stands on the outside of every letter to a household."""

MOST_ORE = 100_000_000_000
"""A debt beyond this is a mistake, and is not printed."""


@dataclass(frozen=True)
class ConsentTerms:
    """What a consent form is filled in with; what is None or empty is left to write by hand."""

    person_name: str | None = None
    about_name: str | None = None
    given_to: str | None = None
    information: Sequence[str] = ()
    purpose: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    recorded_by: str | None = None
    document_reference: str | None = None


def first_letter(
    session: Session,
    about: Notice,
    person_id: int,
    *,
    municipality: str,
    now: datetime,
    language: str = "sv",
    purpose: str = "",
) -> Written:
    """L01: the first letter about unpaid rent or fee, with the last day from the stored limit."""
    return _arrears("L01", session, about, person_id, municipality, now, language, purpose)


def second_letter(
    session: Session,
    about: Notice,
    person_id: int,
    *,
    municipality: str,
    now: datetime,
    language: str = "sv",
    purpose: str = "",
) -> Written:
    """L07: as the first letter, firmer, when it has not been answered."""
    return _arrears("L07", session, about, person_id, municipality, now, language, purpose)


def meeting(
    session: Session,
    about: Case,
    person_id: int,
    *,
    day: date,
    time: str,
    place: str,
    municipality: str,
    now: datetime,
    language: str = "sv",
    purpose: str = "",
) -> Written:
    """L05: an offer of a meeting. time: HH:MM."""
    frame = of_case(session, about, municipality=municipality, now=now)
    facts = {"meeting_on": day.isoformat(), "meeting_at": time, "place": place}
    own = purpose or f"L05:{person_id}:{day.isoformat()}:{time}"
    return _to_member("L05", frame, about, person_id, facts, language, own)


def before_eviction(
    session: Session,
    about: Notice,
    person_id: int,
    *,
    municipality: str,
    now: datetime,
    language: str = "sv",
    purpose: str = "",
) -> Written:
    """L13: the day, what happens, keys, goods, animals. Raises ValueError without a day."""
    day = notice_facts.eviction_day(about.facts)
    if day is None:
        raise ValueError("The notice states no day of an eviction.")
    frame = of_notice(session, about, municipality=municipality, now=now)
    facts = {
        "eviction_on": day.isoformat(),
        "eviction_at": eviction_time(about),
        "emergency_contact": configuration.value(session, "letters.emergency", local_day(now)),
    }
    to = addressing.tenant(session, about, person_id)
    return _to_household("L13", frame, to, facts, language, purpose)


def closing_letter(
    session: Session,
    about: Case,
    person_id: int,
    *,
    result: str,
    municipality: str,
    now: datetime,
    language: str = "sv",
    purpose: str = "",
) -> Written:
    """L15: the last letter. result: how it went, in plain words in the letter's language."""
    frame = of_case(session, about, municipality=municipality, now=now)
    return _to_member("L15", frame, about, person_id, {"result": result}, language, purpose)


def consent_form(
    session: Session,
    about: Case,
    person_id: int,
    terms: ConsentTerms,
    *,
    municipality: str,
    now: datetime,
    purpose: str = "",
) -> Written:
    """L11: a form to consent on, filled in as far as it is known (domain 4.2)."""
    frame = of_case(session, about, municipality=municipality, now=now)
    to = addressing.member(session, about, person_id)
    facts = {
        **head(frame, to),
        "case_number": case_number(frame),
        "person_name": terms.person_name,
        "about_name": terms.about_name,
        "given_to": terms.given_to,
        "information": list(terms.information),
        "purpose": terms.purpose,
        "valid_from": _iso(terms.valid_from),
        "valid_to": _iso(terms.valid_to),
        "recorded_by": terms.recorded_by,
        "document_reference": terms.document_reference,
    }
    return written(frame, "L11", to, facts, subject=SUBJECT, body=enclosed(), purpose=purpose)


def _arrears(
    kind: str,
    session: Session,
    about: Notice,
    person_id: int,
    municipality: str,
    now: datetime,
    language: str,
    purpose: str,
) -> Written:
    frame = of_notice(session, about, municipality=municipality, now=now)
    to = addressing.tenant(session, about, person_id)
    amount = notice_facts.whole_number(about.facts, "amount")
    facts = {
        "tenure": "bostadsratt" if is_cooperative(about) else "rental",
        "landlord_name": addressing.sender(about).name,
        "amount_ore": amount if amount is not None and 0 <= amount <= MOST_ORE else None,
        "months": months(about),
        "budget_advice": configuration.value(session, "letters.budget_advice", local_day(now)),
        **_last_day(session, about),
    }
    return _to_household(kind, frame, to, facts, language, purpose)


def is_cooperative(about: Notice) -> bool:
    """Whether the home is a tenant-owned flat (bostadsrätt)."""
    tenure = notice_facts.text(about.facts, "tenure")
    return about.type_code == "U11" or tenure == "cooperative_ownership"


def months(about: Notice) -> list[str]:
    """The months that the notice says the debt is for, as YYYY-MM; unreadable ones left out."""
    stated = about.facts.get("arrears_months")
    found = stated if isinstance(stated, list) else []
    return [month for month in found if isinstance(month, str) and _is_month(month)][:60]


def _is_month(text: str) -> bool:
    year, _, month = text.partition("-")
    return len(year) == 4 and year.isdigit() and month in _MONTHS


_MONTHS = frozenset(f"{number:02}" for number in range(1, 13))


def _last_day(session: Session, about: Notice) -> dict[str, Any]:
    limit = limits.find(session, about.public_id, Kind.RECOVERY_PERIOD)
    if limit is None or limit.legal_day is None or not limit.is_open:
        return {"last_day_to_pay": None, "is_preliminary": True}
    return {
        "last_day_to_pay": limit.legal_day,
        "is_preliminary": limit.state == "preliminary",
    }


def _to_member(
    kind: str,
    frame: Frame,
    about: Case,
    person_id: int,
    facts: dict[str, Any],
    language: str,
    purpose: str,
) -> Written:
    to = addressing.member(frame.session, about, person_id)
    return _to_household(kind, frame, to, facts, language, purpose)


def _to_household(
    kind: str,
    frame: Frame,
    to: Addressee,
    facts: dict[str, Any],
    language: str,
    purpose: str,
) -> Written:
    whole = {
        **head(frame, to),
        "case_number": case_number(frame),
        "language": language,
        **facts,
    }
    return written(
        frame,
        kind,
        to,
        whole,
        subject=SUBJECT,
        body=enclosed(),
        purpose=purpose,
        language=language,
    )


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
