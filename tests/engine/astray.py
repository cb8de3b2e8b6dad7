"""Faults to put into a right diagram at random, one or two, such as a tired hand would draw."""

from __future__ import annotations

import random
from collections.abc import Callable

from engine.elements import Flow, ProcessModel, read_process
from tests.engine.diagrams import flow, message_event, node, properties, timer_event


def led_astray(xml: str, rng: random.Random, is_right: Callable[[str], bool]) -> str | None:
    """The diagram with a fault or two that yet seems right, None where a few tries find none."""
    for _ in range(_TRIES):
        spoiled = xml
        for fault in rng.choices(_FAULTS, k=rng.choice((1, 1, 2))):
            spoiled = fault(spoiled, read_process(spoiled.encode()), rng)
        if spoiled != xml and is_right(spoiled):
            return spoiled
    return None


def _rewired(xml: str, model: ProcessModel, rng: random.Random) -> str:
    """A flow led to another element of the same sub-process."""
    led = _any_flow(model, rng)
    scope = model.elements[led.source].scope
    others = [e.id for e in model.inside(scope) if e.type != "startEvent" and not e.attached_to]
    return xml.replace(_drawn(led), _drawn(led, to=rng.choice(others)))


def _doubled(xml: str, model: ProcessModel, rng: random.Random) -> str:
    """A second flow beside one, between the same elements."""
    drawn = f"<bpmn:sequenceFlow {_drawn(_any_flow(model, rng))}"
    beside = drawn.replace('id="', 'id="beside_', 1) + "/>"
    return xml.replace(drawn, beside + drawn, 1)


def _interrupted(xml: str, model: ProcessModel, rng: random.Random) -> str:
    """One more boundary event on a step, most likely at one that has one, and a way from it."""
    hosts = [e.id for e in model.elements.values() if e.type in _HOSTS]
    hosts += [e.attached_to for e in model.elements.values() if e.attached_to] * 3
    if not hosts:
        return xml
    host = rng.choice(hosts)
    own = f"{rng.choice(list(_COMING))}_more_{len(model.elements)}"
    inside = [e for e in model.inside(model.elements[host].scope) if e.type != "startEvent"]
    targets = [e.id for e in inside if not e.attached_to]
    targets += [e.id for e in inside if e.type in _JOINS] * 8
    more = _boundary(own, host) + flow(own, rng.choice(targets))
    xml = xml.replace(
        "<bpmndi:BPMNDiagram",
        f'<bpmn:message id="message_{own}" name="{own}"/>\n<bpmndi:BPMNDiagram',
        1,
    )
    before = xml.index(f' id="{host}"')
    place = xml.rindex("<", 0, before)
    return xml[:place] + more + xml[place:]


def _boundary(own: str, host: str) -> str:
    is_interrupting, awaits = _COMING[own.split("_")[0]]
    inside = properties(correlation_key="1") + message_event(own) if awaits else timer_event("due")
    cancel = str(is_interrupting).lower()
    return node("boundaryEvent", own, inside, attachedToRef=host, cancelActivity=cancel)


def _emptied(xml: str, model: ProcessModel, rng: random.Random) -> str:
    """A task that is done for nobody."""
    tasks = [e.id for e in model.elements.values() if e.type == "userTask" and not e.repeats]
    if not tasks:
        return xml
    several = "<bpmn:loopCardinality>0</bpmn:loopCardinality>"
    kind = "multiInstanceLoopCharacteristics"
    right = node("userTask", rng.choice(tasks))
    return xml.replace(
        right,
        right.replace("</bpmn:userTask", f"<bpmn:{kind}>{several}</bpmn:{kind}></bpmn:userTask"),
    )


def _any_flow(model: ProcessModel, rng: random.Random) -> Flow:
    return model.flows[rng.choice(sorted(model.flows))]


def _drawn(led: Flow, *, to: str | None = None) -> str:
    return f'id="{led.id}" sourceRef="{led.source}" targetRef="{to or led.target}"'


_TRIES = 8
_HOSTS = ("userTask", "serviceTask", "callActivity", "subProcess")
_JOINS = ("inclusiveGateway",)
# By how its id begins: whether it interrupts, and whether a message is awaited or a time.
_COMING = {"late": (True, False), "beside": (False, False), "again": (False, True)}
_FAULTS = (_rewired, _rewired, _doubled, _interrupted, _interrupted, _emptied)
