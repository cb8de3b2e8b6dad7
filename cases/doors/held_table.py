"""A table that somebody at the desk has tried and not taken in yet: held for her until she does."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from cases import scanned
from cases.doors import batch
from cases.doors.batch import RowResult
from cases.doors.table_files import Row
from cases.policy import StaffMember
from db.session import Session

NAME = "tabell.txt"


@dataclass(frozen=True)
class TableSender:
    """Who has sent the whole table, as the person at the desk says it."""

    sender_kind: str
    sender_name: str
    org_number: str = ""


@dataclass(frozen=True)
class HeldTable:
    """What was read of the file, and what was said of it. arrival: facts of every row.

    is_windows: it was taken for the code of Windows, which is to be looked at.
    """

    rows: tuple[Row, ...]
    sender: TableSender
    arrival: Mapping[str, Any]
    is_windows: bool = False


@dataclass(frozen=True)
class Held:
    """A table with the time when it was tried, and the id that the access log names."""

    table: HeldTable
    public_id: str
    tried_at: datetime


def hold(session: Session, actor: StaffMember, word: str, table: HeldTable, now: datetime) -> None:
    """Keep a table for this person, as scanned documents are kept and as long."""
    # One sign of ASCII is no text to a file, and JSON writes it as it is.
    text = json.dumps(asdict(table)).replace("\x7f", "\\u007f")
    scanned.hold(session, actor, word, NAME, io.BytesIO(text.encode()), now)


def find(session: Session, actor: StaffMember, word: str) -> Held | None:
    """The table that this person holds under the word, while it is there."""
    kept = scanned.find(session, actor, word)
    if kept is None:
        return None
    said = json.loads(scanned.content(session, kept))
    rows = tuple((number, cells) for number, cells in said["rows"])
    table = HeldTable(rows, TableSender(**said["sender"]), said["arrival"], said["is_windows"])
    return Held(table, kept.public_id, kept.created_at)


def results(
    session: Session, table: HeldTable, channel: str, now: datetime, *, is_dry: bool
) -> list[RowResult]:
    """What becomes of each row; with ``is_dry`` nothing is kept."""
    return batch.results(
        session,
        table.rows,
        table.sender,
        prefix=_prefix(table.sender),
        channel=channel,
        now=now,
        more=table.arrival,
        is_dry=is_dry,
    )


def _prefix(sender: TableSender) -> str:
    """The same for the same sender, so that a table that comes twice is known again."""
    who = sender.org_number or sender.sender_name.casefold()
    return "table-" + hashlib.sha256(f"{sender.sender_kind}\n{who}".encode()).hexdigest()[:32]
