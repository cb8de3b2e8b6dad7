"""From a process model that passed the linter to the specs that SpiffWorkflow runs.

We build the specs ourselves instead of using the library's parser: one reading of the XML, no
parser that hangs or drops elements without a word (engine.md B14, B15), and no Python expression
on any path.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.control import SimpleBpmnTask
from SpiffWorkflow.bpmn.specs.event_definitions import NoneEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin

from engine.bpmn import CHOOSING
from engine.elements import Element, Flow, ProcessModel, value_names
from engine.expressions import compile_expression
from engine.spiff.deciding import Condition, ExclusiveGateway
from engine.spiff.events import (
    AwaitMessage,
    AwaitThrown,
    AwaitTime,
    BoundaryEvent,
    BoundarySplit,
    EventGateway,
    RacingEvent,
    TerminateEnd,
)
from engine.spiff.joins import InclusiveGateway, LastEnd, ParallelJoin
from engine.spiff.repeating import Begin, Instance, Look

PART = "/"
"""In the name of a spec: what follows is a part of the process before it."""
AGAIN = "*"
"""At the end of the name of a spec: it is what stands around something that is repeated."""


@dataclass(frozen=True)
class SpecBundle:
    """The spec of a process and of every process it calls, ready to run."""

    top: Any
    called: Mapping[str, Any]


class AutomaticStep(BpmnSpecMixin):  # type: ignore[misc]
    """A step that the executor carries out: it stays STARTED until the executor completes it."""

    def _run_hook(self, my_task: Any) -> None:
        return None


class Call(defaults.CallActivity):  # type: ignore[misc]
    """Runs another process, a sub-process, or the instances of what is repeated."""

    def __init__(self, spec: Any, element: Element, called: str) -> None:
        super().__init__(spec, element.id, called, bpmn_name=element.name)


class DeclaredCall(Call):
    """Hands over and takes back only the values that the call names; what it says nothing of, all.

    For SpiffWorkflow 3.2.0, where the called process declares them, and else sees everything of its
    caller and overwrites it (B17). Can go when a call can say so itself.
    """

    def __init__(self, spec: Any, element: Element, called: str) -> None:
        super().__init__(spec, element, called)
        self.takes, self.gives = (
            None if said is None else value_names(said)
            for said in (element.inputs, element.outputs)
        )

    def copy_data(self, my_task: Any, subworkflow: Any) -> None:
        subworkflow.task_tree.set_data(**_only(self.takes, my_task.data))

    def update_data(self, my_task: Any, subworkflow: Any) -> None:
        my_task.set_data(**_only(self.gives, subworkflow.last_task.data))


def _only(names: tuple[str, ...] | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of the values that have these names, of all without names."""
    wanted = values if names is None else [name for name in names if name in values]
    return {name: copy.deepcopy(values[name]) for name in wanted}


class NoScripts(PythonScriptEngine):  # type: ignore[misc]
    """Refuses every script and Python expression: nothing of ours may ask for one."""

    def evaluate(self, *_args: Any, **_named: Any) -> Any:
        raise RuntimeError("A diagram asked for a Python expression; there are none here.")

    execute = evaluate
    call_service = evaluate


def build_bundle(models: Mapping[str, ProcessModel], key: str) -> SpecBundle:
    """Build the specs of the process ``key`` and of all the others, which it may call."""
    specs: dict[str, Any] = {}
    for model in models.values():
        _Scopes(model, specs).put(model.key, None)
    return SpecBundle(specs.pop(key), specs)


def process_of(spec_name: str) -> str:
    """The key of the process that a spec is of, or is a part of."""
    return spec_name.partition(PART)[0]


@dataclass(frozen=True)
class _Scopes:
    """Writes the specs of one process: of itself, its sub-processes and what it does repeatedly."""

    model: ProcessModel
    specs: dict[str, Any]

    def put(self, name: str, scope: str | None) -> None:
        """The spec of what stands in a scope: None is the process itself."""
        spec = self.specs[name] = _empty(name)
        elements = self.model.inside(scope)
        nodes = {e.id: self._node(spec, e) for e in elements if e.type in _NODES}
        for element in elements:
            if element.type == "startEvent":
                spec.start.connect(nodes[element.id])
            if element.type == "endEvent":
                nodes[element.id].connect(spec.end)
        ways_in = nodes | _guarded(spec, elements, nodes)
        for flow in self.model.flows.values():
            if flow.source in nodes:
                _connect(self.model, flow, nodes[flow.source], ways_in[flow.target])

    def _node(self, spec: Any, element: Element) -> Any:
        if element.repeats is None:
            return self._once(spec, element)
        around = f"{self.model.key}{PART}{element.id}{AGAIN}"
        self._put_repeated(around, element)
        return Call(spec, element, around)

    def _once(self, spec: Any, element: Element) -> Any:
        if element.type != "subProcess":
            return _NODES[element.type](self.model, spec, element)
        inside = f"{self.model.key}{PART}{element.id}"
        self.put(inside, element.id)
        return Call(spec, element, inside)

    def _put_repeated(self, name: str, element: Element) -> None:
        spec = self.specs[name] = _empty(name)
        body = self._once(spec, element)
        instance = Instance(spec, element)
        instance.connect(body)
        begin = Begin(spec, element, instance)
        spec.start.connect(begin)
        body.connect(Look(spec, element, instance))


def _guarded(spec: Any, elements: Iterable[Element], nodes: Mapping[str, Any]) -> dict[str, Any]:
    """For each host of boundary events the split that leads to it and to them."""
    splits: dict[str, Any] = {}
    for event in elements:
        if event.attached_to is not None:
            host = nodes[event.attached_to]
            if event.attached_to not in splits:
                splits[event.attached_to] = BoundarySplit(spec, host)
            splits[event.attached_to].connect(nodes[event.id])
    return splits


def _empty(name: str) -> Any:
    """A spec with our own end in the place of the library's, which it makes for itself."""
    spec = BpmnProcessSpec(name=name)
    end = spec.end.name
    del spec.task_specs[end], spec.task_specs["End"]
    spec.end = LastEnd(spec, end)
    spec.end.connect(SimpleBpmnTask(spec, "End"))
    return spec


def _connect(model: ProcessModel, flow: Flow, source: Any, target: Any) -> None:
    if model.elements[flow.source].type in CHOOSING and flow.condition:
        source.connect_if(Condition(compile_expression(flow.condition)), target)
    else:
        source.connect(target)


_Node = Callable[[ProcessModel, Any, Element], Any]


def _plain(spec_class: type[Any]) -> _Node:
    return lambda _model, spec, element: spec_class(spec, element.id, bpmn_name=element.name)


def _deciding(spec_class: type[Any]) -> _Node:
    def put(_model: ProcessModel, spec: Any, element: Element) -> Any:
        made = spec_class(spec, element.id, bpmn_name=element.name)
        made.stands_for = element.id
        return made

    return put


def _start(_model: ProcessModel, spec: Any, element: Element) -> Any:
    return defaults.StartEvent(spec, element.id, NoneEventDefinition(), bpmn_name=element.name)


def _end(_model: ProcessModel, spec: Any, element: Element) -> Any:
    if element.event is None:
        return defaults.EndEvent(spec, element.id, NoneEventDefinition(), bpmn_name=element.name)
    if element.event == "terminate":
        return TerminateEnd(spec, element.id, NoneEventDefinition(), bpmn_name=element.name)
    return AutomaticStep(spec, element.id, bpmn_name=element.name)


def _call(_model: ProcessModel, spec: Any, element: Element) -> Any:
    return DeclaredCall(spec, element, element.called_process or "")


def _awaited(element: Element) -> Any:
    if element.event == "timer":
        return AwaitTime()
    if element.event in ("error", "escalation"):
        return AwaitThrown(element.event, element.code)
    return AwaitMessage()


def _catch(model: ProcessModel, spec: Any, element: Element) -> Any:
    sources = [model.elements[model.flows[flow].source] for flow in element.incoming]
    races = any(source.type == "eventBasedGateway" for source in sources)
    spec_class = RacingEvent if races else defaults.IntermediateCatchEvent
    return spec_class(spec, element.id, _awaited(element), bpmn_name=element.name)


def _boundary(_model: ProcessModel, spec: Any, element: Element) -> Any:
    return BoundaryEvent(
        spec, element.id, _awaited(element), element.is_interrupting, bpmn_name=element.name
    )


_NODES: dict[str, _Node] = {
    "startEvent": _start,
    "endEvent": _end,
    "userTask": _plain(defaults.UserTask),
    "manualTask": _plain(defaults.UserTask),
    "serviceTask": _plain(AutomaticStep),
    "businessRuleTask": _plain(AutomaticStep),
    "sendTask": _plain(AutomaticStep),
    "receiveTask": _catch,
    "intermediateThrowEvent": _plain(AutomaticStep),
    "intermediateCatchEvent": _catch,
    "boundaryEvent": _boundary,
    "exclusiveGateway": _deciding(ExclusiveGateway),
    "parallelGateway": _plain(ParallelJoin),
    "inclusiveGateway": _deciding(InclusiveGateway),
    "eventBasedGateway": _plain(EventGateway),
    "callActivity": _call,
    "subProcess": _call,
}
