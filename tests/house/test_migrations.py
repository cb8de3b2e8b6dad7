"""The migrations make the tables that the code means, on both databases."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from db import migrate
from db.base import metadata
from db.schema import load_all
from db.session import Database
from tests.house.tree import ROOT, imported_packages

TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


def test_models_equal_migrations(bare_database_url: str) -> None:
    load_all()
    with _upgraded(bare_database_url) as database, database.reading_engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        differences = compare_metadata(context, metadata)
    assert differences == []


def test_migrations_make_the_triggers_of_the_models(bare_database_url: str) -> None:
    load_all()
    with _upgraded(bare_database_url) as database:
        migrated = _triggers(database)
        metadata.drop_all(database.writing_engine)
        metadata.create_all(database.writing_engine)
        meant = _triggers(database)
    assert migrated == meant


def test_migrations_make_the_checks_of_the_models(bare_database_url: str) -> None:
    """The comparison above does not see a check that allows other words than it did."""
    load_all()
    with _upgraded(bare_database_url) as database:
        migrated = _checks(database)
        metadata.drop_all(database.writing_engine)
        metadata.create_all(database.writing_engine)
        meant = _checks(database)
    assert migrated == meant


def test_upgrading_twice_changes_nothing(bare_database_url: str) -> None:
    migrate.upgrade(bare_database_url)
    with _upgraded(bare_database_url) as database, database.reading_engine.connect() as connection:
        revisions = connection.scalars(text("SELECT version_num FROM alembic_version")).all()
    assert len(revisions) == 1


def test_a_migration_imports_nothing_of_ours() -> None:
    for path in (ROOT / "migrations" / "versions").glob("*.py"):
        assert imported_packages(path) <= {"sqlalchemy", "alembic"}, path.name


@contextmanager
def _upgraded(url: str) -> Iterator[Database]:
    migrate.upgrade(url)
    database = Database(url)
    try:
        yield database
    finally:
        database.dispose()


def _checks(database: Database) -> dict[str, set[tuple[str | None, str]]]:
    found = inspect(database.reading_engine)
    return {
        table: {
            (c["name"], " ".join(c["sqltext"].split())) for c in found.get_check_constraints(table)
        }
        for table in metadata.tables
    }


def _triggers(database: Database) -> set[str]:
    with database.reading_engine.connect() as connection:
        return set(connection.scalars(text(TRIGGERS[connection.dialect.name])))
