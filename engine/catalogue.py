"""What an installation can do, as plain values: its processes, operations, forms and messages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from engine.bpmn import BY_PEOPLE, CATCHING
from engine.definition import Definition
from engine.elements import Element
from engine.signatures import OperationSignature


def describe(
    definitions: Iterable[Definition], operations: Mapping[str, OperationSignature]
) -> dict[str, Any]:
    """Everything by its name, as JSON values, in an order that does not change by itself."""
    ordered = sorted(definitions, key=lambda definition: definition.key)
    return {
        "processes": [_process(definition) for definition in ordered],
        "operations": [_operation(name, operations[name], ordered) for name in sorted(operations)],
        "forms": [_form(d, name) for d in ordered for name in sorted(d.forms)],
        "messages": [_message(name, ordered) for name in sorted(_message_names(ordered))],
    }


def _process(definition: Definition) -> dict[str, Any]:
    model = definition.model
    elements = model.elements.values()
    return {
        "key": definition.key,
        "name": {"sv": model.name.sv, "en": model.name.en},
        "version": definition.version,
        "digest": definition.digest,
        "documentation": {"sv": model.documentation.sv, "en": model.documentation.en},
        "roles": sorted({e.lane for e in elements if e.type in BY_PEOPLE and e.lane}),
        "started_by": model.start_message,
        "calls": sorted(model.called_keys),
        "user_tasks": sorted(e.id for e in elements if e.type in BY_PEOPLE),
        "decisions": sorted(definition.decisions),
    }


def _operation(
    name: str, signature: OperationSignature, definitions: list[Definition]
) -> dict[str, Any]:
    return {
        "name": name,
        "parameters": sorted(signature.parameters),
        "optional": sorted(signature.optional),
        "gives": sorted(signature.gives or ()),
        "used_by": _used_by(definitions, lambda element: element.operation == name),
    }


def _form(definition: Definition, name: str) -> dict[str, Any]:
    form = definition.forms[name]
    return {
        "name": name,
        "process": definition.key,
        "version": form.version,
        "title": {"sv": form.title.sv, "en": form.title.en},
        "used_by": _used_by([definition], lambda element: element.form == name),
    }


def _message(name: str, definitions: list[Definition]) -> dict[str, Any]:
    def places(*kinds: str) -> list[str]:
        return _used_by(definitions, lambda e: e.message == name and e.type in kinds)

    return {
        "name": name,
        "sent_by": places("intermediateThrowEvent"),
        "starts": places("startEvent"),
        "awaited_by": places(*CATCHING),
    }


def _message_names(definitions: list[Definition]) -> set[str]:
    messages = (e.message for d in definitions for e in d.model.elements.values())
    return {message for message in messages if message}


def _used_by(definitions: list[Definition], wanted: Callable[[Element], bool]) -> list[str]:
    return [
        f"{definition.key}.{element.id}"
        for definition in definitions
        for element in definition.model.elements.values()
        if wanted(element)
    ]
