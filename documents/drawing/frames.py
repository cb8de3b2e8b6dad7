"""Draws pools and lanes: a frame with its name along the short side."""

from documents.drawing.names import centred_name
from documents.drawing.parts import Shape
from documents.drawing.svg import line_path, lines_of_text, path, rectangle, tag
from documents.drawing.text import LINE_HEIGHT, wrap

_HEADER = 30.0


def draw_pool(shape: Shape, *, is_empty: bool) -> str:
    """A pool; one with nothing in it has its name in the middle."""
    frame = rectangle(shape.box, 0, "bpmn-outline")
    if is_empty:
        return frame + centred_name(shape)
    return frame + path(_header_line(shape), "bpmn-line") + _header_name(shape)


def draw_lane(shape: Shape) -> str:
    """A lane, which is a frame without a line beside its name."""
    return rectangle(shape.box, 0, "bpmn-outline") + _header_name(shape)


def _is_flat(shape: Shape) -> bool:
    return "not isHorizontal" not in shape.traits


def _header_line(shape: Shape) -> str:
    box = shape.box
    if _is_flat(shape):
        return line_path([(box.x + _HEADER, box.y), (box.x + _HEADER, box.y + box.height)])
    return line_path([(box.x, box.y + _HEADER), (box.x + box.width, box.y + _HEADER)])


def _header_name(shape: Shape) -> str:
    box = shape.box
    lines = wrap(shape.name, (box.height if _is_flat(shape) else box.width) - 10, 2)
    offset = (_HEADER - LINE_HEIGHT * len(lines)) / 2
    if not _is_flat(shape):
        return lines_of_text(lines, (box.centre[0], box.y + offset), "bpmn-name")
    words = lines_of_text(lines, (0, offset), "bpmn-name")
    turned = f"translate({box.x:.1f} {box.centre[1]:.1f}) rotate(-90)"
    return tag("g", words, transform=turned) if words else ""
