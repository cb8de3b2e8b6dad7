"""The facts that begin every letter about a notice or a case, and the letter's frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases import case as case_rows
from cases.case import Case
from cases.law.calendar import local_clock, local_day
from cases.letters.addressing import Addressee
from cases.letters.letter_writing import Written
from cases.letters.letterhead import letterhead
from cases.notice import Notice
from db.session import Session
from engine.texts import Text


@dataclass(frozen=True)
class Frame:
    """What a letter is about, and in whose name it is written. of_case: None before a match."""

    session: Session
    about: Notice | None
    of_case: Case | None
    municipality: str
    now: datetime

    @property
    def key(self) -> str:
        """The public id that the letter is about: the notice's, else the case's."""
        thing = self.about or self.of_case
        if thing is None:
            raise ValueError("A letter is about a notice or a case.")
        return thing.public_id


def of_notice(session: Session, about: Notice, *, municipality: str, now: datetime) -> Frame:
    """A letter about a notice, and about its case when it has one."""
    found = None if about.case_id is None else case_rows.by_id(session, about.case_id)
    return Frame(session, about, found, municipality, now)


def of_case(session: Session, about: Case, *, municipality: str, now: datetime) -> Frame:
    """A letter about a case as a whole."""
    return Frame(session, None, about, municipality, now)


def head(frame: Frame, to: Addressee, *, from_reception: bool = False) -> dict[str, Any]:
    """The head of a letter to somebody, from the case's unit, else from the reception."""
    thing = frame.of_case or frame.about
    if thing is None:
        raise ValueError("A letter is about a notice or a case.")
    from_unit = None if from_reception or frame.of_case is None else frame.of_case.unit_id
    return letterhead(
        frame.session,
        municipality=frame.municipality,
        authority_id=thing.authority_id,
        unit_id=from_unit,
        recipient=to.name,
        address=to.address,
        now=frame.now,
    )


def case_number(frame: Frame) -> str | None:
    """Our case number, or None before there is one."""
    return None if frame.of_case is None else frame.of_case.number


def received(about: Notice) -> dict[str, str]:
    """When the notice was in hand, as letters say it."""
    day = local_day(about.arrived_at).isoformat()
    return {"received_on": day, "received_at": local_clock(about.arrived_at)}


def written(
    frame: Frame,
    kind: str,
    to: Addressee,
    facts: Mapping[str, Any],
    *,
    subject: str,
    body: str,
    purpose: str = "",
    address: str | None = None,
    language: str = "sv",
) -> Written:
    """The letter before it is kept; one to a person is written once for each person."""
    own = f"{kind}:{to.person}" if to.person else kind
    return Written(
        kind=kind,
        about=frame.key,
        recipient=to.name,
        subject=subject,
        body=body,
        facts=facts,
        address=address,
        purpose=purpose or own,
        language=language,
        notice_id=None if frame.about is None else frame.about.id,
        case_id=None if frame.of_case is None else frame.of_case.id,
        person_id=to.person_id,
    )


def enclosed(*lines: str, language: str = "sv") -> str:
    """The text of a message that carries a letter as a file, and says nothing of anybody."""
    hello, file, no_reply = (said.in_language(language) for said in _ENCLOSED)
    return "\n".join((hello, "", *lines, file, "", no_reply, ""))


_ENCLOSED = (
    Text("Hej!", "Hello,"),
    Text("Brevet är bifogat som PDF.", "The letter is attached as a PDF."),
    Text(
        "Svara inte på det här meddelandet. Hur du når oss står i brevet.",
        "Do not reply to this message. The letter says how to reach us.",
    ),
)
