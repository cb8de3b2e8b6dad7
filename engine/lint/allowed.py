"""Refuses every element, attribute and extension in a diagram that is not on the list.

The library takes much of BPMN without a word and then does something else, or nothing
(engine.md B15), and reads Python out of its extensions (1.10). So the list is of what is allowed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from engine.bpmn import BPMN, DRAWING, EXTENSION, THROWING, XSI, bpmn, extension, is_true
from engine.findings import Finding, error
from engine.lint.allowed_elements import (
    ALLOWED,
    EXTENSION_ATTRIBUTES,
    EXTENSION_CHILDREN,
    Allowed,
)
from engine.lint.once import told_twice, unclear_booleans
from engine.lint.sentences import described, id_around, named_kind
from engine.safe_xml import children, line_of, local_name, namespace
from engine.texts import Text


def refused(root: etree._Element) -> Iterator[Finding]:
    """A finding for everything in the file that is not on the list, each told once."""
    yield from _below(root)


def _below(node: etree._Element) -> Iterator[Finding]:
    allowed = ALLOWED[local_name(node)]
    yield from _attributes(node, allowed.attributes)
    yield from unclear_booleans(node)
    yield from told_twice(node)
    for child in children(node):
        if namespace(child) in DRAWING and local_name(node) == "definitions":
            continue
        if child.tag == bpmn("extensionElements"):
            yield from _extensions(node, child, allowed)
        elif _is_allowed(child, allowed):
            yield from _below(child)
        else:
            yield _not_supported(node, child)


def _is_allowed(node: etree._Element, allowed: Allowed) -> bool:
    is_event_sub_process = is_true(node.get("triggeredByEvent"))
    return (
        namespace(node) == BPMN
        and local_name(node) in allowed.children
        and not is_event_sub_process
        and not _is_misplaced_time(node)
    )


def _is_misplaced_time(node: etree._Element) -> bool:
    """A start has a time that comes again, and only a start; what waits has a stored one."""
    definition = node.getparent()
    event = None if definition is None else definition.getparent()
    if event is None or local_name(node) not in ("timeDate", "timeCycle"):
        return False
    return (local_name(event) == "startEvent") != (local_name(node) == "timeCycle")


def _attributes(node: etree._Element, allowed: frozenset[str]) -> Iterator[Finding]:
    for name in node.attrib:
        if str(name) in allowed or str(name) == f"{{{XSI}}}schemaLocation":
            continue
        attribute = etree.QName(name).localname
        yield error(
            "attribute_not_supported",
            id_around(node),
            Text(
                f"{described(node).sv} har attributet {attribute}. Det har ingen betydelse när "
                "processen körs här; ta bort det.",
                f"{described(node).en} has the attribute {attribute}. It means nothing when the "
                "process runs here; remove it.",
            ),
            line_of(node),
        )


def _extensions(owner: etree._Element, node: etree._Element, allowed: Allowed) -> Iterator[Finding]:
    yield from _repeated(owner, node)
    for child in children(node):
        name = local_name(child)
        if namespace(child) == EXTENSION and name in _allowed_extensions(owner, allowed):
            yield from _inside_extension(owner, child, allowed)
        else:
            yield _extension_refused(owner, child, name)


def _allowed_extensions(owner: etree._Element, allowed: Allowed) -> frozenset[str]:
    parent = owner.getparent()
    if owner.tag != bpmn("messageEventDefinition") or parent is None:
        return allowed.extensions
    # What a message brings is said where it is thrown; a catch takes what comes.
    is_thrown = local_name(parent) in THROWING
    return frozenset({"messagePayload"} if is_thrown else ())


def _inside_extension(
    owner: etree._Element, node: etree._Element, allowed: Allowed
) -> Iterator[Finding]:
    yield from _attributes(node, EXTENSION_ATTRIBUTES[local_name(node)])
    yield from _repeated(owner, node)
    for child in children(node):
        name = local_name(child)
        if namespace(child) != EXTENSION or name not in EXTENSION_CHILDREN[local_name(node)]:
            yield _extension_refused(owner, child, name)
        elif name == "property" and child.get("name") not in allowed.properties:
            yield _extension_refused(owner, child, f"property {child.get('name', '')}")
        else:
            yield from _inside_extension(owner, child, allowed)


def _repeated(owner: etree._Element, node: etree._Element) -> Iterator[Finding]:
    """Of two things by the same name only one would count, and nobody could say which."""
    seen: set[tuple[str, str]] = set()
    for child in children(node):
        key = (child.tag, child.get("name") or child.get("id") or "")
        if key[0] == extension("serviceTaskOperator"):
            key = (key[0], "")
        if key in seen and namespace(child) == EXTENSION:
            name = key[1] or local_name(child)
            yield error(
                "extension_repeated",
                id_around(owner),
                Text(
                    f"{described(owner).sv} har tillägget {name} mer än en gång.",
                    f"{described(owner).en} has the extension {name} more than once.",
                ),
                line_of(child),
            )
        seen.add(key)


def _extension_refused(owner: etree._Element, node: etree._Element, name: str) -> Finding:
    return error(
        "extension_not_supported",
        id_around(owner),
        Text(
            f"{described(owner).sv} har tillägget {name}, som inte får finnas där. Skript och "
            "okända tillägg körs aldrig.",
            f"{described(owner).en} has the extension {name}, which may not be there. Scripts "
            "and unknown extensions are never run.",
        ),
        line_of(node),
    )


def _not_supported(parent: etree._Element, node: etree._Element) -> Finding:
    name = local_name(node)
    if name.endswith("LoopCharacteristics"):
        code = "loop_not_supported"
    elif name.endswith("EventDefinition") or name == "eventDefinitionRef":
        code = "event_definition_not_supported"
    else:
        code = "element_not_supported"
    named, kind = (parent, named_kind(name)) if code != "element_not_supported" else (node, None)
    return error(code, id_around(named), _sentence(named, kind), line_of(node))


def _sentence(node: etree._Element, part: Text | None) -> Text:
    subject = described(node)
    if part is None:
        return Text(
            f"{subject.sv} kan inte köras här.{_advice(node).sv}",
            f"{subject.en} cannot run here.{_advice(node).en}",
        )
    return Text(
        f"{subject.sv} innehåller {part.sv}, som inte kan köras där.",
        f"{subject.en} contains {part.en}, which cannot run there.",
    )


def _advice(node: etree._Element) -> Text:
    if is_true(node.get("triggeredByEvent")):
        return _ADVICE["eventSubProcess"]
    return _ADVICE.get(local_name(node), Text("", ""))


_STORED_TIME = Text(
    " En timer väntar på en tid som ärendet har (timeDate), aldrig på en tidslängd i diagrammet.",
    " A timer waits for a time that is stored (timeDate), never for a duration in the diagram.",
)
_ADVICE: Mapping[str, Text] = {
    "scriptTask": Text(
        " Lägg arbetet i ett automatiskt steg (serviceTask) eller en beslutstabell.",
        " Put the work in a service task or a decision table.",
    ),
    "task": Text(
        " Säg vem som gör det: en användaruppgift eller ett automatiskt steg.",
        " Say who does it: a user task or a service task.",
    ),
    "eventSubProcess": Text(
        " Händelsestyrda delprocesser körs inte; starta en egen process med ett meddelande.",
        " Event sub-processes are not run; start a process of its own by a message.",
    ),
    "complexGateway": Text(
        " Använd de andra slagen av grindar.", " Use the other kinds of gateways."
    ),
    "timeDate": Text(
        " En process som börjar av sig själv har en tid som återkommer (timeCycle).",
        " A process that begins by itself has a time that comes again (timeCycle).",
    ),
    "timeDuration": _STORED_TIME,
    "timeCycle": _STORED_TIME,
}
