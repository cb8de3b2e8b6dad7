"""What comes beside a host, once or again and again, is followed to where it meets the rest."""

from __future__ import annotations

import pytest

from engine.elements import read_process
from engine.lint.soundness import check_soundness
from engine.spiff.live import LiveInstance
from engine.spiff.specs import build_bundle
from tests.engine.diagrams import (
    diagram,
    flow,
    message_event,
    node,
    properties,
    speak_both_languages,
    timer_event,
)
from tests.engine.house import START

TOP = "top"
KNOWN = (
    '<bpmn:escalation id="told" escalationCode="told"/>'
    '<bpmn:message id="message_note" name="note"/>'
)
NOTE = properties(correlation_key="key") + message_event("note")
TOLD = '<bpmn:escalationEventDefinition escalationRef="told"/>'
TIME = timer_event("due")


def beside(own: str, host: str, awaits: str) -> str:
    return node("boundaryEvent", own, awaits, attachedToRef=host, cancelActivity="false")


def met(events: str, *ways: str, host: str = "userTask", inside: str = "") -> str:
    """What comes beside a host meets it in an inclusive join; behind that a task is waited for."""
    nodes = (
        node("startEvent", "begun")
        + node("parallelGateway", "split")
        + node(host, "work", inside)
        + events
        + node("userTask", "other")
        + node("exclusiveGateway", "either")
        + node("inclusiveGateway", "some")
        + node("parallelGateway", "both")
        + node("endEvent", "ended")
    )
    pairs = [
        ("begun", "split"), ("split", "work"), ("split", "other"), ("work", "some"),
        ("either", "some"), ("some", "both"), ("other", "both"), ("both", "ended"),
    ]  # fmt: skip
    drawn = "".join(flow(a, b) for a, b in pairs) + "".join(ways)
    return diagram(nodes, drawn, lanes="", messages=KNOWN, key=TOP)


TELLING = (
    node("startEvent", "a")
    + node("intermediateThrowEvent", "first", TOLD)
    + node("intermediateThrowEvent", "second", TOLD)
    + node("endEvent", "z")
    + flow("a", "first")
    + flow("first", "second")
    + flow("second", "z")
)
HANGING = {
    "two reminders": met(
        beside("one", "work", TIME) + beside("two", "work", TIME),
        flow("one", "either"),
        flow("two", "either"),
    ),
    "a message that comes twice": met(beside("one", "work", NOTE), flow("one", "either")),
    "an escalation that comes twice": met(
        beside("one", "work", TOLD), flow("one", "either"), host="subProcess", inside=TELLING
    ),
}


def codes(xml: str) -> list[tuple[str, str | None]]:
    found = list(check_soundness(read_process(xml.encode())))
    speak_both_languages(found)
    return [(finding.code, finding.element) for finding in found]


@pytest.mark.parametrize("drawing", HANGING.values(), ids=HANGING)
def test_what_comes_twice_beside_its_host_would_leave_a_token_at_a_join(drawing: str) -> None:
    assert codes(drawing) == [("join_waits_for_ever", "both")]


def test_one_reminder_that_comes_once_meets_its_host_and_goes_on() -> None:
    assert codes(met(beside("one", "work", TIME), flow("one", "either"))) == []


def test_reminders_that_end_by_themselves_may_be_as_many_as_one_likes() -> None:
    names = [f"late_{number}" for number in range(40)]
    events = "".join(beside(name, "work", TIME) for name in names)
    gone = [node("endEvent", f"{name}_over") + flow(name, f"{name}_over") for name in names]
    once = beside("one", "work", TIME)
    assert codes(met(once + events, flow("one", "either"), *gone)) == []


def test_a_reminder_within_a_part_that_lies_in_a_loop_does_not_multiply() -> None:
    inside = (
        node("startEvent", "a")
        + node("userTask", "work")
        + beside("one", "work", TIME)
        + node("userTask", "remind")
        + node("endEvent", "z")
        + node("endEvent", "reminded")
        + flow("a", "work")
        + flow("work", "z")
        + flow("one", "remind")
        + flow("remind", "reminded")
    )
    nodes = (
        node("startEvent", "begun")
        + node("exclusiveGateway", "merge")
        + node("subProcess", "part", inside)
        + node("exclusiveGateway", "more", default="more_to_ended")
        + node("endEvent", "ended")
    )
    pairs = [("begun", "merge"), ("merge", "part"), ("part", "more"), ("more", "ended")]
    back = flow("more", "merge", "<bpmn:conditionExpression>x</bpmn:conditionExpression>")
    flows = "".join(flow(a, b) for a, b in pairs) + back
    assert codes(diagram(nodes, flows, lanes="", messages="", key=TOP)) == []


def test_so_it_does_stand_still_when_it_is_run() -> None:
    """What the rule is for: the engine does as the walk says."""
    bundle = build_bundle({TOP: read_process(HANGING["two reminders"].encode())}, TOP)
    instance = LiveInstance.begin(bundle, {})
    instance.advance()
    for element in ("one", "two"):
        at = next(at for at in instance.awaited_timers() if at.element == element)
        instance.fire(at.task, START)
    while tasks := instance.open_user_tasks():
        instance.complete(tasks[0].task, {})
    assert not instance.is_completed
    assert instance.awaited_timers() == instance.steps_to_run() == []
