"""Whether boundary events are attached to something that can be interrupted here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from engine.bpmn import ACTIVITIES
from engine.elements import Element, ProcessModel
from engine.findings import Finding
from engine.lint.sentences import about, named, within

_HOSTS = {
    "error": ("serviceTask", "callActivity", "subProcess"),
    "escalation": ("callActivity", "subProcess"),
}
"""What an error or an escalation can come out of."""


def check_boundary_events(model: ProcessModel) -> Iterator[Finding]:
    """Findings about boundary events; that each leads on is told with the flows."""
    caught = Counter(_caught(event) for event in _boundary(model))
    for element in _boundary(model):
        yield from _host(element, model)
        if element.incoming:
            yield about(
                "boundary_has_incoming",
                element,
                "har ett flöde in; den nås genom det steg den sitter på.",
                "has an incoming flow; it is reached through what it is attached to.",
            )
        if caught[_caught(element)] > 1:
            yield from _twice(element)


def _caught(event: Element) -> tuple[str | None, ...]:
    return event.attached_to, event.event, event.message, event.code


def _twice(element: Element) -> Iterator[Finding]:
    if element.message:
        yield about(
            "boundary_message_twice",
            element,
            f"väntar på {element.message} som en annan kanthändelse på samma steg; bara en av "
            "dem skulle få det.",
            f"awaits {element.message} as another boundary event of the same step does; only "
            "one of them would get it.",
        )
    if element.event in _HOSTS:
        yield about(
            "boundary_code_twice",
            element,
            f"fångar {element.code or 'allt'} som en annan kanthändelse på samma steg; bara en av "
            "dem skulle få det.",
            f"catches {element.code or 'everything'} as another boundary event of the same step "
            "does; only one of them would get it.",
        )


def _boundary(model: ProcessModel) -> list[Element]:
    return [e for e in model.elements.values() if e.type == "boundaryEvent"]


def _host(element: Element, model: ProcessModel) -> Iterator[Finding]:
    host = model.elements.get(element.attached_to or "")
    if host is None:
        yield about(
            "boundary_host_missing",
            element,
            "sitter inte på något steg i processen.",
            "is attached to nothing that the process has.",
        )
    elif host.type not in ACTIVITIES or host.scope != element.scope:
        subject = within(named(host))
        yield about(
            "boundary_host_kind",
            element,
            f"sitter på {subject.sv}; bara steg, anrop och "
            "delprocesser i samma process eller delprocess kan avbrytas.",
            f"is attached to {subject.en}; only tasks, calls and "
            "sub-processes in the same process or sub-process can be interrupted.",
        )
    elif host.type not in _HOSTS.get(element.event or "", {host.type}):
        subject = within(named(host))
        yield about(
            "boundary_never_comes",
            element,
            f"sitter på {subject.sv}, som aldrig kastar något sådant; den kommer aldrig.",
            f"is attached to {subject.en}, which never throws such a thing; it never comes.",
        )
