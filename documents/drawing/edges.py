"""Draws the lines of a diagram: flows, messages and associations, with their ends."""

import math
from collections.abc import Sequence
from itertools import pairwise

from documents.drawing.icons import envelope
from documents.drawing.names import outer_name
from documents.drawing.parts import Edge
from documents.drawing.svg import Point, circle, line_path, path

_CLASSES = {
    "messageFlow": "bpmn-message-flow",
    "association": "bpmn-association",
    "dataInputAssociation": "bpmn-association",
    "dataOutputAssociation": "bpmn-association",
}


def edge_class(edge: Edge) -> str:
    """The CSS class of the line's group."""
    return _CLASSES.get(edge.kind, "bpmn-flow")


def draw_edge(edge: Edge) -> str:
    """The line, what stands at its ends, and its name."""
    line = path(line_path(edge.points), "bpmn-line")
    return "".join([line, _start(edge), _end(edge), _message(edge), _name(edge)])


def _start(edge: Edge) -> str:
    first, angle = edge.points[0], _angle(edge.points[0], edge.points[1])
    if edge.kind == "messageFlow":
        return circle(first, 4, "bpmn-end-open")
    if "default" in edge.traits:
        slash = [_moved(first, angle, 8, -5), _moved(first, angle, 13, 5)]
        return path(line_path(slash), "bpmn-line")
    if "conditional" in edge.traits:
        corners = [(0.0, 0.0), (8.0, -5.0), (16.0, 0.0), (8.0, 5.0)]
        diamond = [_moved(first, angle, along, across) for along, across in corners]
        return path(line_path(diamond, is_closed=True), "bpmn-end-open")
    return ""


def _end(edge: Edge) -> str:
    last, angle = edge.points[-1], _angle(edge.points[-2], edge.points[-1])
    head = [_moved(last, angle, -10, -4.5), last, _moved(last, angle, -10, 4.5)]
    kind = edge_class(edge)
    if kind == "bpmn-message-flow":
        return path(line_path(head, is_closed=True), "bpmn-end-open")
    if kind == "bpmn-flow":
        return path(line_path(head, is_closed=True), "bpmn-arrow")
    is_pointing = "directed" in edge.traits or edge.kind != "association"
    return path(line_path(head), "bpmn-end-line") if is_pointing else ""


def _message(edge: Edge) -> str:
    """The envelope on a message flow that shows what it carries: the first message is unfilled."""
    kinds = ("initiating", "non_initiating")
    kind = next((kind for kind in kinds if kind in edge.traits), None)
    if kind is None:
        return ""
    return envelope(_middle(edge.points), is_filled=kind == "non_initiating")


def _name(edge: Edge) -> str:
    x, y = _middle(edge.points)
    return outer_name(edge.name, edge.label, (x, y - 18))


def _middle(points: Sequence[Point]) -> Point:
    """The point halfway along the line."""
    pairs = list(pairwise(points))
    left = sum(math.dist(a, b) for a, b in pairs) / 2
    for a, b in pairs:
        length = math.dist(a, b)
        if left <= length and length > 0:
            share = left / length
            return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share
        left -= length
    return points[0]


def _angle(start: Point, end: Point) -> float:
    return math.atan2(end[1] - start[1], end[0] - start[0])


def _moved(point: Point, angle: float, along: float, across: float) -> Point:
    """The point moved in the direction of ``angle`` (radians) and then to its right."""
    cosine, sine = math.cos(angle), math.sin(angle)
    return point[0] + along * cosine - across * sine, point[1] + along * sine + across * cosine
