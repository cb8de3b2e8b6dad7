"""The town is made once for all its tests: a year takes half a minute."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

import app as front_door
from db.session import Database
from settings import Settings


@pytest.fixture(scope="session")
def town_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The app over a town that ``flask demo --town`` has made."""
    var = tmp_path_factory.mktemp("town")
    made = front_door.create_app(_settings(var))
    result = made.test_cli_runner().invoke(args=["demo", "--town"])
    assert result.exit_code == 0, (result.output, result.exception)
    yield made
    made.extensions["bokvar"].database.dispose()


@pytest.fixture
def bare_app(tmp_path: Path, bare_database_url: str) -> Iterator[Flask]:
    """The app where nothing has happened; the test runs once for each kind of database."""
    made = front_door.create_app(replace(_settings(tmp_path), database_url=bare_database_url))
    yield made
    made.extensions["bokvar"].database.dispose()


@pytest.fixture
def town(town_app: Flask) -> Database:
    """Its database."""
    database: Database = town_app.extensions["bokvar"].database
    return database


def _settings(var: Path) -> Settings:
    return Settings(
        var=var, database_url=f"sqlite:///{var}/bokvar.db", secret_key="for tests", demo=True
    )
