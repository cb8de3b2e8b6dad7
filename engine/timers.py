"""Where the worker finds timers whose time has come, and what it does when one cannot fire."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.exc import DBAPIError

from db.session import DATABASE_IS_GONE, Database
from engine import timer_rows
from engine.commands import FireTimer
from engine.errors import EngineError
from engine.executor import Engine
from engine.worker import working_on
from ledger.events import Actor

BATCH = 20


class TimerSource:
    """Fires timers one by one, the one that has been due longest first."""

    def __init__(
        self, database: Database, engine: Engine, actor: Actor, *, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._engine = engine
        self._actor = actor
        self._clock = clock

    def run_once(self, now: datetime) -> int:
        """Fire what is due. Asked anew after each: what one led to may be due before the next."""
        for done in range(BATCH):
            with self._database.reading() as session:
                timer = timer_rows.next_due(session, now)
            if timer is None or not self._fire(timer):
                return done
        return BATCH

    def _fire(self, timer: int) -> bool:
        """Whether something was done; False when it was gone or moved in the meantime."""
        working_on(timer=timer)
        try:
            with self._database.transaction() as session:
                return bool(self._engine.execute(session, FireTimer(timer), self._actor))
        except DATABASE_IS_GONE:
            raise
        except (EngineError, LookupError, ValueError, DBAPIError) as error:
            self._put_off(timer, error)
            return True

    def _put_off(self, timer: int, error: Exception) -> None:
        with self._database.transaction() as session:
            is_there = timer_rows.postpone(session, timer, self._clock() + timer_rows.LATER)
        # A timer that was gone when its turn came is no failure: its host was done before it.
        if is_there:
            self._engine.report(error, str(timer), "timer")
