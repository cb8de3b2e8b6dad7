"""What every test may ask for: a database of its own, and a run in which CI skips nothing."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from db.session import Database
from tests import kept_statements  # noqa: F401  Its engines share what they compile.
from tests.databases import Postgres, PostgresTemplate, SqliteTemplate, chosen_kinds
from tests.postgresql import CannotStart

POSTGRES = pytest.StashKey[Postgres]()
Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)
IN_CI = os.environ.get("CI", "").lower() == "true"


def pytest_configure(config: pytest.Config) -> None:
    """Know the server: the run's own, or the one that the controller of the workers started."""
    given: dict[str, str | None] = getattr(config, "workerinput", {})
    config.stash[POSTGRES] = Postgres(given.get("postgres_url"), given.get("postgres_reason"))


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the server that this process started."""
    if POSTGRES in config.stash:
        config.stash[POSTGRES].stop()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a pytest-xdist worker where the one server of the run is."""
    if "postgresql" not in chosen_kinds():
        return
    try:
        node.workerinput["postgres_url"] = node.config.stash[POSTGRES].url()
    except CannotStart as failure:
        node.workerinput["postgres_reason"] = str(failure)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplate:
    """The SQLite file that every test's database is a copy of."""
    return SqliteTemplate(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def postgres_template(pytestconfig: pytest.Config) -> Iterator[PostgresTemplate]:
    """The PostgreSQL database that is emptied for every test."""
    template = PostgresTemplate(server_url(pytestconfig))
    yield template
    template.remove()


@pytest.fixture(params=chosen_kinds())
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database with every table; the test runs once for each kind."""
    if request.param == "sqlite":
        template: SqliteTemplate = request.getfixturevalue("sqlite_template")
        with template.database(tmp_path) as made:
            yield made
    else:
        copies: PostgresTemplate = request.getfixturevalue("postgres_template")
        with copies.database() as made:
            yield made


@pytest.fixture(params=chosen_kinds())
def bare_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without a table, as an operator gives it to `flask deploy`."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'bare.sqlite'}"
    else:
        copies: PostgresTemplate = request.getfixturevalue("postgres_template")
        with copies.bare() as url:
            yield url


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a skipped test is a failed one: what was not run was not proved."""
    report = yield
    return _refuse_skip(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """In CI a file that skips itself while it is collected fails too."""
    report = yield
    return _refuse_skip(report)


def _refuse_skip(report: Report) -> Report:
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"Skipped, which CI does not allow: {report.longrepr}"
    return report


def server_url(config: pytest.Config) -> str:
    """URL of the run's PostgreSQL server; without one the test is skipped, and says why."""
    try:
        return config.stash[POSTGRES].url()
    except CannotStart as failure:
        pytest.skip(f"PostgreSQL could not be started: {failure}")
