"""One process instance brought to life: advance it, complete a task, and say what happened."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from SpiffWorkflow.util.task import TaskState

from engine.errors import ErrorUncaught, TaskNotFound
from engine.spiff import determinism, halting, planning, quiet, state, walking
from engine.spiff.deciding import Deciding
from engine.spiff.events import AwaitMessage, AwaitThrown, AwaitTime, BoundaryEvent
from engine.spiff.progress import Progress
from engine.spiff.ranking import ranks
from engine.spiff.repeating import Turn, turn_of
from engine.spiff.specs import AutomaticStep, SpecBundle, process_of
from engine.values import copied

Variables = dict[str, Any]
STEP_LIMIT = 500
"""Steps that one command may move an instance; the rest is done in further portions, so that no
command holds its lock for long. Well below 1000, the depth at which the library no longer sees what
is ready (A4). The record tells each portion's own, so another number may stand here tomorrow."""
ALONE_LIMIT = 20 * STEP_LIMIT
"""Steps that an instance may take since a person or a time last moved it; beyond it the diagram
goes round by itself (B12). A hundred calls of a process of fifty steps take half of it."""

_ACTIVE = TaskState.READY | TaskState.WAITING | TaskState.STARTED

determinism.install()
planning.install()
quiet.install()
walking.install()


@dataclass(frozen=True)
class Position:
    """A token: which task holds it, where in which diagram, with which variables, and in which turn
    of what is done more than once."""

    task: str
    element: str
    process: str
    variables: Variables
    turn: Turn | None = None


@dataclass(frozen=True)
class Transition:
    """An element was entered, left or cancelled by the token of a task."""

    kind: str
    task: str
    element: str
    process: str
    variables: Variables
    turn: Turn | None = None


@dataclass(frozen=True)
class Thrown:
    """An error or an escalation on its way out. The event that takes it takes over the values.

    ``ends``: the step is done with it; else the step stands, unless the event ends it.
    """

    kind: str
    code: str
    values: Mapping[str, Any]
    ends: bool = False


class LiveInstance:
    """Wraps one workflow. On any exception throw it away: it is no longer what is stored (A6)."""

    def __init__(self, workflow: Any, counter: determinism.Counter, progress: Progress) -> None:
        self._workflow = workflow
        self._counter = counter
        self._seen: dict[str, tuple[str, Position]] = {}
        self._steps = 0
        self._limit: int | None = None
        self._is_through = False
        self._progress = progress
        self._finished: list[str] = []

    @classmethod
    def begin(cls, bundle: SpecBundle, variables: Mapping[str, Any]) -> LiveInstance:
        """A new instance that stands before its first step."""
        counter = determinism.Counter()
        with determinism.counting(counter):
            return cls(state.start(bundle, copied(variables)), counter, Progress({}))

    @classmethod
    def resume(cls, bundle: SpecBundle, stored: Mapping[str, Any]) -> LiveInstance:
        """The instance as it was dumped."""
        # Making the objects anew is no step in the instance's life: it must not count.
        with determinism.counting(determinism.Counter()):
            workflow = state.restore(bundle, stored)
        meta = stored["meta"]
        live = cls(workflow, determinism.Counter(meta["counter"]), Progress(meta))
        live._seen = live._look()
        return live

    def advance(self) -> list[Transition]:
        """Run what needs nobody, as far as one portion goes (``has_more``), and tell what was
        entered, left and cancelled.

        What cannot be decided is left standing (``is_undecided``).
        """
        self._is_through = False
        with determinism.counting(self._counter), suppress(halting.Enough):
            self._workflow.do_engine_steps(
                will_complete_task=self._count,
                did_complete_task=lambda task: self._finished.append(task.id),
            )
            self._is_through = True
        return self._compare()

    def steps_to_run(self) -> list[Position]:
        """What stands STARTED and waits for the executor: automatic steps, open decisions."""
        return self._positions(TaskState.STARTED, lambda t: _waits(t) and not halting.is_held(t))

    @property
    def has_more(self) -> bool:
        """Whether the portion ended before everything that needs nobody was run."""
        return not self._is_through and next(halting.ready(self._workflows()), None) is not None

    @property
    def has_gone_round(self) -> bool:
        """Whether it has come further by itself than is reasonable, and would go on."""
        return self._progress.alone >= ALONE_LIMIT and self.has_more

    @property
    def steps(self) -> int:
        """How many steps this portion has taken; the next begins when the instance is dumped."""
        return self._steps

    def take_at_most(self, steps: int) -> None:
        """Let each portion be so long, however far it has come by itself: the record tells."""
        self._limit = steps

    def hold(self) -> list[Transition]:
        """Let every token that would go on by itself stand where it is, until ``release``."""
        with determinism.counting(self._counter):
            self._finished += halting.hold(self._workflows, STEP_LIMIT)
        return self._compare()

    def held(self) -> list[Position]:
        """The tokens that are held."""
        return self._positions(TaskState.STARTED, halting.is_held)

    def release(self) -> list[Transition]:
        """Let what is held go, as if a person had moved it, and advance."""
        self._progress.moved_by_person()
        with determinism.counting(self._counter):
            halting.release(self._workflows())
        return self.advance()

    def is_undecided(self, task_id: str) -> bool:
        """Whether a gateway or a repetition stands here whose expression gave no answer."""
        return isinstance(self._active(task_id, TaskState.STARTED).task_spec, Deciding)

    def decide(self, task_id: str) -> list[Transition]:
        """Try once more to decide what stands undecided, and advance.

        Raises TaskNotFound, and ExpressionFailed or TooManyInstances, with nothing changed.
        """
        task = self._active(task_id, TaskState.STARTED)
        with determinism.counting(self._counter):
            task.task_spec.decide(task)
            self._finished.append(task.id)
            task.complete()
        return self.advance()

    def open_user_tasks(self) -> list[Position]:
        """The tasks that wait for a person."""
        return self._positions(TaskState.READY, lambda t: t.task_spec.manual)

    def awaited_messages(self) -> list[Position]:
        """The catching events that wait for a message."""
        return self._positions(TaskState.WAITING, lambda t: _awaits(t, AwaitMessage))

    def awaited_timers(self) -> list[Position]:
        """The events that wait for a time to come."""
        return self._positions(TaskState.WAITING, lambda t: _awaits(t, AwaitTime))

    def turns(self, task_id: str) -> tuple[Turn, ...]:
        """The turns that a task is in of what is done more than once, the outermost first."""
        task = self._any(task_id)
        own = turn_of(task)
        caller = task.workflow.parent_task_id
        around = () if caller is None else self.turns(caller)
        return around if own is None else (*around, own)

    def active(self) -> list[Position]:
        """Every element that a token has entered and not left; a join counts its waiting ones."""
        found = [at for phase, at in self._look().values() if phase == "active"]
        return sorted(found, key=lambda position: int(position.task))

    def complete(self, task_id: str, variables: Mapping[str, Any]) -> list[Transition]:
        """Complete a person's task or an automatic step, adding to its variables, and advance.

        Raises TaskNotFound when the task does not stand ready: the library would run a finished
        task again without a word.
        """
        task = self._active(task_id, TaskState.READY | TaskState.STARTED)
        task.set_data(**copied(variables))
        self._finished.append(task.id)
        with determinism.counting(self._counter):
            if task.has_state(TaskState.STARTED):
                task.complete()
            else:
                self._progress.moved_by_person()
                task.run()
        return self.advance()

    def deliver(self, task_id: str, payload: Mapping[str, Any]) -> list[Transition]:
        """Hand a message to the one event that waits for it, and advance."""
        task = self._active(task_id, TaskState.WAITING)
        self._progress.moved_by_message()
        task.internal_data.update(payload=copied(payload))
        return self._pass(task)

    def fire(self, task_id: str, due: datetime) -> list[Transition]:
        """Let the timer event that waits here for this time go on, and advance. Raises
        TaskNotFound."""
        event = self._active(task_id, TaskState.WAITING)
        self._progress.moved_by_time(self._place(event), due)
        return self._pass(event)

    def leads_back(self, task_id: str, due: datetime) -> bool:
        """Whether the timer that waits here for this time has only led back to itself."""
        return self._progress.leads_back(self._place(self._any(task_id)), due)

    def throw(self, task_id: str, thrown: Thrown) -> list[Transition]:
        """Throw an error or an escalation from a step, to the nearest event that takes it, and
        advance.

        Raises TaskNotFound, and ErrorUncaught, with nothing changed; an escalation that nothing
        takes is no fault (BPMN 2.0, 10.5.7).
        """
        task = self._active(task_id, TaskState.STARTED)
        event = self._taker(task, thrown)
        if event is None and thrown.kind == "error":
            raise ErrorUncaught(f"Nothing catches an error of {task.task_spec.bpmn_id}.")
        if thrown.ends:
            self._finished.append(task.id)
            with determinism.counting(self._counter):
                task.complete()
        if event is None:
            return self.advance()
        event.internal_data.update(payload=copied(thrown.values))
        return self._pass(event)

    @property
    def is_completed(self) -> bool:
        return bool(self._workflow.completed)

    @property
    def variables(self) -> Variables:
        """The variables of the task that finished last."""
        last = self._workflow.last_task
        return copied(last.data) if last is not None else {}

    def dump(self) -> state.State:
        """Compact the instance and give its state as JSON values; it can go on from here."""
        state.compact(self._workflow)
        self._seen = self._look()
        self._steps = 0
        return state.dump(self._workflow, self._counter.value, self._progress.as_values())

    def _pass(self, event: Any) -> list[Transition]:
        """What the event waits for has come."""
        event.internal_data.update(event_fired=True)
        self._finished.append(event.id)
        with determinism.counting(self._counter):
            event.task_spec._update(event)
            # At once, before anything else moves: it may end what it is attached to.
            event.run()
        return self.advance()

    def _count(self, _task: Any) -> None:
        most = STEP_LIMIT if self._limit is None else self._limit
        if self._steps >= most or (self._limit is None and self._progress.alone >= ALONE_LIMIT):
            raise halting.Enough
        self._steps += 1
        self._progress.alone += 1

    def _active(self, task_id: str, mask: int) -> Any:
        task = self._any(task_id)
        if task is None or not task.has_state(mask):
            raise TaskNotFound("The task does not stand ready.")
        return task

    def _any(self, task_id: str) -> Any:
        found = (workflow.tasks.get(task_id) for workflow in self._workflows())
        return next((task for task in found if task is not None), None)

    def _place(self, task: Any) -> str:
        """The element, in which turn, and what it is part of or called by, the outermost first."""
        turn, caller = turn_of(task), task.workflow.parent_task_id
        around = "" if caller is None else f"{self._place(self._any(caller))}/"
        return f"{around}{task.task_spec.name}" + ("" if turn is None else f":{turn.number}")

    def _taker(self, task: Any, thrown: Thrown) -> Any:
        """The waiting event that takes what a task throws: at itself, else at what it is part of.

        Of several at one place that which names the code comes before that which takes all.
        """
        found = [
            beside
            for beside in (task.parent.children if task.parent is not None else ())
            if beside.has_state(TaskState.WAITING)
            and _awaits(beside, AwaitThrown)
            and beside.task_spec.event_definition.takes(thrown.kind, thrown.code)
        ]
        if found:
            return min(found, key=lambda event: event.task_spec.event_definition.code is None)
        caller = task.workflow.parent_task_id
        return None if caller is None else self._taker(self._any(caller), thrown)

    def _workflows(self) -> list[Any]:
        return [self._workflow, *self._workflow.subprocesses.values()]

    def _positions(self, mask: int, wanted: Any) -> list[Position]:
        tasks = (task for workflow in self._workflows() for task in workflow.tasks.values())
        found = [task for task in tasks if task.has_state(mask) and wanted(task)]
        return [_position(task) for task in sorted(found, key=lambda t: int(t.id))]

    def _look(self) -> dict[str, tuple[str, Position]]:
        """Every task that shows in the diagram and has been reached: its phase and position."""
        return {
            task.id: (phase, _position(task))
            for workflow in self._workflows()
            for task in workflow.tasks.values()
            if task.task_spec.bpmn_id and (phase := _phase(task))
        }

    def _compare(self) -> list[Transition]:
        """What changed since the last look, in the order in which tasks finished."""
        now = self._look()
        transitions: list[Transition] = []
        rank = ranks(self._workflow, self._finished)
        changed = [task_id for task_id in now if now[task_id][0] != self._phase_before(task_id)]
        for task_id in sorted(changed, key=lambda i: (rank.get(i, len(rank)), int(i))):
            transitions.extend(self._change(task_id, *now[task_id]))
        for task_id, (phase, position) in self._seen.items():
            if phase == "active" and task_id not in now:
                transitions.append(_transition("cancelled", position))
        self._seen = now
        self._finished.clear()
        return transitions

    def _phase_before(self, task_id: str) -> str:
        return self._seen[task_id][0] if task_id in self._seen else ""

    def _change(self, task_id: str, phase: str, position: Position) -> list[Transition]:
        before = self._phase_before(task_id)
        entered = [_transition("entered", position)] if not before else []
        if phase == "active":
            return entered
        if phase == "cancelled" and not before:
            return []
        return [*entered, _transition("left" if phase == "left" else "cancelled", position)]


def _waits(task: Any) -> bool:
    """Whether it is the executor's to do, or to decide."""
    return isinstance(task.task_spec, (AutomaticStep, Deciding))


def _awaits(task: Any, what: type[Any]) -> bool:
    return isinstance(getattr(task.task_spec, "event_definition", None), what)


def _phase(task: Any) -> str:
    """How far a task has come; a boundary event is nowhere until it fires."""
    if isinstance(task.task_spec, BoundaryEvent) and not task.has_state(TaskState.COMPLETED):
        return ""
    if task.has_state(_ACTIVE):
        return "active"
    if task.has_state(TaskState.COMPLETED):
        return "left"
    return "cancelled" if task.has_state(TaskState.CANCELLED) else ""


def _position(task: Any) -> Position:
    spec = task.task_spec
    element = spec.stands_for if isinstance(spec, Deciding) else spec.bpmn_id
    process = process_of(task.workflow.spec.name)
    return Position(task.id, element, process, copied(task.data), turn_of(task))


def _transition(kind: str, position: Position) -> Transition:
    place = (position.task, position.element, position.process)
    return Transition(kind, *place, position.variables, position.turn)
