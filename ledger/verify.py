"""Check every chain from its first link to its head, and say where one is broken."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, select, type_coerce

from db.session import Session
from db.spoilt import AnyTime, reading_spoilt_text
from db.types import utc_text
from ledger.chain import GENESIS, SALT_CHARACTERS, digest, payload_digest
from ledger.models import erasures, history, history_payloads, kind_of, streams
from ledger.told import TELLING, Erasure, Told, difference


@dataclass(frozen=True)
class Fault:
    """A place where the ledger is not what it was when it was written."""

    stream: str
    seq: int
    reason: str


@dataclass(frozen=True)
class Found:
    """What is older than that chains tell of it: proved from ``at`` on, and not before."""

    erasures: int
    joins: int
    at: str


@dataclass(frozen=True)
class Report:
    """What was checked, and every fault found. found: None when there is nothing so old."""

    streams: int
    events: int
    erased: int
    faults: tuple[Fault, ...]
    found: Found | None = None

    @property
    def is_whole(self) -> bool:
        return not self.faults


def verify(session: Session) -> Report:
    """Walk every stream. A tail cut together with its head is found only by an anchor."""
    with reading_spoilt_text(session):
        every = _streams(session)
        keys = {stream.id: stream.key for stream in every}
        walks = [_walked(session, stream, keys) for stream in every]
        faults = [fault for walk in walks for fault in walk.faults]
        faults.extend(_strays(session))
    return Report(
        len(walks),
        sum(w.seq for w in walks),
        sum(w.erased for w in walks),
        tuple(faults),
        _found([walk.told for walk in walks if walk.told.found_at]),
    )


def _walked(session: Session, stream: Any, keys: Mapping[int, str]) -> _Walk:
    walk = _Walk(stream.key)
    for row in _rows(session, stream.id):
        walk.step(row)
    walk.finish(stream, keys)
    return walk


def _found(told: list[Told]) -> Found | None:
    if not told:
        return None
    return Found(
        sum(one.found_erasures for one in told),
        sum(one.found_joins for one in told),
        max(one.found_at for one in told),
    )


class _Walk:
    """One stream being walked: the place reached and the hash that the next link must carry."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.seq = 0
        self.erased = 0
        self.previous = GENESIS
        self.told = Told()
        # Of each event without a payload or with an erasure: whether it has one, and the erasure.
        self._gone: dict[int, tuple[bool, Erasure | None]] = {}
        self._silent: list[int] = []
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
        self._note_erasure(row)
        self.previous = row.hash

    def finish(self, stream: Any, keys: Mapping[int, str]) -> None:
        self._compare_erasures()
        self._compare_place(stream, keys)
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
        self._listen(row.seq, header, row.payload)

    def _listen(self, seq: int, header: dict[str, Any], payload: str | None) -> None:
        """Take in what an event tells of its own stream."""
        if header.get("kind") not in TELLING:
            return
        said = None if payload is None else _read(payload)
        if said is None:
            self._silent.append(seq)
            return
        for reason in self.told.hear(seq, header["kind"], str(header.get("at")), said):
            self._fault(seq, reason)

    def _note_erasure(self, row: Any) -> None:
        self.erased += row.payload is None
        if row.payload is not None and row.erased_seq is None:
            return
        is_told = row.erased_seq is not None
        erasure = Erasure(utc_text(row.erased_at), row.erased_reason) if is_told else None
        self._gone[row.seq] = (row.payload is not None, erasure)

    def _compare_erasures(self) -> None:
        told = self.told.erasures
        for seq in sorted(self._gone.keys() | told.keys()):
            has_payload, erasure = self._gone.get(seq, (True, None))
            reason = difference(erasure, told.get(seq), has_payload=has_payload)
            if reason is not None:
                self._fault(seq, reason)
        for seq in self._silent:
            if seq not in told:
                self._fault(seq, "what it tells of its stream cannot be read")

    def _compare_place(self, stream: Any, keys: Mapping[int, str]) -> None:
        """Where the stream stands, and what it is."""
        if stream.kind != kind_of(self.key):
            self._fault(0, f"the stream is said to be of the kind {stream.kind}, which it is not")
        there = keys.get(stream.joined_to, f"#{stream.joined_to}") if stream.joined_to else None
        if there != self.told.joined_to:
            said = f"its chain says {self.told.joined_to or 'none'}"
            self._fault(
                self.told.joined_at, f"the stream is joined to {there or 'none'}, and {said}"
            )

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
        return
    # Salt and payload are hashed as one text: where one ends must not be for others to choose.
    is_salt = len(row.salt) == SALT_CHARACTERS
    if not is_salt or payload_digest(row.salt, row.payload) != header.get("payload"):
        yield "the payload does not match its digest"


def _streams(session: Session) -> list[Any]:
    columns = [column for column in streams.c if column.name != "created_at"]
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
            type_coerce(erasures.c.erased_at, AnyTime).label("erased_at"),
            erasures.c.reason.label("erased_reason"),
        )
        .outerjoin(history_payloads, same_payload)
        .outerjoin(erasures, same_erasure)
        .where(history.c.stream_id == stream_id)
        .order_by(history.c.seq)
        .execution_options(yield_per=1000)
    )
    yield from session.execute(statement)


def _strays(session: Session) -> Iterator[Fault]:
    """Rows by which no walk comes: of a stream that is none, and what belongs to no event."""
    alone = select(history.c.stream_id, history.c.seq).where(
        history.c.stream_id.not_in(select(streams.c.id))
    )
    for stream_id, seq in session.execute(alone):
        yield Fault(f"#{stream_id}", seq, "an event stands without its stream")
    yield from _without_event(session, history_payloads, "a payload stands without its event")
    yield from _without_event(
        session, erasures, "an erasure is recorded of an event that never was"
    )


def _without_event(session: Session, table: Table, reason: str) -> Iterator[Fault]:
    same = (table.c.stream_id == history.c.stream_id) & (table.c.seq == history.c.seq)
    stray = (
        select(streams.c.key, table.c.stream_id, table.c.seq)
        .select_from(table)
        .outerjoin(history, same)
        .outerjoin(streams, streams.c.id == table.c.stream_id)
        .where(history.c.seq.is_(None))
    )
    for key, stream_id, seq in session.execute(stray):
        yield Fault(key or f"#{stream_id}", seq, reason)
