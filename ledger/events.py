"""Locking a stream and writing what happened to it, in one order and one chain."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from db.session import Session
from ledger.chain import GENESIS, Actor, Event, Link, forge
from ledger.erased import erased_in
from ledger.models import history, history_payloads, kind_of, streams
from ledger.told import JOINED, LEFT

__all__ = [
    "Actor",
    "Entry",
    "Event",
    "FoundStream",
    "LockedStream",
    "in_order",
    "lock",
    "lock_alone",
    "lock_by_key",
    "locking",
    "open_stream",
    "read",
]


# Built once: to build a statement takes longer than to send it.
_HEADERS, _PAYLOADS = insert(history), insert(history_payloads)
_HEAD = (
    update(streams)
    .where(streams.c.id == bindparam("of"))
    .values(head_seq=bindparam("head_seq"), head_hash=bindparam("head_hash"))
)
_LOCKED = select(
    streams.c.id,
    streams.c.key,
    streams.c.kind,
    streams.c.joined_to,
    streams.c.head_seq,
    streams.c.head_hash,
).with_for_update()
_LOCKED_BY_ID = _LOCKED.where(streams.c.id == bindparam("id"))


@dataclass
class LockedStream:
    """A stream whose lock this transaction holds; events gather here until they are written."""

    id: int
    key: str
    kind: str
    head_seq: int
    head_hash: str
    _pending: list[tuple[Link, Event, Actor, datetime]] = field(default_factory=list)

    def record(self, event: Event, *, actor: Actor, at: datetime) -> int:
        """Chain an event to the stream; returns its sequence number. Stored by ``write``."""
        link = forge(
            event,
            stream_key=self.key,
            seq=self.head_seq + 1,
            previous=self.head_hash,
            actor=actor,
            at=at,
        )
        self.head_seq, self.head_hash = link.seq, link.hash
        self._pending.append((link, event, actor, at))
        return link.seq

    def mark(self) -> tuple[int, str, int]:
        """Where the stream stands, to come back to if what follows is rolled back."""
        return self.head_seq, self.head_hash, len(self._pending)

    def rewind(self, mark: tuple[int, str, int]) -> None:
        """Forget what was recorded after the mark; it belonged to a step that was undone."""
        self.head_seq, self.head_hash, kept = mark
        del self._pending[kept:]

    def write(self, session: Session) -> None:
        """Store the gathered events in three statements, however many they are."""
        if not self._pending:
            return
        session.execute(_HEADERS, [_header_row(self.id, *item) for item in self._pending])
        session.execute(_PAYLOADS, [_payload_row(self.id, item[0]) for item in self._pending])
        session.execute(
            _HEAD, {"of": self.id, "head_seq": self.head_seq, "head_hash": self.head_hash}
        )
        self._pending.clear()


@dataclass(frozen=True)
class Entry:
    """One event read back. payload is None when it is gone.

    on_behalf_of: whose act made an automatic step happen. is_erased: the payload is gone as the
    chain tells; without that, somebody took it away.
    """

    stream_id: int
    seq: int
    at: datetime
    actor: str
    kind: str
    subject: str | None
    element: str | None
    definition: str | None
    payload: dict[str, Any] | None
    on_behalf_of: str | None = None
    is_erased: bool = False


def open_stream(session: Session, key: str, kind: str, *, now: datetime) -> int:
    """Begin a stream, or find the one that has this key; returns its id.

    Raises ValueError when the key is one of another kind: the key stands in every header, and so
    tells what the stream is.
    """
    if kind != kind_of(key):
        raise ValueError(f"A stream of the kind {kind} has another key.")
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    session.execute(
        dialect.insert(streams)
        .values(key=key, kind=kind, head_seq=0, head_hash=GENESIS, created_at=now)
        .on_conflict_do_nothing(index_elements=["key"])
    )
    return int(session.execute(select(streams.c.id).where(streams.c.key == key)).scalar_one())


@dataclass(frozen=True)
class FoundStream:
    """A stream by what it belongs to: found in the very statement that takes its lock, which
    ``locking`` has built, with these values for its parameters."""

    lock: Select[Any]
    values: Mapping[str, Any]


StreamId = int | FoundStream
"""The id of a stream, or how it is found."""


def locking(stream_id: Select[Any]) -> Select[Any]:
    """The statement that locks the stream whose id this select finds; to be built once."""
    return _LOCKED.where(streams.c.id == stream_id.scalar_subquery())


def lock(session: Session, stream_id: StreamId) -> LockedStream:
    """Lock a stream and follow it to the one it was joined to, which is locked and returned.

    The order is always from the joined stream to its root, so two commands cannot wait for each
    other. Raises LookupError when there is no such stream, or somebody has joined it in a circle.
    """
    row = _locked_row(session, stream_id)
    passed: set[int] = set()
    while row.joined_to is not None:
        _no_circle(passed, row.id)
        row = _locked_row(session, row.joined_to)
    return LockedStream(row.id, row.key, row.kind, row.head_seq, row.head_hash)


def lock_alone(session: Session, stream_id: int) -> LockedStream:
    """Lock a stream wherever it was joined, for what its own chain tells of it: see ``told``."""
    row = _locked_row(session, stream_id)
    return LockedStream(row.id, row.key, row.kind, row.head_seq, row.head_hash)


def root_of(session: Session, stream_id: int) -> int:
    """The stream under whose lock a stream moves: itself, or the one it was joined to. Raises
    LookupError when somebody has joined it in a circle."""
    passed: set[int] = set()
    while True:
        joined_to = session.execute(
            select(streams.c.joined_to).where(streams.c.id == stream_id)
        ).scalar_one()
        if joined_to is None:
            return stream_id
        _no_circle(passed, stream_id)
        stream_id = joined_to


def _no_circle(passed: set[int], stream_id: int) -> None:
    """Nothing of ours joins streams in a circle; whoever does it in the tables stops no worker."""
    if stream_id in passed:
        raise LookupError("Streams are joined in a circle; flask verify names them.")
    passed.add(stream_id)


def lock_by_key(session: Session, key: str) -> LockedStream:
    """As ``lock``, by the key of the stream."""
    row = session.execute(select(streams.c.id).where(streams.c.key == key)).one_or_none()
    if row is None:
        raise LookupError("There is no such stream.")
    return lock(session, row.id)


def join(
    session: Session, stream: LockedStream, root: LockedStream | None, *, actor: Actor, at: datetime
) -> None:
    """Put a stream under another one's lock and chain, or (None) let it stand alone again.

    Its own chain tells of it; the caller writes both streams.
    """
    event = Event(LEFT, {}) if root is None else Event(JOINED, {"to": root.key})
    stream.record(event, actor=actor, at=at)
    joined_to = None if root is None else root.id
    session.execute(update(streams).where(streams.c.id == stream.id).values(joined_to=joined_to))


def read(session: Session, stream_ids: list[int]) -> list[Entry]:
    """Every event of the streams, oldest first."""
    statement = _select_entries().where(history.c.stream_id.in_(stream_ids))
    return _read(session, statement)


def read_subject(session: Session, subject: str) -> list[Entry]:
    """Every event about one subject, in whatever streams it has lived, oldest first."""
    return read_subjects(session, [subject])


def read_subjects(session: Session, subjects: list[str]) -> list[Entry]:
    """As ``read_subject``, for several subjects at once."""
    statement = _select_entries().where(history.c.subject.in_(subjects))
    return _read(session, statement)


def read_kind(session: Session, subject: str, kind: str) -> list[Entry]:
    """The events of one kind about a subject, oldest first."""
    statement = _select_entries().where(history.c.subject == subject, history.c.kind == kind)
    return _read(session, statement)


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """The entries oldest first: within a stream as they are chained, between streams by time.

    A clock that stood still or was set back makes no event of a chain come before an earlier one.
    """
    chained = sorted(entries, key=lambda entry: (entry.stream_id, entry.seq))
    latest: dict[int, datetime] = {}
    placed = []
    for entry in chained:
        latest[entry.stream_id] = max(latest.get(entry.stream_id, entry.at), entry.at)
        placed.append((latest[entry.stream_id], entry.stream_id, entry.seq, entry))
    return [entry for *_place, entry in sorted(placed, key=lambda one: one[:3])]


def _read(session: Session, statement: Select[Any]) -> list[Entry]:
    entries = in_order([_entry(row) for row in session.execute(statement)])
    gone = {entry.stream_id for entry in entries if entry.payload is None}
    if not gone:
        return entries
    erased = erased_in(session, gone)
    return [replace(one, is_erased=(one.stream_id, one.seq) in erased) for one in entries]


def _select_entries() -> Select[Any]:
    same = (history.c.stream_id == history_payloads.c.stream_id) & (
        history.c.seq == history_payloads.c.seq
    )
    return select(history, history_payloads.c.payload).outerjoin(history_payloads, same)


def _entry(row: Any) -> Entry:
    payload = None if row.payload is None else json.loads(row.payload)
    header = json.loads(row.header)
    return Entry(
        row.stream_id,
        row.seq,
        row.at,
        row.actor,
        row.kind,
        row.subject,
        row.element,
        header["definition"],
        payload,
        header["for"],
    )


def _locked_row(session: Session, stream_id: StreamId) -> Any:
    if isinstance(stream_id, int):
        row = session.execute(_LOCKED_BY_ID, {"id": stream_id}).one_or_none()
    else:
        row = session.execute(stream_id.lock, stream_id.values).one_or_none()
    if row is None:
        raise LookupError("There is no such stream.")
    return row


def _header_row(
    stream_id: int, link: Link, event: Event, actor: Actor, at: datetime
) -> dict[str, Any]:
    return {
        "stream_id": stream_id,
        "seq": link.seq,
        "header": link.header,
        "hash": link.hash,
        "at": at,
        "actor": actor.id,
        "kind": event.kind,
        "subject": event.subject,
        "element": event.element,
    }


def _payload_row(stream_id: int, link: Link) -> dict[str, Any]:
    return {"stream_id": stream_id, "seq": link.seq, "salt": link.salt, "payload": link.payload}
