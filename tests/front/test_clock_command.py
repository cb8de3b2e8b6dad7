"""The clock of a demonstration can be set from the command line, and no other clock can."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

import app as front_door
from engine.clock import utc_now
from front.parts import Parts
from settings import Settings
from tests.front.test_commands import run


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    yield from made(tmp_path, is_demo=True)


def made(folder: Path, *, is_demo: bool) -> Iterator[Flask]:
    settings = Settings(
        var=folder, database_url=f"sqlite:///{folder}/x.db", secret_key="x", demo=is_demo
    )
    app = front_door.create_app(settings)
    yield app
    app.extensions["bokvar"].database.dispose()


def clock(app: Flask) -> datetime:
    parts: Parts = app.extensions["bokvar"]
    return parts.engine.clock()


def test_the_clock_goes_on_from_the_local_time_that_it_is_set_to(app: Flask) -> None:
    code, said = run(app, "clock", "2026-12-24 23:50")
    assert (code, said) == (0, "It is 2026-12-24 23:50 for Bokvar.\n")
    assert timedelta() <= clock(app) - datetime(2026, 12, 24, 22, 50, tzinfo=UTC) < FEW_SECONDS


@pytest.mark.parametrize(
    ("words", "leap"),
    [("+3d", timedelta(days=3)), ("+2h", timedelta(hours=2)), ("+5m", timedelta(minutes=5))],
)
def test_the_clock_leaps_from_where_it_stands(app: Flask, words: str, leap: timedelta) -> None:
    for times in (1, 2):
        assert run(app, "clock", words)[0] == 0
        assert abs(clock(app) - utc_now() - times * leap) < FEW_SECONDS


def test_the_clock_goes_by_the_real_time_again(app: Flask) -> None:
    run(app, "clock", "+3d")
    assert run(app, "clock", "real")[0] == 0
    assert abs(clock(app) - utc_now()) < FEW_SECONDS
    assert run(app, "clock", "real")[0] == 0


def test_a_second_process_goes_by_the_same_clock(app: Flask, tmp_path: Path) -> None:
    run(app, "clock", "+3d")
    (other,) = made(tmp_path, is_demo=True)
    assert abs(clock(other) - clock(app)) < FEW_SECONDS


@pytest.mark.parametrize("words", ["soon", "+3w", "2026-13-01 10:00", "24/12"])
def test_what_is_no_time_is_refused(app: Flask, words: str) -> None:
    assert run(app, "clock", words)[0] == 2
    assert abs(clock(app) - utc_now()) < FEW_SECONDS


def test_the_clock_of_a_real_installation_cannot_be_set(tmp_path: Path) -> None:
    (real,) = made(tmp_path, is_demo=False)
    code, said = run(real, "clock", "+3d")
    assert code == 1
    assert "demonstration" in said
    (tmp_path / "clock").write_text('{"offset_seconds": 999999}')
    assert abs(clock(real) - utc_now()) < FEW_SECONDS


FEW_SECONDS = timedelta(seconds=20)
