"""A document that is scanned before it is typed in: held until the notice is saved."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import IO

from cases.policy import StaffMember
from db.session import Session
from documents import attachments
from documents.attachments import Attachment

HELD = "desk:"
LASTS = timedelta(days=1)
"""What nobody has typed in by then is erased: no notice holds it, and it names people."""


def holder(actor: StaffMember, word: str) -> str:
    """Who holds the documents of this person under this word."""
    return f"{HELD}{actor.public_id}:{word}"


def hold(
    session: Session, actor: StaffMember, word: str, name: str, stream: IO[bytes], now: datetime
) -> None:
    """Keep a document, and erase those that were left behind. Raises AttachmentRefused."""
    attachments.drop(session, HELD, before=now - LASTS)
    attachments.store(session, holder(actor, word), name, stream, now=now)


def find(session: Session, actor: StaffMember, word: str) -> Attachment | None:
    """The last document that the person scanned under the word."""
    held = attachments.list_for(session, holder(actor, word))
    return held[-1] if held else None


def content(session: Session, document: Attachment) -> bytes:
    return b"".join(attachments.read(session, document.public_id)[1])
