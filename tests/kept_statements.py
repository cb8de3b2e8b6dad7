"""A statement is compiled once in a run, and not once for each of the engines that tests make.

An engine keeps what it has compiled, under its own dialect; every database of a test is an engine
or two of its own, and compiling was a third of what a page cost. All engines of a kind are set up
alike (``db/session.py``), so what one has compiled is what the next would compile.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import Compiled

Key = tuple[Any, ...]


class KeptStatements(dict[Key, Compiled]):
    """Compiled statements, whichever engine asks: the first part of a key is its dialect."""

    def get(self, key: Key, default: Any = None) -> Any:
        return super().get(key[1:], default)

    def __setitem__(self, key: Key, compiled: Compiled) -> None:
        super().__setitem__(key[1:], compiled)


_KEPT: dict[str, KeptStatements] = defaultdict(KeptStatements)


@event.listens_for(Engine, "engine_connect")
def _use_what_is_kept(connection: Connection) -> None:
    kept = _KEPT[connection.dialect.name]
    connection.execution_options(compiled_cache=kept)
