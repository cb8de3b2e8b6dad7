"""A report as it was received: the receipt of its notice, and what the sender said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases import flag, intake
from cases.doors import reports
from cases.intake import PUBLIC_FORM
from cases.notice import Notice
from db.session import Session
from engine import messages
from engine.texts import Text

FLAG = "UPPGIFT_FRAN_AVSANDAREN"
"""Marks a notice until what its sender told is judged; its place is the message that carried it."""


@dataclass(frozen=True)
class Reported:
    """What came. notice: its receipt, as the sender gave it. said: as the schema of its kind has
    it. is_open: it came through the open form, so nobody has shown who wrote it. waiting: who holds
    files that came before it."""

    notice: str
    kind: str
    said: Mapping[str, Any]
    received_at: datetime
    is_open: bool = False
    waiting: tuple[str, ...] = ()

    @property
    def sentence(self) -> Text:
        return reports.sentence(self.kind, self.said)

    @property
    def short(self) -> Text:
        return reports.short(self.kind, self.said)


def of_message(session: Session, message: str) -> Reported:
    """The report that a message carried. Raises LookupError."""
    found = messages.by_public_id(session, message)
    if found is None:
        raise LookupError("The message of the report is not there.")
    told = found.payload
    is_open = told["channel"] == PUBLIC_FORM
    return Reported(
        told["notice"],
        told["kind"],
        told["said"],
        found.received_at,
        is_open,
        tuple(told.get("waiting", ())),
    )


def of_notice(session: Session, notice: str) -> dict[str, Reported]:
    """Message -> what it told of the notice, judged or not, oldest first."""
    marked = [one for one in flag.about(session, [notice]) if one.code == FLAG]
    return {one.place: of_message(session, one.place) for one in marked}


def is_waiting(session: Session, of: Notice) -> bool:
    """Whether something that the sender has told of the notice is not judged yet: it is marked, or
    has just come in."""
    marked = flag.about(session, [of.public_id], open_only=True)
    is_marked = any(one.code == FLAG for one in marked)
    return is_marked or intake.has_report_on_its_way(session, of.receipt)
