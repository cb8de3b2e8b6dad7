"""Which ids may stand in a process, and whether what people read in it is in English too."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.bpmn import NAMED_IN_ENGLISH
from engine.elements import ProcessModel
from engine.findings import Finding, error, warning
from engine.lint.sentences import NAMELESS, describe, named
from engine.repeats import COUNTER, FIGURES
from engine.texts import Text

MAX_LENGTH = 64
_SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*\Z")


def is_plain_name(name: str) -> bool:
    """Whether a name is words in lower letters joined by underscores, and not too long."""
    return len(name) <= MAX_LENGTH and bool(_SNAKE.match(name))


def is_reserved(name: str) -> bool:
    """Whether a name means something to the library below us (engine.md A2)."""
    return name == "typename" or name.startswith(("__", "spiff"))


def is_taken(name: str) -> bool:
    """Whether a value may not be called so: besides what is reserved, what a repetition tells of
    itself, which would hide the value or be hidden by it."""
    return is_reserved(name) or name == COUNTER or name in FIGURES


def check_names(model: ProcessModel) -> Iterator[Finding]:
    """Findings about the ids of the process, its elements, lanes and flows."""
    yield from check_id("process", model.key, model.lines.get(model.key), model.name)
    for element in model.elements.values():
        yield from check_id(element.type, element.id, element.line, element.name)
    for lane in model.lanes.values():
        yield from check_id("lane", lane.id, lane.line, lane.name)
    for flow in model.flows.values():
        yield from check_id("sequenceFlow", flow.id, flow.line, flow.name)


def check_english_names(model: ProcessModel) -> Iterator[Finding]:
    """A warning for each name that people are led by and that is only there in Swedish."""
    if model.name.sv and not model.name_en:
        yield _only_swedish(_process(model), model.key, model.lines.get(model.key))
    for element in model.elements.values():
        if element.type in NAMED_IN_ENGLISH and element.name.sv and not element.name_en:
            yield _only_swedish(named(element), element.id, element.line)


def check_english_descriptions(model: ProcessModel) -> Iterator[Finding]:
    """A warning for each description that whoever does the step reads in Swedish alone."""
    if model.documentation.sv and not model.documentation_en:
        yield _described(_process(model), model.key, model.lines.get(model.key))
    for element in model.elements.values():
        is_read = element.type in NAMED_IN_ENGLISH and element.documentation.sv
        if is_read and not element.documentation_en:
            yield _described(named(element), element.id, element.line)


def _process(model: ProcessModel) -> Text:
    return describe("process", model.key, model.name)


def _described(subject: Text, own_id: str, line: int | None) -> Finding:
    return warning(
        "documentation_en_missing",
        own_id,
        Text(
            f"{subject.sv} har ingen beskrivning på engelska; på engelska sidor visas den svenska.",
            f"{subject.en} has no description in English; English pages show the Swedish one.",
        ),
        line,
    )


def _only_swedish(subject: Text, own_id: str, line: int | None) -> Finding:
    return warning(
        "name_en_missing",
        own_id,
        Text(
            f"{subject.sv} har inget namn på engelska; på engelska sidor visas det svenska.",
            f"{subject.en} has no name in English; English pages show the Swedish one.",
        ),
        line,
    )


def check_id(kind: str, own_id: str, line: int | None, name: Text = NAMELESS) -> Iterator[Finding]:
    """Findings about one id. That of a flow is never seen by a person, so it only warns."""
    if is_reserved(own_id):
        yield reserved(own_id, own_id, line)
    elif not is_plain_name(own_id):
        subject = describe(kind, own_id, name)
        make = warning if kind == "sequenceFlow" else error
        yield make(
            "id_not_plain",
            own_id,
            Text(
                f"{subject.sv} ska ha ett id som är engelska ord med små bokstäver och "
                "understreck, till exempel confirm_match.",
                f"{subject.en} shall have an id that is English words in lower letters joined by "
                "underscores, such as confirm_match.",
            ),
            line,
        )


def reserved(name: str, element: str | None, line: int | None) -> Finding:
    """A name is used that means something to the library below us."""
    return error(
        "name_reserved",
        element,
        Text(
            f"Namnet {name} är upptaget av motorn och får inte användas.",
            f"The name {name} is taken by the engine and may not be used.",
        ),
        line,
    )
