"""Groups the many BPMN tags into the few families that are drawn alike."""

from documents.drawing.parts import Shape

SUBPROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
_OWN = {
    "participant": "pool",
    "lane": "lane",
    "group": "group",
    "message": "message",
    "textAnnotation": "note",
    "task": "task",
}
_ENDINGS = {"Task": "task", "Event": "event", "Gateway": "gateway"}


def family(shape: Shape) -> str:
    """The family's word, which is also the second half of the CSS class."""
    kind = shape.kind
    if kind in SUBPROCESSES or kind == "callActivity":
        return "subprocess" if is_expanded(shape) else "task"
    if kind.startswith("data"):
        return "data"
    by_ending = (name for ending, name in _ENDINGS.items() if kind.endswith(ending))
    return _OWN.get(kind) or next(by_ending, "unknown")


def is_expanded(shape: Shape) -> bool:
    """True for an activity whose inside is drawn, as the file says or else as it shows."""
    holds = shape.kind in SUBPROCESSES or shape.kind == "callActivity"
    return holds and "isExpanded" in shape.traits
