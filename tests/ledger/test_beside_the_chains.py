"""What stands beside the chains is what the chains tell: erasures, joins, kinds of streams."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DataError

import app as front_door
from cases.law.calendar import STOCKHOLM
from db.session import Database, Session
from ledger import anchors
from ledger.anchor_models import anchor_leaves
from ledger.anchor_models import anchors as anchor_rows
from ledger.chain import Event, forge
from ledger.erasing import erase
from ledger.events import join, lock, lock_alone
from ledger.models import erasures, history, history_payloads, streams
from settings import Settings
from tests.front.test_commands import run
from tests.ledger.tampering import without_triggers
from tests.ledger.test_ten_ways_of_tampering import at, broken_after
from tests.ledger.test_verify import ACTOR, NOW, write

LATER = NOW + timedelta(days=1)
RETENTION: dict[str, Any] = {"reason": "retention", "actor": ACTOR}


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Iterator[Flask]:
    """Two cases and a notice that came to the first; an anchor; the notice's second event and all
    of the second case are erased."""
    made = front_door.create_app(
        Settings(var=tmp_path, database_url=database.url, secret_key="for tests")
    )
    with database.transaction() as session:
        write(session, "case:one", "a", "b", "c", "d")
        write(session, "case:two", "a", "b")
        put(session, write(session, "message:n", "a", "b", "c"), of(session, "case:one"))
        erase(session, of(session, "message:n"), **RETENTION, at=NOW, only=[2])
        erase(session, of(session, "case:two"), **RETENTION, at=LATER)
    run(made, "anchor-key")
    assert run(made, "anchor")[0] == 0
    assert run(made, "verify")[0] == 0
    yield made
    made.extensions["bokvar"].database.dispose()


def put(session: Session, stream_id: int, root_id: int | None) -> None:
    stream = lock_alone(session, stream_id)
    root = None if root_id is None else lock(session, root_id)
    join(session, stream, root, actor=ACTOR, at=NOW)
    stream.write(session)


def of(session: Session, key: str) -> int:
    return int(session.execute(select(streams.c.id).where(streams.c.key == key)).scalar_one())


def take_payload(session: Session, seq: int, key: str = "case:one") -> None:
    session.execute(delete(history_payloads).where(*at(history_payloads, seq, key)))


def tell_erased(session: Session, seq: int, key: str = "case:one", **more: Any) -> None:
    told = {"erased_at": NOW, "reason": "retention", **more}
    session.execute(insert(erasures).values(stream_id=of(session, key), seq=seq, **told))


def change_stream(of_key: str, **values: Any) -> Callable[[Session], object]:
    return lambda session: session.execute(
        update(streams).where(streams.c.key == of_key).values(**values)
    )


NOT_TOLD = "an erasure is recorded and the chain does not tell of it"
NOT_RECORDED = "the chain tells of its erasure and none is recorded"
OTHERWISE = "the erasure is recorded otherwise than the chain tells it"


# Erasures.


def test_a_payload_taken_away_with_a_forged_erasure_is_named(app: Flask) -> None:
    def forged(session: Session) -> None:
        take_payload(session, 2)
        tell_erased(session, 2)

    assert broken_after(app, forged) == [f"case:one event 2: {NOT_TOLD}"]


@pytest.mark.parametrize("changed", [{"reason": "asked for"}, {"erased_at": LATER}])
def test_an_erasure_with_another_reason_or_time_is_named(
    app: Flask, changed: dict[str, Any]
) -> None:
    def change(session: Session) -> None:
        session.execute(update(erasures).where(*at(erasures, 2, "message:n")).values(**changed))

    assert broken_after(app, change) == [f"message:n event 2: {OTHERWISE}"]


def test_an_erasure_of_an_event_that_never_was_is_named(app: Flask) -> None:
    assert broken_after(app, lambda session: tell_erased(session, 77)) == [
        "case:one event 77: an erasure is recorded of an event that never was"
    ]


def test_an_erasure_in_a_stream_that_never_was_is_named(app: Flask) -> None:
    row = {"stream_id": 999, "seq": 1, "erased_at": NOW, "reason": "retention"}
    assert broken_after(app, lambda session: session.execute(insert(erasures).values(row))) == [
        "#999 event 1: an erasure is recorded of an event that never was"
    ]


def test_an_erasure_taken_away_is_named(app: Flask) -> None:
    def take(session: Session) -> None:
        session.execute(delete(erasures).where(*at(erasures, 2, "message:n")))

    assert broken_after(app, take) == [f"message:n event 2: {NOT_RECORDED}"]


def test_a_payload_put_back_with_its_erasure_taken_away_is_named(app: Flask) -> None:
    """Even the very payload that stood there: it was to be gone."""

    def restore(session: Session) -> None:
        seq_2 = at(erasures, 2, "message:n")
        session.execute(delete(erasures).where(*seq_2))
        row = {"stream_id": of(session, "message:n"), "seq": 2, "salt": "0" * 64, "payload": "{}"}
        session.execute(insert(history_payloads).values(row))

    assert f"message:n event 2: {NOT_RECORDED}" in broken_after(app, restore)


def test_an_erasure_moved_to_another_event_is_named_at_both(app: Flask) -> None:
    """Salt, payload and erasure change places: what was to be erased stands where another stood."""

    def move(session: Session) -> None:
        kept = row_of_key(session, history_payloads, 3, "message:n")
        take_payload(session, 3, "message:n")
        session.execute(insert(history_payloads).values({**kept, "seq": 2}))
        session.execute(update(erasures).where(*at(erasures, 2, "message:n")).values(seq=3))

    found = broken_after(app, move)
    assert f"message:n event 3: {NOT_TOLD}" in found
    assert f"message:n event 2: {NOT_RECORDED}" in found
    assert "message:n event 2: the payload does not match its digest" in found


def test_what_tells_of_an_erasure_cannot_be_erased_itself(app: Flask) -> None:
    def forged(session: Session) -> None:
        take_payload(session, 5, "message:n")
        tell_erased(session, 5, "message:n")

    assert broken_after(app, forged) == [
        f"message:n event 2: {NOT_TOLD}",
        f"message:n event 5: {NOT_TOLD}",
        "message:n event 5: what it tells of its stream cannot be read",
    ]


def test_an_erasure_leaves_what_tells_of_erasures_and_joins(app: Flask) -> None:
    database = app.extensions["bokvar"].database
    with database.transaction() as session:
        assert erase(session, of(session, "message:n"), **RETENTION, at=LATER) == 2
        assert erase(session, of(session, "message:n"), **RETENTION, at=LATER) == 0
    code, said = run(app, "verify")
    assert (code, "5 erased" in said) == (0, True)


def row_of_key(session: Session, table: Any, seq: int, key: str) -> dict[str, Any]:
    return dict(session.execute(select(table).where(*at(table, seq, key))).one()._mapping)


# Joins and kinds.


@pytest.mark.parametrize(
    ("key", "to", "said"),
    [
        ("message:n", "case:two", "case:two, and its chain says case:one"),
        ("message:n", None, "none, and its chain says case:one"),
        ("case:two", "case:one", "case:one, and its chain says none"),
        ("case:two", "case:two", "case:two, and its chain says none"),
    ],
)
def test_a_stream_joined_elsewhere_is_named(
    app: Flask, key: str, to: str | None, said: str
) -> None:
    def change(session: Session) -> None:
        root = None if to is None else of(session, to)
        change_stream(key, joined_to=root)(session)

    place = 4 if key == "message:n" else 0
    assert broken_after(app, change) == [f"{key} event {place}: the stream is joined to {said}"]


@pytest.mark.parametrize(("key", "kind"), [("case:two", "system"), ("message:n", "access")])
def test_a_stream_of_another_kind_is_named(app: Flask, key: str, kind: str) -> None:
    assert broken_after(app, change_stream(key, kind=kind)) == [
        f"{key} event 0: the stream is said to be of the kind {kind}, which it is not"
    ]


def test_a_stream_can_leave_and_be_joined_again(app: Flask) -> None:
    database = app.extensions["bokvar"].database
    for root in (None, "case:two", "case:one"):
        with database.transaction() as session:
            number = of(session, "message:n")
            put(session, number, None if root is None else of(session, root))
        assert run(app, "verify")[0] == 0


def test_a_stream_renamed_with_its_place_is_named(app: Flask) -> None:
    """Another key, and joined to where the chain does not say it is."""

    def change(session: Session) -> None:
        root = of(session, "case:two")
        change_stream("message:n", key="message:m", joined_to=root)(session)

    found = broken_after(app, change)
    assert "message:m event 1: the column for stream does not match the header" in found
    expected = "message:m event 4: the stream is joined to case:two, and its chain says case:one"
    assert expected in found


def test_two_streams_swapped_with_their_erasures_are_named(app: Flask) -> None:
    """Every row of the one under the id of the other, in all four tables, heads and places too."""

    def swap(session: Session) -> None:
        one, two = of(session, "case:two"), of(session, "message:n")
        empty = of(session, "system:anchors")
        for table in (history, history_payloads, erasures):
            for old, new in ((one, empty), (two, one), (empty, two)):
                moved = update(table).where(table.c.stream_id == old).values(stream_id=new)
                session.execute(moved)
        rows = {row.id: row for row in session.execute(select(streams))}
        for this, other in ((one, rows[two]), (two, rows[one])):
            values = {"head_seq": other.head_seq, "head_hash": other.head_hash}
            values["joined_to"] = other.joined_to
            session.execute(update(streams).where(streams.c.id == this).values(values))

    found = broken_after(app, swap)
    assert "case:two event 1: the column for stream does not match the header" in found
    assert "message:n event 1: the column for stream does not match the header" in found


# Together with the anchor.


def test_an_erasure_chained_where_it_was_not_is_named_by_the_anchor(app: Flask) -> None:
    """The reason in the event's payload, header, row and head all changed so that they fit."""

    def rewrite(session: Session) -> None:
        row = row_of_key(session, history, 5, "message:n")
        link = forge(
            Event("payload.erased", {"events": [[2, 2]], "reason": "asked for"}),
            stream_key="message:n",
            seq=5,
            previous=json.loads(row["header"])["previous"],
            actor=ACTOR,
            at=NOW,
        )
        chained = {"header": link.header, "hash": link.hash}
        session.execute(update(history).where(*at(history, 5, "message:n")).values(chained))
        stored = {"salt": link.salt, "payload": link.payload}
        here = at(history_payloads, 5, "message:n")
        session.execute(update(history_payloads).where(*here).values(stored))
        told = update(erasures).where(*at(erasures, 2, "message:n"))
        session.execute(told.values(reason="asked for"))
        change_stream("message:n", head_hash=link.hash)(session)

    assert broken_after(app, rewrite) == [
        "message:n event 5: event 5 is not the one that anchor 1 holds"
    ]


def test_an_erasure_undone_by_a_cut_tail_is_named_by_the_anchor(app: Flask) -> None:
    """Event, erasure and head are gone, and a payload made up stands there again."""

    def cut(session: Session) -> None:
        session.execute(delete(erasures).where(*at(erasures, 2, "message:n")))
        for table in (history, history_payloads):
            session.execute(delete(table).where(*at(table, 5, "message:n")))
        before = row_of_key(session, history, 4, "message:n")
        change_stream("message:n", head_seq=4, head_hash=before["hash"])(session)
        row = {"stream_id": of(session, "message:n"), "seq": 2, "salt": "0" * 64, "payload": "{}"}
        session.execute(insert(history_payloads).values(row))

    found = broken_after(app, cut)
    assert "message:n event 5: event 5 was here at anchor 1 and is gone" in found
    assert "message:n event 2: the payload does not match its digest" in found


def test_anchors_and_erasures_taken_away_together_leave_the_erasures_named(app: Flask) -> None:
    def take(session: Session) -> None:
        session.execute(delete(anchor_leaves))
        session.execute(delete(anchor_rows))
        session.execute(delete(erasures))

    assert broken_after(app, take) == [
        f"case:two event 1: {NOT_RECORDED}",
        f"case:two event 2: {NOT_RECORDED}",
        f"message:n event 2: {NOT_RECORDED}",
    ]


# What is told and cannot be.


@pytest.mark.parametrize(
    ("kind", "payload", "reason"),
    [
        ("payload.erased", {"events": [[5, 9]], "reason": "x"}, "what does not stand before it"),
        ("payload.erased", {"events": [[0, 1]], "reason": "x"}, "what does not stand before it"),
        ("payload.erased", {"events": [[3, 2]], "reason": "x"}, "what does not stand before it"),
        ("payload.erased", {"events": "all"}, "what does not stand before it"),
        ("payload.erased", {"events": [[True, True]]}, "what does not stand before it"),
        ("payload.erased", {"events": [[1, 10**18]]}, "what does not stand before it"),
        ("payload.erased", {"events": [[1, 1], [1, 4]]}, "once more that event 1 was erased"),
        ("stream.found", {"erased": [[1, "x"]]}, "what does not stand before it"),
        ("stream.found", {"erased": {}}, "what does not stand before it"),
        ("stream.found", {"joined_to": [7]}, "its chain says"),
        ("stream.joined", {"to": "case:nowhere"}, "its chain says case:nowhere"),
    ],
)
def test_what_a_chain_tells_and_cannot_be_is_named(
    app: Flask, kind: str, payload: dict[str, Any], reason: str
) -> None:
    """Added after the anchor with a chain that fits."""

    def add(session: Session) -> None:
        stream = lock_alone(session, of(session, "case:one"))
        stream.record(Event(kind, payload), actor=ACTOR, at=NOW)
        stream.write(session)

    assert any(reason in fault for fault in broken_after(app, add))


def test_an_old_join_by_the_id_of_a_row_proves_nothing_and_breaks_nothing(app: Flask) -> None:
    database = app.extensions["bokvar"].database
    with database.transaction() as session:
        stream = lock_alone(session, of(session, "case:one"))
        stream.record(Event("stream.joined", {"to": 7}), actor=ACTOR, at=NOW)
        stream.write(session)
    assert run(app, "verify")[0] == 0


def test_the_time_of_an_erasure_shifted_with_its_header_column_is_named(app: Flask) -> None:
    """The clock put back in both columns, header and hash left as they were."""

    def shift(session: Session) -> None:
        earlier = NOW - timedelta(days=400)
        here = at(erasures, 2, "message:n")
        session.execute(update(erasures).where(*here).values(erased_at=earlier))
        session.execute(update(history).where(*at(history, 5, "message:n")).values(at=earlier))

    assert set(broken_after(app, shift)) == {
        f"message:n event 2: {OTHERWISE}",
        "message:n event 5: the column for at does not match the header",
    }


def test_a_time_of_an_erasure_that_is_none_is_named_or_refused(
    app: Flask, database: Database
) -> None:
    change = text("UPDATE erasures SET erased_at = 'Lucia'")
    if database.is_sqlite:
        assert f"message:n event 2: {OTHERWISE}" in broken_after(
            app, lambda session: session.execute(change)
        )
    else:
        with pytest.raises(DataError), database.transaction() as session:
            session.execute(change)


def test_what_no_anchor_holds_is_told_with_its_number_and_since_when(app: Flask) -> None:
    database = app.extensions["bokvar"].database
    every = "Every event is held by an anchor.\nAlla händelser är förankrade."
    assert every in run(app, "verify")[1]
    with database.transaction() as session, without_triggers(session):
        write(session, "case:one", "e", "f")
        # An anchor's row says this beside what is signed; nobody is told it.
        session.execute(update(anchor_rows).values(events=9999))
        assert anchors.count_events(session) - anchors.count_held(session) == 2
        made_at = session.execute(select(anchor_rows.c.at)).scalar_one()
    said, since = run(app, "verify")[1], f"{made_at.astimezone(STOCKHOLM):%Y-%m-%d %H:%M}"
    assert f"Events since the last anchor ({since}), not yet held by one: 2." in said
    assert f"Händelser efter den senaste förankringen ({since}), inte förankrade än: 2." in said
