"""The columns of a decision table, read from its XML."""

from __future__ import annotations

from decimal import Decimal

from lxml import etree

from engine.dmn.english import LABEL, both
from engine.dmn.faults import Faults
from engine.dmn.table import HitPolicy, Input, Output, has_type
from engine.dmn.xml import child, text_below
from engine.expressions import Expression, ExpressionFailed, UnaryTests, to_scalar
from engine.feel.values import Value
from engine.texts import Text


def read_input(node: etree._Element, number: int, faults: Faults) -> Input:
    """A column of conditions; its number is counted from 1."""
    place = Text(f"Villkorskolumn {number}", f"Input column {number}")
    asked = child(node, "inputExpression")
    type_name = (asked.get("typeRef") or "") if asked is not None else ""
    expression = faults.expression(text_below(node, "inputExpression"), place)
    return Input(
        label=both(node, node.get("label") or expression.text, LABEL),
        expression=expression,
        type=faults.type_name(type_name, place),
        allowed=_allowed(node, "inputValues", place, faults),
    )


def read_output(
    node: etree._Element, number: int, name: str, policy: HitPolicy, faults: Faults
) -> Output:
    """A column of results under the name it is to have."""
    place = Text(f"Resultatkolumn {number}", f"Output column {number}")
    allowed = _allowed(node, "outputValues", place, faults)
    is_ranked = policy is HitPolicy.PRIORITY and allowed is not None
    output = Output(
        name=name,
        label=both(node, node.get("label") or name, LABEL),
        type=faults.type_name(node.get("typeRef") or "", place),
        allowed=allowed,
        ranking=_ranking(text_below(node, "outputValues"), place, faults) if is_ranked else (),
        default=_default(node, place, faults),
    )
    if output.default is not None:
        check_constant(output.default, output, place, faults)
    return output


def check_constant(expression: Expression, output: Output, place: Text, faults: Faults) -> None:
    """Say already now what would go wrong with a result that needs no variables."""
    if expression.names:
        return
    try:
        value = expression.evaluate({})
        to_scalar(value)
        is_allowed = output.allowed is None or output.allowed.matches(value, {})
    except ExpressionFailed as error:
        faults.failed(place, error)
        return
    if not has_type(value, output.type):
        faults.add(place, "värdet är av fel typ.", "the value is of the wrong type.")
    if not is_allowed and output.allowed is not None:
        faults.add(
            place,
            f"värdet är inte ett av de tillåtna: {output.allowed.text}.",
            f"the value is not one of those allowed: {output.allowed.text}.",
        )


def _allowed(node: etree._Element, name: str, place: Text, faults: Faults) -> UnaryTests | None:
    return faults.constants(text_below(node, name), place) if text_below(node, name) else None


def _ranking(text: str, place: Text, faults: Faults) -> tuple[Value, ...]:
    """The output values in their order, which is their priority: plain values, no ranges."""
    try:
        values = faults.expression(f"[{text}]", place).evaluate({})
    except ExpressionFailed as error:
        faults.failed(place, error)
        return ()
    if isinstance(values, list) and all(type(value) in (str, bool, Decimal) for value in values):
        return tuple(values)
    faults.add(
        place,
        "ordningen mellan resultaten måste anges med enkla värden.",
        "the order of the results must be given by plain values.",
    )
    return ()


def _default(node: etree._Element, place: Text, faults: Faults) -> Expression | None:
    text = text_below(node, "defaultOutputEntry")
    return faults.expression(text, place) if text else None
