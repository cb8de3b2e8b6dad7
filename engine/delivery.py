"""How a job is carried out: taken in one transaction, done outside any, recorded in another."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from db.session import Database, DatabaseBusy, Session
from engine import jobs
from engine.errors import ConcurrentChange
from engine.jobs import ClaimedJob, GiveUp, JobState, LeaseLost, Outcome, Retry
from engine.texts import Text
from engine.worker import working_on

LOG = logging.getLogger("engine.delivery")

# Longer than any connector may take: a lease that ends under way means doing it twice.
LEASE = timedelta(minutes=5)
TIMES_TO_RECORD = 3
NOBODY_DOES_THIS = Text(
    "Ingen del av systemet utför den här sortens utskick.",
    "No part of the system carries out this kind of job.",
)


class DeliverJob(Protocol):
    """Carries one kind of job out, in less time than the lease."""

    def __call__(self, claimed: ClaimedJob, /) -> Outcome:
        """How it ended. Raises Retry when it may work later, GiveUp when it never will."""


class RecordOutcome(Protocol):
    """Tells the rest of the house how a job ended, in the transaction that ends it."""

    def __call__(
        self, session: Session, claimed: ClaimedJob, outcome: Outcome, now: datetime, /
    ) -> None:
        """Write what follows. Called once per job; not for tries that will be repeated."""


@dataclass
class _InHand:
    """A job that was tried, and what came of it, until that is written down."""

    claimed: ClaimedJob
    result: Outcome | Retry
    times_not_recorded: int = 0


class JobSource:
    """Carries out due jobs one by one.

    What was done and could not be written down at once (the database was away, the recording
    failed) is kept and written down first next time: better than doing it a second time.
    """

    def __init__(
        self,
        database: Database,
        deliveries: Mapping[str, DeliverJob],
        record: RecordOutcome,
        *,
        clock: Callable[[], datetime],
        lease: timedelta = LEASE,
    ) -> None:
        self._database = database
        self._deliveries = deliveries
        self._record = record
        self._clock = clock
        self._lease = lease
        self._in_hand: _InHand | None = None

    def run_once(self, now: datetime) -> int:
        """Carry out one due job, if there is one."""
        self._in_hand = self._in_hand or self._take(now)
        if self._in_hand is None:
            return 0
        working_on(job=self._in_hand.claimed.id, kind=self._in_hand.claimed.kind)
        self._write_down(self._in_hand)
        self._in_hand = None
        return 1

    def _take(self, now: datetime) -> _InHand | None:
        claimed = self._claim(now)
        if claimed is None:
            return None
        working_on(job=claimed.id, kind=claimed.kind)
        return _InHand(claimed, claimed.verdict or self._carry_out(claimed))

    def _claim(self, now: datetime) -> ClaimedJob | None:
        with self._database.reading() as session:
            if not jobs.is_any_due(session, now):
                return None
        with self._database.transaction() as session:
            claimed = jobs.claim(session, now, 1, self._lease)
        return claimed[0] if claimed else None

    def _carry_out(self, claimed: ClaimedJob) -> Outcome | Retry:
        deliver = self._deliveries.get(claimed.kind)
        if deliver is None:
            return jobs.failed(NOBODY_DOES_THIS)
        try:
            return deliver(claimed)
        except Retry as refusal:
            return refusal
        except GiveUp as refusal:
            return jobs.failed(refusal.cause)

    def _write_down(self, in_hand: _InHand) -> None:
        try:
            self._check_lease(in_hand.claimed)
            # Counted only once the database has answered: its absence is no fault of the job.
            in_hand.times_not_recorded += 1
            with self._database.transaction() as session:
                self._settle(session, in_hand)
        except (ConcurrentChange, DatabaseBusy):
            # Somebody else was at the case; what was done is written down when it is free.
            in_hand.times_not_recorded -= 1
            raise
        except LeaseLost:
            LOG.warning(json.dumps({"event": "lease_lost", "job": in_hand.claimed.id}))

    def _check_lease(self, claimed: ClaimedJob) -> None:
        with self._database.reading() as session:
            jobs.state_of(session, claimed)

    def _settle(self, session: Session, in_hand: _InHand) -> None:
        claimed, now = in_hand.claimed, self._clock()
        outcome = _final(session, claimed, in_hand.result, now)
        if outcome is None:
            return
        if in_hand.times_not_recorded > TIMES_TO_RECORD:
            jobs.finish(session, claimed, _not_recorded(outcome), now)
            return
        # Recorded before finished: recording locks a stream, as every command does first, and
        # two locks taken in two orders are a deadlock.
        self._record(session, claimed, outcome, now)
        jobs.finish(session, claimed, outcome, now)


def _final(
    session: Session, claimed: ClaimedJob, result: Outcome | Retry, now: datetime
) -> Outcome | None:
    """How the job ended, or None when it waits again or was cancelled and has not gone out."""
    is_cancelled = jobs.state_of(session, claimed) is JobState.CANCELLED
    if isinstance(result, Outcome):
        return None if is_cancelled and not result.is_done else result
    if is_cancelled:
        return None
    return _later(session, claimed, result, now)


def _later(session: Session, claimed: ClaimedJob, refusal: Retry, now: datetime) -> Outcome | None:
    """None when the job waits again; that it failed when tries or time have run out."""
    if refusal.wait is None:
        due_at, put_off = jobs.next_try(claimed, now), jobs.reschedule
    else:
        due_at, put_off = jobs.after_wait(claimed, refusal.wait, now), jobs.postpone
    if due_at is None:
        return jobs.failed(refusal.cause)
    put_off(session, claimed, due_at, refusal.cause, now)
    return None


def _not_recorded(outcome: Outcome) -> Outcome:
    said = outcome.proof or (outcome.cause.en if outcome.cause else "")
    cause = Text(
        f"Det som hände gick inte att anteckna: {said}",
        f"What happened could not be recorded: {said}",
    )
    return Outcome(JobState.POISON, cause=cause)
