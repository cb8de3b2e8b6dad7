"""What every way out takes and gives: a finished letter, and the proof of what became of it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Protocol

from engine.job_values import GiveUp
from engine.texts import Text

# What XML cannot hold, mail servers refuse and UTF-8 has no bytes for.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACES_AND_CONTROLS = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
_NOT_IN_FILE_NAMES = re.compile(r"[^\w .()-]+")
LONGEST_FILE_NAME = 100


@dataclass(frozen=True, kw_only=True)
class OutgoingLetter:
    """A finished letter, the same for every way out; what is about people never shows in logs.

    key: the job's idempotency key. channel_address: what the channel sends to, for example an
    e-mail address or a function address. written_at: aware. asked_at: when this attempt to send it
    began, aware and the same on a repeat; it may be long after the letter was written. file_name:
    what the reader sees the PDF called, never a place and never about a person. legal_hold: a mark
    that goes along to the digital mailbox. conversation: the key of the letter that began the
    exchange, if not this one.
    """

    key: str
    channel_address: str = field(repr=False)
    subject: str = field(repr=False)
    body: str = field(repr=False)
    written_at: datetime
    asked_at: datetime
    pdf: bytes | None = field(default=None, repr=False)
    file_name: str = field(default="", repr=False)
    language: str = "sv"
    recipient_name: str = field(default="", repr=False)
    personal_number: str | None = field(default=None, repr=False)
    legal_hold: bool = False
    conversation: str = ""

    @property
    def id(self) -> str:
        """The same for the same job, so that a repeat can be recognised; says nothing of it."""
        return id_of(self.key)

    @property
    def shown_file_name(self) -> str:
        """What the reader sees the PDF called; its own id when the letter names none."""
        last = _NOT_IN_FILE_NAMES.sub("_", PurePosixPath(one_line(self.file_name)).name)
        stem = last.removesuffix(".pdf").strip(" .")[:LONGEST_FILE_NAME]
        return f"{stem or self.id}.pdf"


@dataclass(frozen=True)
class Receipt:
    """What proves it, and when; is_sent: it went, and does not only lie ready to be sent."""

    proof: str
    at: datetime
    is_sent: bool = True


class Connector(Protocol):
    """A way out. One call, with an end; decides nothing."""

    def deliver(self, letter: OutgoingLetter) -> Receipt:
        """Hand it over. Raises Retry when it may work later, GiveUp when it never will.

        The same key a second time has no second effect that the other side could not recognise.
        """


def id_of(key: str) -> str:
    """The id of a letter outside: from the key only, and safe in file names whatever that holds."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def one_line(text: str) -> str:
    """The text on one line, so that it cannot become two headers."""
    return _SPACES_AND_CONTROLS.sub(" ", writable(text)).strip()


def writable(text: str) -> str:
    """The text with a visible mark for each character that cannot be sent: it stops no letter."""
    return _UNWRITABLE.sub("\ufffd", text)


def required_pdf(letter: OutgoingLetter) -> bytes:
    """The letter's PDF. Raises GiveUp when it was not made."""
    if not letter.pdf:
        raise GiveUp(_NO_PDF)
    return letter.pdf


_NO_PDF = Text("Brevet har ingen PDF att lämna över.", "The letter has no PDF to hand over.")
