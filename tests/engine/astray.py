"""Faults to put into a right diagram at random, one or two, such as a tired hand would draw."""

from __future__ import annotations

import random

from engine.elements import Flow, ProcessModel, read_process


def led_astray(xml: str, rng: random.Random) -> str:
    """The diagram with a fault or two in it; what the linter lets pass of them must still run."""
    for _ in range(rng.randint(1, 2)):
        xml = rng.choice(_FAULTS)(xml, read_process(xml.encode()), rng)
    return xml


def _rewired(xml: str, model: ProcessModel, rng: random.Random) -> str:
    """A flow led to another element of the same sub-process."""
    flow = _any_flow(model, rng)
    scope = model.elements[flow.source].scope
    others = [e.id for e in model.inside(scope) if e.type != "startEvent" and not e.attached_to]
    return xml.replace(_drawn(flow), _drawn(flow, to=rng.choice(others)))


def _doubled(xml: str, model: ProcessModel, rng: random.Random) -> str:
    """A second flow beside one, between the same elements."""
    flow = _any_flow(model, rng)
    drawn = f"<bpmn:sequenceFlow {_drawn(flow)}"
    beside = drawn.replace('id="', 'id="beside_', 1) + "/>"
    return xml.replace(drawn, beside + drawn, 1)


def _any_flow(model: ProcessModel, rng: random.Random) -> Flow:
    return model.flows[rng.choice(sorted(model.flows))]


def _drawn(flow: Flow, *, to: str | None = None) -> str:
    return f'id="{flow.id}" sourceRef="{flow.source}" targetRef="{to or flow.target}"'


_FAULTS = (_rewired, _doubled)
