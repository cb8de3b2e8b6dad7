"""Where the worker finds received messages, and what it does when one cannot be handed over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.exc import DBAPIError

from db.session import DATABASE_IS_GONE, Database
from engine import early, messages, messages_to_look_at
from engine.commands import CorrelateMessage
from engine.errors import EngineError
from engine.executor import Engine
from engine.worker import working_on
from ledger.events import Actor

BATCH = 20
LOOK_AGAIN = timedelta(seconds=30)
"""Between looks at what waits, whether it is awaited by now, or cannot be any longer."""


class MessageSource:
    """Hands received messages over one by one, each in a transaction of its own."""

    def __init__(
        self, database: Database, engine: Engine, actor: Actor, *, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._engine = engine
        self._actor = actor
        self._clock = clock
        self._looked_at: datetime | None = None

    def run_once(self, now: datetime) -> int:
        """Correlate what has been received; a message that fails waits and stays received.

        Says how much was done. Behind a whole batch that others have in hand there may be more.
        """
        self._look_again(now)
        with self._database.reading() as session:
            waiting = messages.received(session, now, BATCH)
        return sum(map(self._correlate, waiting)) or len(waiting) // BATCH

    def _look_again(self, now: datetime) -> None:
        if self._looked_at is not None and abs(now - self._looked_at) < LOOK_AGAIN:
            return
        self._looked_at = now
        with self._database.reading() as session:
            is_any = messages_to_look_at.is_any_to_look_at(session, now, early.PATIENCE)
            alone = early.left_alone(self._engine, session)
        if is_any or alone:
            with self._database.transaction() as session:
                messages_to_look_at.look_at(session, now, early.PATIENCE, alone)

    def _correlate(self, message: str) -> bool:
        """Whether it was ours to hand over: workers that wait for each other would be as one."""
        working_on(message=message)
        try:
            with self._database.transaction() as session:
                if not messages.take(session, message):
                    return False
                self._engine.execute(session, CorrelateMessage(message), self._actor)
        except DATABASE_IS_GONE:
            raise
        except (EngineError, LookupError, ValueError, DBAPIError) as error:
            self._engine.report(error, message, "correlate")
            with self._database.transaction() as session:
                messages.postpone(
                    session, message, self._clock() + messages.LATER, type(error).__name__
                )
        return True
