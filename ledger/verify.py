"""Check every chain from its first link to its head, and say where one is broken."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, type_coerce

from db.session import Session
from db.spoilt import AnyTime, reading_spoilt_text
from db.types import utc_text
from ledger.chain import GENESIS, SALT_CHARACTERS, digest, payload_digest
from ledger.models import erasures, history, history_payloads, streams


@dataclass(frozen=True)
class Fault:
    """A place where the ledger is not what it was when it was written."""

    stream: str
    seq: int
    reason: str


@dataclass(frozen=True)
class Report:
    """What was checked, and every fault found."""

    streams: int
    events: int
    erased: int
    faults: tuple[Fault, ...]

    @property
    def is_whole(self) -> bool:
        return not self.faults


def verify(session: Session) -> Report:
    """Walk every stream. A tail cut together with its head is found only by an anchor."""
    with reading_spoilt_text(session):
        walks = [_walked(session, stream) for stream in _streams(session)]
        faults = [fault for walk in walks for fault in walk.faults]
        faults.extend(_strays(session))
    return Report(
        len(walks), sum(w.seq for w in walks), sum(w.erased for w in walks), tuple(faults)
    )


def _walked(session: Session, stream: Any) -> _Walk:
    walk = _Walk(stream.key)
    for row in _rows(session, stream.id):
        walk.step(row)
    walk.finish(stream)
    return walk


class _Walk:
    """One stream being walked: the place reached and the hash that the next link must carry."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.seq = 0
        self.erased = 0
        self.previous = GENESIS
        self.faults: list[Fault] = []

    def step(self, row: Any) -> None:
        expected = self.seq + 1
        if row.seq < 1:
            self._fault(row.seq, "an event stands before the first")
        elif row.seq != expected:
            self._fault(expected, f"events {expected} to {row.seq - 1} are missing")
        self.seq = max(row.seq, 0)
        for reason in self._reasons(row):
            self._fault(row.seq, reason)
        self.erased += row.payload is None
        self.previous = row.hash

    def finish(self, stream: Any) -> None:
        if stream.head_seq != self.seq:
            place = min(self.seq, stream.head_seq) + 1
            self._fault(place, f"the stream ends at {self.seq}, not at {stream.head_seq}")
        elif stream.head_hash != self.previous:
            self._fault(self.seq, "the head of the stream is not its last event")

    def _reasons(self, row: Any) -> Iterator[str]:
        if digest(row.header) != row.hash:
            yield "the header does not match its hash"
        header = _read(row.header)
        if header is None:
            yield "the header cannot be read"
            return
        if header.get("previous") != self.previous:
            yield "the event does not follow the one before it"
        yield from _index_reasons(header, row, self.key)
        yield from _payload_reasons(header, row)

    def _fault(self, seq: int, reason: str) -> None:
        self.faults.append(Fault(self.key, seq, reason))


def _read(header: str) -> dict[str, Any] | None:
    try:
        said = json.loads(header)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def _index_reasons(header: dict[str, Any], row: Any, key: str) -> Iterator[str]:
    stored = {
        "stream": key,
        "seq": row.seq,
        "at": utc_text(row.at),
        "actor": row.actor,
        "kind": row.kind,
        "subject": row.subject,
        "element": row.element,
    }
    for name, value in stored.items():
        if header.get(name) != value:
            yield f"the column for {name} does not match the header"


def _payload_reasons(header: dict[str, Any], row: Any) -> Iterator[str]:
    if row.payload is None:
        if row.erased_seq is None:
            yield "the payload is missing and no erasure is recorded"
        return
    if row.erased_seq is not None:
        yield "an erasure is recorded and the payload is still there"
    # Salt and payload are hashed as one text: where one ends must not be for others to choose.
    is_salt = len(row.salt) == SALT_CHARACTERS
    if not is_salt or payload_digest(row.salt, row.payload) != header.get("payload"):
        yield "the payload does not match its digest"


def _streams(session: Session) -> list[Any]:
    columns = (streams.c.id, streams.c.key, streams.c.head_seq, streams.c.head_hash)
    return list(session.execute(select(*columns).order_by(streams.c.id)))


def _rows(session: Session, stream_id: int) -> Iterator[Any]:
    same_payload = (history.c.stream_id == history_payloads.c.stream_id) & (
        history.c.seq == history_payloads.c.seq
    )
    same_erasure = (history.c.stream_id == erasures.c.stream_id) & (history.c.seq == erasures.c.seq)
    statement = (
        select(
            *(column for column in history.c if column.name != "at"),
            type_coerce(history.c.at, AnyTime).label("at"),
            history_payloads.c.salt,
            history_payloads.c.payload,
            erasures.c.seq.label("erased_seq"),
        )
        .outerjoin(history_payloads, same_payload)
        .outerjoin(erasures, same_erasure)
        .where(history.c.stream_id == stream_id)
        .order_by(history.c.seq)
        .execution_options(yield_per=1000)
    )
    yield from session.execute(statement)


def _strays(session: Session) -> Iterator[Fault]:
    """Rows by which no walk comes: of a stream that is none, and payloads of no event."""
    alone = select(history.c.stream_id, history.c.seq).where(
        history.c.stream_id.not_in(select(streams.c.id))
    )
    for stream_id, seq in session.execute(alone):
        yield Fault(f"#{stream_id}", seq, "an event stands without its stream")
    same = (history_payloads.c.stream_id == history.c.stream_id) & (
        history_payloads.c.seq == history.c.seq
    )
    stray = (
        select(streams.c.key, history_payloads.c.stream_id, history_payloads.c.seq)
        .outerjoin(history, same)
        .outerjoin(streams, streams.c.id == history_payloads.c.stream_id)
        .where(history.c.seq.is_(None))
    )
    for key, stream_id, seq in session.execute(stray):
        yield Fault(key or f"#{stream_id}", seq, "a payload stands without its event")
