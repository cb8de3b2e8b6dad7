"""Brings the tables of a database to the newest version, and drafts the next version."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData

from db.session import Database

MIGRATIONS = Path(__file__).parent.parent / "migrations"


def upgrade(database_url: str) -> None:
    """Run every migration that the database has not seen; each one wholly or not at all."""
    database = Database(database_url)
    try:
        command.upgrade(_config(database), "head")
    finally:
        database.dispose()


def is_current(database: Database) -> bool:
    """Whether the database has the shape that this version of the program needs."""
    wanted = ScriptDirectory.from_config(_config(database)).get_heads()
    with database.reading_engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_heads()
    return set(found) == set(wanted)


def has_yet_to_see(database: Database, revision: str) -> bool:
    """Whether the database is one that an older version has used, without this migration."""
    script = ScriptDirectory.from_config(_config(database))
    with database.reading_engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_heads()
    seen = {one.revision for one in script.iterate_revisions(found, "base")} if found else set()
    return bool(found) and revision not in seen


def stamp(database: Database) -> None:
    """Say of a database whose tables were all made at once that it has the newest shape."""
    command.stamp(_config(database), "head")


def draft(database_url: str, metadata: MetaData, message: str) -> None:
    """Write a migration from an up-to-date database to `metadata`; a person reads it after."""
    database = Database(database_url)
    try:
        config = _config(database)
        config.attributes["target_metadata"] = metadata
        command.revision(config, message=message, autogenerate=True)
    finally:
        database.dispose()


def _config(database: Database) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["engine"] = database.writing_engine
    return config
