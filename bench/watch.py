"""Counts what a piece of work asks of the database, and can end the process at one of it."""

from __future__ import annotations

import hashlib
import os
import random
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal
from unittest import mock

from sqlalchemy import Engine, event
from sqlalchemy.pool import QueuePool

from db.session import Session
from tests.product import Product

Side = Literal["before", "after"]
COMMIT = "COMMIT"
_TABLE = re.compile(r"\b(?:FROM|INTO|UPDATE|JOIN)\s+\"?(\w+)", re.IGNORECASE)


@dataclass(frozen=True)
class Mark:
    """One statement or one commit: what kind it is, and the command or page that asked for it."""

    kind: str
    by: str


@dataclass(frozen=True, order=True)
class KillPoint:
    """Where all ends: the step of the work, the statement or commit in it, and on which side."""

    step: int
    mark: int
    side: Side


AtRest = Callable[[int], KillPoint | None]
"""Told how much was asked so far, it says where the process that asks shall end, if it shall."""


class Watch:
    """Everything that is asked of a product's database within the block, in order.

    rests: after how many of it nothing of the database was held, so that a process may be forked.
    at_rest: asked then.
    """

    def __init__(self, product: Product, at_rest: AtRest | None = None) -> None:
        self.marks: list[Mark] = []
        self.rests: list[int] = []
        self.by = "page"
        self.point: KillPoint | None = None
        self._product = product
        self._at_rest = at_rest

    def __enter__(self) -> Watch:
        database = self._product.database
        for engine in (database.writing_engine, database.reading_engine):
            event.listen(engine, "before_cursor_execute", self._statement)
        event.listen(database.writing_engine, "commit", self._commit)
        event.listen(Session, "after_commit", self._committed)
        self._execute = self._product.engine.execute
        vars(self._product.engine)["execute"] = self._command
        self._transaction = database.transaction
        vars(database)["transaction"] = self._observed
        self._rest()
        return self

    def __exit__(self, *_error: object) -> None:
        database = self._product.database
        for engine in (database.writing_engine, database.reading_engine):
            event.remove(engine, "before_cursor_execute", self._statement)
        event.remove(database.writing_engine, "commit", self._commit)
        event.remove(Session, "after_commit", self._committed)
        del vars(self._product.engine)["execute"]
        del vars(database)["transaction"]

    @contextmanager
    def _observed(self) -> Iterator[Session]:
        with self._transaction() as session:
            yield session
        self._rest()

    def _rest(self) -> None:
        database = self._product.database
        if _is_held(database.writing_engine) or _is_held(database.reading_engine):
            return
        self.rests.append(len(self.marks))
        if self._at_rest and self.point is None:
            database.dispose()
            self.point = self._at_rest(len(self.marks))

    def _command(self, session: Session, command: object, actor: Any) -> Any:
        before, self.by = self.by, type(command).__name__
        try:
            return self._execute(session, command, actor)
        finally:
            self.by = before

    def _statement(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        self._meet(_kind(statement))

    def _commit(self, _connection: Any) -> None:
        self._meet(COMMIT)

    def _committed(self, _session: Session) -> None:
        self._end_if("after")

    def _meet(self, kind: str) -> None:
        self.marks.append(Mark(kind, self.by))
        self._end_if("before")

    def _end_if(self, side: Side) -> None:
        point = self.point
        if point and point.side == side and point.mark == len(self.marks) - 1:
            os.kill(os.getpid(), signal.SIGKILL)


def _is_held(engine: Engine) -> bool:
    return isinstance(engine.pool, QueuePool) and engine.pool.checkedout() > 0


def _kind(statement: str) -> str:
    """What it does and to which table first: ``INSERT history``."""
    verb = statement.split(None, 1)[0].upper()
    found = _TABLE.search(statement)
    return f"{verb} {found.group(1)}" if found else verb


@contextmanager
def same_chance(seed: str) -> Iterator[None]:
    """What is drawn by lot is the same each time, so that two tries can be told to be alike."""
    drawn = random.Random(hashlib.sha256(seed.encode()).digest())
    with mock.patch("random._urandom", drawn.randbytes), mock.patch("os.urandom", drawn.randbytes):
        yield
