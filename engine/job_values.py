"""What a job is, how it can end and when it is tried again; no database in here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from engine.errors import EngineError
from engine.texts import Text
from engine.values import Scalar

# Ten seconds doubled to an hour: twenty tries last some twelve hours, so that a mail server that
# is down overnight costs nothing, and a job that nobody can do is on a work list next morning.
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)
LAST_TRY_BEFORE_DEADLINE = timedelta(seconds=60)
MAX_ATTEMPTS = 20


class JobState(StrEnum):
    """Where a job stands; the last four are final."""

    WAITING = "waiting"
    LEASED = "leased"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    POISON = "poison"


class LeaseLost(EngineError):
    """Another worker has the job now; what this one did is not recorded, let it go."""


class Retry(Exception):
    """It did not work this time and may work later; the cause holds no personal data.

    With `wait` nothing went wrong and somebody's answer is waited for: the job comes back after
    that time, and the try is not counted.
    """

    def __init__(self, cause: Text, wait: timedelta | None = None) -> None:
        super().__init__(cause.en)
        if wait is not None and wait <= timedelta(0):
            raise ValueError("A wait must be longer than nothing.")
        self.cause = cause
        self.wait = wait


class GiveUp(Exception):
    """It will never work, a person must take over; the cause holds no personal data."""

    def __init__(self, cause: Text) -> None:
        super().__init__(cause.en)
        self.cause = cause


@dataclass(frozen=True)
class Job:
    """What shall be done outside, told in ids only; the key makes a second asking harmless."""

    kind: str
    idempotency_key: str
    due_at: datetime
    payload: Mapping[str, Scalar] = field(default_factory=dict)
    deadline_at: datetime | None = None
    max_attempts: int = MAX_ATTEMPTS
    stream_id: int | None = None
    instance_id: int | None = None
    element_id: str | None = None


@dataclass(frozen=True)
class Outcome:
    """How a job ended: done with its proof, or failed or poison with its cause."""

    state: JobState
    proof: str = ""
    cause: Text | None = None
    is_only_handed_over: bool = False

    @property
    def is_done(self) -> bool:
        """Whether it went out; otherwise a person has to take over."""
        return self.state is JobState.DONE

    @property
    def is_sent(self) -> bool:
        """Whether the proof says that it was sent, and not only handed over to be sent."""
        return self.is_done and not self.is_only_handed_over


@dataclass(frozen=True)
class ClaimedJob:
    """A job that is ours until the lease ends; `attempts` counts this try.

    When `verdict` is set the job must not be tried again, only recorded as what that says.
    """

    id: int
    public_id: str
    kind: str
    idempotency_key: str
    payload: Mapping[str, Scalar]
    attempts: int
    max_attempts: int
    due_at: datetime
    deadline_at: datetime | None
    lease_until: datetime
    fencing_token: int
    stream_id: int | None
    instance_id: int | None
    element_id: str | None
    verdict: Outcome | None


def done(proof: str) -> Outcome:
    """It went out, and this is what proves it."""
    return Outcome(JobState.DONE, proof=proof)


def handed_over(proof: str) -> Outcome:
    """It lies where somebody will fetch it and send it; that it was sent is still to be told."""
    return Outcome(JobState.DONE, proof=proof, is_only_handed_over=True)


def failed(cause: Text) -> Outcome:
    """It will not go out by itself."""
    return Outcome(JobState.FAILED, cause=cause)


def verdict_on(
    attempts: int, max_attempts: int, deadline_at: datetime | None, now: datetime
) -> Outcome | None:
    """Why a job that was just claimed must not be tried again, or None when it may.

    More tries than allowed means that workers died on it, for a refusal would have ended it.
    """
    if deadline_at is not None and now >= deadline_at:
        return failed(Text("Tiden gick ut innan det gick iväg.", "Time ran out before it went."))
    if attempts <= max_attempts:
        return None
    cause = Text(
        f"Försöket avbröts {max_attempts} gånger utan svar.",
        f"The attempt broke off {max_attempts} times without an answer.",
    )
    return Outcome(JobState.POISON, cause=cause)


def next_try(claimed: ClaimedJob, now: datetime) -> datetime | None:
    """When to try again, or None when tries or time have run out."""
    if claimed.attempts >= claimed.max_attempts:
        return None
    return backoff(claimed.attempts, now, claimed.deadline_at)


def after_wait(claimed: ClaimedJob, wait: timedelta, now: datetime) -> datetime | None:
    """When to look again for an answer, always before the deadline, or None when that is past."""
    return before_deadline(now + wait, now, claimed.deadline_at)


def backoff(attempts: int, now: datetime, deadline_at: datetime | None) -> datetime | None:
    """When to try again after so many tries, always before the deadline, or None.

    The pause doubles up to an hour. Where it would cross the deadline, the last try is placed
    just before the deadline; from then on there is none.
    """
    doublings = min(attempts - 1, 20)
    return before_deadline(now + min(FIRST_PAUSE * 2**doublings, LONGEST_PAUSE), now, deadline_at)


def before_deadline(
    due_at: datetime, now: datetime, deadline_at: datetime | None
) -> datetime | None:
    """The time asked for, or the last good moment before the deadline, or None if that is past."""
    if deadline_at is None:
        return due_at
    last = deadline_at - LAST_TRY_BEFORE_DEADLINE
    if last <= now:
        return None
    return min(due_at, last)
