"""The shipped diagrams can be read on one screen: left to right, nothing on top of another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from lxml import etree

from documents.drawing.parts import Box, Picture, Shape
from documents.drawing.reading import read_picture

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted(ROOT.glob("processes/*/process.bpmn"))
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
SCREEN = (1700, 760)
LOOPS: Mapping[str, set[str]] = {
    "send_letter": {"is_stated_to_go_on"},
    "main_case": {"is_ready_to_close_to_work_on", "is_closed_to_work_on"},
    "receive_notice": {"is_settled_to_starts_duty"},
    "ask_eviction_result": {"is_known_to_wait_again"},
    "refer_case": {"what_next_to_begin"},
    "choose_measures": {"go_on_to_next_measure", "is_agreed_to_go_on"},
    "contact_ladder": {"next_step_to_next_round"},
    "request_complement": {"what_remains_to_await_judgement"},
}
FRAMES = ("participant", "lane")
WITHOUT_NAME = {
    "definitions",
    "collaboration",
    "laneSet",
    "messageEventDefinition",
    "timerEventDefinition",
}
UNDOCUMENTED = WITHOUT_NAME | {"message"}

each_diagram = pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)


def picture(path: Path) -> Picture:
    return read_picture(path.read_bytes())


def model(path: Path) -> etree._Element:
    return etree.fromstring(path.read_bytes())


def nodes(drawing: Picture) -> dict[str, Shape]:
    return {shape.id: shape for shape in drawing.shapes if shape.kind not in FRAMES}


def boxes(drawing: Picture) -> list[tuple[str, Box]]:
    """Everything that must not lie on anything else: steps and the names beside them."""
    steps = nodes(drawing).values()
    found = [(shape.id, shape.box) for shape in steps]
    found += [(f"name of {shape.id}", shape.label) for shape in steps if shape.label]
    return found + [(f"name of {edge.id}", edge.label) for edge in drawing.edges if edge.label]


def overlap(one: Box, other: Box) -> bool:
    across = one.x < other.x + other.width and other.x < one.x + one.width
    return across and one.y < other.y + other.height and other.y < one.y + one.height


def segments(drawing: Picture) -> Iterator[tuple[str, Box]]:
    """Each straight piece of each line, as a thin box that stops short of its two ends."""
    for edge in drawing.edges:
        for (x1, y1), (x2, y2) in pairwise(edge.points):
            left, top = min(x1, x2), min(y1, y2)
            width, height = abs(x1 - x2), abs(y1 - y2)
            inset = 1.0
            if width:
                yield edge.id, Box(left + inset, top - 0.5, width - 2 * inset, 1)
            else:
                yield edge.id, Box(left - 0.5, top + inset, 1, height - 2 * inset)


def hosts(path: Path) -> dict[str, str]:
    """Boundary events, and the step on whose border each of them sits."""
    events = model(path).iter(f"{BPMN}boundaryEvent")
    return {str(event.get("id")): str(event.get("attachedToRef")) for event in events}


def flows(path: Path) -> Iterator[etree._Element]:
    return model(path).iter(f"{BPMN}sequenceFlow")


@each_diagram
def test_everything_in_the_model_is_drawn_once(path: Path) -> None:
    drawn = [
        str(node.get("bpmnElement")) for node in model(path).iter(f"{DI}BPMNShape", f"{DI}BPMNEdge")
    ]
    process = model(path).find(f"{BPMN}process")
    assert process is not None
    members = {node.get("id") for node in process.iter(f"{BPMN}*") if node.get("id")}
    expected = {str(name) for name in members if not str(name).endswith(("_definition",))}
    expected -= {str(process.get("id")), "lanes"}
    assert sorted(drawn) == sorted(expected | {"municipality"})


@each_diagram
def test_the_diagram_fits_one_screen(path: Path) -> None:
    (pool,) = [shape.box for shape in picture(path).shapes if shape.kind == "participant"]
    assert pool.width <= SCREEN[0]
    assert pool.height <= SCREEN[1]


@each_diagram
def test_flows_go_from_left_to_right_except_the_named_loops(path: Path) -> None:
    places = {key: shape.box.centre[0] for key, shape in nodes(picture(path)).items()}
    backwards = {
        str(flow.get("id"))
        for flow in flows(path)
        if places[str(flow.get("targetRef"))] < places[str(flow.get("sourceRef"))]
    }
    assert backwards == LOOPS.get(path.parent.name, set())


@each_diagram
def test_shapes_and_names_do_not_lie_on_each_other(path: Path) -> None:
    attached = {frozenset(pair) for pair in hosts(path).items()}
    colliding = [
        (a, b)
        for (a, one), (b, two) in combinations(boxes(picture(path)), 2)
        if overlap(one, two) and {a, b} not in attached
    ]
    assert colliding == []


@each_diagram
def test_a_boundary_event_sits_on_the_upper_or_lower_border_of_its_step(path: Path) -> None:
    steps = nodes(picture(path))
    for event, host in hosts(path).items():
        (x, y), box = steps[event].box.centre, steps[host].box
        assert y in (box.y, box.y + box.height), event
        assert box.x < x < box.x + box.width, event


@each_diagram
def test_no_line_runs_through_a_shape_or_a_name(path: Path) -> None:
    drawing = picture(path)
    through = [
        (line, name)
        for line, piece in segments(drawing)
        for name, box in boxes(drawing)
        if overlap(piece, box)
    ]
    assert through == []


@each_diagram
def test_every_line_runs_straight_across_or_down_from_its_source_to_its_target(path: Path) -> None:
    drawing, steps = picture(path), nodes(picture(path))
    ends = {
        str(f.get("id")): (str(f.get("sourceRef")), str(f.get("targetRef"))) for f in flows(path)
    }
    for edge in drawing.edges:
        source, target = ends[edge.id]
        assert steps[source].box.holds(edge.points[0]), edge.id
        assert steps[target].box.holds(edge.points[-1]), edge.id
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(edge.points)), edge.id


@each_diagram
def test_every_step_stands_in_the_lane_it_belongs_to(path: Path) -> None:
    shapes = {shape.id: shape for shape in picture(path).shapes}
    for lane in model(path).iter(f"{BPMN}lane"):
        frame = shapes[str(lane.get("id"))].box
        for member in lane.iter(f"{BPMN}flowNodeRef"):
            box = shapes[str(member.text)].box
            assert frame.x <= box.x, member.text
            assert frame.y <= box.y, member.text
            assert box.x + box.width <= frame.x + frame.width, member.text
            assert box.y + box.height <= frame.y + frame.height, member.text


@each_diagram
def test_every_element_says_in_words_what_happens(path: Path) -> None:
    silent = [
        node.get("id")
        for node in model(path).iter(f"{BPMN}*")
        if node.get("id")
        and etree.QName(node).localname not in UNDOCUMENTED
        and not (etree.QName(node).localname == "sequenceFlow" and not node.get("name"))
        and not (node.findtext(f"{BPMN}documentation") or "").strip().endswith(".")
    ]
    assert silent == []


@each_diagram
def test_flows_with_conditions_are_named_and_described(path: Path) -> None:
    conditional = [
        flow for flow in flows(path) if flow.find(f"{BPMN}conditionExpression") is not None
    ]
    assert all(flow.get("name") for flow in conditional)


@each_diagram
def test_ids_are_snake_case_and_names_are_given(path: Path) -> None:
    named = [node for node in model(path).iter(f"{BPMN}*") if node.get("id")]
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", str(node.get("id"))) for node in named)
    nameless = WITHOUT_NAME | {"sequenceFlow"}
    missing = [
        node.get("id")
        for node in named
        if etree.QName(node).localname not in nameless and not node.get("name")
    ]
    assert missing == []


@each_diagram
def test_the_process_is_called_what_its_folder_is_called(path: Path) -> None:
    process = model(path).find(f"{BPMN}process")
    assert process is not None
    assert process.get("id") == path.parent.name
    assert process.get("isExecutable") == "true"


@each_diagram
def test_the_folder_tells_why_the_version_was_made(path: Path) -> None:
    first = (path.parent / "CHANGES.md").read_text(encoding="utf-8").splitlines()[0]
    assert re.match(r"- \d{4}-\d{2}-\d{2}, version \d+\. .+\.$", first)
