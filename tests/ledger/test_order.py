"""Events are read in the order of their chain, whatever the clock did."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from db.session import Database
from ledger import events
from ledger.events import Actor, Event

NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)


def told(database: Database, key: str, *kinds: tuple[str, timedelta]) -> int:
    """A stream with these events of one subject, each at noon and so much."""
    with database.transaction() as session:
        number = events.open_stream(session, f"case:{key}", "case", now=NOON)
        stream = events.lock(session, number)
        for kind, after in kinds:
            event = Event(kind, {}, subject="it")
            stream.record(event, actor=Actor("system:test"), at=NOON + after)
        stream.write(session)
    return number


def kinds_read(database: Database) -> list[str]:
    with database.reading() as session:
        return [entry.kind for entry in events.read_subject(session, "it")]


def test_a_clock_that_was_set_back_turns_no_events_of_a_chain(database: Database) -> None:
    second = timedelta(seconds=1)
    told(database, "a", ("one", 2 * second), ("two", second), ("three", 0 * second))
    assert kinds_read(database) == ["one", "two", "three"]


def test_two_transactions_at_one_instant_are_not_mixed(database: Database) -> None:
    tick = timedelta(microseconds=1)
    told(database, "a", ("one", tick), ("two", 2 * tick), ("three", tick), ("four", 2 * tick))
    assert kinds_read(database) == ["one", "two", "three", "four"]


def test_events_of_two_chains_are_in_the_order_of_their_times(database: Database) -> None:
    tick = timedelta(microseconds=1)
    told(database, "b", ("one", tick), ("four", 4 * tick))
    told(database, "a", ("two", 2 * tick), ("three", 3 * tick))
    assert kinds_read(database) == ["one", "two", "three", "four"]
