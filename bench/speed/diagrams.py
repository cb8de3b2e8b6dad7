"""The two diagrams that are walked: a plain loop, and one with everything that makes states grow.

Each is given to our engine as it is, and to stock SpiffWorkflow with its own words for the same.
"""

from __future__ import annotations

import itertools
import re

from tests.engine.diagrams import diagram, flow, lane, message_event, node, properties, timer_event

KEYS = ("plain", "rich")
ROUND = {"plain": 1, "rich": 4}
"""User tasks in one round of each: the rich one asks three at once, then has it confirmed."""

FORM_KEY = "carry"
MORE = {"more": True}
"""What completes a task sets, so that the loop goes round."""

_AGAIN = (
    "<bpmn:documentation>When.</bpmn:documentation>"
    '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">more = true'
    "</bpmn:conditionExpression>"
)
_IN_ENGLISH = {"name_en": "Name", "documentation_en": "Words."}
_VALUES = {"inputs": "message", "outputs": "more"}
"""What the call hands over and takes back, and the called process declares."""
_TASK = properties(form=FORM_KEY, operation="go_on", **_IN_ENGLISH)
_SEVERAL = (
    '<bpmn:multiInstanceLoopCharacteristics isSequential="false">'
    "<bpmn:loopCardinality>3</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>"
)

# What the library's plain parser needs instead: Python's equality, and none of our extensions.
_AS_STOCK = (
    (r"more = true", "more == True"),
    (r"<bpmn:messageEventDefinition [^>]*>(</bpmn:messageEventDefinition>)?", ""),
    (r"(?s)<bpmn:extensionElements>.*?</bpmn:extensionElements>", ""),
)


def ours() -> dict[str, str]:
    """The diagrams by key, the called one too."""
    return {"plain": _plain(), "rich": _rich(), "confirm": _confirm(), "waiting": _waiting()}


def stock() -> dict[str, str]:
    """The same for SpiffWorkflow's own parser."""
    return {key: _as_stock(text) for key, text in ours().items() if key != "waiting"}


def chain(tasks: int, *, stock: bool = False) -> str:
    """So many tasks one after the other: what every peer can run."""
    names = ["begun", *(f"step_{number}" for number in range(1, tasks + 1)), "ended"]
    steps = "".join(node("userTask", name, _TASK) for name in names[1:-1])
    nodes = _begun("chain") + steps + node("endEvent", "ended")
    flows = "".join(flow(*way) for way in itertools.pairwise(names))
    text = _diagram("chain", nodes, flows, *names[1:-1])
    return _as_stock(text) if stock else text


def _plain() -> str:
    nodes = _begun("plain") + _gateways() + node("userTask", "work", _TASK)
    flows = flow("begun", "meet") + flow("meet", "work") + flow("work", "is_more") + _round()
    return _diagram("plain", nodes, flows, "work")


def _rich() -> str:
    nodes = (
        _begun("rich")
        + _gateways()
        + node("userTask", "ask", _TASK + _SEVERAL)
        + node("boundaryEvent", "too_late", timer_event("late_at"), attachedToRef="ask")
        + node("exclusiveGateway", "asked")
        + node(
            "callActivity", "confirm", properties(**_IN_ENGLISH, **_VALUES), calledElement="confirm"
        )
    )
    flows = (
        flow("begun", "meet")
        + flow("meet", "ask")
        + flow("ask", "asked")
        + flow("too_late", "asked")
        + flow("asked", "confirm")
        + flow("confirm", "is_more")
        + _round()
    )
    return _diagram("rich", nodes, flows, "ask")


def _confirm() -> str:
    nodes = (
        node("startEvent", "called")
        + node("userTask", "confirm_it", _TASK)
        + node("endEvent", "confirmed")
    )
    flows = flow("called", "confirm_it") + flow("confirm_it", "confirmed")
    return _diagram("confirm", nodes, flows, "confirm_it", **_VALUES)


def _waiting() -> str:
    """Waits for a message about itself; only for counting what a message costs."""
    inside = properties(correlation_key="message") + message_event("answered")
    nodes = (
        _begun("waiting")
        + node("intermediateCatchEvent", "answered", inside)
        + node("endEvent", "ended")
    )
    return _diagram("waiting", nodes, flow("begun", "answered") + flow("answered", "ended"))


def _begun(key: str) -> str:
    return node("startEvent", "begun", message_event(f"{key}_wanted"))


def _gateways() -> str:
    return (
        node("exclusiveGateway", "meet")
        + node("exclusiveGateway", "is_more", default="is_more_to_ended")
        + node("endEvent", "ended")
    )


def _round() -> str:
    return flow("is_more", "meet", _AGAIN) + flow("is_more", "ended")


def _diagram(key: str, nodes: str, flows: str, *manual: str, **values: str) -> str:
    names = [name for name in (f"{key}_wanted", "answered") if f"message_{name}" in nodes]
    return diagram(
        nodes,
        flows,
        lanes=f"<bpmn:laneSet id='lanes_{key}'>{lane('carrier', *manual)}</bpmn:laneSet>"
        * bool(manual),
        messages="".join(f'<bpmn:message id="message_{n}" name="{n}"/>' for n in names),
        key=key,
        **values,
    )


def _as_stock(text: str) -> str:
    for ours_, theirs in _AS_STOCK:
        text = re.sub(ours_, theirs, text)
    return text
