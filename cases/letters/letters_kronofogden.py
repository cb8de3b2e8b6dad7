"""The letters of the same-day duty: L02 to Kronofogden, and L03 to the person to be evicted."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from cases import configuration, notice_facts
from cases.law import references as law
from cases.law.calendar import local_clock, local_day
from cases.letters import addressing, channels
from cases.letters.addressing import Addressee
from cases.letters.letter_head_facts import (
    Frame,
    case_number,
    enclosed,
    head,
    of_notice,
    received,
    written,
)
from cases.letters.letter_writing import Written
from cases.notice import Notice
from cases.notice_reading import states_time
from cases.roster import Officer
from db.session import Session

KRONOFOGDEN = "Kronofogden"
NOT_STATED = "inte angivet i underrättelsen"


def kfm_confirmation(
    session: Session, about: Notice, officer: Officer, *, municipality: str, now: datetime
) -> Written:
    """L02: the confirmation to Kronofogden, with the responsible officer's name (SOF 11:3).

    The paragraph is the one in force on the day the notice came (T51), and stands there only when
    the law orders the confirmation. Nothing in it tells of the dwelling or the household.
    """
    frame = of_notice(session, about, municipality=municipality, now=now)
    to = Addressee(KRONOFOGDEN, None)
    is_ordered = notice_of(about) == "time"
    facts = {
        **head(frame, to, from_reception=True),
        **_confirmed(frame, about, officer),
        "law_reference": _paragraph(about) if is_ordered else None,
        "notice_of": notice_of(about),
        "is_removal": _is_removal(about),
    }
    number = notice_facts.text(about.facts, "kfm_case_number")
    return written(
        frame,
        "L02",
        to,
        facts,
        subject=f"Bekräftelse av underrättelse, målnummer {number or NOT_STATED}",
        body=enclosed(
            f"Vi bekräftar er underrättelse, målnummer {number or NOT_STATED}.",
            f"Ansvarig handläggare: {officer.name}.",
        ),
        address=channels.kronofogden(session, about) or None,
    )


def eviction_copy(
    session: Session,
    about: Notice,
    officer: Officer,
    *,
    person_id: int | None,
    municipality: str,
    now: datetime,
    language: str = "sv",
) -> Written:
    """L03: the copy to the person whom the eviction concerns (SOF 11:3, second paragraph).

    person_id: None while no registrar has matched the notice; then it goes to the person whom the
    notice names. A notice that states no day that can be read gets its copy all the same.
    """
    day = notice_facts.eviction_day(about.facts)
    frame = of_notice(session, about, municipality=municipality, now=now)
    to = addressing.tenant(session, about, person_id)
    facts = {
        **head(frame, to),
        **_confirmed(frame, about, officer),
        "law_reference": _paragraph(about) or "socialtjänstförordningen",
        "language": language,
        "eviction_on": None if day is None else day.isoformat(),
        "eviction_at": eviction_time(about),
    }
    return written(
        frame,
        "L03",
        to,
        facts,
        subject="Brev från kommunen",
        body=enclosed(),
        purpose="L03",
        language=language,
    )


def notice_of(about: Notice) -> str:
    """What Kronofogden has told: ``time``, ``application`` or ``change``."""
    if about.type_code in ("U31", "U35"):
        return "time"
    if about.type_code == "U32":
        return "time" if states_time(about.facts) else "change"
    return "application" if about.type_code in ("U30", "U34") else "change"


def eviction_time(about: Notice) -> str | None:
    """The local time of the eviction as HH:MM, when the notice states one."""
    at = notice_facts.instant(about.facts, "eviction_at")
    return None if at is None else local_clock(at)


def _confirmed(frame: Frame, about: Notice, officer: Officer) -> dict[str, Any]:
    contact = configuration.value(frame.session, "letters.contact", local_day(frame.now))
    return {
        **received(about),
        "case_number": case_number(frame),
        "kfm_case_number": notice_facts.text(about.facts, "kfm_case_number") or NOT_STATED,
        "responsible_officer": officer.name,
        "officer_phone": contact["phone"],
    }


def _paragraph(about: Notice) -> str | None:
    return law.printable("SOF 11:3", date.fromisoformat(about.physical_day))


def _is_removal(about: Notice) -> bool:
    stated = notice_facts.text(about.facts, "measure") == "removal"
    return about.type_code in ("U34", "U35") or stated
