"""Whether the file as a whole is one executable process, with unique ids, documented and drawn."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.bpmn import BPMNDI, EXTENSION, REFUSED_NODES, SUPPORTED, bpmn, is_true
from engine.elements import ProcessModel
from engine.findings import Finding, Severity, error, warning
from engine.lint.sentences import about, named, named_flow, named_kind
from engine.naming import called
from engine.safe_xml import elements, line_of, local_name, namespace
from engine.texts import Text

MAX_ELEMENTS = 500
"""Elements and flows of one process; a page that a person can read has far fewer."""


def check_document(root: etree._Element, model: ProcessModel) -> Iterator[Finding]:
    """Findings about the file."""
    yield from _processes(root)
    yield from _ids(root)
    yield from _documentation(model)
    yield from _shapes(root, model)


def is_too_large(model: ProcessModel) -> bool:
    """Whether a process has more in it than anybody can follow."""
    return len(model.elements) + len(model.flows) > MAX_ELEMENTS


def too_large(model: ProcessModel) -> Finding:
    """The process has too much in it; nothing else about it is checked."""
    return error(
        "process_too_large",
        model.key,
        Text(
            f"Processen har fler än {MAX_ELEMENTS} element och flöden; dela den i flera.",
            f"The process has more than {MAX_ELEMENTS} elements and flows; divide it.",
        ),
    )


def _processes(root: etree._Element) -> Iterator[Finding]:
    processes = root.findall(bpmn("process"))
    for extra in processes[1:]:
        yield error(
            "process_several",
            extra.get("id"),
            Text(
                "Filen innehåller flera processer; en fil har en enda. Andra parter ritas som "
                "tomma pooler.",
                "The file holds several processes; a file has one. Other parties are drawn as "
                "empty pools.",
            ),
            line_of(extra),
        )
    if not any(is_true(process.get("isExecutable")) for process in processes):
        yield error(
            "not_executable",
            processes[0].get("id"),
            Text(
                "Processen är en ritning: den är inte märkt som körbar (isExecutable).",
                "The process is a drawing: it is not marked as executable (isExecutable).",
            ),
            line_of(processes[0]),
        )


def _ids(root: etree._Element) -> Iterator[Finding]:
    seen: dict[str, etree._Element] = {}
    for node in elements(root):
        if namespace(node) == EXTENSION:
            continue  # There an id is the name of an operation or a parameter.
        own = node.get("id")
        if own in seen:
            yield _duplicate(own, seen[own], node)
        elif own:
            seen[own] = node
        elif local_name(node) in _NEED_ID and node.tag == bpmn(local_name(node)):
            yield error(
                "id_missing",
                None,
                Text("Ett element saknar id.", "An element has no id."),
                line_of(node),
            )


def _duplicate(own: str, first: etree._Element, second: etree._Element) -> Finding:
    one, other = _bearer(first), _bearer(second)
    return error(
        "id_duplicate",
        own,
        Text(
            f"Id:t {own} finns mer än en gång: på {one.sv} och på {other.sv}.",
            f"The id {own} is used more than once: on {one.en} and on {other.en}.",
        ),
        line_of(second),
    )


def _bearer(node: etree._Element) -> Text:
    """What has an id, by its name if it has one; the id itself is told before."""
    name = node.get("name", "")
    return called(named_kind(local_name(node)), Text(name, name), "")


_NEED_ID = SUPPORTED | frozenset(
    {
        "process", "sequenceFlow", "lane", "message", "error", "escalation", "signal",
    }
)  # fmt: skip


def _documentation(model: ProcessModel) -> Iterator[Finding]:
    if not model.documentation.sv:
        yield warning(
            "documentation_missing",
            model.key,
            Text("Processen saknar beskrivning.", "The process has no documentation."),
            model.lines.get(model.key),
        )
    for element in model.elements.values():
        if not element.documentation.sv and element.type not in REFUSED_NODES:
            yield about(
                "documentation_missing",
                element,
                "saknar beskrivning.",
                "has no documentation.",
                Severity.WARNING,
            )


def _shapes(root: etree._Element, model: ProcessModel) -> Iterator[Finding]:
    drawn = {
        node.get("bpmnElement")
        for kind in ("BPMNShape", "BPMNEdge")
        for node in root.iter(f"{{{BPMNDI}}}{kind}")
    }
    subjects = [(e.id, named(e), e.line) for e in model.elements.values()]
    subjects += [(flow.id, named_flow(flow), flow.line) for flow in model.flows.values()]
    for own, subject, line in subjects:
        if own not in drawn:
            yield warning(
                "shape_missing",
                own,
                Text(
                    f"{subject.sv} syns inte i diagrammet.",
                    f"{subject.en} is not drawn in the diagram.",
                ),
                line,
            )
