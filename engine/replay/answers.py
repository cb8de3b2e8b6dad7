"""What a step gave: taken from the record where it came from outside, worked out anew where not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import definitions, steps
from engine.decisions import DecisionFailed, decide
from engine.definitions import Definition
from engine.elements import Element
from engine.errors import EngineError
from engine.replay.verdict import ReplayDiverged, names_that_differ, told_names
from engine.spiff.live import Position
from ledger.events import Entry

Values = Mapping[str, Any]


def given_from_outside(before: Values, after: Values) -> dict[str, Any]:
    """The values that an operation returned, a message brought or a person's answer led to.

    Nothing takes a value away, so what was carried up to here and is gone is no answer: it differs.
    """
    return {name: after[name] for name in names_that_differ(before, after) if name in after}


def decided(part: Definition, element: Element, at: Position, made: Entry | None) -> Values:
    """The table asked anew with the values of today's re-execution, and compared with the record.

    Raises ReplayDiverged.
    """
    if made is None:
        raise ReplayDiverged(f"a decision of {element.decision}", "none")
    try:
        decision = decide(part.decisions[element.decision or ""], at.variables)
    except DecisionFailed as failed:
        raise ReplayDiverged("no answer from the table", "an answer") from failed
    recorded = made.payload
    if recorded is not None:
        _compare_rules(decision.rules, recorded.get("rules"))
        _compare("inputs", decision.inputs, recorded.get("inputs"))
        _compare("outputs", decision.outputs, recorded.get("outputs"))
    return decision.outputs


def gave_none(part: Definition, element: Element, at: Position, told: Values) -> None:
    """The table asked anew, which must give no answer, and for the reason that is recorded.

    Raises ReplayDiverged.
    """
    try:
        decide(part.decisions[element.decision or ""], at.variables)
    except DecisionFailed as failed:
        if failed.reason != told.get("reason"):
            raise ReplayDiverged(f"a decision that fails by {failed.reason}", "another") from None
        _compare_rules(failed.rules, told.get("rules"))
        _compare("inputs", failed.inputs, told.get("inputs"))
        return
    raise ReplayDiverged("an answer from the table", "none")


def has_answer(part: Definition, element: Element, at: Position) -> bool:
    """Whether the table gives an answer to these values; what an operation asked is not known."""
    if element.type != "businessRuleTask":
        return False
    try:
        decide(part.decisions[element.decision or ""], at.variables)
    except DecisionFailed:
        return False
    return True


def answered(
    part: Definition, element: Element, at: Position, task: Entry | None, left: Values
) -> Values:
    """What a person's answers led to: worked out from them, or by an operation as recorded."""
    if task is None:
        raise ReplayDiverged("a completed task before it is left", "none")
    if element.operation is not None or task.payload is None or element.form is None:
        return given_from_outside(at.variables, left)
    answers = task.payload.get("answers", {})
    return {name: answers.get(name) for name in part.forms[element.form].routing}


def thrown(element: Element, at: Position) -> Values:
    """What is thrown gives nothing back, but a message must be such that it can be put together."""
    if element.event == "signal":
        return {}
    try:
        steps.message_of(element, at.variables)
    except (EngineError, ValueError, TypeError) as error:
        raise ReplayDiverged("no message, for it lacks what it needs", "a message") from error
    return {}


def part_of(definition: Definition, at: Position) -> tuple[Definition, Element]:
    """The process and the element where a token stands."""
    part = definitions.part(definition, at.process)
    return part, part.model.elements[at.element]


def _compare(what: str, expected: Values, found: Any) -> None:
    names = names_that_differ(expected, found) if isinstance(found, Mapping) else sorted(expected)
    if names:
        raise ReplayDiverged(
            f"{what} of the decision as the table has them", f"other {what}: {told_names(names)}"
        )


def _compare_rules(expected: tuple[str, ...], found: Any) -> None:
    if list(expected) != found:
        rules = ", ".join(map(str, found)) if isinstance(found, list) else ""
        raise ReplayDiverged(
            f"rule {', '.join(expected) or '(the default)'}", f"rule {rules or '(the default)'}"
        )
