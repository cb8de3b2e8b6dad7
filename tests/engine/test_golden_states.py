"""What was stored once is loaded, goes on and ends as it did then; what is newer is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import insert, update

import app as front_door
from db.session import Database
from engine import instances
from engine.errors import StateFormatUnknown
from engine.models import instance_states
from engine.spiff import state
from front.starting import refuse_newer_states
from settings import Settings
from tests.engine import golden_states
from tests.engine.house import House, line, user_task


@pytest.mark.parametrize("name", golden_states.names())
def test_a_state_that_was_kept_goes_on_to_its_end_as_it_did_then(name: str) -> None:
    golden, bundle = golden_states.read(name)
    instance = golden_states.loaded(golden, bundle)
    for move, transitions in golden.moves:
        assert golden_states.told(golden_states.do(instance, move)) == transitions
        instance = instance.resume(bundle, instance.dump())
    assert instance.is_completed
    assert len(golden.moves) >= 1


def test_every_moment_is_kept() -> None:
    shipped = {f"shipped_{key}" for key in golden_states.SHIPPED_MOMENTS}
    assert {*golden_states.MOMENTS, *shipped} <= set(golden_states.names())
    formats = {golden_states.read(name)[0].format for name in golden_states.names()}
    assert formats == {state.FORMAT}


@pytest.fixture
def house(database: Database) -> House:
    """One instance that waits for a person."""
    made = House(database, {})
    made.deploy(job=line("job", user_task()))
    made.correlate("came")
    made.engine.live.clear()
    return made


def saved_by_a_newer_version(house: House) -> None:
    with house.database.transaction() as session:
        session.execute(update(instance_states).values(format=state.FORMAT + 1))


def test_what_is_stored_says_its_format(house: House) -> None:
    assert {row.format for row in house.rows(instance_states)} == {state.FORMAT}
    with house.database.reading() as session:
        instances.check_formats(session)


def test_a_state_of_a_newer_version_is_refused_when_it_is_loaded(house: House) -> None:
    saved_by_a_newer_version(house)
    with house.database.reading() as session, pytest.raises(StateFormatUnknown, match="format 2"):
        instances.load_state(session, house.instance().id)
    with pytest.raises(StateFormatUnknown):
        house.complete()
    assert house.open_tasks() == ["carry"]


def test_a_newer_state_among_many_is_found(house: House) -> None:
    with house.database.transaction() as session:
        newer = {"instance_id": house.instance().id, "version": 99, "kind": "delta", "body": b""}
        session.execute(insert(instance_states).values(**newer, format=7))
    with house.database.reading() as session, pytest.raises(StateFormatUnknown, match="format 7"):
        instances.check_formats(session)


def test_web_server_and_worker_do_not_start_on_what_a_newer_version_saved(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved_by_a_newer_version(house)
    monkeypatch.setenv("BOKVAR_DATABASE_URL", house.database.url)
    monkeypatch.setenv("BOKVAR_DEMO", "1")
    monkeypatch.setattr("front.logs.install", lambda: None)
    with pytest.raises(SystemExit, match="newer version of Bokvar"):
        front_door.create_server()
    product = front_door.create_app(Settings.from_environment())
    result = FlaskCliRunner(product).invoke(args=["worker"])
    assert result.exit_code == 1
    assert "Start the newer version" in result.output
    product.extensions["bokvar"].database.dispose()


def test_where_nothing_can_be_read_the_start_goes_on(
    bare_database_url: str, tmp_path: Path
) -> None:
    settings = Settings(
        var=tmp_path, database_url=bare_database_url, secret_key="a key for tests only"
    )
    parts = front_door.create_app(settings).extensions["bokvar"]
    refuse_newer_states(parts)
    parts.database.dispose()
