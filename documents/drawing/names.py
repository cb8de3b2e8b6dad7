"""Places names: in the middle of a shape, or outside it as a label."""

from documents.drawing.parts import Box, Shape
from documents.drawing.svg import Point, lines_of_text
from documents.drawing.text import LINE_HEIGHT, text_width, wrap

_LABEL_WIDTH = 90.0
_ICON_ROOM = 48.0


def centred_name(shape: Shape, *, above: float = 0, below: float = 0) -> str:
    """The name in the middle of the shape, kept clear of what stands above and below it.

    ``above`` and ``below`` are in drawing units. A first line that is short enough to pass between
    two corner icons may stand beside them.
    """
    box = shape.box
    room = box.height - 8 - below
    lines = wrap(shape.name, max(20, box.width - 10), max(1, int(room // LINE_HEIGHT)))
    height = LINE_HEIGHT * len(lines)
    top = box.y + (box.height - height) / 2
    if lines and text_width(lines[0]) > box.width - _ICON_ROOM:
        top = max(top, box.y + above + 4)
    top = min(top, box.y + box.height - below - height - 2)
    return lines_of_text(lines, (box.centre[0], top), "bpmn-name")


def outer_name(name: str, label: Box | None, fallback: Point) -> str:
    """A name outside its shape, where the file says or else with its top at ``fallback``.

    A label drawn for several lines keeps its width; one line high, it may only be too narrow.
    """
    if label is None:
        return lines_of_text(wrap(name, _LABEL_WIDTH, 4), fallback, "bpmn-label")
    limit = max(_limit(label), min(_longest_word(name), _LABEL_WIDTH))
    return lines_of_text(wrap(name, limit, 6), (label.centre[0], label.y), "bpmn-label")


def _limit(label: Box) -> float:
    is_one_line = label.height < 2 * LINE_HEIGHT - 4
    return max(label.width * 1.25, _LABEL_WIDTH) if is_one_line else label.width * 1.15


def _longest_word(name: str) -> float:
    return max((text_width(word) for word in name.split()), default=0)
