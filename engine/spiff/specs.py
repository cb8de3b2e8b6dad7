"""From a process model that passed the linter to the specs that SpiffWorkflow runs.

We build the specs ourselves instead of using the library's parser: one reading of the XML, no
parser that hangs or drops elements without a word (engine.md B14, B15), and no Python expression
on any path.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.event_definitions import NoneEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin

from engine.elements import Element, ProcessModel
from engine.expressions import Expression, compile_expression


@dataclass(frozen=True)
class SpecBundle:
    """The spec of a process and of every process it calls, ready to run."""

    top: Any
    called: Mapping[str, Any]


class AutomaticStep(BpmnSpecMixin):  # type: ignore[misc]
    """A step that the executor carries out: it stays STARTED until the executor completes it."""

    def _run_hook(self, my_task: Any) -> None:
        return None


class AwaitMessage(EventDefinition):  # type: ignore[misc]
    """Waits until the executor hands over the one message that was correlated to this task."""

    def catches(self, my_task: Any, event: Any) -> bool:
        return False

    def update_task_data(self, my_task: Any) -> None:
        my_task.set_data(**my_task.internal_data.pop("payload", {}))


class ParallelJoin(defaults.ParallelGateway):  # type: ignore[misc]
    """The library's gateway; a class of our own so that its tests have a name to stand on."""


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
    for flow in model.flows.values():
        _connect(model, nodes, flow)
    return spec


def _connect(model: ProcessModel, nodes: Mapping[str, Any], flow: Any) -> None:
    source, target = nodes[flow.source], nodes[flow.target]
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


_NODES: dict[str, Callable[[Any, Element], Any]] = {
    "startEvent": _event(defaults.StartEvent, NoneEventDefinition),
    "endEvent": _event(defaults.EndEvent, NoneEventDefinition),
    "userTask": _plain(defaults.UserTask),
    "serviceTask": _plain(AutomaticStep),
    "businessRuleTask": _plain(AutomaticStep),
    "intermediateThrowEvent": _plain(AutomaticStep),
    "intermediateCatchEvent": _event(defaults.IntermediateCatchEvent, AwaitMessage),
    "exclusiveGateway": _plain(defaults.ExclusiveGateway),
    "parallelGateway": _plain(ParallelJoin),
    "callActivity": _call,
}
