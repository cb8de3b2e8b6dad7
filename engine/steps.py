"""Carrying out one automatic step: an operation, a decision table, or a message to be thrown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from db.session import DATABASE_IS_GONE
from engine import causes, definitions
from engine.bpmn import THROWING
from engine.context import ServiceTaskContext
from engine.decisions import DecisionFailed, decide
from engine.elements import Element
from engine.errors import BpmnError, EngineError, UndeclaredValue
from engine.expressions import compile_expression, to_scalar
from engine.signatures import signature_of
from engine.spiff.live import Position
from engine.values import checked

if TYPE_CHECKING:
    from engine.moving import Moving
    from engine.runtime import Runtime


class StepFailed(EngineError):
    """An automatic step failed; ``cause`` is the kind of error, without what it says.

    decision: the decision that gave no answer, if that was why.
    """

    def __init__(self, cause: str, decision: DecisionFailed | None = None) -> None:
        super().__init__(cause)
        self.cause = cause
        self.decision = decision


def carry_out(runtime: Runtime, moving: Moving, position: Position) -> dict[str, Any]:
    """Do what the element says and return its routing values. Raises StepFailed and BpmnError.

    A database that is gone is not caught: then the whole command is undone, and the worker or the
    person tries again. Data that it refuses is the step's own fault, like any other.
    """
    element = moving.element(position)
    try:
        return checked(_done(runtime, moving, position, element))
    except (BpmnError, *DATABASE_IS_GONE):
        raise
    except Exception as error:
        # Operations are anybody's code: whatever goes wrong in one must become an incident and
        # never lose the instance that it belongs to.
        runtime.engine.report(error, moving.stored.public_id, element.id)
        decision = error if isinstance(error, DecisionFailed) else None
        raise StepFailed(causes.name_of(error), decision) from error


def _done(
    runtime: Runtime, moving: Moving, position: Position, element: Element
) -> Mapping[str, Any]:
    try:
        return _kind_of(element)(runtime, moving, position, element)
    except BpmnError as error:
        # An event may take them over, as if they were given.
        checked({"code": error.code, **error.values})
        raise


def context(runtime: Runtime, moving: Moving, position: Position) -> ServiceTaskContext:
    """What an operation is given when it runs for this instance."""
    return ServiceTaskContext(
        session=runtime.session,
        now=runtime.now,
        actor=runtime.actor,
        business_key=moving.stored.business_key,
        instance=moving.stored.public_id,
        instance_id=moving.stored.id,
        element=position.element,
        runtime=runtime,
        tables=definitions.part(moving.definition, position.process).decisions,
    )


def call(
    runtime: Runtime, moving: Moving, position: Position, name: str, said: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Call an operation with what the step says and the values that it needs; what it gives.

    Raises UndeclaredValue, and whatever the operation raises.
    """
    operation = runtime.engine.operations[name]
    signature = signature_of(operation)
    given = operation(
        context(runtime, moving, position), **signature.arguments(said, position.variables)
    )
    if undeclared := signature.undeclared(given):
        raise UndeclaredValue(f"{name} gives {', '.join(undeclared)}, which it does not declare.")
    return given


def correlation_key(element: Element, variables: Mapping[str, Any]) -> str:
    """What a message of this element is about.

    Raises ValueError when that is nothing: a key that is missing would be the same for everyone.
    """
    key = _value(element.correlation_key or "null", variables)
    if isinstance(key, bool) or key in (None, ""):
        raise ValueError(f"The message of {element.id} has no key.")
    return str(key)


def message_of(element: Element, variables: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Key and content of the message that an element throws.

    Raises what ``correlation_key`` raises, ExpressionFailed and TypeError.
    """
    key = correlation_key(element, variables)
    payload = compile_expression(element.payload or "{}").evaluate(variables)
    if not isinstance(payload, Mapping):
        raise TypeError("The payload of a message must be a context.")
    return key, {name: to_scalar(value) for name, value in payload.items()}


def _operation(
    runtime: Runtime, moving: Moving, position: Position, element: Element
) -> Mapping[str, Any]:
    parameters = {
        name: _value(expression, position.variables)
        for name, expression in element.parameters.items()
    }
    return call(runtime, moving, position, element.operation or "", parameters)


def _decision(
    runtime: Runtime, moving: Moving, position: Position, element: Element
) -> Mapping[str, Any]:
    part = definitions.part(moving.definition, position.process)
    table = part.decisions[element.decision or ""]
    decision = decide(table, position.variables)
    runtime.record(
        "decision.made",
        {
            "decision": table.id,
            "inputs": decision.inputs,
            "outputs": decision.outputs,
            "rules": list(decision.rules),
        },
        subject=moving.stored.public_id,
        element=element.id,
        definition=part.digest,
    )
    return decision.outputs


def _throw(
    runtime: Runtime, moving: Moving, position: Position, element: Element
) -> Mapping[str, Any]:
    key, payload = message_of(element, position.variables)
    once = f"{moving.stored.public_id}:{position.task}"
    runtime.send(element.message or "", key, payload, message_id=once)
    return {}


def _value(expression: str, variables: Mapping[str, Any]) -> Any:
    return to_scalar(compile_expression(expression).evaluate(variables))


def _broadcast(
    runtime: Runtime, moving: Moving, position: Position, element: Element
) -> Mapping[str, Any]:
    runtime.broadcast(element.code or "", once=f"{moving.stored.public_id}:{position.task}")
    return {}


def _kind_of(element: Element) -> Callable[..., Mapping[str, Any]]:
    if element.type in THROWING:
        return _broadcast if element.event == "signal" else _throw
    return {"serviceTask": _operation, "businessRuleTask": _decision}[element.type]
