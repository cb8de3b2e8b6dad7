"""When timers are due: told from variables and stored times, kept in step, moved, and passed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from engine import definitions, incidents, start_timers, timer_rows
from engine.errors import EngineError, TimerRepeats
from engine.expressions import compile_expression, to_scalar
from engine.spiff.live import Position
from engine.timer_rows import Timer

if TYPE_CHECKING:
    from engine.moving import Moving
    from engine.runtime import Runtime

Names = Mapping[str, str | None]
"""The stored times of a thing, by name: aware ISO text, or None while it is not known."""


def bring_into_step(runtime: Runtime, moving: Moving) -> None:
    """Add and remove rows by set difference; an instance without timers costs no statement."""
    wanted = {position.task: position for position in moving.live.awaited_timers()}
    gone = moving.timed - wanted.keys()
    if gone and timer_rows.remove(runtime.session, moving.stored.id, gone):
        moving.deserted |= gone
    new = [wanted[task] for task in sorted(wanted.keys() - moving.timed, key=int)]
    if new:
        _add(runtime, moving, new)
    moving.timed = frozenset(wanted)


def retime(runtime: Runtime, business_key: str) -> None:
    """Tell anew when each timer of the running instances about a thing is due."""
    rows = timer_rows.about(runtime.session, business_key)
    names = runtime.engine.due_times(runtime.session, business_key) if rows else {}
    for instance_id, timers in groupby(rows, key=lambda timer: timer.instance_id):
        _retime_all(runtime, runtime.glance(instance_id), list(timers), names)


def try_again(runtime: Runtime, moving: Moving) -> None:
    """Tell the times that could not be told; those that still cannot count as failed."""
    if not moving.live.awaited_timers():
        return
    rows = timer_rows.without_time(runtime.session, moving.stored.id)
    # A timer that fires again and again waits until its time is moved: trying is what it does.
    rows = [timer for timer in rows if timer.cause != TimerRepeats.__name__]
    names = runtime.engine.due_times(runtime.session, moving.stored.business_key) if rows else {}
    moving.failed |= _retime_all(runtime, moving, rows, names)


def fire(runtime: Runtime, timer: Timer) -> None:
    """The time has come: let the token go on."""
    moving = runtime.load(timer.instance_id)
    due_at = timer.due_at or runtime.now
    facts = {"due": due_at.isoformat(), "at": runtime.now.isoformat()}
    _record(runtime, moving, "fired", timer.process, timer.element, timer.position, facts)
    runtime.fire(moving, timer.position, due_at)


def record_beginning(runtime: Runtime, moving: Moving, due: str) -> None:
    """The instance has begun because a time came."""
    model = moving.definition.model
    if (start := start_timers.start_of(model)) is not None:
        facts = {"due": due, "at": runtime.now.isoformat()}
        _record(runtime, moving, "began", model.key, start.id, "", facts)


def fire_due(runtime: Runtime, moving: Moving) -> None:
    """Fire what is due in an instance before anything else is done to it (engine.md B8)."""
    while (timer := _due_first(runtime, moving)) is not None:
        fire(runtime, timer)


def _due_first(runtime: Runtime, moving: Moving) -> Timer | None:
    """Looked up anew after each: what a timer led to may have moved the others."""
    waiting = {position.task for position in moving.live.awaited_timers()}
    due = timer_rows.due_in(runtime.session, moving.stored.id, runtime.now) if waiting else []
    return next((timer for timer in due if timer.position in waiting), None)


def _add(runtime: Runtime, moving: Moving, positions: list[Position]) -> None:
    names = runtime.engine.due_times(runtime.session, moving.stored.business_key)
    told = [(at, *_told(moving, at, names)) for at in positions]
    timer_rows.add(
        runtime.session,
        [
            {
                "instance_id": moving.stored.id,
                "position": at.task,
                "process": at.process,
                "element": at.element,
                "due_at": due_at,
                "cause": cause,
            }
            for at, due_at, cause in told
        ],
    )
    for at, due_at, cause in told:
        if cause is not None:
            # What led here is done and kept; a person has to see that nothing ends the waiting.
            incidents.open_or_repeat(runtime, moving, at, cause)
        elif due_at is not None:
            _record_time(runtime, moving, at, None, due_at)


def _retime_all(runtime: Runtime, moving: Moving, timers: list[Timer], names: Names) -> set[str]:
    """Positions whose time could not be told."""
    waiting = {position.task: position for position in moving.live.awaited_timers()}
    # A timer whose token has just gone on, in this same command, is about to be removed.
    left = [timer for timer in timers if timer.position in waiting]
    return {t.position for t in left if not _retime(runtime, moving, t, waiting[t.position], names)}


def _retime(runtime: Runtime, moving: Moving, timer: Timer, at: Position, names: Names) -> bool:
    due_at, cause = _told(moving, at, names, timer.due_at)
    if timer.cause == TimerRepeats.__name__ and _stays(cause, due_at, runtime.now):
        return True
    if (due_at, cause) != (timer.due_at, timer.cause):
        timer_rows.move(runtime.session, timer, due_at, cause)
    if cause is not None:
        incidents.open_or_repeat(runtime, moving, at, cause)
        return False
    if timer.cause is not None:
        moving.failed_before |= {at.task}
        incidents.resolve(runtime, moving, at)
    if due_at != timer.due_at:
        _record_time(runtime, moving, at, timer.due_at, due_at)
    return True


def _stays(cause: str | None, due_at: datetime | None, now: datetime) -> bool:
    """Whether what led back to itself would do so still: its time has not been moved ahead."""
    return cause == TimerRepeats.__name__ or (due_at is not None and due_at <= now)


def _told(
    moving: Moving, at: Position, names: Names, before: datetime | None = None
) -> tuple[datetime | None, str | None]:
    """When the timer is due, or the kind of error that keeps us from knowing. before: when it was
    due until now, which is no new time to lead back to."""
    try:
        due_at = _due_at(moving.element(at).due or "null", at.variables, names)
        if due_at is not None and due_at != before and moving.live.leads_back(at.task, due_at):
            raise TimerRepeats("The timer has fired at this time already; it would go on for ever.")
    except (EngineError, ValueError, OverflowError) as error:
        return None, type(error).__name__
    return due_at, None


def _due_at(text: str, variables: Mapping[str, Any], names: Names) -> datetime | None:
    """Raises ValueError for what is neither null nor an instant with its time zone, and for a null
    that stays: a variable of the token never changes while it waits, as a stored time may."""
    expression = compile_expression(text)
    told = to_scalar(expression.evaluate({**variables, **names}))
    if told is None and expression.names & names.keys():
        return None
    instant = datetime.fromisoformat(told) if isinstance(told, str) else None
    if instant is None or instant.tzinfo is None:
        raise ValueError("A timer is due at an instant with its time zone.")
    return instant.astimezone(UTC)


def _record_time(
    runtime: Runtime, moving: Moving, at: Position, old: datetime | None, new: datetime | None
) -> None:
    facts = {"due": new.isoformat() if new else None}
    if old is not None:
        facts["before"] = old.isoformat()
    kind = "set" if old is None else "moved"
    _record(runtime, moving, kind, at.process, at.element, at.task, facts)


def _record(
    runtime: Runtime,
    moving: Moving,
    kind: str,
    process: str,
    element: str,
    position: str,
    facts: Mapping[str, str | None],
) -> None:
    runtime.record(
        f"timer.{kind}",
        {"process": process, "position": position, **facts},
        subject=moving.stored.public_id,
        element=element,
        definition=definitions.part(moving.definition, process).digest,
    )
