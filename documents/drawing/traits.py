"""What an element of the model says about itself that changes how it is drawn."""

from collections.abc import Iterator, Mapping, Set

from lxml import etree

Model = Mapping[str, etree._Element]
"""The elements of the file by id."""

_LOOPS = {"standardLoopCharacteristics": "loop", "multiInstanceLoopCharacteristics": "parallel"}
_FLAGS = ("triggeredByEvent", "isForCompensation", "isCollection", "parallelMultiple")
_CALLED_TASKS = {"globalTask": "task", "globalUserTask": "userTask"} | {
    f"global{kind}Task": f"{kind[0].lower()}{kind[1:]}Task"
    for kind in ("Manual", "Script", "BusinessRule")
}
_TRUE, _FALSE = ("true", "1"), ("false", "0")
"""A yes and a no, as XML Schema writes them."""
_DRAWN_FLAGS = ("isHorizontal", "isExpanded", "isMarkerVisible")


def drawn_traits(shape: etree._Element) -> Iterator[str]:
    """What the drawing itself says: "isExpanded" or "not isExpanded", nothing when it is silent."""
    for flag in _DRAWN_FLAGS:
        if flag in shape.attrib:
            yield flag if shape.get(flag) in _TRUE else f"not {flag}"


def shape_traits(element: etree._Element, model: Model) -> Iterator[str]:
    """Flags, "continues" for events that do not interrupt, and how an activity is repeated.

    A call of a task that stands alone has the word of that task: it has no inside to open.
    """
    yield from (flag for flag in _FLAGS if element.get(flag) in _TRUE)
    if element.get("isInterrupting") in _FALSE or element.get("cancelActivity") in _FALSE:
        yield "continues"
    for child in element:
        if (loop := _LOOPS.get(tag_of(child))) is not None:
            yield "sequential" if child.get("isSequential") in _TRUE else loop
    called = referred(element, "calledElement", model)
    if called is not None and tag_of(called) in _CALLED_TASKS:
        yield _CALLED_TASKS[tag_of(called)]
    data = referred(element, "dataObjectRef", model)
    if data is not None and data.get("isCollection") in _TRUE:
        yield "isCollection"


def shows_inside(element: etree._Element, drawn: Set[str]) -> bool:
    """Whether something that stands in the element is among the ids that are drawn."""
    return any(child.get("id") in drawn for child in element)


def edge_traits(
    drawn: etree._Element, element: etree._Element | None, source: etree._Element | None
) -> Iterator[str]:
    """What stands on a line: default, conditional, directed, or which message it carries.

    A gateway's conditions need no sign.
    """
    if "messageVisibleKind" in drawn.attrib:
        yield drawn.get("messageVisibleKind", "")
    if element is None:
        return
    if source is not None and source.get("default") == element.get("id"):
        yield "default"
    is_gateway = source is not None and tag_of(source).endswith("Gateway")
    if not is_gateway and any(tag_of(child) == "conditionExpression" for child in element):
        yield "conditional"
    if element.get("associationDirection") in ("One", "Both"):
        yield "directed"


def event_of(element: etree._Element) -> str | None:
    """The kind of the event definition ("message", "timer"); "multiple" for more than one."""
    tags = [tag_of(child) for child in element]
    kinds = [tag.removesuffix("EventDefinition") for tag in tags if tag.endswith("EventDefinition")]
    if len(kinds) + tags.count("eventDefinitionRef") > 1:
        return "multiple"
    return kinds[0] if kinds else None


def name_of(element: etree._Element | None, model: Model, language: str) -> str:
    """The name on one line, the text of a comment, or the name of what the element refers to.

    In English it is our own property ``name_en``, where there is one.
    """
    if element is None:
        return ""
    if tag_of(element) == "textAnnotation":
        words = " ".join(child.text or "" for child in element if tag_of(child) == "text")
    else:
        english = _english_name(element) if language == "en" else ""
        words = english or element.get("name") or _referred_name(element, model)
        words += _state_of_data(element, words)
    return " ".join(words.split())


def _state_of_data(element: etree._Element, name: str) -> str:
    """ " [approved]" for data in a state, unless its name says that already."""
    states = (child.get("name", "") for child in element if tag_of(child) == "dataState")
    state = next(filter(None, states), "")
    return f" [{state}]" if state and f"[{state}]" not in name else ""


def referred(element: etree._Element | None, attribute: str, model: Model) -> etree._Element | None:
    """The element that an attribute points to."""
    return None if element is None else model.get(local(element.get(attribute, "")))


def tag_of(node: etree._Element) -> str:
    """The tag without its namespace; empty for comments."""
    tag: object = node.tag  # A function for comments, whatever the annotations say.
    return etree.QName(tag).localname if isinstance(tag, str) else ""


def local(name: str) -> str:
    """A reference without its prefix."""
    return name.rpartition(":")[2]


def _english_name(element: etree._Element) -> str:
    extensions = (child for child in element if tag_of(child) == "extensionElements")
    entries = (node for held in extensions for node in held.iter() if tag_of(node) == "property")
    return next((n.get("value", "").strip() for n in entries if n.get("name") == "name_en"), "")


def _referred_name(element: etree._Element, model: Model) -> str:
    for attribute in ("dataObjectRef", "dataStoreRef", "categoryValueRef"):
        if (named := referred(element, attribute, model)) is not None:
            return named.get("name") or named.get("value") or ""
    return ""
