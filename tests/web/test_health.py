"""What a machine is told of an installation: that it lives, and whether it is ready."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

import app as front_door
from db import migrate
from front.parts import Parts
from settings import Settings
from tests.product import SetClock


@pytest.fixture
def clock() -> SetClock:
    clock = SetClock()
    clock.set("2026-12-01 09:00")
    return clock


@pytest.fixture
def app(bare_database_url: str, tmp_path: Path, clock: SetClock) -> Iterator[Flask]:
    """An installation whose database has its tables."""
    migrate.upgrade(bare_database_url)
    made = installation(bare_database_url, tmp_path, clock)
    yield made
    parts(made).database.dispose()


def installation(url: str, folder: Path, clock: SetClock, doors: str = "public,staff") -> Flask:
    return front_door.create_app(
        Settings(
            var=folder, database_url=url, secret_key="for tests", doors=tuple(doors.split(","))
        ),
        clock,
    )


def parts(app: Flask) -> Parts:
    found: Parts = app.extensions["bokvar"]
    return found


def work(app: Flask) -> None:
    for source in parts(app).sources():
        source.run_once(parts(app).engine.clock())


def ready(app: Flask) -> tuple[int, dict[str, str]]:
    answer = app.test_client().get("/readyz")
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.status_code, answer.get_json()["checks"]


def seen_at(app: Flask) -> str:
    return str(app.test_client().get("/readyz").get_json()["worker_seen_at"])


def test_it_is_ready_once_a_worker_was_seen_and_not_when_it_has_been_silent(
    app: Flask, clock: SetClock
) -> None:
    fine = {"database": "ok", "migrations": "ok"}
    assert ready(app) == (503, {**fine, "worker": "silent"})
    work(app)
    assert ready(app) == (200, {**fine, "worker": "ok"})
    clock.set("2026-12-01 09:03")
    assert ready(app) == (503, {**fine, "worker": "silent"})
    assert seen_at(app).startswith("2026-12-01T08:00:00")


def test_a_clock_that_was_set_back_makes_no_dead_worker_alive(app: Flask, clock: SetClock) -> None:
    work(app)
    clock.set("2026-11-30 09:00")
    assert ready(app)[1]["worker"] == "silent"
    assert seen_at(app) == "None"


def test_a_database_of_another_shape_is_not_ready(app: Flask) -> None:
    work(app)
    with parts(app).database.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert ready(app) == (503, {"database": "ok", "migrations": "not current"})


def test_a_database_without_tables_is_not_ready(
    bare_database_url: str, tmp_path: Path, clock: SetClock
) -> None:
    app = installation(bare_database_url, tmp_path, clock)
    assert ready(app) == (503, {"database": "ok", "migrations": "not current"})
    parts(app).database.dispose()


@pytest.mark.parametrize("url", ["sqlite:////nowhere/x.db", "postgresql+psycopg://x@127.0.0.1:1/x"])
def test_a_database_that_is_gone_is_told_and_the_process_still_lives(
    url: str, tmp_path: Path, clock: SetClock
) -> None:
    app = installation(url, tmp_path, clock)
    assert ready(app) == (503, {"database": "gone"})
    assert app.test_client().get("/healthz").get_json() == {"alive": True}


def test_a_public_door_alone_is_ready_without_a_worker(
    app: Flask, tmp_path: Path, clock: SetClock
) -> None:
    door = installation(parts(app).settings.database_url, tmp_path, clock, "public")
    assert ready(door) == (200, {"database": "ok", "migrations": "ok"})
    parts(door).database.dispose()


def test_a_worker_that_is_silent_for_a_day_is_forgotten(app: Flask, clock: SetClock) -> None:
    work(app)
    clock.set("2026-12-03 09:00")
    work(app)
    with parts(app).database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM worker_beats")) == 1
