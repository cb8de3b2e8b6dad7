"""An activity that is done more than once: in a loop, one after the other, or all at once.

Around it stands a process of its own, which is only: a beginning that decides how many, an
instance, what is to be done, and a look at whether there is more (BPMN 2.0, 13.3.6 and 13.3.7). So
what is attached to the activity guards all of its instances, and who ends it ends them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.bpmn.specs.control import SimpleBpmnTask
from SpiffWorkflow.util.task import TaskState

from engine.elements import Element
from engine.errors import TooManyInstances
from engine.expressions import ExpressionFailed, compile_expression, to_scalar
from engine.repeats import (
    ACTIVE,
    COMPLETED,
    COUNTER,
    INSTANCES,
    MOST_INSTANCES,
    TERMINATED,
    Repeats,
)
from engine.spiff.deciding import Deciding
from engine.spiff.events import end_all
from engine.texts import Text

MORE, DONE, ENOUGH = "more", "done", "enough"
"""After an instance: begin another, leave the others be, or end those that are under way."""


@dataclass(frozen=True)
class Turn:
    """Which time something is done that is done more than once: ``number`` from 1, ``of`` how many
    times in all, None in a loop, where nobody knows."""

    number: int
    of: int | None


class Instance(SimpleBpmnTask):  # type: ignore[misc]
    """Hands an instance what is its own: its number, and its item of the collection."""

    def __init__(self, wf_spec: Any, element: Element) -> None:
        super().__init__(wf_spec, f"{element.id}.instance")
        self.is_loop = element.repeats is not None and element.repeats.kind == "loop"

    def _run_hook(self, my_task: Any) -> bool:
        my_task.set_data(**my_task.internal_data["values"])
        return True


class _Hidden(Deciding, SimpleBpmnTask):  # type: ignore[misc]
    """Makes its children itself, when it knows how many there are; none are planned ahead."""

    role = ""

    def __init__(self, wf_spec: Any, element: Element, instance: Instance) -> None:
        super().__init__(wf_spec, f"{element.id}.{self.role}")
        if element.repeats is None:
            raise ValueError(f"{element.id} is done once.")
        self.stands_for = element.id
        self.repeats: Repeats = element.repeats
        self._instance = instance
        self.connect(instance)
        self.connect(wf_spec.end)

    def _predict_hook(self, my_task: Any) -> None:
        my_task._sync_children([])

    def _begin(self, my_task: Any) -> None:
        """One more instance, below this task."""
        note = my_task.workflow.data
        values = {COUNTER: note["begun"] + 1}
        if self.repeats.item is not None:
            values[self.repeats.item] = note["items"][note["begun"]]
        note["begun"] += 1
        self._add(my_task, self._instance).internal_data["values"] = values

    def _leave(self, my_task: Any) -> None:
        """Nothing more is to be done on this path."""
        self._add(my_task, self._wf_spec.end)

    def _add(self, my_task: Any, spec: Any) -> Any:
        child = my_task._add_child(spec, TaskState.FUTURE)
        spec._predict(child, mask=TaskState.FUTURE | TaskState.PREDICTED_MASK)
        return child

    def _holds(self, condition: str, my_task: Any, more: Mapping[str, int]) -> bool:
        return compile_expression(condition).evaluate_condition({**my_task.data, **more})


class Begin(_Hidden):
    """Decides how many instances there shall be, and begins the first or all of them."""

    role = "begin"

    def decide(self, my_task: Any) -> None:
        times, items = self._how_many(my_task)
        own = [name for name in (COUNTER, self.repeats.item) if name in my_task.data]
        before = {name: my_task.data[name] for name in own}
        my_task.workflow.data.update(times=times, items=items, begun=0, done=0, before=before)

    def _on_complete_hook(self, my_task: Any) -> None:
        super()._on_complete_hook(my_task)
        times = my_task.workflow.data["times"]
        for _ in range(times if self.repeats.kind == "parallel" else min(times, 1)):
            self._begin(my_task)
        if not times:
            self._leave(my_task)

    def _how_many(self, my_task: Any) -> tuple[int, list[Any] | None]:
        repeats = self.repeats
        if repeats.kind == "loop":
            is_begun = not repeats.tests_first or self._holds(
                repeats.condition or "false", my_task, {COUNTER: 0}
            )
            return (repeats.at_most or MOST_INSTANCES) * is_begun, None
        if repeats.collection is not None:
            items = _items(repeats.collection, my_task.data)
            return _not_too_many(len(items)), items
        return _not_too_many(_whole_number(repeats.times or "0", my_task.data)), None


class Look(_Hidden):
    """Looks, when an instance is done, whether there is more to do."""

    role = "look"

    def decide(self, my_task: Any) -> None:
        note = my_task.workflow.data
        done = {**note, "done": note["done"] + 1}
        my_task.internal_data["next"] = self._next(my_task, done)
        note["done"] += 1

    def _on_complete_hook(self, my_task: Any) -> None:
        super()._on_complete_hook(my_task)
        following = my_task.internal_data["next"]
        self._take_back(my_task, my_task.workflow.data["before"])
        if following == ENOUGH:
            end_all([task for task in my_task.workflow.tasks.values() if task is not my_task])
        if following == MORE:
            self._begin(my_task)
        else:
            self._leave(my_task)

    def _next(self, my_task: Any, note: Mapping[str, Any]) -> str:
        repeats = self.repeats
        if repeats.kind == "loop":
            return MORE if self._goes_round(my_task, note) else DONE
        condition = repeats.condition
        if condition is not None and self._holds(condition, my_task, _figures(note)):
            return ENOUGH
        is_next = repeats.kind == "sequential" and note["begun"] < note["times"]
        return MORE if is_next else DONE

    def _goes_round(self, my_task: Any, note: Mapping[str, Any]) -> bool:
        done = {COUNTER: note["done"]}
        if not self._holds(self.repeats.condition or "false", my_task, done):
            return False
        if note["begun"] < note["times"]:
            return True
        if self.repeats.at_most is None:
            raise TooManyInstances(f"A loop went round {MOST_INSTANCES} times and wants more.")
        return False

    def _take_back(self, my_task: Any, before: Mapping[str, Any]) -> None:
        """What belonged to the instance is no value of the process."""
        for name in (COUNTER, self.repeats.item):
            my_task.data.pop(name, None)
        my_task.data.update(before)


def turn_of(task: Any) -> Turn | None:
    """The turn of a task that is done more than once; None for the whole, and for all others."""
    if task.parent is None or not isinstance(task.parent.task_spec, Instance):
        return None
    note, is_loop = task.workflow.data, task.parent.task_spec.is_loop
    number = task.parent.internal_data["values"][COUNTER]
    return Turn(number, None if is_loop else note["times"])


def _figures(note: Mapping[str, Any]) -> dict[str, int]:
    """What a completion condition may ask for."""
    return {
        INSTANCES: note["times"],
        ACTIVE: note["begun"] - note["done"],
        COMPLETED: note["done"],
        TERMINATED: 0,
    }


def _items(collection: str, variables: Mapping[str, Any]) -> list[Any]:
    found = compile_expression(collection).evaluate(variables)
    if not isinstance(found, list):
        raise ExpressionFailed(
            Text("Samlingen är ingen lista.", "The collection is not a list."),
        )
    return [to_scalar(item) for item in found]


def _whole_number(expression: str, variables: Mapping[str, Any]) -> int:
    found = to_scalar(compile_expression(expression).evaluate(variables))
    if isinstance(found, bool) or not isinstance(found, int) or found < 0:
        raise ExpressionFailed(
            Text("Antalet är inget heltal från 0.", "The number is no whole number from 0.")
        )
    return found


def _not_too_many(times: int) -> int:
    if times > MOST_INSTANCES:
        raise TooManyInstances(f"More than {MOST_INSTANCES} instances of one activity.")
    return times
