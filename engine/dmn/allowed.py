"""Refuses every element and attribute of a decision that is not read, and what stands twice.

Of two tables, expressions or texts only the first would be read, and a misspelt attribute would
leave the table with another hit policy than its author saw. So the list is of what is allowed.
Extensions, drawings and what stands beside the decision are read by nobody here, and let be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from engine.dmn.faults import Faults
from engine.safe_xml import children, local_name, namespace
from engine.texts import Text


@dataclass(frozen=True)
class Allowed:
    """What an element may have: attributes, and children that may stand once or many times."""

    attributes: frozenset[str] = frozenset()
    once: frozenset[str] = frozenset()
    many: frozenset[str] = frozenset()
    holds_text: bool = False


_ID = frozenset({"id", "label"})
_WORDS = frozenset({"description", "extensionElements"})
_TEXT = Allowed(holds_text=True)
_EXPRESSION = Allowed(_ID | {"typeRef", "expressionLanguage"}, _WORDS | {"text"})

ALLOWED: Mapping[str, Allowed] = {
    "decision": Allowed(
        _ID | {"name"},
        _WORDS | {"question", "allowedAnswers", "variable", "decisionTable"},
        frozenset({"informationRequirement", "knowledgeRequirement", "authorityRequirement"}),
    ),
    "variable": Allowed(_ID | {"name", "typeRef"}, _WORDS),
    "decisionTable": Allowed(
        _ID | {"typeRef", "hitPolicy", "aggregation", "preferredOrientation", "outputLabel"},
        _WORDS,
        frozenset({"input", "output", "annotation", "rule"}),
    ),
    "input": Allowed(_ID, _WORDS | {"inputExpression", "inputValues"}),
    "output": Allowed(
        _ID | {"name", "typeRef"}, _WORDS | {"outputValues", "defaultOutputEntry"}
    ),
    "annotation": Allowed(_ID | {"name"}, _WORDS),
    "rule": Allowed(_ID, _WORDS, frozenset({"inputEntry", "outputEntry", "annotationEntry"})),
    **dict.fromkeys(
        (
            "inputExpression", "inputValues", "outputValues", "defaultOutputEntry", "inputEntry",
            "outputEntry", "annotationEntry",
        ),
        _EXPRESSION,
    ),
    **dict.fromkeys(("text", "description", "question", "allowedAnswers"), _TEXT),
}  # fmt: skip
_BESIDE = frozenset(
    {
        "description", "extensionElements", "itemDefinition", "inputData", "decision",
        "textAnnotation", "association", "group", "knowledgeSource", "DMNDI", "import",
    }
)  # fmt: skip
"""What may stand in the file: a decision, and what explains or draws it. An import is told."""
_NEEDS_TEXT = frozenset({"inputExpression", "inputEntry"})


def check_beside(root: etree._Element, faults: Faults) -> None:
    """What stands in the file beside its decisions."""
    for child in children(root):
        if local_name(child) not in _BESIDE:
            _not_read(root, child, faults)


def check_decision(decision: etree._Element, faults: Faults) -> None:
    """All that stands in a decision, as deep as it is read."""
    own = local_name(decision)
    if own not in ALLOWED:
        return  # Requirements and extensions: nothing is read of them.
    allowed = ALLOWED[own]
    _attributes(decision, allowed, faults)
    _text(decision, allowed, faults)
    seen: set[str] = set()
    for child in children(decision):
        name = local_name(child)
        is_known = namespace(child) == namespace(decision)
        if not is_known or name not in allowed.once | allowed.many:
            _not_read(decision, child, faults)
        elif name in seen and name in allowed.once:
            _twice(decision, name, faults)
        else:
            check_decision(child, faults)
        seen.add(name)


def _attributes(node: etree._Element, allowed: Allowed, faults: Faults) -> None:
    """Those of other namespaces are decoration, which the standard lets stand anywhere."""
    for name in sorted(map(str, node.attrib)):
        if not name.startswith("{") and name not in allowed.attributes:
            faults.add(
                _place(node),
                f"attributet {name} läses inte; ta bort det, eller rätta stavningen.",
                f"the attribute {name} is not read; remove it, or correct its spelling.",
            )


def _text(node: etree._Element, allowed: Allowed, faults: Faults) -> None:
    written = [node.text, *(child.tail for child in node)]
    if not allowed.holds_text and any(part and part.strip() for part in written):
        faults.add(
            _place(node),
            "texten läses inte; den ska stå i elementet text.",
            "the text is not read; it must stand in the element text.",
        )
    names = {local_name(child) for child in children(node)}
    if local_name(node) in _NEEDS_TEXT and "text" not in names:
        faults.add(
            _place(node),
            "elementet text saknas; skriv - där för vad som helst.",
            "the element text is missing; write - there for anything.",
        )


def _not_read(owner: etree._Element, child: etree._Element, faults: Faults) -> None:
    name = local_name(child)
    faults.add(
        _place(owner),
        f"elementet {name} stöds inte där; ta bort det.",
        f"the element {name} is not supported there; remove it.",
    )


def _twice(owner: etree._Element, name: str, faults: Faults) -> None:
    faults.add(
        _place(owner),
        f"elementet {name} finns mer än en gång, och bara ett skulle läsas; behåll ett.",
        f"the element {name} is there more than once, and only one would be read; keep one.",
    )


def _place(node: etree._Element) -> Text:
    """The element by its name and its id, or by the nearest around it that has one."""
    own: etree._Element | None = node
    while own is not None and not own.get("id"):
        own = own.getparent()
    known = "" if own is None else f" ({own.get('id')})"
    return Text(f"Elementet {local_name(node)}{known}", f"The element {local_name(node)}{known}")
