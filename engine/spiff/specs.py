"""From a process model that passed the linter to the specs that SpiffWorkflow runs.

We build the specs ourselves instead of using the library's parser: one reading of the XML, no
parser that hangs or drops elements without a word (engine.md B14, B15), and no Python expression
on any path.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.control import SimpleBpmnTask, _EndJoin
from SpiffWorkflow.bpmn.specs.event_definitions import NoneEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin
from SpiffWorkflow.util.task import TaskState

from engine.elements import Element, Flow, ProcessModel
from engine.expressions import Expression, compile_expression
from engine.spiff.events import AwaitMessage, AwaitTime, BoundaryEvent, BoundarySplit

TAKEN = "taken"
"""Marks a token that a join has let through together with the others."""


@dataclass(frozen=True)
class SpecBundle:
    """The spec of a process and of every process it calls, ready to run."""

    top: Any
    called: Mapping[str, Any]


class AutomaticStep(BpmnSpecMixin):  # type: ignore[misc]
    """A step that the executor carries out: it stays STARTED until the executor completes it."""

    def _run_hook(self, my_task: Any) -> None:
        return None


class ParallelJoin(defaults.ParallelGateway):  # type: ignore[misc]
    """Waits for one token on each incoming flow, and takes exactly those away.

    For SpiffWorkflow 3.2.0, whose own gateway reads from the shape of the whole tree what has
    arrived, and so lets through too early in a loop (B1). Ours marks what it has taken. Can go
    when the library counts tokens, if its tests here pass without it.
    """

    def _check_threshold_unstructured(self, my_task: Any) -> bool:
        return len(self._arrived(my_task)) == len(set(self.inputs))

    def _run_hook(self, my_task: Any) -> bool:
        arrived = list(self._arrived(my_task).values())
        _bring_together(my_task, arrived)
        for task in arrived:
            task.internal_data[TAKEN] = True
        return True

    def _arrived(self, my_task: Any) -> dict[str, Any]:
        """The first token that came by each flow and was not taken; by its own flow, my_task."""
        arrived: dict[str, Any] = {}
        for task in my_task.workflow.tasks.values():
            if task.task_spec is self and is_parked(task):
                source = task.parent.task_spec.name
                if source not in arrived or int(task.id) < int(arrived[source].id):
                    arrived[source] = task
        return arrived | {my_task.parent.task_spec.name: my_task}


def is_parked(task: Any) -> bool:
    """Whether the task is a token that a join has not taken yet, whatever its state says.

    The library cancels a token that waits at a join when the next one comes.
    """
    if not isinstance(task.task_spec, UnstructuredJoin) or task.internal_data.get(TAKEN):
        return False
    return task.parent is not None and bool(task.parent.has_state(TaskState.COMPLETED))


class LastEnd(_EndJoin):  # type: ignore[misc]
    """Where a process ends once every token has come to an end of its own."""

    def _run_hook(self, my_task: Any) -> bool:
        tasks = my_task.workflow.tasks.values()
        _bring_together(my_task, [t for t in tasks if t.task_spec is self and is_parked(t)])
        return True


def _bring_together(my_task: Any, arrived: list[Any]) -> None:
    """Give the token that goes on what each branch has changed; of two changes the later one.

    Compared to where the branches parted: a branch that only carried a value along must not undo
    what another one did to it, as it would in the library, where the last to come wins whole.
    """
    parted = _last_common_ancestor(arrived)
    base = parted.data if parted is not None else {}
    values = dict(base)
    for task in sorted(arrived, key=lambda t: (t is my_task, int(t.last_state_change))):
        carried = task.parent.data
        values |= {n: v for n, v in carried.items() if n not in base or base[n] != v}
    my_task.data = copy.deepcopy(values)


def _last_common_ancestor(tasks: list[Any]) -> Any:
    lines = [_line(task) for task in tasks]
    common = None
    for level in zip(*lines, strict=False):
        if any(task is not level[0] for task in level):
            break
        common = level[0]
    return common


def _line(task: Any) -> list[Any]:
    """The ancestors of a task, the root first."""
    line: list[Any] = []
    while (task := task.parent) is not None:
        line.append(task)
    return line[::-1]


class Condition:
    """A FEEL condition on a sequence flow. Only true opens it; a word is not true (B11)."""

    def __init__(self, expression: Expression) -> None:
        self.expression = expression

    def _matches(self, task: Any) -> bool:
        return self.expression.evaluate_condition(task.data)


class NoScripts(PythonScriptEngine):  # type: ignore[misc]
    """Refuses every script and Python expression: nothing of ours may ask for one."""

    def evaluate(self, *_args: Any, **_named: Any) -> Any:
        raise RuntimeError("A diagram asked for a Python expression; there are none here.")

    execute = evaluate
    call_service = evaluate


def build_bundle(models: Mapping[str, ProcessModel], key: str) -> SpecBundle:
    """Build the specs of the process ``key`` and of all the others, which it may call."""
    specs = {name: _build(model) for name, model in models.items()}
    return SpecBundle(specs.pop(key), specs)


def _build(model: ProcessModel) -> Any:
    spec = BpmnProcessSpec(name=model.key)
    _put_end(spec)
    nodes = {
        element.id: _NODES[element.type](spec, element)
        for element in model.elements.values()
        if element.type in _NODES
    }
    for element in model.elements.values():
        if element.type == "startEvent":
            spec.start.connect(nodes[element.id])
        if element.type == "endEvent":
            nodes[element.id].connect(spec.end)
    ways_in = nodes | _guarded(spec, model, nodes)
    for flow in model.flows.values():
        _connect(model, flow, nodes[flow.source], ways_in[flow.target])
    return spec


def _guarded(spec: Any, model: ProcessModel, nodes: Mapping[str, Any]) -> dict[str, Any]:
    """For each host of boundary events the split that leads to it and to them."""
    splits: dict[str, Any] = {}
    for event in model.elements.values():
        if event.attached_to is not None:
            host = nodes[event.attached_to]
            if event.attached_to not in splits:
                splits[event.attached_to] = BoundarySplit(spec, host)
            splits[event.attached_to].connect(nodes[event.id])
    return splits


def _put_end(spec: Any) -> None:
    """Our own end in the place of the library's, which a process spec makes for itself."""
    name = spec.end.name
    del spec.task_specs[name], spec.task_specs["End"]
    spec.end = LastEnd(spec, name)
    spec.end.connect(SimpleBpmnTask(spec, "End"))


def _connect(model: ProcessModel, flow: Flow, source: Any, target: Any) -> None:
    if model.elements[flow.source].type == "exclusiveGateway" and flow.condition:
        source.connect_if(Condition(compile_expression(flow.condition)), target)
    else:
        source.connect(target)


def _plain(spec_class: type[Any]) -> Callable[[Any, Element], Any]:
    return lambda spec, element: spec_class(spec, element.id, bpmn_name=element.name)


def _event(spec_class: type[Any], definition: type[Any]) -> Callable[[Any, Element], Any]:
    return lambda spec, element: spec_class(spec, element.id, definition(), bpmn_name=element.name)


def _call(spec: Any, element: Element) -> Any:
    return defaults.CallActivity(spec, element.id, element.called_process, bpmn_name=element.name)


def _awaited(element: Element) -> Any:
    return AwaitMessage() if element.due is None else AwaitTime()


def _catch(spec: Any, element: Element) -> Any:
    return defaults.IntermediateCatchEvent(
        spec, element.id, _awaited(element), bpmn_name=element.name
    )


def _boundary(spec: Any, element: Element) -> Any:
    return BoundaryEvent(
        spec, element.id, _awaited(element), element.is_interrupting, bpmn_name=element.name
    )


_NODES: dict[str, Callable[[Any, Element], Any]] = {
    "startEvent": _event(defaults.StartEvent, NoneEventDefinition),
    "endEvent": _event(defaults.EndEvent, NoneEventDefinition),
    "userTask": _plain(defaults.UserTask),
    "serviceTask": _plain(AutomaticStep),
    "businessRuleTask": _plain(AutomaticStep),
    "intermediateThrowEvent": _plain(AutomaticStep),
    "intermediateCatchEvent": _catch,
    "boundaryEvent": _boundary,
    "exclusiveGateway": _plain(defaults.ExclusiveGateway),
    "parallelGateway": _plain(ParallelJoin),
    "callActivity": _call,
}
