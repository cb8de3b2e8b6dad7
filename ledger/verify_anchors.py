"""Check the anchors, and the ledger against them: a tail cut off with its head is found here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import and_, or_, select, type_coerce

from db.session import Session
from db.spoilt import AnyTime, reading_spoilt_text
from db.types import utc_text
from ledger import anchor_files, anchors
from ledger.anchor_files import FileUnreadable, Written
from ledger.anchor_key import is_signed_by
from ledger.anchor_keys import AnchorKeys
from ledger.anchor_models import anchors as anchor_rows
from ledger.anchors import Anchor, Leaf
from ledger.chain import GENESIS, digest
from ledger.models import history, streams
from ledger.verify import Fault


@dataclass(frozen=True)
class AnchorReport:
    """What was checked. reaches: how many events of the ledger the last anchor holds fast; last_at:
    when that was made."""

    anchors: int
    files: int
    reaches: int
    faults: tuple[Fault, ...]
    last_at: datetime | None = None


def verify_anchors(
    session: Session, *, keys: AnchorKeys | None, folder: Path | None
) -> AnchorReport:
    """Check every anchor kept here, and every one that was written out.

    keys: the only ones that are trusted; they must come from outside the database. Without them a
    signature is compared with the key that the anchor itself names. folder: where anchors are
    written out; without one nothing is said of those, and the report counts no files.
    """
    with reading_spoilt_text(session):
        return _report(session, keys, folder)


def _report(session: Session, keys: AnchorKeys | None, folder: Path | None) -> AnchorReport:
    kept = _kept(session)
    faults = list(_chain_faults(kept, keys))
    reached: dict[str, int] = {}
    for anchor in kept:
        leaves = anchors.leaves_of(session, anchor.number)
        reached |= {leaf.stream: leaf.seq for leaf in leaves}
        faults += _tree_faults(session, anchor, leaves)
    written, unreadable = _read(folder, is_needed=bool(kept))
    faults += unreadable
    faults += _file_faults(session, kept, written, keys)
    return AnchorReport(
        len(kept),
        len(written),
        sum(reached.values()),
        tuple(dict.fromkeys(faults)),
        kept[-1].at if kept else None,
    )


def _kept(session: Session) -> list[Anchor]:
    """Every anchor, oldest first, whatever stands beside its statement."""
    columns = [column for column in anchor_rows.c if column.name != "at"]
    at = type_coerce(anchor_rows.c.at, AnyTime).label("at")
    rows = session.execute(select(*columns, at).order_by(anchor_rows.c.number))
    return [Anchor(**row._mapping) for row in rows]


def _chain_faults(kept: Sequence[Anchor], keys: AnchorKeys | None) -> Iterator[Fault]:
    previous = GENESIS
    for place, anchor in enumerate(kept, start=1):
        if anchor.number != place:
            yield _fault(place, "the anchor is missing")
            return
        yield from _signature_faults(anchor, keys)
        said = anchor.signed
        if said.get("anchor") != anchor.number:
            yield _fault(anchor.number, "the statement is of another anchor")
        if said.get("at") != utc_text(anchor.at):
            yield _fault(anchor.number, "the column for at does not match the statement")
        if said.get("previous") != previous:
            yield _fault(anchor.number, "the anchor does not follow the one before it")
        previous = digest(anchor.statement)


def _signature_faults(anchor: Anchor | Written, keys: AnchorKeys | None) -> Iterator[Fault]:
    if keys is not None and anchor.public_key != keys.of(anchor.number):
        yield _fault(anchor.number, "the anchor is signed with another key than ours")
    if not is_signed_by(anchor.public_key, anchor.statement, anchor.signature):
        yield _fault(anchor.number, "the signature of the anchor is wrong")


def _tree_faults(session: Session, anchor: Anchor, leaves: list[Leaf]) -> Iterator[Fault]:
    said = anchor.signed
    if (
        not leaves
        or said.get("leaves") != len(leaves)
        or said.get("root") != anchors.root_of(leaves)
    ):
        yield _fault(anchor.number, "the leaves do not make the root that was signed")
    yield from _head_faults(session, leaves, anchor.number)


def _file_faults(
    session: Session, kept: Sequence[Anchor], written: Sequence[Written], keys: AnchorKeys | None
) -> Iterator[Fault]:
    """What lies in the folder must stand in the database; its leaves hold the ledger fast too."""
    statements = {anchor.number: anchor.statement for anchor in kept}
    for one in written:
        yield from _signature_faults(one, keys)
        if one.number not in statements:
            yield _fault(one.number, "the anchor was written out and is gone from the database")
            yield from _head_faults(session, one.leaves, one.number)
        elif statements[one.number] != one.statement:
            yield _fault(one.number, "the anchor in the folder says something else")
            yield from _head_faults(session, one.leaves, one.number)


def _head_faults(session: Session, leaves: Sequence[Leaf], number: int) -> Iterator[Fault]:
    for start in range(0, len(leaves), 200):
        batch = leaves[start : start + 200]
        found = _hashes(session, batch)
        for leaf in batch:
            there = found.get((leaf.stream, leaf.seq))
            if there is None:
                reason = f"event {leaf.seq} was here at anchor {number} and is gone"
                yield Fault(leaf.stream, leaf.seq, reason)
            elif there != leaf.hash:
                reason = f"event {leaf.seq} is not the one that anchor {number} holds"
                yield Fault(leaf.stream, leaf.seq, reason)


def _hashes(session: Session, leaves: Sequence[Leaf]) -> dict[tuple[str, int], str]:
    wanted = [and_(streams.c.key == leaf.stream, history.c.seq == leaf.seq) for leaf in leaves]
    rows = session.execute(
        select(streams.c.key, history.c.seq, history.c.hash)
        .join(streams, streams.c.id == history.c.stream_id)
        .where(or_(*wanted))
    )
    return {(row.key, row.seq): row.hash for row in rows}


def _read(folder: Path | None, *, is_needed: bool) -> tuple[list[Written], list[Fault]]:
    if folder is None:
        return [], []
    if not folder.is_dir():
        gone = Fault("anchors", 0, "the folder of written-out anchors is not there")
        return [], [gone] if is_needed else []
    try:
        return anchor_files.read(folder), []
    except FileUnreadable as unreadable:
        return [], [Fault("anchors", 0, f"the file {unreadable} cannot be read")]


def _fault(number: int, reason: str) -> Fault:
    return Fault("anchors", number, reason)
