"""Ten ways of tampering directly in the database: ``flask verify`` finds each one and names it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import ColumnElement, Table, delete, insert, select, text, update
from sqlalchemy.exc import DataError

import app as front_door
from db.session import Database, Session
from db.types import utc_text
from ledger import anchor_key, anchors
from ledger.anchor_models import anchor_leaves
from ledger.anchor_models import anchors as anchor_rows
from ledger.chain import digest
from ledger.erasing import erase
from ledger.models import erasures, history, history_payloads, streams
from settings import Settings
from tests.front.test_commands import run
from tests.ledger.tampering import without_triggers
from tests.ledger.test_anchors import cut_tail
from tests.ledger.test_verify import ACTOR, NOW, write

LAST = 4
"""The last event of the case that is tampered with."""


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Iterator[Flask]:
    """An installation with a case, another one, and a search, all held fast by an anchor."""
    (tmp_path / "anchors").mkdir()
    made = front_door.create_app(
        Settings(
            var=tmp_path,
            database_url=database.url,
            secret_key="for tests",
            anchor_folder=tmp_path / "anchors",
        )
    )
    with database.transaction() as session:
        write(session, "case:one", "a", "b", "c", "d")
        write(session, "case:two", "a", "b")
    run(made, "anchor-key")
    assert run(made, "anchor")[0] == 0
    assert run(made, "verify")[0] == 0
    yield made
    made.extensions["bokvar"].database.dispose()


def broken_after(app: Flask, tamper: Callable[[Session], object]) -> list[str]:
    """What ``flask verify`` says is broken when somebody has been in the database."""
    database = app.extensions["bokvar"].database
    with database.transaction() as session, without_triggers(session):
        tamper(session)
    code, said = run(app, "verify")
    assert code == 1
    return re.findall(r"^BROKEN (.+)\.$", said, re.MULTILINE)


def at(table: Table, seq: int, key: str = "case:one") -> Sequence[ColumnElement[bool]]:
    one = select(streams.c.id).where(streams.c.key == key).scalar_subquery()
    return (table.c.stream_id == one, table.c.seq == seq)


def row_of(session: Session, table: Table, seq: int) -> dict[str, Any]:
    return dict(session.execute(select(table).where(*at(table, seq))).one()._mapping)


# 1. A bit.


@pytest.mark.parametrize("place", [0, 10, 40, -1])
def test_way_1_a_bit_of_a_header_is_named(app: Flask, place: int) -> None:
    def flip(session: Session) -> None:
        header = list(row_of(session, history, 2)["header"])
        header[place] = chr(ord(header[place]) ^ 1)
        session.execute(update(history).where(*at(history, 2)).values(header="".join(header)))

    assert "case:one event 2: the header does not match its hash" in broken_after(app, flip)


def test_way_1_a_bit_of_a_hash_is_named(app: Flask) -> None:
    def flip(session: Session) -> None:
        kept = row_of(session, history, 2)["hash"]
        changed = ("0" if kept[0] != "0" else "1") + kept[1:]
        session.execute(update(history).where(*at(history, 2)).values(hash=changed))

    assert broken_after(app, flip) == [
        "case:one event 2: the header does not match its hash",
        "case:one event 3: the event does not follow the one before it",
    ]


@pytest.mark.parametrize("column", ["payload", "salt"])
def test_way_1_a_bit_of_a_payload_is_named(app: Flask, column: str) -> None:
    def flip(session: Session) -> None:
        kept = row_of(session, history_payloads, 3)[column]
        changed = kept[:3] + chr(ord(kept[3]) ^ 1) + kept[4:]
        where = at(history_payloads, 3)
        session.execute(update(history_payloads).where(*where).values({column: changed}))

    assert broken_after(app, flip) == ["case:one event 3: the payload does not match its digest"]


@pytest.mark.parametrize("body", ["", "null", "[]", "7", "[" * 100_000])
def test_way_1_a_header_that_is_no_header_any_longer_is_named(app: Flask, body: str) -> None:
    def spoil(session: Session) -> None:
        values = {"header": body, "hash": digest(body)}
        session.execute(update(history).where(*at(history, 2)).values(values))

    assert "case:one event 2: the header cannot be read" in broken_after(app, spoil)


def test_way_1_bytes_that_are_no_text_are_named_or_refused(app: Flask, database: Database) -> None:
    spoilt = "CAST(x'7bff7d' AS TEXT)" if database.is_sqlite else "convert_from('\\xff', 'UTF8')"
    change = text(f"UPDATE history SET header = {spoilt} WHERE stream_id = 1 AND seq = 2")
    if database.is_sqlite:
        found = broken_after(app, lambda session: session.execute(change))
        assert "case:one event 2: the header does not match its hash" in found
    else:
        with pytest.raises(DataError), database.transaction() as session:
            session.execute(change)


def test_way_1_a_salt_that_takes_a_character_of_its_payload_is_named(app: Flask) -> None:
    """Hashed as one text, both are what they were."""

    def shift(session: Session) -> None:
        kept = row_of(session, history_payloads, 3)
        values = {"salt": kept["salt"] + kept["payload"][:1], "payload": kept["payload"][1:]}
        session.execute(update(history_payloads).where(*at(history_payloads, 3)).values(values))

    assert broken_after(app, shift) == ["case:one event 3: the payload does not match its digest"]


# 2. A row removed.


@pytest.mark.parametrize("seq", [1, 2, 3])
def test_way_2_a_row_that_was_removed_is_named(app: Flask, seq: int) -> None:
    found = broken_after(app, lambda s: s.execute(delete(history).where(*at(history, seq))))
    assert f"case:one event {seq}: events {seq} to {seq} are missing" in found


def test_way_2_a_payload_that_was_removed_is_named(app: Flask) -> None:
    where = at(history_payloads, 2)
    assert broken_after(app, lambda s: s.execute(delete(history_payloads).where(*where))) == [
        "case:one event 2: the payload is missing and no erasure is recorded"
    ]


def test_way_2_a_whole_stream_that_was_removed_is_named(app: Flask) -> None:
    def remove(session: Session) -> None:
        number = session.execute(select(streams.c.id).where(streams.c.key == "case:one")).scalar()
        for table in (history, history_payloads):
            session.execute(delete(table).where(table.c.stream_id == number))
        session.execute(delete(streams).where(streams.c.id == number))

    assert broken_after(app, remove) == [
        "case:one event 4: event 4 was here at anchor 1 and is gone"
    ]


# 3. A row added.


def test_way_3_a_row_that_was_added_at_the_end_is_named(app: Flask) -> None:
    def add(session: Session) -> None:
        session.execute(insert(history).values(row_of(session, history, LAST) | {"seq": LAST + 1}))

    found = broken_after(app, add)
    assert "case:one event 5: the stream ends at 5, not at 4" in found
    assert "case:one event 5: the event does not follow the one before it" in found


@pytest.mark.parametrize("seq", [0, -1])
def test_way_3_a_row_that_was_added_before_the_first_is_named(app: Flask, seq: int) -> None:
    def add(session: Session) -> None:
        session.execute(insert(history).values(row_of(session, history, 1) | {"seq": seq}))

    found = broken_after(app, add)
    assert f"case:one event {seq}: an event stands before the first" in found
    assert not any("are missing" in fault for fault in found)


def test_way_3_a_row_that_was_put_in_between_is_named(app: Flask) -> None:
    """Everything after it moves one step up, with its payload and the head of the stream."""

    def put_in(session: Session) -> None:
        made = row_of(session, history, 2)
        for table in (history, history_payloads):
            for seq in range(LAST, 1, -1):
                session.execute(update(table).where(*at(table, seq)).values(seq=seq + 1))
        session.execute(insert(history).values(made))
        session.execute(update(streams).where(streams.c.key == "case:one").values(head_seq=5))

    found = broken_after(app, put_in)
    assert "case:one event 3: the column for seq does not match the header" in found
    assert "case:one event 3: the event does not follow the one before it" in found
    assert "case:one event 4: event 4 is not the one that anchor 1 holds" in found


def test_way_3_a_payload_that_was_added_is_named(app: Flask) -> None:
    def add(session: Session) -> None:
        made = row_of(session, history_payloads, 2) | {"seq": 9}
        session.execute(insert(history_payloads).values(made))

    assert broken_after(app, add) == ["case:one event 9: a payload stands without its event"]


def test_way_3_rows_of_a_stream_that_is_none_are_named(app: Flask, database: Database) -> None:
    def add(session: Session) -> None:
        session.execute(insert(history).values(row_of(session, history, 2) | {"stream_id": 99}))

    if database.is_sqlite:
        # Whoever has the file can open it without the keys between tables.
        with sqlite3.connect(database.writing_engine.url.database or "") as file:
            file.execute("DROP TRIGGER history_refuses_replace")
            file.execute(
                "INSERT INTO history SELECT 99, seq, header, hash, at, actor, kind, subject, "
                "element FROM history WHERE stream_id = 1 AND seq = 2"
            )
    found = broken_after(app, (lambda _session: None) if database.is_sqlite else add)
    assert "#99 event 2: an event stands without its stream" in found


# 4. Rows swapped.


def test_way_4_rows_that_were_swapped_are_named(app: Flask) -> None:
    def swap(session: Session) -> None:
        for table in (history, history_payloads):
            for was, becomes in ((2, 99), (3, 2), (99, 3)):
                session.execute(update(table).where(*at(table, was)).values(seq=becomes))

    found = broken_after(app, swap)
    for seq in (2, 3):
        assert f"case:one event {seq}: the column for seq does not match the header" in found
        assert f"case:one event {seq}: the event does not follow the one before it" in found


def test_way_4_rows_that_were_swapped_between_two_cases_are_named(app: Flask) -> None:
    def swap(session: Session) -> None:
        if session.get_bind().dialect.name == "sqlite":
            session.execute(text("PRAGMA defer_foreign_keys = ON"))
        first, second = (
            session.execute(select(streams.c.id).where(streams.c.key == key)).scalar_one()
            for key in ("case:one", "case:two")
        )
        for table in (history, history_payloads):
            for was, becomes in ((first, 99), (second, first), (99, second)):
                where = (table.c.stream_id == was, table.c.seq == 2)
                session.execute(update(table).where(*where).values(stream_id=becomes))

    found = broken_after(app, swap)
    for key in ("case:one", "case:two"):
        assert f"{key} event 2: the column for stream does not match the header" in found


# 5. Cut off.


@pytest.mark.parametrize("to", [0, 1, 3])
def test_way_5_a_tail_cut_off_with_its_head_is_named_up_to_the_last_anchor(
    app: Flask, to: int
) -> None:
    """What is left is a whole chain; only the anchor remembers that it was longer."""
    found = broken_after(app, lambda session: cut_tail(session, to=to))
    assert found == ["case:one event 4: event 4 was here at anchor 1 and is gone"]


def test_way_5_a_tail_cut_off_alone_is_named(app: Flask) -> None:
    found = broken_after(app, lambda s: s.execute(delete(history).where(*at(history, LAST))))
    assert "case:one event 4: the stream ends at 3, not at 4" in found


# 6. Header and column made to differ.


@pytest.mark.parametrize("column", ["actor", "kind", "subject", "element"])
def test_way_6_a_column_that_says_another_thing_than_its_header_is_named(
    app: Flask, column: str
) -> None:
    where = at(history, 2)
    change = update(history).where(*where).values({column: "staff:somebody-else"})
    assert broken_after(app, lambda session: session.execute(change)) == [
        f"case:one event 2: the column for {column} does not match the header"
    ]


def test_way_6_a_header_that_says_another_thing_than_its_column_is_named(app: Flask) -> None:
    def change(session: Session) -> None:
        header = row_of(session, history, 2)["header"].replace("staff:a", "staff:b")
        values = {"header": header, "hash": digest(header)}
        session.execute(update(history).where(*at(history, 2)).values(values))

    found = broken_after(app, change)
    assert "case:one event 2: the column for actor does not match the header" in found
    assert "case:one event 3: the event does not follow the one before it" in found


# 7. The payload of one under another.


def test_way_7_the_payload_of_one_event_under_another_is_named(app: Flask) -> None:
    def move(session: Session) -> None:
        taken = row_of(session, history_payloads, 1)
        values = {name: taken[name] for name in ("salt", "payload")}
        session.execute(update(history_payloads).where(*at(history_payloads, 3)).values(values))

    assert broken_after(app, move) == ["case:one event 3: the payload does not match its digest"]


def test_way_7_the_payloads_of_two_cases_exchanged_are_named(app: Flask) -> None:
    def exchange(session: Session) -> None:
        kept = [
            session.execute(select(history_payloads).where(*at(history_payloads, 2, key))).one()
            for key in ("case:one", "case:two")
        ]
        for key, other in zip(("case:two", "case:one"), kept, strict=True):
            change = update(history_payloads).where(*at(history_payloads, 2, key))
            session.execute(change.values(salt=other.salt, payload=other.payload))

    assert broken_after(app, exchange) == [
        f"{key} event 2: the payload does not match its digest" for key in ("case:one", "case:two")
    ]


# 8. The anchor replaced.


def test_way_8_an_anchor_that_was_replaced_is_named(app: Flask, tmp_path: Path) -> None:
    """The tail is cut off and an anchor made anew over what is left, with a key of her own."""

    def replace_anchor(session: Session) -> None:
        cut_tail(session, to=2)
        session.execute(delete(anchor_leaves))
        session.execute(delete(anchor_rows))
        anchors.make(session, anchor_key.make(tmp_path / "other.pem"), now=NOW)

    found = broken_after(app, replace_anchor)
    assert "anchors event 1: the anchor is signed with another key than ours" in found
    assert "anchors event 1: the anchor in the folder says something else" in found
    assert "case:one event 4: event 4 was here at anchor 1 and is gone" in found


def test_way_8_a_time_beside_the_statement_of_an_anchor_is_named(app: Flask) -> None:
    change = update(anchor_rows).values(at=NOW - timedelta(days=400))
    assert broken_after(app, lambda session: session.execute(change)) == [
        "anchors event 1: the column for at does not match the statement"
    ]


def test_way_8_how_far_an_anchor_reaches_is_what_it_signed(app: Flask) -> None:
    """The count beside the statement is not signed; nobody is told that it holds more."""
    database = app.extensions["bokvar"].database
    with database.transaction() as session, without_triggers(session):
        session.execute(update(anchor_rows).values(events=1_000_000))
    assert "holds its first 6 events fast" in run(app, "verify")[1]


# 9. The stream renamed.


def test_way_9_a_stream_that_was_renamed_is_named(app: Flask) -> None:
    change = update(streams).where(streams.c.key == "case:one").values(key="case:other")
    found = broken_after(app, lambda session: session.execute(change))
    for seq in range(1, LAST + 1):
        reason = "the column for stream does not match the header"
        assert f"case:other event {seq}: {reason}" in found
    assert "case:one event 4: event 4 was here at anchor 1 and is gone" in found


# 10. The clock shifted.


def test_way_10_a_shifted_time_is_named(app: Flask) -> None:
    where = at(history, 2)
    change = update(history).where(*where).values(at=NOW + timedelta(hours=1))
    assert broken_after(app, lambda session: session.execute(change)) == [
        "case:one event 2: the column for at does not match the header"
    ]


def test_way_10_a_time_shifted_in_the_header_as_well_is_named(app: Flask) -> None:
    later = NOW + timedelta(hours=1)

    def shift(session: Session) -> None:
        header = row_of(session, history, 2)["header"].replace(utc_text(NOW), utc_text(later))
        values = {"at": later, "header": header, "hash": digest(header)}
        session.execute(update(history).where(*at(history, 2)).values(values))

    assert broken_after(app, shift) == [
        "case:one event 3: the event does not follow the one before it"
    ]


def test_way_10_a_time_shifted_through_the_whole_chain_is_named_by_the_anchor(app: Flask) -> None:
    later = NOW + timedelta(hours=1)

    def shift(session: Session) -> None:
        previous = ("", "")
        for seq in range(2, LAST + 1):
            row = row_of(session, history, seq)
            header = row["header"].replace(utc_text(NOW), utc_text(later))
            header = header.replace(*previous) if previous[0] else header
            previous = (row["hash"], digest(header))
            values = {"at": later, "header": header, "hash": previous[1]}
            session.execute(update(history).where(*at(history, seq)).values(values))
        head = update(streams).where(streams.c.key == "case:one")
        session.execute(head.values(head_hash=previous[1]))

    assert broken_after(app, shift) == [
        "case:one event 4: event 4 is not the one that anchor 1 holds"
    ]


@pytest.mark.parametrize("table", ["history", "anchors"])
def test_way_10_a_time_that_is_none_is_named_or_refused(
    app: Flask, database: Database, table: str
) -> None:
    change = text(f"UPDATE {table} SET at = 'Lucia'")
    if database.is_sqlite:
        found = broken_after(app, lambda session: session.execute(change))
        assert any("the column for at does not match" in fault for fault in found)
    else:
        with pytest.raises(DataError), database.transaction() as session:
            session.execute(change)


# What is no tampering.


def test_erasing_the_payloads_of_a_case_leaves_the_chain_green_and_says_so(app: Flask) -> None:
    database = app.extensions["bokvar"].database
    with database.transaction() as session:
        number = session.execute(select(streams.c.id).where(streams.c.key == "case:one")).scalar()
        assert number is not None
        assert erase(session, number, reason="retention", actor=ACTOR, at=NOW) == LAST
    code, said = run(app, "verify")
    assert code == 0
    assert f"7 events, {LAST} erased, 1 anchors, 0 faults" in said
    assert "The ledger is whole." in said


def test_an_erasure_that_did_not_erase_is_named(app: Flask) -> None:
    def tell(session: Session) -> None:
        number = session.execute(select(streams.c.id).where(streams.c.key == "case:one")).scalar()
        told = {"stream_id": number, "seq": 2, "erased_at": NOW, "reason": "retention"}
        session.execute(insert(erasures).values(told))

    assert broken_after(app, tell) == [
        "case:one event 2: an erasure is recorded and the payload is still there"
    ]
