"""What every sending has in common: it is kept once per Idempotency-Key, and gives a receipt."""

from __future__ import annotations

import re
import secrets
from typing import Any

from flask import Response, jsonify, request

from cases.doors.conforming import Wrong
from cases.intake import Receipt
from engine.texts import Text
from web.api.keys import sender_key
from web.formats import STOCKHOLM
from web.problems import problem

CHANNEL = "api"
ONCE = "Idempotency-Key"
ONCE_PATTERN = "^[A-Za-z0-9._:-]{1,100}$"
_ONCE = re.compile(ONCE_PATTERN.rstrip("$") + r"\Z")

BAD_ONCE = Text(
    "Idempotency-Key ska vara 1 till 100 tecken av A-Z, a-z, 0-9 och . _ : -",
    "Idempotency-Key must be 1 to 100 signs of A-Z, a-z, 0-9 and . _ : -",
)
USED = Text(
    "Samma Idempotency-Key har använts för något annat. Kvittot för det gäller.",
    "The same Idempotency-Key was used for something else. The receipt of that is still good.",
)


def wrong_once() -> list[Wrong]:
    """What is wrong with the header that makes a sending recognisable."""
    given = request.headers.get(ONCE)
    if given is None or _ONCE.match(given):
        return []
    return [Wrong("", "idempotency_key", BAD_ONCE)]


def token(kind: str = "") -> str:
    """The word that makes this sending of this sender one and the same."""
    once = request.headers.get(ONCE)
    return f"{sender_key().sender}:{kind}{once or 'once-' + secrets.token_urlsafe(16)}"


def kept(receipt: Receipt) -> Response:
    """201 with the receipt; the same one when the same was sent before."""
    answer = jsonify(receipt_body(receipt.number, receipt.received_at, "received"))
    answer.status_code = 201
    answer.headers["Location"] = f"/api/v1/notices/{receipt.number}"
    return answer


def used_before(earlier: Receipt) -> Response:
    """The same word came with other content."""
    return problem(409, [Wrong("", "idempotency_key_used", USED)], receipt=earlier.number)


def receipt_body(number: str, received_at: Any, state: str) -> dict[str, str]:
    """A receipt: a number, a time and a word, and nothing about anyone."""
    at = received_at.astimezone(STOCKHOLM).isoformat(timespec="seconds")
    return {"receipt": number, "received_at": at, "status": state}
