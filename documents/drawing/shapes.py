"""Draws one element of a diagram: its outline, its signs, its name and its state."""

from collections.abc import Callable, Mapping

from documents.drawing import icons
from documents.drawing.activities import draw_activity
from documents.drawing.families import family
from documents.drawing.frames import draw_lane, draw_pool
from documents.drawing.names import centred_name, outer_name
from documents.drawing.parts import Box, Shape
from documents.drawing.svg import Point, circle, line_path, lines_of_text, path, rectangle, tag
from documents.drawing.text import LINE_HEIGHT, wrap
from documents.drawing.words import ElementState

_THROWN = frozenset({"endEvent", "intermediateThrowEvent", "implicitThrowEvent"})
_NAMED_OUTSIDE = frozenset({"event", "gateway", "data", "message", "group"})
_BADGES: Mapping[ElementState, Callable[[Point], str]] = {
    ElementState.DONE: icons.done_badge,
    ElementState.CANCELLED: icons.cancelled_badge,
    ElementState.FAILED: icons.failed_badge,
}


def draw_shape(shape: Shape, state: ElementState | None, tokens: int = 1, *, is_empty: bool) -> str:
    """All of the shape, with how many tokens are there. ``is_empty``: a pool with nothing in it."""
    kind = family(shape)
    body = draw_pool(shape, is_empty=is_empty) if kind == "pool" else _BODIES[kind](shape)
    name = _name_outside(shape) if kind in _NAMED_OUTSIDE else ""
    return body + (_state(shape, state, tokens) if state else "") + name


def _state(shape: Shape, state: ElementState, tokens: int) -> str:
    """A token for what is in progress, with a number for several, else a badge with a sign, so that
    colour is never alone."""
    corner = _corner(shape)
    if state is ElementState.ACTIVE and tokens > 1:
        number = lines_of_text([str(tokens)], (corner[0], corner[1] - LINE_HEIGHT / 2), "bpmn-name")
        return circle(corner, 11, "bpmn-token-rim") + number
    if state is ElementState.ACTIVE:
        return circle(corner, 8, "bpmn-token-rim") + circle(corner, 5, "bpmn-token")
    return _BADGES[state](corner)


def _corner(shape: Shape) -> Point:
    """On the outline, up to the right: nearer the middle for round and pointed shapes."""
    box = shape.box
    inset = {"event": 0.15, "gateway": 0.25}.get(family(shape), 0.0)
    if inset:
        return box.x + box.width * (1 - inset), box.y + box.height * inset
    return box.x + box.width - 4, box.y + 3


def _name_outside(shape: Shape) -> str:
    box = shape.box
    top = box.y - LINE_HEIGHT - 2 if shape.kind == "group" else box.y + box.height + 4
    return outer_name(shape.name, shape.label, (box.centre[0], top))


def _event(shape: Shape) -> str:
    centre, radius = shape.box.centre, min(shape.box.width, shape.box.height) / 2
    looks = " bpmn-dashed" if "continues" in shape.traits else ""
    thick = " bpmn-thick" if shape.kind == "endEvent" else ""
    rim = circle(centre, radius, f"bpmn-outline{looks}{thick}")
    if shape.kind not in ("startEvent", "endEvent") and radius > 5:
        rim += circle(centre, radius - 3, f"bpmn-line{looks}")
    event = "parallelMultiple" if "parallelMultiple" in shape.traits else shape.event
    if not event:
        return rim
    return rim + icons.event_marker(event, centre, radius, is_thrown=shape.kind in _THROWN)


def _gateway(shape: Shape) -> str:
    box, (x, y) = shape.box, shape.box.centre
    corners = [(x, box.y), (box.x + box.width, y), (x, box.y + box.height), (box.x, y)]
    diamond = path(line_path(corners, is_closed=True), "bpmn-outline")
    if shape.kind == "exclusiveGateway" and "isMarkerVisible" not in shape.traits:
        return diamond
    return diamond + icons.gateway_mark(shape.kind, (x, y))


def _data(shape: Shape) -> str:
    if shape.kind.startswith("dataStore"):
        return path(_cylinder(shape.box), "bpmn-outline")
    box = shape.box
    parts = [_sheet(box)]
    if shape.kind in ("dataInput", "dataOutput"):
        arrow = icons.data_arrow(is_filled=shape.kind == "dataOutput")
        parts.append(tag("g", arrow, transform=f"translate({box.x + 2:.1f} {box.y + 3:.1f})"))
    if "isCollection" in shape.traits:
        parts.append(icons.activity_mark("parallel", (box.centre[0], box.y + box.height - 9)))
    return "".join(parts)


def _sheet(box: Box) -> str:
    """A sheet of paper with its upper right corner folded."""
    fold = min(box.width, box.height) / 3
    right, bottom = box.x + box.width, box.y + box.height
    rim = [(box.x, box.y), (right - fold, box.y), (right, box.y + fold), (right, bottom)]
    ear = [(right - fold, box.y), (right - fold, box.y + fold), (right, box.y + fold)]
    outline = path(line_path([*rim, (box.x, bottom)], is_closed=True), "bpmn-outline")
    return outline + path(line_path(ear), "bpmn-line")


def _cylinder(box: Box) -> str:
    rim = min(box.height / 5, 12)
    top, bottom = box.y + rim, box.y + box.height - rim
    arc = f"A{box.width / 2:.1f} {rim:.1f} 0 0"
    left, right = f"{box.x:.1f}", f"{box.x + box.width:.1f}"
    return (
        f"M{left} {top:.1f}{arc} 1 {right} {top:.1f}V{bottom:.1f}{arc} 1 {left} {bottom:.1f}Z"
        f"M{left} {top:.1f}{arc} 0 {right} {top:.1f}"
    )


def _note(shape: Shape) -> str:
    box, bottom = shape.box, shape.box.y + shape.box.height
    bracket = [(box.x + 10, box.y), (box.x, box.y), (box.x, bottom), (box.x + 10, bottom)]
    lines = wrap(shape.name, box.width - 8, max(1, int(box.height // LINE_HEIGHT)))
    words = lines_of_text(lines, (box.x + 6, box.y + 3), "bpmn-name bpmn-left")
    return path(line_path(bracket), "bpmn-line") + words


def _message(shape: Shape) -> str:
    box = shape.box
    flap = [(box.x, box.y), box.centre, (box.x + box.width, box.y)]
    return rectangle(box, 0, "bpmn-outline") + path(line_path(flap), "bpmn-line")


def _group(shape: Shape) -> str:
    return rectangle(shape.box, 10, "bpmn-outline")


def _unknown(shape: Shape) -> str:
    return rectangle(shape.box, 0, "bpmn-outline") + centred_name(shape)


_BODIES: Mapping[str, Callable[[Shape], str]] = {
    "lane": draw_lane,
    "subprocess": draw_activity,
    "task": draw_activity,
    "event": _event,
    "gateway": _gateway,
    "data": _data,
    "note": _note,
    "message": _message,
    "group": _group,
    "unknown": _unknown,
}
