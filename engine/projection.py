"""Bring the rows that people and messages find tasks by into step with the instance."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from db.session import Session
from engine import due_times, incidents, messages, timer_rows
from engine.errors import EngineError
from engine.models import message_subscriptions, user_tasks
from engine.spiff.live import Position
from engine.steps import correlation_key

if TYPE_CHECKING:
    from engine.moving import Moving
    from engine.runtime import Runtime


_SHOW = insert(user_tasks)


def bring_into_step(runtime: Runtime, moving: Moving) -> None:
    """Open and close inbox rows, timers and subscriptions by set difference (engine.md B3)."""
    _tasks(runtime, moving)
    due_times.bring_into_step(runtime, moving)
    _subscriptions(runtime, moving)
    _incidents(runtime, moving)


def close_all(session: Session, instance_id: int, now: datetime) -> None:
    """No task, no timer and no subscription of the instance is open any longer."""
    timer_rows.remove(session, instance_id)
    session.execute(
        update(user_tasks)
        .where(user_tasks.c.instance_id == instance_id, user_tasks.c.state == "open")
        .values(state="cancelled", ended_at=now)
    )
    session.execute(
        delete(message_subscriptions).where(message_subscriptions.c.instance_id == instance_id)
    )


def unsubscribe(session: Session, instance_id: int, position: str) -> bool:
    """Nothing waits for the message any longer; whether anything that could be found did."""
    gone = session.execute(
        delete(message_subscriptions)
        .where(
            message_subscriptions.c.instance_id == instance_id,
            message_subscriptions.c.position == position,
        )
        .returning(message_subscriptions.c.instance_id)
    )
    return gone.first() is not None


def _tasks(runtime: Runtime, moving: Moving) -> None:
    wanted = {position.task: position for position in moving.live.open_user_tasks()}
    gone = moving.shown_tasks - wanted.keys()
    if gone:
        runtime.session.execute(
            update(user_tasks)
            .where(
                user_tasks.c.instance_id == moving.stored.id,
                user_tasks.c.position.in_(gone),
                user_tasks.c.state == "open",
            )
            .values(state="cancelled", ended_at=runtime.now)
        )
    new = [wanted[task] for task in sorted(wanted.keys() - moving.shown_tasks, key=int)]
    if new:
        runtime.session.execute(_SHOW, [_task_row(runtime, moving, position) for position in new])
    moving.shown_tasks = frozenset(wanted)


def _task_row(runtime: Runtime, moving: Moving, position: Position) -> dict[str, Any]:
    role = moving.element(position).lane or ""
    key = moving.stored.business_key
    return {
        "public_id": runtime.engine.new_id(),
        "instance_id": moving.stored.id,
        "position": position.task,
        "process": position.process,
        "element": position.element,
        "business_key": key,
        "candidate_group": runtime.engine.candidate_group(
            runtime.session, role, key, position.variables
        ),
        "state": "open",
        "version": 1,
        "created_at": runtime.now,
    }


def _subscriptions(runtime: Runtime, moving: Moving) -> None:
    wanted = {position.task: position for position in moving.live.awaited_messages()}
    for gone in moving.subscribed - wanted.keys():
        if not unsubscribe(runtime.session, moving.stored.id, gone):
            moving.deserted |= {gone}
    for task in sorted(wanted.keys() - moving.subscribed, key=int):
        _subscribe(runtime, moving, wanted[task])
    moving.subscribed = frozenset(wanted)


def subscribe_again(runtime: Runtime, moving: Moving) -> None:
    """Find the keys that were missing when their events were reached, as facts are known now."""
    rows = select(message_subscriptions.c.position).where(
        message_subscriptions.c.instance_id == moving.stored.id
    )
    awaited = moving.live.awaited_messages()
    subscribed = set(runtime.session.execute(rows).scalars()) if awaited else set()
    for position in awaited:
        # What is awaited only since this command began gets its row with the other new ones.
        if position.task in moving.subscribed - subscribed:
            moving.failed_before |= {position.task}
            _subscribe(runtime, moving, position)


def _subscribe(runtime: Runtime, moving: Moving, position: Position) -> None:
    try:
        name, key = _awaited(runtime, moving, position)
    except (EngineError, ValueError) as error:
        # What led here is done and kept; a person has to see that nothing can end the waiting.
        incidents.open_or_repeat(runtime, moving, position, type(error).__name__)
        return
    messages.subscribe(
        runtime.session, moving.stored.id, position.task, position.element, name, key
    )
    incidents.resolve(runtime, moving, position)
    runtime.agenda.look_for_early(name, key)


def _awaited(runtime: Runtime, moving: Moving, position: Position) -> tuple[str, str]:
    """The name and the key of what the event waits for; a signal is sent to each that hears it."""
    element = moving.element(position)
    if element.event == "signal":
        return messages.signal_name(element.code or ""), hearer(moving, position)
    return element.message or "", _key(runtime, moving, position)


def hearer(moving: Moving, position: Position) -> str:
    """Who hears a signal: one event of one instance."""
    return f"{moving.stored.public_id}:{position.task}"


def _key(runtime: Runtime, moving: Moving, position: Position) -> str:
    """The key by the variables; where they lack it, by what is known of what the instance is about,
    and never by anything that somebody has typed in for it."""
    element = moving.element(position)
    try:
        return correlation_key(element, position.variables)
    except (EngineError, ValueError):
        known = runtime.engine.known_keys(runtime.session, moving.stored.business_key)
        given = {name: value for name, value in position.variables.items() if value is not None}
        return correlation_key(element, {**known, **given})


def _incidents(runtime: Runtime, moving: Moving) -> None:
    """Close the incidents of what was ended from outside, before it could succeed."""
    stuck = moving.failed_before | moving.failed
    if stuck:
        live = moving.live
        standing = [
            *live.steps_to_run(),
            *live.held(),
            *live.awaited_messages(),
            *live.awaited_timers(),
        ]
        moving.deserted |= stuck - {position.task for position in standing}
    if moving.deserted:
        incidents.close(runtime, moving, moving.deserted)
    moving.failed_before -= moving.deserted
    moving.failed -= moving.deserted
    moving.deserted = set()
