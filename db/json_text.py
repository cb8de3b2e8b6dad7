"""A text out of a column that holds a JSON object, looked up by the database itself."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Text, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class json_text(FunctionElement[str]):  # noqa: N801 - it reads as the function that it is
    """The value of one name at the top of the object, as text; null where there is none."""

    name = "json_text"
    type = Text()
    inherit_cache = True

    def __init__(self, column: ColumnElement[str], name: str) -> None:
        if not name.isidentifier():
            raise ValueError("Only a plain name may be looked up.")
        super().__init__(column, literal_column(f"'{name}'"), literal_column(f"'$.{name}'"))


@compiles(json_text, "sqlite")
def _in_sqlite(element: json_text, compiler: Any, **options: Any) -> str:
    column, _name, path = (compiler.process(part, **options) for part in element.clauses)
    return f"json_extract({column}, {path})"


@compiles(json_text, "postgresql")
def _in_postgresql(element: json_text, compiler: Any, **options: Any) -> str:
    column, name, _path = (compiler.process(part, **options) for part in element.clauses)
    return f"(CAST({column} AS json) ->> {name})"
