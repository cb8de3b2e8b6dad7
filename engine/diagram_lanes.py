"""Puts a step in another lane, in the process and in the drawing."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.bpmn import BPMNDI, DRAWING, bpmn
from engine.safe_xml import elements, local_name, text_of

_SHAPE, _EDGE = f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge"


def move_to_lane(root: etree._Element, node: etree._Element, lane: str) -> None:
    """The step, and the events on it, stand in the lane that has this id; in none for another."""
    before = _lane_of(root, node.get("id", ""))
    if before is not None and before.get("id") == lane:
        return
    for moved in (node, *_attached(root, node)):
        _write_lane(root, moved, lane)
    if before is not None:
        _redraw(root, node, before.get("id", ""), lane)


def _write_lane(root: etree._Element, node: etree._Element, lane: str) -> None:
    own = node.get("id", "")
    for reference in list(root.iter(bpmn("flowNodeRef"))):
        parent = reference.getparent()
        if text_of(reference) == own and parent is not None:
            parent.remove(reference)
    for one in root.iter(bpmn("lane")):
        if one.get("id") == lane:
            etree.SubElement(one, bpmn("flowNodeRef")).text = own


def _lane_of(root: etree._Element, own: str) -> etree._Element | None:
    for reference in root.iter(bpmn("flowNodeRef")):
        if text_of(reference) == own:
            return reference.getparent()
    return None


def _attached(root: etree._Element, node: etree._Element) -> list[etree._Element]:
    events = root.iter(bpmn("boundaryEvent"))
    return [event for event in events if event.get("attachedToRef") == node.get("id")]


def _redraw(root: etree._Element, node: etree._Element, before: str, after: str) -> None:
    """Move the step as far down or up as the lanes are apart, and bend its flows there."""
    places = {name: _middle(root, name) for name in (before, after)}
    if None in places.values():
        return
    down = (places[after] or 0.0) - (places[before] or 0.0)
    moved = {one.get("id", "") for one in (node, *_attached(root, node))}
    for shape in _drawn(root, _SHAPE):
        if shape.get("bpmnElement") in moved:
            _shift(shape, down)
    for flow in root.iter(bpmn("sequenceFlow")):
        ends = (flow.get("sourceRef") in moved, flow.get("targetRef") in moved)
        for edge in _drawn(root, _EDGE):
            if edge.get("bpmnElement") == flow.get("id") and any(ends):
                _bend(edge, ends, down)


def _middle(root: etree._Element, own: str) -> float | None:
    for shape in _drawn(root, _SHAPE):
        if shape.get("bpmnElement") == own:
            for bounds in _named(shape, "Bounds"):
                return _number(bounds, "y") + _number(bounds, "height") / 2
    return None


def _shift(shape: etree._Element, down: float) -> None:
    """The shape with its label."""
    for bounds in _named(shape, "Bounds"):
        _move(bounds, down)


def _bend(edge: etree._Element, ends: tuple[bool, bool], down: float) -> None:
    """Follow an end that has moved; a flow that lay level gets a step half way."""
    points = list(_named(edge, "waypoint"))
    if all(ends) or len(points) < 2:
        for point in points:
            _move(point, down)
        return
    moved, neighbour = (points[0], points[1]) if ends[0] else (points[-1], points[-2])
    level = _number(neighbour, "y")
    was_level = _number(moved, "y") == level
    _move(moved, down)
    if was_level:
        half = (_number(moved, "x") + _number(neighbour, "x")) / 2
        near, far = _point(moved, half, _number(moved, "y")), _point(moved, half, level)
        first, second = (near, far) if ends[0] else (far, near)
        before_last = points[0] if ends[0] else neighbour
        edge.insert(edge.index(before_last) + 1, first)
        edge.insert(edge.index(before_last) + 2, second)


def _point(like: etree._Element, x: float, y: float) -> etree._Element:
    made = etree.Element(like.tag)
    made.set("x", f"{x:.0f}")
    made.set("y", f"{y:.0f}")
    return made


def _move(place: etree._Element, down: float) -> None:
    place.set("y", f"{_number(place, 'y') + down:.0f}")


def _number(place: etree._Element, name: str) -> float:
    try:
        return float(place.get(name, "0"))
    except ValueError:
        return 0.0


def _drawn(root: etree._Element, tag: str) -> Iterator[etree._Element]:
    return root.iter(tag)


def _named(node: etree._Element, name: str) -> Iterator[etree._Element]:
    for child in elements(node):
        if local_name(child) == name and etree.QName(child).namespace in DRAWING:
            yield child
