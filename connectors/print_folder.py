"""Printing: the letter lies in a folder for whoever prints and posts it.

That is handed over and not sent: the clock runs until somebody states the posting.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from connectors.drop import Drop, lay_down
from connectors.messages import OutgoingLetter, Receipt, one_line, required_pdf, writable
from engine.clock import utc_now


class PrintFolder:
    """Lays down `<id>.pdf` and then `<id>.json`, which says where it is to be posted."""

    def __init__(self, folder: Path, clock: Callable[[], datetime] = utc_now) -> None:
        self._folder = folder
        self._clock = clock

    def deliver(self, letter: OutgoingLetter) -> Receipt:
        """Lay it down once, also when it was fetched meanwhile.

        Raises Retry when the folder cannot be used now; GiveUp when there is no PDF or something
        else has the letter's id.
        """
        file_name = f"{letter.id}.pdf"
        pdf = required_pdf(letter)
        cover = _cover(letter, file_name, pdf)
        lay_down(self._folder, Drop(letter.id, {file_name: pdf, f"{letter.id}.json": cover}))
        proof = f"överlämnad för utskrift som {file_name}"
        return Receipt(proof, self._clock(), is_sent=False)


def _cover(letter: OutgoingLetter, file_name: str, pdf: bytes) -> bytes:
    said = {
        "id": letter.id,
        "file": file_name,
        "sha256": hashlib.sha256(pdf).hexdigest(),
        "recipient": one_line(letter.recipient_name),
        "address": writable(letter.channel_address),
        "language": letter.language,
        "written_at": letter.written_at.isoformat(),
    }
    return json.dumps(said, ensure_ascii=False, indent=2).encode()
