"""How an event becomes a header, and a header a link: the exact text that is hashed."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.types import utc_text
from ledger.models import FORMAT_VERSION

GENESIS = "0" * 64
"""The previous hash of the first header of a stream."""

SALT_CHARACTERS = 64


@dataclass(frozen=True)
class Actor:
    """Who did it: an opaque id such as ``person:…`` or ``system:worker``, and for whom."""

    id: str
    on_behalf_of: str | None = None


@dataclass(frozen=True)
class Event:
    """One thing that happened.

    kind: a dotted word, ``task.completed``. subject: the public id of the process instance or of
    the thing it is about. element: the id in the diagram. definition: digest of the exact
    definition. payload: everything that may have to be erased one day.
    """

    kind: str
    payload: Mapping[str, Any]
    subject: str | None = None
    element: str | None = None
    definition: str | None = None


@dataclass(frozen=True)
class Link:
    """A header ready to be stored, with its hash and its separately stored payload."""

    seq: int
    header: str
    hash: str
    salt: str
    payload: str


def forge(
    event: Event, *, stream_key: str, seq: int, previous: str, actor: Actor, at: datetime
) -> Link:
    """Make the link that follows ``previous``; the salt hides small payloads from guessing."""
    salt = secrets.token_hex(SALT_CHARACTERS // 2)
    payload = canonical(event.payload)
    header = canonical(
        {
            "v": FORMAT_VERSION,
            "stream": stream_key,
            "seq": seq,
            "at": utc_text(at),
            "actor": actor.id,
            "for": actor.on_behalf_of,
            "kind": event.kind,
            "subject": event.subject,
            "element": event.element,
            "definition": event.definition,
            "payload": payload_digest(salt, payload),
            "previous": previous,
        }
    )
    return Link(seq, header, digest(header), salt, payload)


def canonical(value: Mapping[str, Any]) -> str:
    """JSON text that is the same every time for the same value; raises ValueError on NaN."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def payload_digest(salt: str, payload: str) -> str:
    """The digest of a payload that stands in its header."""
    return digest(salt + payload)


def digest(text: str) -> str:
    """SHA-256 of the text in UTF-8, as hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()
