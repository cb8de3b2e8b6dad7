"""The worker: does what is due, sleeps until there is more, and outlives the database."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from datetime import datetime
from pathlib import PurePath
from typing import Protocol

from sqlalchemy import exc

from db.session import Database
from engine.wakeup import Stop, Wakeup, wakeup_for

LOG = logging.getLogger("engine.worker")

IDLE_SECONDS = 2.0
PAUSE_AFTER_ERROR_SECONDS = 1.0
FIRST_DATABASE_PAUSE_SECONDS = 0.5
LONGEST_DATABASE_PAUSE_SECONDS = 10.0

_DATABASE_IS_GONE = (exc.OperationalError, exc.InterfaceError, exc.TimeoutError)
_working_on: ContextVar[dict[str, int | str] | None] = ContextVar("working_on", default=None)


class Source(Protocol):
    """Somewhere that work comes from: jobs, messages, timers."""

    def run_once(self, now: datetime) -> int:
        """Do a little of what is due and say how many things were done; 0 means nothing is due."""


def working_on(**ids: int | str) -> None:
    """Say which ids a source has in hand, so that the log can name them if it fails. Ids only."""
    _working_on.set(ids)


class Worker:
    """Runs its sources in turn until told to stop; what is in hand then is finished first."""

    def __init__(
        self,
        database: Database,
        sources: Sequence[Source],
        *,
        clock: Callable[[], datetime],
        stop: Stop,
        wakeup: Wakeup | None = None,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        self._sources = sources
        self._clock = clock
        self._stop = stop
        self._wakeup = wakeup or wakeup_for(database, stop)
        self._idle_seconds = idle_seconds
        self._database_pause_seconds = 0.0

    def run(self) -> None:
        """Work until stopped. The slow poll beneath finds what becomes due by time alone."""
        _log("worker_started")
        while not self._stop.is_set():
            if not self._round():
                self._wakeup.wait(self._idle_seconds)
        self._wakeup.close()
        _log("worker_stopped")

    def _round(self) -> int:
        done = 0
        for source in self._sources:
            if not self._stop.is_set():
                done += self._run(source)
        return done

    def _run(self, source: Source) -> int:
        """One turn of one source; the worker loop's catch-all, so that one fault stops nothing."""
        _working_on.set(None)
        try:
            done = source.run_once(self._clock())
        except _DATABASE_IS_GONE as error:
            self._wait_for_database(error)
            return 0
        except Exception as error:  # noqa: BLE001 (one of the two places, style.md 24)
            _log("source_failed", source=type(source).__name__, **_described(error))
            self._stop.wait(PAUSE_AFTER_ERROR_SECONDS)
            return 0
        self._database_answers()
        return done

    def _wait_for_database(self, error: Exception) -> None:
        if not self._database_pause_seconds:
            _log("database_lost", **_described(error))
        longer = max(FIRST_DATABASE_PAUSE_SECONDS, self._database_pause_seconds * 2)
        self._database_pause_seconds = min(longer, LONGEST_DATABASE_PAUSE_SECONDS)
        self._stop.wait(self._database_pause_seconds)

    def _database_answers(self) -> None:
        if self._database_pause_seconds:
            self._database_pause_seconds = 0.0
            _log("database_back")


def _described(error: Exception) -> dict[str, object]:
    """Kind and place of an error, never its message: that may hold what nobody may read here."""
    described: dict[str, object] = {"error": type(error).__name__, "at": _places(error)}
    if isinstance(error, exc.DBAPIError):
        described["sqlstate"] = getattr(error.orig, "sqlstate", None)
        described["driver_error"] = type(error.orig).__name__
    return described | {"ids": _working_on.get() or {}}


def _places(error: Exception) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    return [f"{PurePath(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]


def _log(event: str, **values: object) -> None:
    level = logging.ERROR if "error" in values else logging.INFO
    LOG.log(level, json.dumps({"event": event} | values))
