"""Whether a call and the process that it calls agree: who is called, and with which values.

A called process declares in ``inputs`` what it needs to begin and in ``outputs`` what it gives; a
call names in its own ``inputs`` what it hands over and in ``outputs`` what it takes back.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.elements import Element, ProcessModel, value_names
from engine.findings import Finding, error
from engine.lint.context import LintContext, ProcessFacts, declared
from engine.lint.names import is_plain_name, is_reserved, is_taken, reserved
from engine.lint.sentences import about, describe
from engine.texts import Text


def check_calls(model: ProcessModel, context: LintContext) -> Iterator[Finding]:
    """Findings about calls in the order of the file, then about being called."""
    for element in model.elements.values():
        if element.type == "callActivity":
            yield from _called(model, element, context)
            yield from _names(element)
            yield from _handed(element, context.processes.get(element.called_process or ""))
    yield from _declared(model, context)


def _called(model: ProcessModel, element: Element, context: LintContext) -> Iterator[Finding]:
    key = element.called_process
    if not key:
        yield about(
            "call_missing",
            element,
            "säger inte vilken process det anropar.",
            "does not say which process it calls.",
        )
    elif key == model.key or model.key in _called_below(key, context):
        yield about(
            "call_recursive",
            element,
            f"anropar {key}, som i sin tur anropar den här processen; det tar aldrig slut.",
            f"calls {key}, which in turn calls this process; that never ends.",
        )
    elif key not in context.processes:
        yield about(
            "call_unknown",
            element,
            f"anropar processen {key}, som inte finns.",
            f"calls the process {key}, which does not exist.",
        )


def _called_below(key: str, context: LintContext) -> set[str]:
    called: set[str] = set()
    waiting = [key]
    while waiting:
        facts = context.processes.get(waiting.pop())
        new = (facts.calls if facts else frozenset()) - called
        called |= new
        waiting.extend(new)
    return called


def _names(of: Element | ProcessModel) -> Iterator[Finding]:
    """The names of values in what a call or a process says of them."""
    for said, is_refused in ((of.inputs, is_reserved), (of.outputs, is_taken)):
        names = value_names(said or "")
        for name in sorted(set(names)):
            if is_refused(name):
                yield reserved(name, _id(of), _line(of))
            elif not is_plain_name(name):
                yield _said(
                    "call_value_name",
                    of,
                    f"nämner värdet {name}; namn på värden har små bokstäver, siffror och "
                    "understreck, med komma emellan.",
                    f"names the value {name}; names of values have small letters, digits and "
                    "underscores, with commas between them.",
                )
            if names.count(name) > 1:
                yield _said(
                    "call_value_twice",
                    of,
                    f"nämner värdet {name} mer än en gång; stryk det ena.",
                    f"names the value {name} more than once; strike one of them.",
                )


def _handed(element: Element, called: ProcessFacts | None) -> Iterator[Finding]:
    """Whether a call names its values, and those that the process it calls declares."""
    given, taken = declared(element.inputs), declared(element.outputs)
    yield from _unsaid(element, given, taken)
    if called is None:
        return
    key = element.called_process
    for name in _beyond(called.needs, given):
        yield about(
            "call_input_missing",
            element,
            f"lämnar inte över {name}, som {key} behöver.",
            f"does not hand over {name}, which {key} needs.",
        )
    for name in _beyond(given, called.needs):
        yield about(
            "call_input_unknown",
            element,
            f"lämnar över {name}, som {key} inte säger att den behöver.",
            f"hands over {name}, which {key} does not say that it needs.",
        )
    for name in _beyond(taken, called.gives):
        yield about(
            "call_output_unknown",
            element,
            f"tar tillbaka {name}, som {key} inte säger att den ger.",
            f"takes back {name}, which {key} does not say that it gives.",
        )


def _beyond(names: frozenset[str] | None, others: frozenset[str] | None) -> list[str]:
    """What is among the names and not among the others, in order; nothing where one is unsaid."""
    return [] if names is None or others is None else sorted(names - others)


def _unsaid(
    element: Element, given: frozenset[str] | None, taken: frozenset[str] | None
) -> Iterator[Finding]:
    if given is None:
        yield about(
            "call_inputs_missing",
            element,
            "säger inte vilka värden det lämnar över.",
            "does not say which values it hands over.",
        )
    if taken is None:
        yield about(
            "call_outputs_missing",
            element,
            "säger inte vilka värden det tar tillbaka.",
            "does not say which values it takes back.",
        )


def _declared(model: ProcessModel, context: LintContext) -> Iterator[Finding]:
    """Whether a process that is called says what it needs and what it gives."""
    yield from _names(model)
    callers = sorted(key for key, facts in context.processes.items() if model.key in facts.calls)
    if not callers:
        return
    if model.inputs is None:
        yield _said(
            "process_inputs_missing",
            model,
            f"anropas av {callers[0]} men säger inte vilka värden den behöver.",
            f"is called by {callers[0]} but does not say which values it needs.",
        )
    if model.outputs is None:
        yield _said(
            "process_outputs_missing",
            model,
            f"anropas av {callers[0]} men säger inte vilka värden den ger.",
            f"is called by {callers[0]} but does not say which values it gives.",
        )


def _said(code: str, of: Element | ProcessModel, sv: str, en: str) -> Finding:
    if isinstance(of, Element):
        return about(code, of, sv, en)
    subject = describe("process", of.key, of.name)
    return error(code, of.key, Text(f"{subject.sv} {sv}", f"{subject.en} {en}"), _line(of))


def _id(of: Element | ProcessModel) -> str:
    return of.id if isinstance(of, Element) else of.key


def _line(of: Element | ProcessModel) -> int | None:
    return of.line if isinstance(of, Element) else of.lines.get(of.key)
