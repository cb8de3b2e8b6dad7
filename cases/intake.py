"""The doors that notices come in through: each only keeps a message and its files.

Nothing is looked up and nothing is decided here, so a door can run as a process of its own with a
database role that can do nothing else. The receipt is the same whether or not anyone is known.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from cases import notice_reading
from db.session import Session
from db.types import public_id
from documents import attachments
from documents.errors import AttachmentRefused, Sentence
from engine import messages

NOTICE_RECEIVED = "notice_received"
REPORT_RECEIVED = "report_received"
PUBLIC_FORM = "ETJANST"
"""The channel of what comes through the public form (domain 2.2)."""
REPORT = "report/"
"""How the token of a report begins, after its sender: no word of a sender's own holds a slash."""
_RECEIPT_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_RECEIPT_SIGNS = 12


@dataclass(frozen=True)
class Receipt:
    """What the sender is given. ``is_new`` is false when the same notice was sent before."""

    number: str
    received_at: datetime
    is_new: bool


@dataclass(frozen=True)
class Status:
    """All that a receipt tells afterwards. state: ``received``, then ``registered``; never more, so
    that it says nothing of a person or of what we do about her."""

    number: str
    received_at: datetime
    state: str


@dataclass(frozen=True)
class UploadedFile:
    """A file that came with a notice."""

    name: str
    stream: IO[bytes]


class ContentDiffers(Exception):
    """The same form was sent before with other content; the earlier receipt is still good."""

    def __init__(self, receipt: Receipt) -> None:
        super().__init__("The same form was sent before with other content.")
        self.receipt = receipt


class FilesRefused(AttachmentRefused):
    """Files of a notice cannot be taken. each: what is wrong, by the place of the file from 0;
    ``text`` is what is wrong with the first one."""

    def __init__(self, each: Mapping[int, Sentence]) -> None:
        super().__init__(next(iter(each.values())))
        self.each = each


def keep_notice(
    session: Session,
    facts: Mapping[str, Any],
    files: Sequence[UploadedFile],
    *,
    token: str,
    channel: str,
    now: datetime,
    held: str = "",
    waiting: Sequence[str] = (),
) -> Receipt:
    """Keep a notice and its files, once per token. held: who holds files that came before it.
    waiting: holders of files that the worker is to put under it (cases/waiting_files.py).

    Raises ContentDiffers when the token was used for something else, and FilesRefused.
    """
    content = {
        "channel": channel,
        "facts": dict(facts),
        "files": _named(files),
    }
    if held:
        content["held"] = held
    if waiting:
        content["waiting"] = list(waiting)
    message = public_id()
    number = _receipt_number()
    is_new = messages.receive(
        session,
        NOTICE_RECEIVED,
        content,
        public_id=message,
        message_id=f"{channel}:{token}",
        receipt=number,
        now=now,
    )
    if not is_new:
        return _earlier(session, f"{channel}:{token}", content)
    _store(session, f"message:{message}", files, now)
    if held:
        attachments.move_holder(session, held, f"message:{message}")
    return Receipt(number, now, is_new=True)


def keep_report(
    session: Session,
    notice: str,
    kind: str,
    said: Mapping[str, Any],
    files: Sequence[UploadedFile] = (),
    waiting: Sequence[str] = (),
    *,
    token: str,
    channel: str,
    now: datetime,
) -> Receipt:
    """Keep what a sender tells of her notice afterwards, once per token; a person judges it.

    ``notice`` is the receipt of the notice as the sender gave it, and is not looked up. The
    ``token`` of a sender who has a key begins with the sender and REPORT. Raises ContentDiffers and
    FilesRefused.
    """
    content: dict[str, Any] = {
        "channel": channel,
        "notice": notice,
        "kind": kind,
        "said": dict(said),
    }
    if files:
        content["files"] = _named(files)
    if waiting:
        content["waiting"] = list(waiting)
    message, number, message_id = public_id(), _receipt_number(), f"{channel}:{token}"
    is_new = messages.receive(
        session,
        REPORT_RECEIVED,
        content,
        public_id=message,
        message_id=message_id,
        receipt=number,
        now=now,
    )
    if not is_new:
        return _earlier(session, message_id, content)
    _store(session, f"message:{message}", files, now)
    return Receipt(number, now, is_new=True)


def as_receipt(typed: str) -> str | None:
    """A receipt number as we write it, however it was typed; None when it cannot be one."""
    signs = "".join(sign for sign in typed.upper() if sign not in " -")
    is_one = len(signs) == _RECEIPT_SIGNS and set(signs) <= set(_RECEIPT_ALPHABET)
    return "-".join((signs[:4], signs[4:8], signs[8:])) if is_one else None


def is_on_its_way(session: Session, receipt: str) -> bool:
    """Whether a notice with this receipt has come in, registered or not yet."""
    sent = messages.with_receipt(session, receipt)
    found = messages.by_message_id(session, sent.message_id) if sent is not None else None
    return found is not None and found.name == NOTICE_RECEIVED


def has_report_on_its_way(session: Session, receipt: str) -> bool:
    """Whether something told of the notice with this receipt has come and is not under it yet."""
    found = messages.on_their_way(session, REPORT_RECEIVED, receipt)
    return any(one.payload["notice"] == receipt for one in found)


def is_notice_of(session: Session, number: str, sender: str, channel: str) -> bool:
    """Whether a receipt is of a notice that this sender sent."""
    message = messages.with_receipt(session, number)
    hers = f"{channel}:{sender}:"
    is_hers = message is not None and message.message_id.startswith(hers)
    return is_hers and message is not None and not message.message_id.startswith(hers + REPORT)


def receipt_of(session: Session, token: str, channel: str) -> Receipt | None:
    """The receipt that was given for a token, if any."""
    sent = messages.sent_before(session, f"{channel}:{token}")
    if sent is None or sent.receipt is None:
        return None
    return Receipt(sent.receipt, sent.received_at, is_new=False)


def given_by_form(session: Session, message: str) -> Receipt | None:
    """The receipt that the public form gave for a message; None when that came another way."""
    kept = messages.by_public_id(session, message)
    if kept is None or kept.receipt is None or kept.payload.get("channel") != PUBLIC_FORM:
        return None
    return Receipt(kept.receipt, kept.received_at, is_new=False)


def sent_by(session: Session, number: str, sender: str, channel: str) -> Status | None:
    """What has become of what a sender has a receipt for; None for a receipt of somebody else's."""
    message = messages.with_receipt(session, number)
    if message is None or not message.message_id.startswith(f"{channel}:{sender}:"):
        return None
    is_registered = message.state == "correlated"
    return Status(number, message.received_at, "registered" if is_registered else "received")


def facts_of(session: Session, token: str, channel: str) -> dict[str, Any]:
    """The facts that were kept for a token; none when nothing was."""
    message = messages.by_message_id(session, f"{channel}:{token}")
    return dict(message.payload["facts"]) if message is not None else {}


def asks_for_confirmation(session: Session, token: str, channel: str) -> bool:
    """Whether what was kept for a token tells the time of an eviction, to be confirmed today: asked
    before anything has looked at it, so as Kronofogden's form says it."""
    message = messages.by_message_id(session, f"{channel}:{token}")
    facts = message.payload["facts"] if message is not None else {}
    told = facts.get("kfm_document")
    return told == "time" or (told == "changed_time" and notice_reading.states_time(facts))


def _named(files: Sequence[UploadedFile]) -> list[dict[str, str]]:
    return [{"name": file.name, "sha256": digest_of(file.stream)} for file in files]


def _store(session: Session, holder: str, files: Sequence[UploadedFile], now: datetime) -> None:
    """Keep the files, or tell of each one that cannot be taken. Raises FilesRefused."""
    refused: dict[int, Sentence] = {}
    for number, file in enumerate(files):
        try:
            attachments.store(session, holder, file.name, file.stream, now=now)
        except AttachmentRefused as failure:
            refused[number] = failure.text
    if refused:
        raise FilesRefused(refused)


def digest_of(stream: IO[bytes]) -> str:
    """What tells this file from another one; the stream stands at its beginning again."""
    digest = hashlib.sha256()
    while piece := stream.read(1024 * 1024):
        digest.update(piece)
    stream.seek(0)
    return digest.hexdigest()


def _earlier(session: Session, message_id: str, content: Mapping[str, Any]) -> Receipt:
    sent = messages.sent_before(session, message_id)
    if sent is None or sent.receipt is None:
        raise LookupError("The message that was sent before is gone.")
    receipt = Receipt(sent.receipt, sent.received_at, is_new=False)
    if sent.digest != messages.digest_of(message_id, content):
        raise ContentDiffers(receipt)
    return receipt


def _receipt_number() -> str:
    """Twelve random signs that cannot be mistaken for each other: 60 bits, unguessable."""
    signs = "".join(secrets.choice(_RECEIPT_ALPHABET) for _ in range(_RECEIPT_SIGNS))
    return "-".join((signs[:4], signs[4:8], signs[8:]))
