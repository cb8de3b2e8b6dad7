"""A database of a version whose chains did not tell of erasures and joins is not taken for forged,
and what it held then is held fast from its upgrade on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, text, update

import app as front_door
from db import migrate
from db.session import Database, Session
from ledger.chain import Event
from ledger.events import lock_alone
from ledger.models import erasures, history, history_payloads, streams
from ledger.opening import OPENED
from settings import Settings
from tests.front.test_commands import run
from tests.ledger.tampering import without_triggers
from tests.ledger.test_verify import ACTOR, NOW, write

BEFORE = "0025"


@pytest.fixture
def app(bare_database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The database as the version before left it: a notice joined, and an event erased by hand."""
    made = front_door.create_app(
        Settings(var=tmp_path, database_url=bare_database_url, secret_key="for tests")
    )
    migrate.upgrade(bare_database_url)
    database = made.extensions["bokvar"].database
    with database.transaction() as session:
        root, notice = write(session, "case:one", "a"), write(session, "message:n", "a", "b")
        write(session, "case:two", "a")
        stream = lock_alone(session, notice)
        stream.record(Event("stream.joined", {"to": root}), actor=ACTOR, at=NOW)
        stream.write(session)
        session.execute(update(streams).where(streams.c.id == notice).values(joined_to=root))
        second = (history_payloads.c.stream_id == notice, history_payloads.c.seq == 2)
        session.execute(delete(history_payloads).where(*second))
        told = {"erased_at": NOW, "reason": "retention"}
        session.execute(insert(erasures).values(stream_id=notice, seq=2, **told))
        _as_before(session, database)
    yield made
    database.dispose()


def _as_before(session: Session, database: Database) -> None:
    sqlite, postgresql = ("update", "delete", "replace"), ("update_or_delete", "truncate")
    for act in sqlite if database.is_sqlite else postgresql:
        on = "" if database.is_sqlite else " ON erasures"
        session.execute(text(f"DROP TRIGGER erasures_refuses_{act}{on}"))
    session.execute(text(f"UPDATE alembic_version SET version_num = '{BEFORE}'"))


def test_what_was_there_before_is_told_as_older_and_is_no_fault(app: Flask) -> None:
    assert run(app, "migrate")[0] == 0
    code, said = run(app, "verify")
    assert code == 0
    assert "Older than that chains tell of such: 1 joined, 1 erased." in said
    assert "Äldre än att kedjorna berättar om sådant: 1 sammanfört, 1 gallrat." in said
    assert re.search(r"unchanged since \d{4}-\d\d-\d\d \d\d:\d\d; how it came about is not", said)


@pytest.mark.parametrize(
    ("tamper", "fault"),
    [
        ("UPDATE erasures SET reason = 'x'", "the erasure is recorded otherwise than the chain"),
        ("DELETE FROM erasures", "the chain tells of its erasure and none is recorded"),
        ("UPDATE streams SET joined_to = NULL", "is joined to none, and its chain says case:one"),
        ("UPDATE streams SET joined_to = 3 WHERE id = 2", "to case:two, and its chain says case:o"),
    ],
)
def test_what_was_there_before_is_held_fast_from_then_on(
    app: Flask, tamper: str, fault: str
) -> None:
    run(app, "migrate")
    with app.extensions["bokvar"].database.transaction() as session, without_triggers(session):
        session.execute(text(tamper))
    for _ in range(2):
        code, said = run(app, "verify")
        assert (code, fault in said) == (1, True)
        # Another upgrade takes nothing for old that was not.
        assert run(app, "migrate")[0] == 0


def test_it_is_written_once_also_when_the_shape_did_not_change_after_it(app: Flask) -> None:
    database = app.extensions["bokvar"].database
    run(app, "migrate")
    with database.transaction() as session:
        _as_before(session, database)
    assert run(app, "migrate")[0] == 0
    with database.reading() as session:
        kinds = session.execute(select(history.c.kind).where(history.c.kind == OPENED)).all()
    assert len(kinds) == 1
    assert run(app, "verify")[0] == 0


def test_a_new_database_has_nothing_older(bare_database_url: str, tmp_path: Path) -> None:
    made = front_door.create_app(
        Settings(var=tmp_path, database_url=bare_database_url, secret_key="for tests")
    )
    assert run(made, "migrate")[0] == 0
    code, said = run(made, "verify")
    assert (code, "Older" in said) == (0, False)
    assert said.startswith("0 streams, 0 events, 0 erased")
    made.extensions["bokvar"].database.dispose()
