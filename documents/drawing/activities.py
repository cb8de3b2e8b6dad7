"""Draws tasks, called processes and sub-processes with their icons and marks."""

from documents.drawing import icons
from documents.drawing.families import SUBPROCESSES, is_expanded
from documents.drawing.names import centred_name
from documents.drawing.parts import Box, Shape
from documents.drawing.svg import lines_of_text, rectangle
from documents.drawing.text import wrap

_HOLDING = SUBPROCESSES | {"callActivity"}
_REPEATED = ("loop", "parallel", "sequential")


def draw_activity(shape: Shape) -> str:
    """The outline, the icon of its type, the name and the marks at the lower edge."""
    icon = icons.task_icon(_called_task(shape) or shape.kind, (shape.box.x + 4, shape.box.y + 4))
    marks = _marks(shape)
    if is_expanded(shape):
        name = _name_on_top(shape)
    else:
        name = centred_name(shape, above=18 if icon else 0, below=16 if marks else 0)
    return "".join([_outline(shape), icon, name, *_placed(marks, shape.box)])


def _called_task(shape: Shape) -> str | None:
    """The kind of the task that stands alone and is called here; None for any other activity."""
    if shape.kind != "callActivity":
        return None
    return next((trait for trait in shape.traits if trait.lower().endswith("task")), None)


def _outline(shape: Shape) -> str:
    box = shape.box
    classes = "bpmn-outline"
    if shape.kind == "callActivity":
        classes += " bpmn-thick"
    if "triggeredByEvent" in shape.traits:
        classes += " bpmn-dotted"
    outline = rectangle(box, 10, classes)
    if shape.kind != "transaction":
        return outline
    inner = Box(box.x + 3, box.y + 3, max(1, box.width - 6), max(1, box.height - 6))
    return outline + rectangle(inner, 8, "bpmn-line")


def _name_on_top(shape: Shape) -> str:
    lines = wrap(shape.name, shape.box.width - 12, 2)
    return lines_of_text(lines, (shape.box.x + 8, shape.box.y + 6), "bpmn-name bpmn-left")


def _marks(shape: Shape) -> list[str]:
    marks: list[str] = [mark for mark in _REPEATED if mark in shape.traits]
    if shape.kind in _HOLDING and not is_expanded(shape) and not _called_task(shape):
        marks.append("collapsed")
    if "isForCompensation" in shape.traits:
        marks.append("compensation")
    if shape.kind == "adHocSubProcess":
        marks.append("adhoc")
    return marks


def _placed(marks: list[str], box: Box) -> list[str]:
    left = box.centre[0] - 9 * (len(marks) - 1)
    y = box.y + box.height - 9
    return [icons.activity_mark(mark, (left + 18 * at, y)) for at, mark in enumerate(marks)]
