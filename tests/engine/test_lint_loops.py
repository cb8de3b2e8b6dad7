"""A loop is right when each round is sure to wait: for a person or a message from outside; for a
time alone it is told of."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import pytest

from engine.confined_lint import check
from engine.elements import read_process
from engine.findings import Finding, from_plain
from engine.lint.context import LintContext, ProcessFacts
from engine.lint.loops import check_loops
from tests.engine.diagrams import (
    diagram,
    flow,
    message_event,
    node,
    operator,
    properties,
    speak_both_languages,
    timer_event,
)

ALONE = LintContext({}, frozenset())
BACK = "<bpmn:conditionExpression>x</bpmn:conditionExpression>"
ERROR = '<bpmn:errorEventDefinition errorRef="amiss"/>'
TOLD = '<bpmn:escalationEventDefinition escalationRef="told"/>'
DECLARED = (
    '<bpmn:error id="amiss" errorCode="amiss"/><bpmn:escalation id="told" escalationCode="told"/>'
    '<bpmn:signal id="one" name="one"/><bpmn:signal id="two" name="two"/>'
    '<bpmn:message id="message_ping" name="ping"/>'
)
KEY = properties(correlation_key="key")


def several(inside: str) -> str:
    kind = "multiInstanceLoopCharacteristics"
    return f"<bpmn:{kind}>{inside}</bpmn:{kind}>"


def times(said: str) -> str:
    return several(f"<bpmn:loopCardinality>{said}</bpmn:loopCardinality>")


def again(more: str = "") -> str:
    kind = "standardLoopCharacteristics"
    return f"<bpmn:{kind}{more}><bpmn:loopCondition>x</bpmn:loopCondition></bpmn:{kind}>"


def drawn(nodes: str, *flows: str) -> str:
    ends = node("startEvent", "begun") + node("endEvent", "ended")
    return diagram(ends + nodes, "".join(flows), lanes="", messages=DECLARED, key="p")


def round_of(*names: str, nodes: str) -> str:
    """The elements one after the other, in a loop that a gateway leads back from."""
    gateways = node("exclusiveGateway", "merge") + node("exclusiveGateway", "more", default="out")
    row = ["begun", "merge", *names, "more"]
    flows = [flow(a, b) for a, b in pairwise(row)]
    out = flow("more", "ended").replace('id="more_to_ended"', 'id="out"')
    return drawn(gateways + nodes, *flows, flow("more", "merge", BACK), out)


def guarded(host: str, event: str, nodes: str) -> str:
    """A host whose boundary event leads back to it."""
    return drawn(
        node("exclusiveGateway", "merge") + nodes,
        flow("begun", "merge"),
        flow("merge", host),
        flow(host, "ended"),
        flow(event, "merge"),
    )


def part(middle: str, *row: str, more: str = "", end: str = "") -> str:
    """A sub-process of a row of elements between its start and its end."""
    names = ["a", *row, "z"]
    flows = "".join(flow(a, b) for a, b in pairwise(names))
    inside = node("startEvent", "a") + middle + node("endEvent", "z", end) + flows
    return node("subProcess", "part", more + inside)


def on(host: str, what: str, *, cancel: str = "true") -> str:
    return node("boundaryEvent", "caught", what, attachedToRef=host, cancelActivity=cancel)


def codes(xml: str) -> list[str]:
    found = list(check_loops(read_process(xml.encode()), ALONE))
    speak_both_languages(found)
    assert all(finding.fix.sv and finding.fix.en for finding in found)
    return [finding.code for finding in found]


TASK = node("userTask", "work")
ENDLESS = {
    "a task for each of nobody": round_of(
        "work", nodes=node("userTask", "work", several(properties(collection="them", item="one")))
    ),
    "a task done so many times as a value says": round_of(
        "work", nodes=node("userTask", "work", times("count"))
    ),
    "a task done no time": round_of("work", nodes=node("userTask", "work", times("0"))),
    "a task that may be passed over": round_of(
        "work", nodes=node("userTask", "work", again(' testBefore="true"'))
    ),
    "a part with a task, for each of nobody": round_of(
        "part", nodes=part(TASK, "work", more=times("n"))
    ),
    "an error that a part always throws": guarded(
        "part", "caught", part("", end=ERROR) + on("part", ERROR)
    ),
    "an escalation that a part always throws": guarded(
        "part", "caught", part("", end=TOLD) + on("part", TOLD)
    ),
    "an error that a step may throw each time": guarded(
        "step", "caught", node("serviceTask", "step", operator("weigh")) + on("step", ERROR)
    ),
    "an error out of a called process": guarded(
        "call", "caught", node("callActivity", "call", calledElement="q") + on("call", ERROR)
    ),
    "a reminder whose time may be past": guarded(
        "work", "caught", TASK + on("work", timer_event("due"), cancel="false")
    ),
    "a part that is repeated and has a way past its task": drawn(
        node(
            "subProcess",
            "part",
            again()
            + node("startEvent", "a")
            + node("exclusiveGateway", "choice", default="choice_to_z")
            + TASK
            + node("endEvent", "z")
            + flow("a", "choice")
            + flow("choice", "work", BACK)
            + flow("choice", "z")
            + flow("work", "z"),
        ),
        flow("begun", "part"),
        flow("part", "ended"),
    ),
}
TIMED = {
    "a time that may be past": round_of(
        "wait", nodes=node("intermediateCatchEvent", "wait", timer_event("due"))
    ),
    "a reminder in whose time the task is left": guarded(
        "work", "caught", TASK + on("work", timer_event("due"))
    ),
}
SOUND = {
    "a task": round_of("work", nodes=TASK),
    "a task done twice": round_of("work", nodes=node("userTask", "work", times("2"))),
    "a task that is repeated": round_of("work", nodes=node("userTask", "work", again())),
    "a task in a part": round_of("part", nodes=part(TASK, "work")),
    "a message from outside": round_of(
        "hear", nodes=node("intermediateCatchEvent", "hear", KEY + message_event("ping"))
    ),
    "a signal from outside": round_of(
        "hear",
        nodes=node(
            "intermediateCatchEvent", "hear", '<bpmn:signalEventDefinition signalRef="one"/>'
        ),
    ),
    "a task before the error": guarded(
        "part", "caught", part(TASK, "work", end=ERROR) + on("part", ERROR)
    ),
    "a task before the step that may fail": guarded(
        "part",
        "caught",
        part(TASK + node("serviceTask", "step", operator("weigh")), "work", "step")
        + on("part", ERROR),
    ),
    "a repeated part whose reminder ends by itself": drawn(
        part(
            TASK + on("work", timer_event("due"), cancel="false") + node("endEvent", "reminded"),
            "work",
            more=again() + flow("caught", "reminded"),
        ),
        flow("begun", "part"),
        flow("part", "ended"),
    ),
    "a part of two branches, one of them a task": round_of(
        "part",
        nodes=part(
            node("parallelGateway", "split") + TASK + node("endEvent", "aside"),
            "split",
            "work",
            more=flow("split", "aside"),
        ),
    ),
    "another error": guarded(
        "part",
        "caught",
        part(TASK, "work", end=ERROR)
        + on("part", '<bpmn:escalationEventDefinition escalationRef="told"/>'),
    ),
    "a message from outside that begins anew": guarded(
        "work", "caught", TASK + on("work", KEY + message_event("ping"))
    ),
}


@pytest.mark.parametrize("drawing", ENDLESS.values(), ids=ENDLESS)
def test_a_loop_that_is_not_sure_to_wait_is_refused(drawing: str) -> None:
    assert codes(drawing) == ["endless_loop"]


@pytest.mark.parametrize("drawing", TIMED.values(), ids=TIMED)
def test_a_loop_that_waits_for_a_time_alone_is_told_of_and_runs(drawing: str) -> None:
    assert codes(drawing) == ["loop_waits_for_time"]


@pytest.mark.parametrize("drawing", SOUND.values(), ids=SOUND)
def test_a_loop_in_which_someone_is_always_waited_for_is_right(drawing: str) -> None:
    assert codes(drawing) == []


def test_a_message_that_a_process_sends_itself_is_not_waited_for() -> None:
    say = node("intermediateThrowEvent", "say", KEY + message_event("ping"))
    hear = node("intermediateCatchEvent", "hear", KEY + message_event("ping"))
    assert codes(round_of("say", "hear", nodes=say + hear)) == ["endless_exchange"]
    assert codes(round_of("say", "work", "hear", nodes=say + TASK + hear)) == []


def test_two_branches_that_call_each_other_by_signals_go_round() -> None:
    def signal(kind: str, own: str, which: str) -> str:
        return node(kind, own, f'<bpmn:signalEventDefinition signalRef="{which}"/>')

    nodes = node("parallelGateway", "split")
    flows = flow("begun", "split")
    for side, says, hears in (("left", "one", "two"), ("right", "two", "one")):
        say, hear = f"{side}_say", f"{side}_hear"
        out = f'default="{side}_out"'
        nodes += signal("intermediateThrowEvent", say, says)
        nodes += signal("intermediateCatchEvent", hear, hears)
        nodes += node("exclusiveGateway", f"{side}_merge")
        nodes += node("exclusiveGateway", f"{side}_more").replace(
            f'id="{side}_more"', f'id="{side}_more" {out}'
        )
        flows += flow("split", f"{side}_merge") + flow(f"{side}_merge", say) + flow(say, hear)
        flows += flow(hear, f"{side}_more") + flow(f"{side}_more", f"{side}_merge", BACK)
        flows += flow(f"{side}_more", "ended").replace(f"{side}_more_to_ended", f"{side}_out")
    assert codes(drawn(nodes, flows)) == ["endless_exchange"]


def started(key: str, by: str, *row: str, nodes: str, messages: str) -> str:
    """A process that a message starts, and what it does one after the other."""
    declared = "".join(f'<bpmn:message id="message_{m}" name="{m}"/>' for m in messages.split())
    names = ["begun", *row, "ended"]
    return diagram(
        node("startEvent", "begun", message_event(by)) + nodes + node("endEvent", "ended"),
        "".join(flow(a, b) for a, b in pairwise(names)),
        lanes="",
        messages=declared,
        key=key,
    )


def sends(name: str) -> str:
    return node("intermediateThrowEvent", "say", KEY + message_event(name))


def exchanged(**xml: str) -> list[Finding]:
    folders: Mapping[str, Mapping[str, bytes]] = {
        key: {"process.bpmn": text.encode()} for key, text in xml.items()
    }
    found = [from_plain(finding) for finding in check(folders, ALONE, ())]
    return [finding for finding in found if finding.code == "endless_exchange"]


def test_a_process_that_starts_itself_is_refused() -> None:
    (found,) = exchanged(p=started("p", "ping", "say", nodes=sends("ping"), messages="ping"))
    assert (found.process, found.element) == ("p", "begun")
    assert "ping" in found.text.sv


def test_processes_that_start_each_other_are_refused_in_each_of_them() -> None:
    p = started("p", "ping", "say", nodes=sends("pong"), messages="ping pong")
    q = started("q", "pong", "say", nodes=sends("ping"), messages="ping pong")
    found = exchanged(p=p, q=q)
    assert [finding.process for finding in found] == ["p", "q"]
    speak_both_languages(found)
    thinking = started("q", "pong", "work", "say", nodes=TASK + sends("ping"), messages="ping pong")
    assert exchanged(p=p, q=thinking) == []


def test_a_process_is_started_again_through_one_that_it_calls() -> None:
    call = node("callActivity", "call", calledElement="q")
    p = started("p", "ping", "call", nodes=call, messages="ping")
    q = started("q", "ping", "say", nodes=sends("ping"), messages="ping")
    q = q.replace(message_event("ping"), "", 1)
    assert [finding.process for finding in exchanged(p=p, q=q)] == ["p", "q"]


CALL = node("callActivity", "call", calledElement="q")


def row(key: str, *names: str, nodes: str) -> ProcessFacts:
    """What is known of a process that does these one after the other."""
    ends = node("startEvent", "begun") + node("endEvent", "ended")
    flows = "".join(flow(a, b) for a, b in pairwise(["begun", *names, "ended"]))
    xml = diagram(ends + nodes, flows, lanes="", messages=DECLARED, key=key)
    return ProcessFacts.of(read_process(xml.encode()))


def calling(**others: ProcessFacts) -> list[str]:
    """What is said of a loop of one call, beside these other processes."""
    context = LintContext({}, frozenset(), others)
    model = read_process(round_of("call", nodes=CALL).encode())
    return [finding.code for finding in check_loops(model, context)]


def test_a_loop_through_a_call_waits_if_the_called_process_is_sure_to() -> None:
    deeper = node("callActivity", "deeper", calledElement="r")
    other = node("callActivity", "other", calledElement="r")
    step = node("serviceTask", "step")
    assert calling(q=row("q", "work", nodes=TASK)) == []
    wait = node("intermediateCatchEvent", "wait", timer_event("due"))
    assert calling(q=row("q", "step", nodes=step)) == ["endless_loop"]
    assert calling(q=row("q", "wait", nodes=wait)) == ["loop_waits_for_time"]
    assert calling(q=row("q", "deeper", nodes=deeper), r=row("r", "work", nodes=TASK)) == []
    assert calling(
        q=row("q", "deeper", "other", nodes=deeper + other), r=row("r", "step", nodes=step)
    ) == ["endless_loop"]


def test_two_calls_of_one_process_make_no_loop() -> None:
    calls = CALL + node("callActivity", "again", calledElement="q")
    model = read_process(
        drawn(calls, flow("begun", "call"), flow("call", "again"), flow("again", "ended")).encode()
    )
    step = row("q", "step", nodes=node("serviceTask", "step"))
    assert not list(check_loops(model, LintContext({}, frozenset(), {"q": step})))
