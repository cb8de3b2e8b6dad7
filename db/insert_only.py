"""Lets the database itself refuse to change or delete what is only ever added to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import DDL, Table, event

# The library leaves its type out.
_ddl: Any = DDL

POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% may not be changed', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def insert_only(table: Table) -> None:
    """Refuse UPDATE and DELETE of the table's rows, on both databases.

    Who owns the database can take the triggers away; the chain and its anchors tell of that.
    """
    _on(
        table,
        "sqlite",
        *_sqlite(table, "UPDATE"),
        *_sqlite(table, "DELETE"),
        _sqlite_replace(table),
    )
    _on(table, "postgresql", POSTGRES_FUNCTION, *_postgresql(table, "UPDATE OR DELETE", "TRUNCATE"))


def unchangeable(table: Table) -> None:
    """Refuse UPDATE of the table's rows; deleting them is possible."""
    _on(table, "sqlite", *_sqlite(table, "UPDATE"))
    _on(table, "postgresql", POSTGRES_FUNCTION, *_postgresql(table, "UPDATE"))


def _on(table: Table, dialect: str, *statements: str) -> None:
    for statement in statements:
        # A percent sign is a place to fill in for DDL.
        made = _ddl(statement.replace("%", "%%"))
        event.listen(table, "after_create", made.execute_if(dialect=dialect))


def _sqlite(table: Table, act: str) -> list[str]:
    name = f"{table.name}_refuses_{act.lower()}"
    return [
        f"CREATE TRIGGER {name} BEFORE {act} ON {table.name} "
        f"BEGIN SELECT RAISE(ABORT, '{table.name} may not be changed'); END"
    ]


def _sqlite_replace(table: Table) -> str:
    """INSERT OR REPLACE deletes without asking the trigger for DELETE."""
    same = " AND ".join(f"{c.name} = NEW.{c.name}" for c in table.primary_key)
    return (
        f"CREATE TRIGGER {table.name}_refuses_replace BEFORE INSERT ON {table.name} "
        f"WHEN EXISTS (SELECT 1 FROM {table.name} WHERE {same}) "
        f"BEGIN SELECT RAISE(ABORT, '{table.name} may not be changed'); END"
    )


def _postgresql(table: Table, *acts: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table.name}_refuses_{act.lower().replace(' ', '_')} BEFORE {act} "
        f"ON {table.name} FOR EACH {'STATEMENT' if act == 'TRUNCATE' else 'ROW'} "
        f"EXECUTE FUNCTION refuse_change()"
        for act in acts
    ]
