"""What the stress run runs: a process with everything that can be under way at once, and its parts.

A task with a reminder, an answer from outside, a time and a job, side by side and one after the
other; a step that fails now and then. Each process of the run builds the engine for itself.
"""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import select

from db.session import Database, Session
from engine import continuing, jobs
from engine.clock import FileClock
from engine.commands import DeliverMessage, RetrySteps
from engine.context import ServiceTaskContext
from engine.correlation import MessageSource
from engine.delivery import DeliverJob, JobSource
from engine.errors import NotAnswered
from engine.executor import Engine
from engine.incidents import RETRY_KIND
from engine.jobs import ClaimedJob, Outcome, Retry
from engine.models import messages
from engine.portions import CONTINUE_KIND
from engine.texts import Text
from engine.timers import TimerSource
from engine.worker import Source
from tests.engine.diagrams import node, operator
from tests.engine.house import WORKER, House, boundary, catch, drawn, user_task, wait

BEGUN_AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SPREAD_HOURS = 48
LEASE = timedelta(seconds=60)
"""Shorter than a leap of the run's clock: a worker often loses the job that it has in hand."""

JOB_KIND = "send_parcel"
FAILS_ONE_IN = 12
NOT_NOW = Text("Gick inte just nu.", "Did not work just now.")


class NotThisTime(NotAnswered):
    """The step fails as steps do: now, and perhaps not when it is tried again."""


def send(ctx: ServiceTaskContext) -> dict[str, Any]:
    """Ask for the one thing that leaves the house."""
    _now_and_then()
    key = f"{JOB_KIND}:{ctx.business_key}"
    ctx.submit_job(JOB_KIND, {"about": ctx.business_key}, key=key, deadline_at=None)
    return {}


def note(ctx: ServiceTaskContext) -> dict[str, Any]:
    """Write a line of its own in the ledger, once for each instance."""
    _now_and_then()
    ctx.record("stress.noted", {})
    return {}


OPERATIONS: dict[str, Callable[..., Any]] = {"send": send, "note": note}


class StressHouse(House):
    """The engine of one process of the run; its clock is a file that all of them look at."""

    def __init__(self, database: Database, folder: Path) -> None:
        super().__init__(database, OPERATIONS)
        self.clock = FileClock(folder / "clock.json")
        self.engine.clock = self.clock
        self.engine.due_times = _due_times

    def _tick(self) -> datetime:
        return self.clock()

    def install(self, _people: int) -> None:
        """The process; anybody may do anything."""
        self.deploy(stressed=xml())

    def sources(self, folder: Path) -> list[Source]:
        """What one worker does, as in the product: messages, timers, jobs."""
        deliveries: dict[str, DeliverJob] = {
            JOB_KIND: lambda claimed: _carry_out(claimed, folder),
            RETRY_KIND: lambda claimed: _retry(self.database, self.engine, claimed),
            CONTINUE_KIND: partial(continuing.carry_out, self.database, self.engine, WORKER),
        }
        return [
            MessageSource(self.database, self.engine, WORKER, clock=self.clock),
            TimerSource(self.database, self.engine, WORKER, clock=self.clock),
            JobSource(
                self.database,
                deliveries,
                lambda session, claimed, outcome, _now: _record(
                    session, self.engine, claimed, outcome
                ),
                clock=self.clock,
                lease=LEASE,
            ),
        ]


def xml() -> str:
    """The diagram."""
    return drawn(
        "stressed",
        [
            ("split", node("parallelGateway", "split")),
            user_task("carry"),
            boundary("late", "carry", due="reminder", interrupts=False),
            user_task("chase"),
            ("chased", node("endEvent", "chased")),
            catch("hear", "answered", "message"),
            ("noted", node("serviceTask", "noted", operator("note"))),
            wait("rest", "pause"),
            ("meet", node("parallelGateway", "meet")),
            ("post", node("serviceTask", "post", operator("send"))),
            catch("proved", "sent", "message"),
            user_task("check"),
            boundary("expired", "check", due="limit"),
            ("given_up", node("endEvent", "given_up")),
        ],
        [
            ("begun", "split"),
            ("split", "carry"),
            ("split", "hear"),
            ("split", "rest"),
            ("late", "chase"),
            ("chase", "chased"),
            ("hear", "noted"),
            ("carry", "meet"),
            ("noted", "meet"),
            ("rest", "meet"),
            ("meet", "post"),
            ("post", "proved"),
            ("proved", "check"),
            ("check", "ended"),
            ("expired", "given_up"),
        ],
        starts="noticed",
    )


def effects(folder: Path) -> list[str]:
    """The key of everything that has left the house, repeats too."""
    path = effects_file(folder)
    return path.read_text().split() if path.exists() else []


def effects_file(folder: Path) -> Path:
    """Where the outside writes what has come to it."""
    return folder / "effects"


def write_effect(path: Path, key: str) -> None:
    """A line that stays whatever becomes of the one who wrote it."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    try:
        os.write(file, f"{key}\n".encode())
    finally:
        os.close(file)


def _due_times(session: Session, key: str) -> dict[str, str | None]:
    """Three moments after a notice came, the same whoever asks and whenever."""
    came = session.execute(select(messages.c.received_at).where(messages.c.public_id == key))
    begun_at: datetime = came.scalar_one()
    drawn_hours = hashlib.sha256(key.encode()).digest()
    names = ("reminder", "pause", "limit")
    return {
        name: (begun_at + timedelta(hours=hours % SPREAD_HOURS)).isoformat()
        for name, hours in zip(names, drawn_hours, strict=False)
    }


def _carry_out(claimed: ClaimedJob, folder: Path) -> Outcome:
    """The outside: a line in a file."""
    if random.randrange(FAILS_ONE_IN) == 0:
        raise Retry(NOT_NOW)
    write_effect(effects_file(folder), claimed.idempotency_key)
    return jobs.done("written")


def _retry(database: Database, engine: Engine, claimed: ClaimedJob) -> Outcome:
    with database.transaction() as session:
        instance = int(claimed.payload["instance"] or 0)
        is_mended = engine.execute(session, RetrySteps(instance), WORKER)
    if not is_mended:
        raise Retry(NOT_NOW)
    return jobs.done("retried")


def _record(session: Session, engine: Engine, claimed: ClaimedJob, outcome: Outcome) -> None:
    if claimed.kind == JOB_KIND and outcome.is_done:
        about = str(claimed.payload["about"])
        told = DeliverMessage("sent", about, {}, f"sent:{about}")
        engine.execute(session, told, WORKER)


def _now_and_then() -> None:
    if random.randrange(FAILS_ONE_IN) == 0:
        raise NotThisTime
