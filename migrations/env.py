"""Runs the migrations on the engine that `db.migrate` gives; alembic reads this file by itself."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy.sql.elements import False_, True_

from db.types import UtcDateTime

UTC_DATETIME = 'sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")'


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write what both databases understand, and none of our own names.

    A migration never imports our types: it says what they were when it was written. And SQLite,
    on which drafts are made, would write false as 0, which PostgreSQL refuses.
    """
    if kind == "type" and isinstance(item, UtcDateTime):
        return UTC_DATETIME
    if kind == "server_default" and isinstance(item.arg, True_ | False_):
        return f"sa.{item.arg}()"
    return False


def migrate() -> None:
    """One transaction for each migration; both databases can undo a change of the tables."""
    attributes = context.config.attributes
    with attributes["engine"].connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=attributes.get("target_metadata"),
            render_item=render_item,
            render_as_batch=True,
            transactional_ddl=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


migrate()
