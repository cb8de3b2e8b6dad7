"""Carrying out what a command has set in motion, until it waits: each step in a savepoint.

What goes wrong in a step stays in that step: it stands with an incident, and the rest goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import causes, failed_decisions, incidents, portions, steps
from engine.errors import BpmnError, ErrorUncaught, TooManyInstances
from engine.expressions import ExpressionFailed
from engine.moving import Moving
from engine.spiff.live import Position, Thrown
from ledger.events import Actor

if TYPE_CHECKING:
    from engine.runtime import Runtime

AUTOMATIC = "system:process"
"""The actor of automatic steps; on whose behalf stands beside it."""


def settle(runtime: Runtime, moving: Moving) -> None:
    """Carry out automatic steps until none is left that has not failed in this command; what a
    portion has reached is all there is."""
    while ready := [s for s in moving.live.steps_to_run() if s.task not in moving.failed]:
        _step(runtime, moving, ready[0])
    if moving.live.has_gone_round:
        portions.hold(runtime, moving)


def go_on(runtime: Runtime, moving: Moving) -> None:
    """Do the next portion of what a command has left (portions.py)."""
    portions.go_on(runtime, moving)
    settle(runtime, moving)


def release(runtime: Runtime, moving: Moving) -> None:
    """Let go on what is held because it never came to where it waits."""
    portions.release(runtime, moving)
    settle(runtime, moving)


def _step(runtime: Runtime, moving: Moving, position: Position) -> None:
    runtime.acting = Actor(AUTOMATIC, on_behalf_of=runtime.actor.id)
    try:
        element = moving.element(position)
        if moving.live.is_undecided(position.task):
            _decide(runtime, moving, position)
        elif element.event in ("error", "escalation"):
            code = element.code or ""
            _throw(runtime, moving, position, Thrown(element.event, code, {}, ends=True))
        else:
            _carry_out(runtime, moving, position)
    finally:
        runtime.acting = runtime.actor


def _carry_out(runtime: Runtime, moving: Moving, position: Position) -> None:
    mark = runtime.mark()
    try:
        with runtime.session.begin_nested():
            outcome = steps.carry_out(runtime, moving, position)
    except steps.StepFailed as failure:
        runtime.rewind(mark)
        if failure.decision is not None:
            failed_decisions.record(runtime, moving, position, failure.decision)
        _fail(runtime, moving, position, failure.cause)
    except BpmnError as error:
        runtime.rewind(mark)
        _throw(runtime, moving, position, Thrown("error", error.code, error.values))
    else:
        incidents.resolve(runtime, moving, position)
        runtime.tell(moving, moving.live.complete(position.task, outcome))


def _decide(runtime: Runtime, moving: Moving, position: Position) -> None:
    """A gateway could not tell where to go: try again, else it waits with an incident."""
    try:
        told = moving.live.decide(position.task)
    except (ExpressionFailed, TooManyInstances) as failure:
        _fail(runtime, moving, position, type(failure).__name__)
        return
    incidents.resolve(runtime, moving, position)
    runtime.tell(moving, told)


def _throw(runtime: Runtime, moving: Moving, position: Position, thrown: Thrown) -> None:
    """Hand an error or an escalation to the nearest event that takes it."""
    try:
        told = moving.live.throw(position.task, thrown)
    except ErrorUncaught as uncaught:
        _fail(runtime, moving, position, type(uncaught).__name__)
        return
    incidents.resolve(runtime, moving, position)
    gave = {"code": thrown.code, "values": dict(thrown.values)}
    runtime.record_move(moving, f"{thrown.kind}.thrown", position, gave)
    runtime.tell(moving, told)


def _fail(runtime: Runtime, moving: Moving, position: Position, cause: str) -> None:
    moving.failed.add(position.task)
    incidents.open_or_repeat(runtime, moving, position, cause)
    if not causes.passes_by_itself(cause):
        incidents.leave_to_people(runtime, moving, position)
