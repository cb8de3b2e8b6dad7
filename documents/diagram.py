"""Draws a BPMN file as inline SVG that needs no script, no ids and no style of its own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from documents.drawing.edges import draw_edge, edge_class
from documents.drawing.families import family
from documents.drawing.parts import Box, DiagramUnreadable, Edge, Picture, Shape
from documents.drawing.reading import read_picture
from documents.drawing.shapes import draw_shape
from documents.drawing.svg import tag, text
from documents.drawing.words import ElementState, description, spoken, spoken_flow

__all__ = ["DiagramUnreadable", "ElementState", "draw"]

_MARGIN = 12.0
_BACKGROUND = ("pool", "lane", "subprocess", "group")
_NODES = frozenset({"task", "subprocess", "event", "gateway", "unknown"})


def draw(
    xml: bytes,
    *,
    states: Mapping[str, ElementState] | None = None,
    tokens: Mapping[str, int] | None = None,
    title: str,
    language: str = "sv",
    page: int = 1,
) -> str:
    """The diagram as one svg element with classes only; its look is frontend/sass/_diagram.scss.

    ``states`` goes from element id (flows too) to how far it has come, ``tokens`` to how many are
    at it at once; ids the diagram does not have are ignored. The svg holds no ids, so several may
    stand on one page. Broken parts are left out. Raises DiagramUnreadable when there is nothing to
    draw.
    """
    picture = read_picture(xml, page, language)
    known = Standing(states or {}, tokens or {})
    frame = _frame(picture)
    parts = [
        tag("title", text(title)),
        tag("desc", text(_description(picture, known.states, language))),
        *_layers(picture, known, language),
    ]
    return tag(
        "svg",
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        class_="bpmn",
        role="group",
        aria_label=title,
        viewBox=f"{frame.x:.0f} {frame.y:.0f} {frame.width:.0f} {frame.height:.0f}",
        width=frame.width,
        height=frame.height,
    )


@dataclass(frozen=True)
class Standing:
    """Where the instance that is shown stands."""

    states: Mapping[str, ElementState]
    tokens: Mapping[str, int]


def _layers(picture: Picture, known: Standing, language: str) -> Iterator[str]:
    """Back to front: pools, lanes, what has an inside, lines, the elements, and message flows.

    Elements come from left to right, which is also the order in which they are read aloud.
    """
    back = [shape for shape in picture.shapes if family(shape) in _BACKGROUND]
    front = [shape for shape in picture.shapes if family(shape) not in _BACKGROUND]
    for shape in sorted(back, key=_depth):
        yield _shape(shape, known, language, is_empty=_is_empty(shape, picture))
    crossing = [edge for edge in picture.edges if edge.kind == "messageFlow"]
    for edge in picture.edges:
        if edge not in crossing:
            yield _edge(edge, known.states.get(edge.id), language)
    for shape in sorted(front, key=_reading_order):
        yield _shape(shape, known, language, is_empty=False)
    for edge in crossing:
        yield _edge(edge, known.states.get(edge.id), language)


def _shape(shape: Shape, known: Standing, language: str, *, is_empty: bool) -> str:
    state, tokens = known.states.get(shape.id), known.tokens.get(shape.id, 1)
    return tag(
        "g",
        draw_shape(shape, state, tokens, is_empty=is_empty),
        class_=_classes(f"bpmn-{family(shape)}", state),
        role="img",
        aria_label=spoken(shape.kind, shape.name, shape.event, state, language, tokens),
        data_element=shape.id,
    )


def _edge(edge: Edge, state: ElementState | None, language: str) -> str:
    """A line says where it comes from and goes to, so that a token can follow it."""
    heard = {"aria_hidden": "true"}
    if edge.name:
        label = spoken_flow(edge.name, edge.source, edge.target, language)
        heard = {"role": "img", "aria_label": label}
    return tag(
        "g",
        draw_edge(edge),
        class_=_classes(edge_class(edge), state),
        data_element=edge.id,
        data_source=edge.source_id,
        data_target=edge.target_id,
        **heard,
    )


def _classes(kind: str, state: ElementState | None) -> str:
    return f"{kind} bpmn-{state.value}" if state else kind


def _depth(shape: Shape) -> tuple[int, float, float, float]:
    """Pools and lanes from the top down; what has an inside before what stands in it."""
    kind, box = family(shape), shape.box
    size = box.width * box.height if kind == "subprocess" else 0
    return _BACKGROUND.index(kind), -size, box.y, box.x


def _reading_order(shape: Shape) -> tuple[bool, float, float]:
    return shape.kind == "boundaryEvent", shape.box.x, shape.box.y


def _is_empty(shape: Shape, picture: Picture) -> bool:
    """True for a pool that nothing is drawn in: its name then stands in the middle."""
    inside = (other for other in picture.shapes if other.kind not in ("participant", "message"))
    return shape.kind == "participant" and not any(
        shape.box.holds(other.box.centre) for other in inside
    )


def _description(picture: Picture, states: Mapping[str, ElementState], language: str) -> str:
    nodes = [shape for shape in picture.shapes if family(shape) in _NODES]
    named = {
        state: [node.name or node.id for node in nodes if states.get(node.id) is state]
        for state in ElementState
    }
    return description(len(nodes), named, language)


def _frame(picture: Picture) -> Box:
    """The smallest rectangle around everything drawn, with a margin."""
    boxes = [box for part in picture.shapes for box in (part.box, part.label) if box]
    boxes += [edge.label for edge in picture.edges if edge.label]
    points = [point for edge in picture.edges for point in edge.points]
    corners = [(box.x, box.y) for box in boxes]
    corners += [(box.x + box.width, box.y + box.height) for box in boxes]
    across, down = zip(*corners, *points, strict=True)
    left, top = min(across) - _MARGIN, min(down) - _MARGIN
    return Box(left, top, max(across) + _MARGIN - left, max(down) + _MARGIN - top)
