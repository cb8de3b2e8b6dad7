"""Digital mail: the letter lies in an outbox for the operator that carries it to the mailbox.

Whether somebody's address may be looked up at all (protected identity) is decided before; here
nothing is known of that.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from connectors.drop import Drop
from connectors.file_drop import FileDrop
from connectors.messages import OutgoingLetter, Receipt, one_line, required_pdf
from engine.clock import utc_now
from engine.form_identity import personal_number
from engine.form_texts import Unreadable
from engine.job_values import GiveUp
from engine.texts import Text

_TWELVE_DIGITS = re.compile(r"[0-9]{12}\Z")


class DigitalMail:
    """Lays down `<id>.pdf` and then `<id>.json`, and waits for the operator's receipt."""

    def __init__(self, folder: Path, clock: Callable[[], datetime] = utc_now) -> None:
        self._outbox = FileDrop(folder, clock)
        self._clock = clock

    def deliver(self, letter: OutgoingLetter) -> Receipt:
        """Lay it down once; sent when the operator's receipt says so.

        Raises GiveUp without a whole and right personal number, without a PDF, or when the
        operator turned it away; Retry until there is a receipt.
        """
        number = _number(letter, self._clock().date())
        pdf = required_pdf(letter)
        file_name = f"{letter.id}.pdf"
        envelope = _envelope(letter, number, file_name, pdf)
        drop = Drop(letter.id, {file_name: pdf, f"{letter.id}.json": envelope})
        return self._outbox.deliver(letter, drop)


def _number(letter: OutgoingLetter, today: date) -> str:
    written = letter.personal_number or ""
    try:
        read = personal_number(written, today)
    except Unreadable:
        raise GiveUp(_NO_NUMBER) from None
    if not _TWELVE_DIGITS.match(written) or not read.confirmed:
        raise GiveUp(_NO_NUMBER)
    return written


def _envelope(letter: OutgoingLetter, number: str, file_name: str, pdf: bytes) -> bytes:
    said = {
        "id": letter.id,
        "personal_number": number,
        "subject": one_line(letter.subject),
        "legal_hold": letter.legal_hold,
        "file": file_name,
        "sha256": hashlib.sha256(pdf).hexdigest(),
        "language": letter.language,
        "written_at": letter.written_at.isoformat(),
    }
    return json.dumps(said, ensure_ascii=False, indent=2).encode()


_NO_NUMBER = Text(
    "Digital post kräver ett riktigt personnummer med tolv siffror.",
    "Digital mail needs a right personal number in twelve digits.",
)
