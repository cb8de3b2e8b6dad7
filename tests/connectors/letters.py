"""Letters and folders that the tests of the ways out share."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.messages import Connector, OutgoingLetter
from engine.job_values import Retry

WRITTEN = datetime(2026, 3, 3, 9, 15, tzinfo=UTC)
ASKED = datetime(2026, 3, 3, 9, 15, 30, tzinfo=UTC)
NOW = datetime(2026, 3, 3, 9, 16, tzinfo=UTC)
PDF = b"%PDF-1.7\n" + bytes(range(256))
PERSON = "198505152382"
FUNCTION = "0203:kronofogden.example/avhysning"
SENDER = "0203:kommun.example/socialtjanst"
HOSTILE_KEYS = ["../../etc/passwd", "/etc/passwd", "..", ".", "a/b", "å:" + "x" * 190, "\x00", ""]


def clock() -> datetime:
    """A stopped clock."""
    return NOW


def written(**changes: Any) -> OutgoingLetter:
    """A letter that every way out can carry but for its address."""
    given: dict[str, Any] = {
        "key": "letter:17",
        "channel_address": "Exempelgatan 12 B\n211 34 Exempelstad",
        "subject": "Bekräftelse <b>& kvitto</b>",
        "body": "Hej Åsa!\n\n]]> &amp; <script>\n",
        "written_at": WRITTEN,
        "asked_at": ASKED,
        "pdf": PDF,
        "recipient_name": "Åsa Prov",
        "personal_number": PERSON,
    }
    return OutgoingLetter(**(given | changes))


def names(folder: Path) -> list[str]:
    """Every file in the folder and below that is not ours alone."""
    return sorted(
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    )


def answer(folder: Path, letter: OutgoingLetter, **changes: Any) -> Path:
    """The operator answers a letter."""
    said = {"status": "delivered", "at": "2026-03-03T10:20:00+01:00", "reference": "REF-1"}
    path = folder / f"{letter.id}.receipt.json"
    path.write_text(json.dumps(said | changes))
    return path


def waits_for_a_receipt(connector: Connector, letter: OutgoingLetter) -> timedelta:
    """Deliver, which must end in waiting; for how long."""
    with pytest.raises(Retry) as refusal:
        connector.deliver(letter)
    assert refusal.value.cause.sv == "Väntar på kvittens."
    assert refusal.value.wait is not None
    return refusal.value.wait
