"""Process diagrams drawn as SVG: whole, readable by ear, safe, and hard to upset."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from documents.diagram import DiagramUnreadable, ElementState, draw
from documents.drawing.text import wrap

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted(ROOT.glob("processes/*/process.bpmn"))
SVG = "{http://www.w3.org/2000/svg}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"

DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
  xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
  xmlns:di="http://www.omg.org/spec/DD/20100524/DI" targetNamespace="https://bokvar.example/t">
  <bpmn:process id="p"><!-- a comment -->{model}</bpmn:process>
  <bpmndi:BPMNDiagram id="d"><bpmndi:BPMNPlane id="plane" bpmnElement="p">{drawing}
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>"""
BOUNDS = '<dc:Bounds x="{x}" y="{y}" width="{w}" height="{h}"/>'


def diagram(model: str, drawing: str) -> bytes:
    return DIAGRAM.format(model=model, drawing=drawing).encode()


def shape(element: str, x: str = "10", y: str = "10", w: str = "100", h: str = "80") -> str:
    bounds = BOUNDS.format(x=x, y=y, w=w, h=h)
    return f'<bpmndi:BPMNShape bpmnElement="{element}">{bounds}</bpmndi:BPMNShape>'


def one_task(name: str = "Bedöm") -> bytes:
    return diagram(f'<bpmn:userTask id="assess" name="{name}"/>', shape("assess"))


def parsed(svg: str) -> etree._Element:
    """The drawing; parsing proves that it is well formed."""
    return etree.fromstring(svg.encode())


def drawn(root: etree._Element) -> dict[str, etree._Element]:
    return {
        str(node.get("data-element")): node
        for node in root.iter(f"{SVG}g")
        if node.get("data-element")
    }


def labels(svg: str) -> list[str]:
    return [str(node.get("aria-label")) for node in parsed(svg).iter(f"{SVG}g") if node.get("role")]


def words(root: etree._Element) -> str:
    return " ".join(str(node.text) for node in root.iter(f"{SVG}tspan"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_every_element_that_a_shipped_file_draws_is_in_the_picture(path: Path) -> None:
    xml = path.read_bytes()
    root = parsed(draw(xml, title="Ta emot underrättelse"))
    planned = {
        str(node.get("bpmnElement"))
        for tag in ("BPMNShape", "BPMNEdge")
        for node in etree.fromstring(xml).iter(DI + tag)
    }
    assert len(SHIPPED) >= 4
    assert set(drawn(root)) == planned


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_no_name_in_a_shipped_file_is_cut_short(path: Path, language: str) -> None:
    assert "…" not in words(parsed(draw(path.read_bytes(), title="t", language=language)))


def test_names_are_drawn_and_spoken_in_english_where_the_file_has_them() -> None:
    path = next(path for path in SHIPPED if path.parent.name == "unpaid_rent")
    xml = path.read_bytes().replace(
        b'name="name_en" value="Debt settled"', b'name="other" value=""'
    )
    picture = draw(xml, title="t", language="en")
    assert 'aria-label="Set the time limits, service task"' in picture
    assert "Automatic steps" in picture
    assert "Automatiska" not in picture
    assert "Skulden" in picture  # It has no English name now.
    assert "Set the time limits" not in draw(xml, title="t", language="sv")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_a_picture_has_no_ids_no_style_no_script_and_no_links(path: Path) -> None:
    states = {"confirm_match": ElementState.ACTIVE, "assess_case": ElementState.FAILED}
    root = parsed(draw(path.read_bytes(), title="t", states=states))
    attributes = {str(name) for node in root.iter() for name in node.attrib}
    tags = {etree.QName(node).localname for node in root.iter()}
    assert not attributes & {"id", "style", "href", "fill", "stroke"}
    assert not any(name.startswith("on") for name in attributes)
    assert tags <= {"svg", "title", "desc", "g", "path", "rect", "circle", "text", "tspan"}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_a_flow_says_between_which_elements_it_goes(path: Path) -> None:
    nodes = drawn(parsed(draw(path.read_bytes(), title="t")))
    ends = {
        str(node.get("id")): (node.get("sourceRef"), node.get("targetRef"))
        for node in etree.parse(path).iter("{*}sequenceFlow")
    }
    shown = {
        name: (node.get("data-source"), node.get("data-target"))
        for name, node in nodes.items()
        if name in ends
    }
    assert shown == ends


def test_the_picture_is_no_wider_than_what_it_shows() -> None:
    root = parsed(draw(one_task(), title="t"))
    assert root.get("viewBox") == "-2 -2 124 104"
    assert (root.get("width"), root.get("height")) == ("124", "104")


def test_the_title_and_the_state_of_the_instance_are_told_in_words() -> None:
    svg = draw(one_task(), title="Ta emot underrättelse", states={"assess": ElementState.ACTIVE})
    root = parsed(svg)
    assert root.get("aria-label") == root.findtext(f"{SVG}title") == "Ta emot underrättelse"
    assert root.findtext(f"{SVG}desc") == "Processdiagram med 1 steg. Pågår: Bedöm."


@pytest.mark.parametrize(
    ("state", "language", "expected"),
    [
        (None, "sv", "Bedöm, uppgift"),
        (ElementState.DONE, "sv", "Bedöm, uppgift, utförd"),
        (ElementState.ACTIVE, "sv", "Bedöm, uppgift, pågår"),
        (ElementState.CANCELLED, "sv", "Bedöm, uppgift, avbruten"),
        (ElementState.FAILED, "sv", "Bedöm, uppgift, driftstörning"),
        (ElementState.DONE, "en", "Bedöm, user task, done"),
        (ElementState.FAILED, "en", "Bedöm, user task, incident"),
    ],
)
def test_each_state_is_spoken(state: ElementState | None, language: str, expected: str) -> None:
    states = {"assess": state} if state else {}
    assert labels(draw(one_task(), title="t", states=states, language=language)) == [expected]


@pytest.mark.parametrize("state", ElementState)
def test_each_state_has_its_class_and_a_sign_of_its_own(state: ElementState) -> None:
    plain = drawn(parsed(draw(one_task(), title="t")))["assess"]
    node = drawn(parsed(draw(one_task(), title="t", states={"assess": state})))["assess"]
    signs = {"bpmn-token" if state is ElementState.ACTIVE else "bpmn-badge"}
    assert node.get("class") == f"bpmn-task bpmn-{state.value}"
    assert signs <= {str(part.get("class")) for part in node.iter()}
    assert len(list(node.iter())) > len(list(plain.iter()))


def test_the_signs_of_the_states_differ_in_shape_and_not_only_in_colour() -> None:
    pictures = {
        draw(one_task(), title="t", states={"assess": state}).replace(f"bpmn-{state.value}", "")
        for state in ElementState
    }
    without_words = {picture[picture.index("<rect") :] for picture in pictures}
    assert len(without_words) == len(ElementState)


def test_states_of_unknown_elements_are_ignored() -> None:
    states = {"not_there": ElementState.DONE}
    assert draw(one_task(), title="t", states=states) == draw(one_task(), title="t")


def test_a_named_flow_is_spoken_with_where_it_leads() -> None:
    svg = draw((ROOT / "processes/receive_notice/process.bpmn").read_bytes(), title="t")
    assert "Nej, felsänd, från Hör den hit?, till Lämna till vidarebefordran" in labels(svg)


def test_steps_are_read_from_left_to_right() -> None:
    svg = draw((ROOT / "processes/confirm_receipt/process.bpmn").read_bytes(), title="t")
    order = list(drawn(parsed(svg)))
    steps = ["confirmation_requested", "choose_confirmation", "send_letter", "confirmed"]
    assert [order.index(step) for step in steps] == sorted(order.index(step) for step in steps)


def test_markup_in_names_stays_text() -> None:
    attack = "&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&quot;x"
    svg = draw(one_task(attack), title='</title><script>alert(2)</script>" onload="y')
    root = parsed(svg)
    assert "<script" not in svg
    assert "onload" not in root.attrib
    assert "alert(1)" in labels(svg)[0]


def test_markup_in_ids_stays_text() -> None:
    svg = draw(diagram("", shape("&quot;&gt;&lt;script&gt;")), title="t")
    assert "<script" not in svg
    assert len(list(parsed(svg))) == 3


@pytest.mark.parametrize(
    ("tag", "mark"),
    [
        ("exclusiveGateway", ""),
        ("parallelGateway", "bpmn-mark"),
        ("inclusiveGateway", "bpmn-mark"),
        ("eventBasedGateway", "bpmn-icon"),
        ("complexGateway", "bpmn-mark"),
    ],
)
def test_gateways_carry_their_signs(tag: str, mark: str) -> None:
    svg = draw(diagram(f'<bpmn:{tag} id="g"/>', shape("g", w="50", h="50")), title="t")
    assert [str(node.get("class")) for node in parsed(svg).iter(f"{SVG}path")][1:] == [mark] * bool(
        mark
    )


@pytest.mark.parametrize(
    "kind",
    ["message", "timer", "error", "signal", "escalation", "conditional", "compensate", "link"],
)
def test_events_carry_their_markers(kind: str) -> None:
    event = f'<bpmn:startEvent id="e"><bpmn:{kind}EventDefinition/></bpmn:startEvent>'
    marked = draw(diagram(event, shape("e", w="36", h="36")), title="t")
    plain = draw(diagram('<bpmn:startEvent id="e"/>', shape("e", w="36", h="36")), title="t")
    assert "bpmn-icon" in marked
    assert "bpmn-icon" not in plain


def test_an_element_of_an_unknown_kind_is_still_drawn_with_its_name() -> None:
    svg = draw(diagram('<bpmn:oracle id="o" name="Fråga"/>', shape("o")), title="t")
    assert drawn(parsed(svg))["o"].get("class") == "bpmn-unknown"
    assert "Fråga" in words(parsed(svg))


@pytest.mark.parametrize("number", ["NaN", "inf", "-inf", "1e300", "", "wide", "-5", "0"])
def test_a_shape_with_broken_measures_is_left_out_and_the_rest_is_drawn(number: str) -> None:
    model = '<bpmn:task id="a" name="A"/><bpmn:task id="b" name="B"/>'
    svg = draw(diagram(model, shape("a", w=number) + shape("b")), title="t")
    assert list(drawn(parsed(svg))) == ["b"]


def test_a_shape_without_bounds_and_a_line_with_one_point_are_left_out() -> None:
    model = '<bpmn:task id="a"/><bpmn:sequenceFlow id="f"/><bpmn:task id="b"/>'
    broken = '<bpmndi:BPMNShape bpmnElement="a"/><bpmndi:BPMNEdge bpmnElement="f">'
    broken += '<di:waypoint x="1" y="1"/><di:waypoint x="NaN" y="1"/></bpmndi:BPMNEdge>'
    assert list(drawn(parsed(draw(diagram(model, broken + shape("b")), title="t")))) == ["b"]


def test_a_very_long_name_ends_in_an_ellipsis_but_is_spoken_whole() -> None:
    name = "Vräkningsförebyggandehandläggningsuppgift " * 20
    svg = draw(one_task(name.strip()), title="t")
    assert "…" in words(parsed(svg))
    assert labels(svg) == [f"{name.strip()}, uppgift"]


@pytest.mark.parametrize(
    ("word", "lines"),
    [
        ("Barnkonsekvensanalys", ["Barnkonsek-", "vensanalys"]),
        ("Upphandlingsunderlaget", ["Upphand-", "lingsunderlaget"]),
        ("Xxxxxxxxxxxxxxxxxxxx", ["Xxxxxxxxxxx-", "xxxxxxxxx"]),
    ],
)
def test_a_word_too_long_for_its_step_is_divided_where_it_is_read(
    word: str, lines: list[str]
) -> None:
    assert wrap(word, 84, 4) == lines


@pytest.mark.parametrize(
    ("xml", "reason"),
    [
        (b"", "not valid XML"),
        (b"\x00\xff", "not valid XML"),
        (b"<bpmn:definitions", "not valid XML"),
        (b"<html/>", "no drawing"),
        (diagram('<bpmn:task id="a"/>', ""), "empty"),
        (diagram('<bpmn:task id="a"/>', shape("a", x="NaN")), "empty"),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><a b="&x;"/>', "document type"),
        ('<!DOCTYPE a [<!ENTITY x "y">]><a/>'.encode("utf-16"), "document type"),
        (b"<a>" + b" " * 2_000_001 + b"</a>", "larger than"),
    ],
)
def test_what_is_no_diagram_is_refused_with_the_reason(xml: bytes, reason: str) -> None:
    with pytest.raises(DiagramUnreadable) as refused:
        draw(xml, title="t")
    assert reason in refused.value.text.en
    assert refused.value.text.sv.endswith(".")


def test_a_page_that_does_not_exist_is_refused() -> None:
    with pytest.raises(DiagramUnreadable):
        draw(one_task(), title="t", page=2)


def test_a_sub_process_with_nothing_drawn_in_it_is_closed_whatever_its_size() -> None:
    model = '<bpmn:subProcess id="s"><bpmn:task id="inner"/></bpmn:subProcess>'
    closed = drawn(parsed(draw(diagram(model, shape("s", w="400", h="300")), title="t")))["s"]
    both = shape("s", w="400", h="300") + shape("inner", x="50", y="50")
    opened = drawn(parsed(draw(diagram(model, both), title="t")))["s"]
    assert (closed.get("class"), opened.get("class")) == ("bpmn-task", "bpmn-subprocess")


def test_a_call_of_a_task_that_stands_alone_has_its_icon_and_nothing_to_open() -> None:
    called = '<bpmn:globalUserTask id="g"/>'
    call = '<bpmn:callActivity id="c" calledElement="{}"/>'
    kinds = {
        name: draw(
            diagram(call.format(name), shape("c")).replace(
                b"<bpmn:process", called.encode() + b"<bpmn:process"
            ),
            title="t",
        ).count("<path")
        for name in ("g", "another")
    }
    user_task = draw(diagram('<bpmn:userTask id="c"/>', shape("c")), title="t").count("<path")
    assert kinds["g"] == user_task
    assert kinds["another"] == 1  # The mark that says that there is an inside.


@pytest.mark.parametrize(("name", "shown"), [("Plan", "Plan [godkänd]"), ("P [godkänd]", "P [god")])
def test_data_says_its_state_once(name: str, shown: str) -> None:
    state = '<bpmn:dataState name="godkänd"/>'
    model = f'<bpmn:dataObjectReference id="d" name="{name}">{state}</bpmn:dataObjectReference>'
    (label,) = labels(draw(diagram(model, shape("d")), title="t"))
    assert label.startswith(shown)
    assert label.count("godkänd") == 1


def test_a_line_without_an_element_is_dotted_and_one_with_a_broken_reference_a_flow() -> None:
    points = '<di:waypoint x="1" y="1"/><di:waypoint x="9" y="9"/></bpmndi:BPMNEdge>'
    lines = f'<bpmndi:BPMNEdge id="a">{points}<bpmndi:BPMNEdge bpmnElement="gone">{points}'
    svg = draw(diagram("", lines), title="t")
    assert [node.get("class") for node in parsed(svg).iter(f"{SVG}g")] == [
        "bpmn-association",
        "bpmn-flow",
    ]
