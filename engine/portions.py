"""What a command does when it has moved an instance as far as one command may.

What was done is kept. The worker does the rest, a portion in each transaction; and what goes on and
on by itself and never comes to where it waits is held, with an incident at each of its tokens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import incidents
from engine.errors import StepLimitReached
from engine.jobs import Job

if TYPE_CHECKING:
    from engine.moving import Moving
    from engine.runtime import Runtime

CONTINUE_KIND = "continue_instance"
"""The kind of job that does the next portion of an instance."""


def leave_the_rest(runtime: Runtime, moving: Moving) -> None:
    """Put the next portion into the queue, in this transaction. It is for the version that is about
    to be stored: if something else moves the instance first, that leaves the rest anew."""
    _record(runtime, moving, "paused", moving.live.steps)
    version = moving.version + 1
    runtime.submit_job(
        Job(
            kind=CONTINUE_KIND,
            idempotency_key=f"{CONTINUE_KIND}:{moving.stored.public_id}:{version}",
            due_at=runtime.now,
            payload={"instance": moving.stored.id, "version": version},
            instance_id=moving.stored.id,
        )
    )


def go_on(runtime: Runtime, moving: Moving) -> None:
    """Do the next portion."""
    _record(runtime, moving, "continued")
    runtime.tell(moving, moving.live.advance())


def hold(runtime: Runtime, moving: Moving) -> None:
    """The instance has gone round: let what would go on stand, for a person to see to."""
    before = {position.task for position in moving.live.held()}
    _record(runtime, moving, "held", moving.live.steps)
    runtime.tell(moving, moving.live.hold())
    for position in moving.live.held():
        if position.task not in before:
            moving.failed.add(position.task)
            incidents.open_or_repeat(runtime, moving, position, StepLimitReached.__name__)
            incidents.leave_to_people(runtime, moving, position)


def release(runtime: Runtime, moving: Moving) -> None:
    """Somebody wants what is held to go on."""
    for position in moving.live.held():
        incidents.resolve(runtime, moving, position)
    _record(runtime, moving, "released")
    runtime.tell(moving, moving.live.release())


def _record(runtime: Runtime, moving: Moving, what: str, steps: int | None = None) -> None:
    facts = {"process": moving.definition.key} | ({} if steps is None else {"steps": steps})
    runtime.record(
        f"instance.{what}",
        facts,
        subject=moving.stored.public_id,
        definition=moving.definition.digest,
    )
