"""The ledger says where it was tampered with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import ColumnElement, delete, select, update

from db.session import Database, Session
from ledger.erasing import erase
from ledger.events import Actor, Event, lock, open_stream, read
from ledger.models import history, history_payloads, kind_of, streams
from ledger.verify import Report, verify
from tests.ledger.tampering import without_triggers

NOW = datetime(2026, 3, 3, 10, 15, tzinfo=UTC)
ACTOR = Actor("staff:a")


def write(session: Session, key: str, *kinds: str) -> int:
    stream_id = open_stream(session, key, kind_of(key), now=NOW)
    stream = lock(session, stream_id)
    for number, kind in enumerate(kinds):
        stream.record(Event(kind, {"n": number, "å": "ä"}), actor=ACTOR, at=NOW)
    stream.write(session)
    return stream_id


def report_after(database: Database, tamper: Callable[[Session], object]) -> Report:
    with database.transaction() as session:
        write(session, "case:one", "a", "b", "c", "d")
        write(session, "case:two", "a", "b")
    with database.transaction() as session, without_triggers(session):
        tamper(session)
    with database.reading() as session:
        return verify(session)


def at(seq: int) -> tuple[ColumnElement[bool], ...]:
    one = select(streams.c.id).where(streams.c.key == "case:one").scalar_subquery()
    return (history.c.stream_id == one, history.c.seq == seq)


def test_an_untouched_ledger_is_whole(database: Database) -> None:
    report = report_after(database, lambda session: None)
    assert report.is_whole
    assert (report.streams, report.events) == (2, 6)


def test_one_changed_bit_in_a_header_is_found_with_its_place(database: Database) -> None:
    def flip(session: Session) -> None:
        header = session.execute(select(history.c.header).where(*at(2))).scalar_one()
        changed = header[:40] + chr(ord(header[40]) ^ 1) + header[41:]
        session.execute(update(history).where(*at(2)).values(header=changed))

    faults = report_after(database, flip).faults
    assert {(f.stream, f.seq) for f in faults} == {("case:one", 2)}


def test_one_changed_bit_in_a_payload_is_found_with_its_place(database: Database) -> None:
    def flip(session: Session) -> None:
        place = (history_payloads.c.stream_id == 1, history_payloads.c.seq == 3)
        session.execute(update(history_payloads).where(*place).values(payload='{"n":3,"å":"ä"}'))

    faults = report_after(database, flip).faults
    assert [(f.stream, f.seq, f.reason) for f in faults] == [
        ("case:one", 3, "the payload does not match its digest")
    ]


def test_a_removed_row_is_found_with_its_place(database: Database) -> None:
    def remove(session: Session) -> None:
        session.execute(delete(history).where(*at(2)))

    faults = report_after(database, remove).faults
    assert ("case:one", 2, "events 2 to 2 are missing") in [
        (f.stream, f.seq, f.reason) for f in faults
    ]


def test_a_removed_last_row_is_found(database: Database) -> None:
    def remove(session: Session) -> None:
        session.execute(delete(history).where(*at(4)))

    faults = report_after(database, remove).faults
    assert ("case:one", 4, "the stream ends at 3, not at 4") in [
        (f.stream, f.seq, f.reason) for f in faults
    ]


def test_two_swapped_rows_are_found_with_their_places(database: Database) -> None:
    def swap(session: Session) -> None:
        session.execute(update(history).where(*at(2)).values(seq=99))
        session.execute(update(history).where(*at(3)).values(seq=2))
        session.execute(update(history).where(*at(99)).values(seq=3))

    faults = report_after(database, swap).faults
    assert {2, 3} <= {f.seq for f in faults}
    assert {f.stream for f in faults} == {"case:one"}


@pytest.mark.parametrize(
    ("column", "value"), [("actor", "staff:b"), ("kind", "x"), ("element", "e")]
)
def test_a_changed_index_column_is_found(database: Database, column: str, value: str) -> None:
    def change(session: Session) -> None:
        session.execute(update(history).where(*at(1)).values({column: value}))

    faults = report_after(database, change).faults
    assert [(f.seq, f.reason) for f in faults] == [
        (1, f"the column for {column} does not match the header")
    ]


def test_a_payload_that_is_gone_is_a_fault_unless_its_erasure_is_recorded(
    database: Database,
) -> None:
    def drop(session: Session) -> None:
        erase(session, 1, reason="retention", actor=ACTOR, at=NOW, only=[1, 2, 3])
        last = (history_payloads.c.stream_id == 1, history_payloads.c.seq == 4)
        session.execute(delete(history_payloads).where(*last))

    report = report_after(database, drop)
    assert [(f.seq, f.reason) for f in report.faults] == [
        (4, "the payload is missing and no erasure is recorded")
    ]
    assert report.erased == 4


def test_an_erased_payload_reads_as_none_and_the_rest_as_written(database: Database) -> None:
    with database.transaction() as session:
        stream_id = write(session, "case:one", "a", "b")
        session.execute(delete(history_payloads).where(history_payloads.c.seq == 1))
    with database.reading() as session:
        entries = read(session, [stream_id])
    assert [entry.payload for entry in entries] == [None, {"n": 1, "å": "ä"}]
