"""Where the worker finds timers whose time has come, and what it does when one cannot fire."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.exc import DBAPIError

from db.session import DATABASE_IS_GONE, Database, Session
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
            if not (self._is_any_due(now) and self._fire_next(now)):
                return done
        return BATCH

    def _is_any_due(self, now: datetime) -> bool:
        """A read, so that an idle worker never writes."""
        with self._database.reading() as session:
            return timer_rows.next_due(session, now) is not None

    def _fire_next(self, now: datetime) -> bool:
        """Whether something was done; False when others are at all that is due, or were."""
        timer: int | None = None
        try:
            with self._database.transaction() as session:
                timer = timer_rows.take_due(session, now)
                return timer is not None and self._fire(session, timer)
        except DATABASE_IS_GONE:
            raise
        except (EngineError, LookupError, ValueError, DBAPIError) as error:
            if timer is None:
                raise
            self._put_off(timer, error)
            return True

    def _fire(self, session: Session, timer: int) -> bool:
        working_on(timer=timer)
        return bool(self._engine.execute(session, FireTimer(timer), self._actor))

    def _put_off(self, timer: int, error: Exception) -> None:
        with self._database.transaction() as session:
            is_there = timer_rows.postpone(session, timer, self._clock() + timer_rows.LATER)
        # A timer that was gone when its turn came is no failure: its host was done before it.
        if is_there:
            self._engine.report(error, str(timer), "timer")
