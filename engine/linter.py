"""Everything that keeps a process from running, or that it must not do, told all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from lxml import etree

from engine.elements import ProcessModel, process_in
from engine.findings import Finding, error
from engine.folder import DIAGRAM
from engine.lint.allowed import refused
from engine.lint.boundary import check_boundary_events
from engine.lint.calls import check_calls
from engine.lint.context import NO_CHAIN, LintContext, ProcessFacts
from engine.lint.document import check_document, is_too_large, too_large
from engine.lint.events import check_events
from engine.lint.expressions import check_expressions
from engine.lint.flows import check_flows
from engine.lint.gateways import check_gateways
from engine.lint.known_values import check_parameters
from engine.lint.lanes import check_lanes
from engine.lint.loops import check_loops
from engine.lint.messages import check_messages
from engine.lint.names import check_english_descriptions, check_english_names, check_names
from engine.lint.parts import PartsRead, check_use, read_parts
from engine.lint.repeats import check_repeats
from engine.lint.soundness import check_soundness
from engine.lint.tasks import check_tasks
from engine.lint.timers import check_timers
from engine.lint.values import check_values
from engine.safe_xml import XmlRefused, parse
from engine.texts import Text

__all__ = ["Finding", "LintContext", "ProcessFacts", "facts_of", "lint_folder"]


def lint_folder(
    parts: Mapping[str, bytes], context: LintContext, *, key: str | None = None
) -> tuple[Finding, ...]:
    """Every finding about a process folder, errors first, then by line; empty when all is well.

    parts: file name within the folder -> bytes, whatever they are: nothing is raised for them.
    key: the name of the folder, which the id of the process must equal.
    """
    read = read_parts(parts, context.known_values)
    findings = [*read.findings, *_diagram(parts, read, context, key)]
    findings.sort(key=lambda finding: (not finding.is_error, finding.line or 0))
    return tuple(replace(finding, process=key or "") for finding in findings)


def facts_of(parts: Mapping[str, bytes]) -> ProcessFacts | None:
    """What other processes need to know of this one; None when its diagram cannot be read. What
    sets what going is not followed through one that is refused for its size."""
    try:
        model = process_in(parse(parts.get(DIAGRAM, b"")))
    except XmlRefused:
        return None
    facts = ProcessFacts.of(model)
    return replace(facts, chain=NO_CHAIN) if is_too_large(model) else facts


def _diagram(
    parts: Mapping[str, bytes], read: PartsRead, context: LintContext, key: str | None
) -> Iterator[Finding]:
    if DIAGRAM not in parts:
        return
    try:
        root = parse(parts[DIAGRAM])
        model = process_in(root)
    except XmlRefused as refusal:
        yield error("diagram_unreadable", DIAGRAM, refusal.text, refusal.line)
        return
    if is_too_large(model):
        yield too_large(model)
        return
    yield from _key(model, key)
    yield from refused(root)
    yield from _rules(root, model, read, context)


def _rules(
    root: etree._Element, model: ProcessModel, read: PartsRead, context: LintContext
) -> Iterator[Finding]:
    yield from check_document(root, model)
    yield from check_names(model)
    yield from check_english_names(model)
    yield from check_english_descriptions(model)
    yield from check_flows(model)
    yield from check_lanes(model, context.roles)
    yield from check_tasks(model, read, context)
    yield from check_calls(model, context)
    yield from check_parameters(model, context.known_values)
    yield from check_events(root, model)
    yield from check_messages(root, model, context)
    yield from check_timers(root, model)
    yield from check_boundary_events(model)
    yield from check_gateways(model)
    yield from check_repeats(model)
    yield from check_loops(model, context)
    yield from check_soundness(model)
    yield from check_expressions(model)
    yield from check_values(model, read, context)
    yield from check_use(model, read)


def _key(model: ProcessModel, key: str | None) -> Iterator[Finding]:
    if key is not None and model.key != key:
        yield error(
            "key_mismatch",
            model.key,
            Text(
                f"Processen heter {model.key} men mappen {key}; de ska heta lika.",
                f"The process is called {model.key} but the folder {key}; they shall be alike.",
            ),
        )
