"""What passes the linter cannot stand still or multiply, and what is drawn right passes it."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from engine.elements import ProcessModel, read_process
from engine.findings import Finding
from engine.lint.context import LintContext
from engine.lint.events import check_events
from engine.lint.flows import check_flows
from engine.lint.gateways import check_gateways
from engine.lint.loops import check_loops
from engine.lint.repeats import check_repeats
from engine.lint.soundness import check_soundness
from engine.safe_xml import parse
from engine.spiff.live import LiveInstance, Position
from engine.spiff.specs import build_bundle
from tests.engine.astray import led_astray
from tests.engine.diagrams import diagram, flow, node
from tests.engine.generated import EVERYTHING, MOVES, TANGLED, TOP, Block, files_of
from tests.engine.test_live_instance import begun, do, through_text, waiting


def errors(xml: str) -> list[Finding]:
    """What the linter says of how a diagram hangs together."""
    root, model = parse(xml.encode()), read_process(xml.encode())
    return [finding for finding in _all(root, model) if finding.is_error]


def _all(root: object, model: ProcessModel) -> Iterator[Finding]:
    yield from check_flows(model)
    yield from check_events(root, model)  # type: ignore[arg-type]
    yield from check_gateways(model)
    yield from check_repeats(model)
    yield from check_loops(model, LintContext({}, frozenset()))
    yield from check_soundness(model)


@settings(max_examples=150, deadline=None)
@given(EVERYTHING)
def test_what_is_drawn_right_has_no_errors(block: Block) -> None:
    for xml in files_of(block).values():
        assert [(f.code, f.element) for f in errors(xml)] == []


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(TANGLED, MOVES, st.randoms(use_true_random=True))
def test_what_passes_the_linter_never_stands_still(
    block: Block, moves: list[tuple[int, int]], rng: random.Random
) -> None:
    files = files_of(block)
    key = rng.choice(sorted(files))
    astray = led_astray(files[key], rng, lambda xml: not errors(xml))
    assume(astray is not None)
    files[key] = str(astray)
    models = {key: read_process(xml.encode()) for key, xml in files.items()}
    bundle = build_bundle(models, TOP)
    instance = begun(bundle)
    for number, (pick, value) in enumerate(moves * 2):
        if instance.is_completed:
            return
        assert waiting(instance), "The instance stands still."
        assert len(waiting(instance)) < 60, "The tokens multiply."
        able = [at for at in waiting(instance) if not _is_undecided(instance, at)]
        if not able:
            return  # It stands with an incident: a value that it asks for is not set.
        do(instance, able[pick % len(able)], value, number)
        instance = through_text(bundle, instance)


def _is_undecided(instance: LiveInstance, at: Position) -> bool:
    return at in instance.steps_to_run() and instance.is_undecided(at.task)


def drawn(nodes: str, *flows: str) -> str:
    """A small process with a start and an end."""
    ends = node("startEvent", "begun") + node("endEvent", "ended")
    return diagram(ends + nodes, "".join(flows), lanes="", messages="", key=TOP)


def codes(xml: str) -> set[str]:
    return {finding.code for finding in errors(xml)}


def gateway(kind: str, own: str, **more: str) -> str:
    return node(f"{kind}Gateway", own, **more)


def test_a_parallel_join_after_a_choice_would_wait_for_ever() -> None:
    xml = drawn(
        gateway("exclusive", "choice", default="choice_to_join")
        + node("userTask", "left")
        + gateway("parallel", "join"),
        flow("begun", "choice"),
        flow("choice", "left", "<bpmn:conditionExpression>x</bpmn:conditionExpression>"),
        flow("choice", "join"),
        flow("left", "join"),
        flow("join", "ended"),
    )
    assert "join_waits_for_ever" in codes(xml)


def test_branches_that_lead_back_without_being_joined_multiply() -> None:
    xml = drawn(
        gateway("exclusive", "again")
        + gateway("parallel", "split")
        + node("userTask", "left")
        + node("userTask", "right")
        + gateway("exclusive", "is_over", default="is_over_to_again"),
        flow("begun", "again"),
        flow("again", "split"),
        flow("split", "left"),
        flow("split", "right"),
        flow("left", "is_over"),
        flow("right", "is_over"),
        flow("is_over", "again"),
        flow("is_over", "ended", "<bpmn:conditionExpression>x</bpmn:conditionExpression>"),
    )
    assert "tokens_multiply" in codes(xml)


def test_two_inclusive_joins_that_wait_for_each_other_are_found() -> None:
    some = "<bpmn:conditionExpression>x</bpmn:conditionExpression>"
    xml = drawn(
        gateway("parallel", "split")
        + gateway("inclusive", "one")
        + gateway("inclusive", "two")
        + gateway("exclusive", "from_one", default="from_one_to_ended")
        + gateway("exclusive", "from_two", default="from_two_to_ended"),
        flow("begun", "split"),
        flow("split", "one"),
        flow("split", "two"),
        flow("one", "from_one"),
        flow("two", "from_two"),
        flow("from_one", "two", some),
        flow("from_two", "one", some),
        flow("from_one", "ended"),
        flow("from_two", "ended"),
    )
    assert "join_waits_for_ever" in codes(xml)


def test_a_way_out_of_everything_saves_a_join_that_would_wait() -> None:
    end = "<bpmn:terminateEventDefinition/>"
    xml = drawn(
        gateway("parallel", "split")
        + gateway("exclusive", "choice", default="choice_to_join")
        + gateway("parallel", "join")
        + node("endEvent", "called_off", end),
        flow("begun", "split"),
        flow("split", "choice"),
        flow("split", "join"),
        flow("choice", "join"),
        flow("choice", "called_off", "<bpmn:conditionExpression>x</bpmn:conditionExpression>"),
        flow("join", "ended"),
    )
    assert codes(xml) == set()


def test_what_leads_out_of_a_loop_beside_it_does_not_multiply() -> None:
    timer = (
        "<bpmn:timerEventDefinition><bpmn:timeDate>due</bpmn:timeDate></bpmn:timerEventDefinition>"
    )
    xml = drawn(
        gateway("exclusive", "again")
        + node("userTask", "work")
        + node("boundaryEvent", "a_reminder", timer, attachedToRef="work", cancelActivity="false")
        + node("userTask", "z_remind")
        + gateway("exclusive", "is_over", default="is_over_to_again"),
        flow("begun", "again"),
        flow("again", "work"),
        flow("work", "is_over"),
        flow("is_over", "again"),
        flow("is_over", "ended", "<bpmn:conditionExpression>x</bpmn:conditionExpression>"),
        flow("a_reminder", "z_remind"),
        flow("z_remind", "ended"),
    )
    assert codes(xml) == set()


def test_so_many_ways_that_nobody_can_follow_them_are_refused() -> None:
    nodes, flows = "", flow("begun", "split")
    nodes += gateway("parallel", "split") + gateway("parallel", "join")
    condition = "<bpmn:conditionExpression>x</bpmn:conditionExpression>"
    for number in range(9):
        choice, merge = f"choice_{number}", f"merge_{number}"
        nodes += gateway("exclusive", choice) + gateway("parallel", merge)
        flows += flow("split", choice)
        flows += "".join(flow(choice, f"gate_{number}_{way}", condition) for way in range(3))
        for way in range(3):
            nodes += gateway("parallel", f"gate_{number}_{way}")
            flows += flow(f"gate_{number}_{way}", f"meet_{way}")
    nodes += "".join(gateway("parallel", f"meet_{way}") for way in range(3))
    flows += "".join(flow(f"meet_{way}", "join") for way in range(3)) + flow("join", "ended")
    assert codes(drawn(nodes, flows)) & {"too_tangled", "join_waits_for_ever"}


@pytest.mark.parametrize("inside", ["", node("startEvent", "a"), node("endEvent", "b")])
def test_a_sub_process_begins_once_and_ends(inside: str) -> None:
    xml = drawn(node("subProcess", "part", inside), flow("begun", "part"), flow("part", "ended"))
    assert codes(xml) & {"start_missing", "end_missing"}


def test_a_flow_does_not_cross_the_border_of_a_sub_process() -> None:
    inside = node("startEvent", "a") + node("endEvent", "b") + flow("a", "b")
    xml = drawn(
        node("subProcess", "part", inside),
        flow("begun", "part"),
        flow("part", "ended"),
        flow("a", "ended"),
    )
    assert "flow_crosses" in codes(xml)


def test_a_loop_that_nothing_bounds_is_refused() -> None:
    condition = "<bpmn:loopCondition>x</bpmn:loopCondition>"
    kind = "standardLoopCharacteristics"
    loop = f"<bpmn:{kind}{{}}>{condition}</bpmn:{kind}>"
    for more, is_right in (("", False), (' loopMaximum="5"', True), (' loopMaximum=" "', False)):
        xml = drawn(
            node("serviceTask", "work", loop.format(more)),
            flow("begun", "work"),
            flow("work", "ended"),
        )
        assert ("loop_unbounded" in codes(xml)) != is_right


def test_the_walk_ends_where_a_sub_process_throws_an_error() -> None:
    inside = (
        node("startEvent", "a")
        + node("endEvent", "b", '<bpmn:errorEventDefinition errorRef="e"/>')
        + flow("a", "b")
    )
    caught = '<bpmn:errorEventDefinition errorRef="e"/>'
    xml = drawn(
        node("subProcess", "part", inside)
        + node("boundaryEvent", "caught", caught, attachedToRef="part"),
        flow("begun", "part"),
        flow("part", "ended"),
        flow("caught", "ended"),
    ).replace("<bpmndi:BPMNDiagram", '<bpmn:error id="e" errorCode="amiss"/><bpmndi:BPMNDiagram')
    assert codes(xml) == set()
    model = read_process(xml.encode())
    instance = LiveInstance.begin(build_bundle({TOP: model}, TOP), {})
    instance.advance()
    assert [position.element for position in instance.steps_to_run()] == ["b"]


def test_two_flows_between_the_same_elements_are_refused_by_their_names() -> None:
    """A join counts the elements that tokens come from, and would let the two through one by
    one."""
    again = '<bpmn:sequenceFlow id="again" sourceRef="split" targetRef="meet"/>'
    xml = drawn(
        gateway("parallel", "split") + gateway("parallel", "meet") + node("userTask", "work"),
        flow("begun", "split"),
        flow("split", "meet") + again,
        flow("meet", "work"),
        flow("work", "ended"),
    )
    (found,) = [finding for finding in errors(xml) if finding.code == "flow_doubled"]
    assert found.element == "again"
    assert "“Name” (split)" in found.text.en
    assert "”Name” (meet)" in found.text.sv
    assert found.fix.sv
    assert found.fix.en
