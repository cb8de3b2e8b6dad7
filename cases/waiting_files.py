"""Files that came with a form which has something to correct: they wait for it to be sent again.

A public door alone may only insert. So a file is laid down for a holder whose word nobody can
guess, the message that is sent at last names that holder, and the worker, who may, puts it there.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cases.intake import UploadedFile, digest_of
from db.session import Session
from documents import attachments

HELD = "waiting:"
LASTS = timedelta(days=1)
"""How long a form that is open has its files."""

ERASED_AFTER = timedelta(days=7)
"""What no message named by then names people for nothing. Longer than a form has it, so that the
worker has time also for a message that it could not take at once."""


@dataclass(frozen=True)
class WaitingFile:
    """A file that waits. size: in bytes."""

    holder: str
    name: str
    size: int
    sha256: str
    since: datetime


def hold(session: Session, file: UploadedFile, now: datetime) -> WaitingFile:
    """Lay a file down until its form is sent. Raises AttachmentRefused."""
    holder = f"{HELD}{secrets.token_urlsafe(16)}"
    file.stream.seek(0)
    sha256 = digest_of(file.stream)
    kept = attachments.store(session, holder, file.name, file.stream, now=now)
    return WaitingFile(holder, kept.name, kept.size, sha256, now)


def take(session: Session, payload: Mapping[str, Any], message: str, now: datetime) -> None:
    """Put the files that a message names under it, and erase those that no message has named."""
    for holder in payload.get("waiting", ()):
        if holder.startswith(HELD):
            attachments.move_holder(session, holder, f"message:{message}")
    attachments.drop(session, HELD, before=now - ERASED_AFTER)
