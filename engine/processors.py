"""How the engine's own commands are carried out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import bindparam, delete, select, update

from db.session import Session
from engine import (
    definitions,
    due_times,
    early,
    forms,
    instances,
    messages,
    stepping,
    steps,
    timer_rows,
)
from engine.commands import (
    ClaimTask,
    CompleteTask,
    ContinueInstance,
    CorrelateMessage,
    DeliverMessage,
    FireTimer,
    ReleaseTask,
    RetrySteps,
)
from engine.errors import (
    ConcurrentChange,
    FormInvalid,
    MessageNotCorrelated,
    NotFound,
    TaskAlreadyCompleted,
)
from engine.executor import Processor
from engine.instances import StoredInstance
from engine.models import process_instances, task_drafts, timers, user_tasks
from engine.moving import Moving
from engine.runtime import Runtime
from engine.signatures import ANSWERS
from engine.texts import Text
from engine.values import Scalar, checked
from ledger import events
from ledger.events import Actor, FoundStream


@dataclass(frozen=True)
class OpenTask:
    """The row of a user task as it stands under the lock, and that of its instance."""

    instance: StoredInstance
    id: int
    public_id: str
    position: str
    process: str
    element: str
    assignee: str | None
    state: str
    version: int


# Messages.


class AboutMessage(Protocol):
    """A command that names a message by its public id."""

    @property
    def message(self) -> str: ...


def home_of_message(session: Session, command: AboutMessage, _actor: Actor, now: datetime) -> int:
    """The stream of what waits for the message or may come to, else the message's own."""
    message = _message(session, command.message)
    waiting = messages.waiting_for(session, message.name, message.correlation_key or "")
    if waiting is not None:
        return instances.find(session, waiting.instance_id).stream_id
    later = _may_come_to_wait(session, message)
    if later is not None:
        return instances.find(session, later).stream_id
    return events.open_stream(session, f"message:{message.public_id}", "message", now=now)


def _may_come_to_wait(session: Session, message: messages.Message) -> int | None:
    """An instance about what the message is about, which may yet come to wait for it."""
    if definitions.started_by_message(session, message.name) is not None:
        return None
    return next(iter(instances.running(session, message.correlation_key or "")), None)


def _correlate(runtime: Runtime, command: CorrelateMessage) -> str:
    """Returns what became of the message: its new state."""
    message = _message(runtime.session, command.message)
    if message.state != "received":
        return message.state
    runtime.agenda.hands_on = message.sent_in is not None
    key = message.correlation_key or ""
    waiting = messages.waiting_for(runtime.session, message.name, key)
    if waiting is not None:
        if not runtime.holds(waiting.instance_id):
            # It began to wait after we had looked whose lock to take; next time we take that one.
            return message.state
        return _hand_over(runtime, message, waiting)
    definition = definitions.started_by_message(runtime.session, message.name)
    if messages.is_signal(message.name) or (messages.is_timer(message.name) and not definition):
        # Whoever was to hear it waits no longer, and for a signal or a time that is no fault.
        messages.mark(runtime.session, message, "correlated")
        return "correlated"
    if definition is None:
        return early.keep(runtime, message)
    if message.sent_in is not None:
        runtime.begin(definition, key, message.payload)
        messages.mark(runtime.session, message, "correlated")
        return "correlated"
    moving = runtime.start(
        definition, message.public_id, {"message": message.public_id}, runtime.stream.id
    )
    if messages.is_timer(message.name):
        due_times.record_beginning(runtime, moving, str(message.payload["due"]))
    messages.mark(runtime.session, message, "correlated")
    return "correlated"


def _hand_over(runtime: Runtime, message: messages.Message, waiting: Any) -> str:
    """Give it to what waits; what came before it goes before it, by a command of its own."""
    first = messages.came_before(runtime.session, message)
    if first is not None:
        if first.state == "waiting":
            messages.mark(runtime.session, first, "received")
        return message.state
    try:
        values = checked(message.payload)
    except ValueError:
        # It will never be otherwise, and those that came after it may not wait for it.
        messages.mark(runtime.session, message, "unmatched", messages.NOT_VALUES)
        return "unmatched"
    messages.mark(runtime.session, message, "correlated")
    runtime.catch(waiting.instance_id, waiting.position, values)
    return "correlated"


def _home_of_delivery(
    session: Session, command: DeliverMessage, _actor: Actor, _now: datetime
) -> int:
    waiting = messages.waiting_for(session, command.name, command.correlation_key)
    if waiting is None:
        raise MessageNotCorrelated(f"Nothing waits for {command.name}.")
    return instances.find(session, waiting.instance_id).stream_id


def _deliver(runtime: Runtime, command: DeliverMessage) -> None:
    runtime.send(
        command.name, command.correlation_key, command.payload, message_id=command.message_id
    )


def _message(session: Session, public_id: str) -> messages.Message:
    message = messages.by_public_id(session, public_id)
    if message is None:
        raise NotFound("There is no such message.")
    return message


# Tasks.


_LOCK_OF_TASK = events.locking(
    select(process_instances.c.stream_id)
    .join(user_tasks, user_tasks.c.instance_id == process_instances.c.id)
    .where(user_tasks.c.public_id == bindparam("task"))
)


def _home_of_task(
    _session: Session,
    command: ClaimTask | ReleaseTask | CompleteTask,
    _actor: Actor,
    _now: datetime,
) -> FoundStream:
    return FoundStream(_LOCK_OF_TASK, {"task": command.task})


def _claim(runtime: Runtime, command: ClaimTask) -> None:
    task = _open_task(runtime, command.task)
    if task.assignee == runtime.actor.id:
        return
    if task.assignee is not None:
        raise ConcurrentChange(Text("Någon annan har tagit uppgiften.", "Someone else took it."))
    _assign(runtime, task, runtime.actor.id)
    _record(runtime, "task.claimed", task)


def _release(runtime: Runtime, command: ReleaseTask) -> None:
    task = _open_task(runtime, command.task)
    if task.assignee != runtime.actor.id:
        raise ConcurrentChange(Text("Uppgiften är inte din.", "The task is not yours."))
    _assign(runtime, task, None)
    _record(runtime, "task.released", task)


def _complete(runtime: Runtime, command: CompleteTask) -> Moving:
    task = _open_task(runtime, command.task)
    if task.assignee != runtime.actor.id or task.version != command.version:
        raise ConcurrentChange(
            Text(
                "Uppgiften har ändrats sedan du öppnade den.",
                "The task has changed since you opened it.",
            )
        )
    moving = runtime.load(task.instance.id, task.instance)
    _let_time_go_first(runtime, moving, task)
    answers = _answers(runtime, moving, task, command)
    _record(runtime, "task.completed", task, {"answers": answers.data})
    routing = _run_completion(runtime, moving, task, answers)
    _close(runtime, task)
    return runtime.complete(task.instance.id, task.position, routing)


def _let_time_go_first(runtime: Runtime, moving: Moving, task: OpenTask) -> None:
    due_times.fire_due(runtime, moving)
    if task.position not in {position.task for position in moving.live.open_user_tasks()}:
        # Undone with the rest of the command; the worker fires the timer by itself.
        raise TaskAlreadyCompleted(
            Text("Tiden för uppgiften har gått ut.", "The time for the task has run out.")
        )


def _answers(
    runtime: Runtime, moving: Moving, task: OpenTask, command: CompleteTask
) -> forms.Answer:
    part = definitions.part(moving.definition, task.process)
    form = part.forms[part.model.elements[task.element].form or ""]
    answer = forms.bind(
        form,
        command.fields,
        today=runtime.engine.local_day(runtime.now),
        choices=runtime.engine.choices(
            runtime.session, form, moving.stored.business_key, _variables(moving, task)
        ),
    )
    if answer.errors:
        raise FormInvalid(answer)
    return answer


def _variables(moving: Moving, task: OpenTask) -> Mapping[str, Scalar]:
    """The routing values where the task stands."""
    return next(p for p in moving.live.open_user_tasks() if p.task == task.position).variables


def _run_completion(
    runtime: Runtime, moving: Moving, task: OpenTask, answer: forms.Answer
) -> Mapping[str, Any]:
    """The completion operation writes facts and gives routing values; without one, only the
    fields that the form marks as routing go on."""
    part = definitions.part(moving.definition, task.process)
    operation = part.model.elements[task.element].operation
    if operation is None:
        return answer.routing()
    position = next(p for p in moving.live.open_user_tasks() if p.task == task.position)
    return steps.call(runtime, moving, position, operation, {ANSWERS: answer.data})


_TASKS = select(
    user_tasks.c.id,
    user_tasks.c.public_id,
    user_tasks.c.position,
    user_tasks.c.process,
    user_tasks.c.element,
    user_tasks.c.assignee,
    user_tasks.c.state,
    user_tasks.c.version,
    *instances.COLUMNS,
).join(process_instances, process_instances.c.id == user_tasks.c.instance_id)
_OPEN_TASK = _TASKS.where(user_tasks.c.public_id == bindparam("task"))


def _open_task(runtime: Runtime, public_id: str) -> OpenTask:
    row = runtime.session.execute(_OPEN_TASK, {"task": public_id}).one()
    values: tuple[Any, ...] = tuple(row)
    task = OpenTask(StoredInstance(*values[8:]), *values[:8])
    if task.state != "open":
        raise TaskAlreadyCompleted(
            Text("Uppgiften är redan klar.", "The task is already completed.")
        )
    return task


def _assign(runtime: Runtime, task: OpenTask, assignee: str | None) -> None:
    runtime.session.execute(
        update(user_tasks)
        .where(user_tasks.c.id == task.id)
        .values(assignee=assignee, version=task.version + 1)
    )


_CLOSE = (
    update(user_tasks)
    .where(user_tasks.c.id == bindparam("task"))
    .values(state="completed", ended_at=bindparam("now"), version=bindparam("next"))
)
_FORGET_DRAFT = delete(task_drafts).where(task_drafts.c.task_id == bindparam("task"))


def _close(runtime: Runtime, task: OpenTask) -> None:
    closed = {"task": task.id, "now": runtime.now, "next": task.version + 1}
    runtime.session.execute(_CLOSE, closed)
    runtime.session.execute(_FORGET_DRAFT, {"task": task.id})


def _record(
    runtime: Runtime, kind: str, task: OpenTask, facts: Mapping[str, Any] | None = None
) -> None:
    runtime.record(
        kind,
        {"task": task.public_id, "process": task.process, **(facts or {})},
        subject=task.instance.public_id,
        element=task.element,
    )


# Timers.


_LOCK_OF_TIMER = events.locking(
    select(process_instances.c.stream_id)
    .join(timers, timers.c.instance_id == process_instances.c.id)
    .where(timers.c.id == bindparam("timer"))
)


def _home_of_timer(
    _session: Session, command: FireTimer, _actor: Actor, _now: datetime
) -> FoundStream:
    return FoundStream(_LOCK_OF_TIMER, {"timer": command.timer})


def _fire(runtime: Runtime, command: FireTimer) -> bool:
    """Tells whether it fired: it may have been moved or removed while we waited for the lock."""
    timer = timer_rows.find(runtime.session, command.timer)
    if timer is None or timer.due_at is None or timer.due_at > runtime.now:
        return False
    due_times.fire(runtime, timer)
    return True


# Incidents.


def _home_of_instance(
    session: Session, command: RetrySteps | ContinueInstance, _actor: Actor, _now: datetime
) -> int:
    return instances.find(session, command.instance).stream_id


def _retry(runtime: Runtime, command: RetrySteps) -> bool:
    """Tells whether every step has now succeeded."""
    return not runtime.retry(command.instance).failed


# Portions.


def _continue(runtime: Runtime, command: ContinueInstance) -> bool:
    """Tells whether there was anything to do: what has moved meanwhile has left its rest anew."""
    stored = instances.find(runtime.session, command.instance)
    if stored.state != "running" or stored.version != command.version:
        return False
    stepping.go_on(runtime, runtime.load(command.instance))
    return True


def _without_answers(command: CompleteTask) -> Mapping[str, Any]:
    # The validated answers stand in the event of the completed task, once.
    return {"task": command.task, "version": command.version}


def processors() -> dict[type, Processor]:
    """The table from the engine's commands to how they are carried out."""
    return {
        CorrelateMessage: Processor(home_of_message, _correlate),
        DeliverMessage: Processor(_home_of_delivery, _deliver),
        ClaimTask: Processor(_home_of_task, _claim),
        FireTimer: Processor(_home_of_timer, _fire),
        ReleaseTask: Processor(_home_of_task, _release),
        CompleteTask: Processor(_home_of_task, _complete, _without_answers),
        RetrySteps: Processor(_home_of_instance, _retry),
        ContinueInstance: Processor(_home_of_instance, _continue),
    }
