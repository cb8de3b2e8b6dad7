"""Reads the drawn part of a BPMN file: what stands where, without judging what it means."""

import math
from collections.abc import Iterator

from lxml import etree

from documents.drawing.parts import Box, DiagramUnreadable, Edge, Picture, Shape
from documents.drawing.traits import (
    Model,
    drawn_traits,
    edge_traits,
    event_of,
    local,
    name_of,
    referred,
    shape_traits,
    shows_inside,
    tag_of,
)
from documents.errors import Sentence

MOST_BYTES = 2_000_000
_FARTHEST = 100_000.0
_MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def read_picture(xml: bytes, page: int = 1, language: str = "sv") -> Picture:
    """The drawing on one page of the file, with its names in a language; pages count from 1.

    Shapes and lines with broken coordinates are left out. Raises DiagramUnreadable when the bytes
    are not XML, or hold no diagram with anything to draw.
    """
    root = _parse(xml)
    planes = [node for node in _elements(root) if tag_of(node) == "BPMNPlane"]
    if not 1 <= page <= len(planes):
        raise DiagramUnreadable(_NO_DIAGRAM)
    model = {key: node for node in _elements(root) if (key := _model_id(node))}
    drawn = list(_elements(planes[page - 1]))
    boxes = [node for node in drawn if tag_of(node) == "BPMNShape"]
    known = frozenset(local(node.get("bpmnElement", "")) for node in boxes)
    shapes = [_shape(node, model, language, known) for node in boxes]
    edges = [_edge(node, model, language) for node in drawn if tag_of(node) == "BPMNEdge"]
    picture = Picture(tuple(filter(None, shapes)), tuple(filter(None, edges)))
    if not picture.shapes and not picture.edges:
        raise DiagramUnreadable(_EMPTY)
    return picture


def _parse(xml: bytes) -> etree._Element:
    """The root. A DOCTYPE is refused before parsing: entities in attributes are always expanded."""
    if len(xml) > MOST_BYTES:
        raise DiagramUnreadable(_LARGE)
    if b"<!DOCTYPE" in xml:
        raise DiagramUnreadable(_DOCTYPE)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DiagramUnreadable(_NOT_XML) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise DiagramUnreadable(_DOCTYPE)
    return root


def _shape(
    node: etree._Element, model: Model, language: str, drawn: frozenset[str]
) -> Shape | None:
    box = _bounds(node)
    if box is None:
        return None
    element = referred(node, "bpmnElement", model)
    traits = set(drawn_traits(node))
    if element is not None:
        traits.update(shape_traits(element, model))
        if "not isExpanded" not in traits and shows_inside(element, drawn):
            traits.add("isExpanded")
    return Shape(
        id=local(node.get("bpmnElement", "")),
        kind="unknown" if element is None else tag_of(element),
        name=name_of(element, model, language),
        box=box,
        label=_label(node),
        event=None if element is None else event_of(element),
        traits=frozenset(traits),
    )


def _edge(node: etree._Element, model: Model, language: str) -> Edge | None:
    points = tuple(point for child in node if (point := _waypoint(child)))
    if len(points) < 2:
        return None
    element = referred(node, "bpmnElement", model)
    source, target = (referred(element, end, model) for end in ("sourceRef", "targetRef"))
    return Edge(
        id=local(node.get("bpmnElement", "")),
        kind=_kind_of_line(node, element),
        name=name_of(element, model, language),
        points=points,
        label=_label(node),
        source=name_of(source, model, language),
        target=name_of(target, model, language),
        source_id=_id(source),
        target_id=_id(target),
        traits=frozenset(edge_traits(node, element, source)),
    )


def _kind_of_line(node: etree._Element, element: etree._Element | None) -> str:
    """The tag. A line that the file gives no element only joins two things: an association."""
    if element is not None:
        return tag_of(element)
    return "unknown" if "bpmnElement" in node.attrib else "association"


def _id(element: etree._Element | None) -> str:
    return "" if element is None else element.get("id", "")


def _label(node: etree._Element) -> Box | None:
    return next((_bounds(child) for child in node if tag_of(child) == "BPMNLabel"), None)


def _bounds(node: etree._Element) -> Box | None:
    bounds = next((child for child in node if tag_of(child) == "Bounds"), None)
    if bounds is None:
        return None
    x, y, width, height = (_number(bounds.get(name)) for name in ("x", "y", "width", "height"))
    if x is None or y is None or width is None or height is None:
        return None
    return Box(x, y, width, height) if width > 0 and height > 0 else None


def _waypoint(node: etree._Element) -> tuple[float, float] | None:
    if tag_of(node) != "waypoint":
        return None
    x, y = _number(node.get("x")), _number(node.get("y"))
    return None if x is None or y is None else (x, y)


def _number(text: str | None) -> float | None:
    """A coordinate, or None for what is no number or lies too far away to be meant."""
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) <= _FARTHEST else None


def _elements(root: etree._Element) -> Iterator[etree._Element]:
    return (node for node in root.iter() if tag_of(node))


def _model_id(node: etree._Element) -> str | None:
    """The id of an element of the model; the drawing and extensions have ids of their own."""
    return node.get("id") if etree.QName(node).namespace == _MODEL else None


_LARGE = Sentence(
    f"Filen är större än {MOST_BYTES} byte och läses inte.",
    f"The file is larger than {MOST_BYTES} bytes and is not read.",
)
_DOCTYPE = Sentence(
    "Filen innehåller en dokumenttyp. En sådan läses aldrig; ta bort den.",
    "The file contains a document type. Those are never read; remove it.",
)
_NOT_XML = Sentence("Filen är inte giltig XML.", "The file is not valid XML.")
_NO_DIAGRAM = Sentence(
    "Filen innehåller ingen ritad bild på den sidan.", "The file holds no drawing on that page."
)
_EMPTY = Sentence(
    "Filens bild är tom eller har bara trasiga mått.",
    "The drawing in the file is empty or has only broken measures.",
)
