"""Decimal arithmetic with 34 digits, where nothing ever becomes infinite or not a number."""

from __future__ import annotations

from collections.abc import Callable
from decimal import (
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DecimalException,
    DivisionByZero,
    InvalidOperation,
    Overflow,
    Underflow,
)

from engine.feel.errors import ExpressionFailed
from engine.feel.values import LONGEST_STRING, Value, kind
from engine.texts import Text

LARGEST_EXPONENT = 1000

_CONTEXT = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[InvalidOperation, DivisionByZero, Overflow, Underflow],
)


def arithmetic(sign: str, left: Value, right: Value) -> Value:
    """The sum, difference, product, quotient or power; two strings can be added.

    Raises ExpressionFailed for every other kind, null included: the standard would give null.
    """
    if sign == "+" and isinstance(left, str) and isinstance(right, str):
        return _joined(left, right)
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return _calculate(_OPERATIONS[sign], left, right)
    one, other = kind(left), kind(right)
    raise ExpressionFailed(
        Text(
            f"Det går inte att räkna med {one.sv} och {other.sv}.",
            f"Calculating with {one.en} and {other.en} is not possible.",
        )
    )


def negative(value: Value) -> Decimal:
    """The number with its sign turned. Raises ExpressionFailed for all but numbers."""
    if isinstance(value, Decimal):
        return _CONTEXT.minus(value)
    found = kind(value)
    raise ExpressionFailed(
        Text(f"Minus kan inte stå före {found.sv}.", f"Minus cannot precede {found.en}.")
    )


def total(numbers: list[Decimal]) -> Decimal:
    """The sum of the numbers."""
    result = Decimal(0)
    for number in numbers:
        result = _calculate(_CONTEXT.add, result, number)
    return result


def absolute(number: Decimal) -> Decimal:
    """The number without its sign."""
    return _CONTEXT.abs(number)


def floor(number: Decimal) -> Decimal:
    """The largest whole number not above."""
    return number.to_integral_value(ROUND_FLOOR, _CONTEXT)


def ceiling(number: Decimal) -> Decimal:
    """The smallest whole number not below."""
    return number.to_integral_value(ROUND_CEILING, _CONTEXT)


def _calculate(
    operation: Callable[[Decimal, Decimal], Decimal], left: Decimal, right: Decimal
) -> Decimal:
    try:
        return operation(left, right)
    except DecimalException:
        raise ExpressionFailed(
            Text(
                "Uträkningen har inget svar (division med noll eller för stort tal).",
                "The calculation has no answer (division by zero or too large a number).",
            )
        ) from None


def _power(base: Decimal, exponent: Decimal) -> Decimal:
    if exponent.copy_abs() > LARGEST_EXPONENT:
        raise ExpressionFailed(Text("Exponenten är för stor.", "The exponent is too large."))
    if not base and exponent < 0:  # the library gives infinity here and signals nothing
        raise DivisionByZero
    return _CONTEXT.power(base, exponent)


def _joined(left: str, right: str) -> str:
    if len(left) + len(right) > LONGEST_STRING:
        raise ExpressionFailed(Text("Texten blir för lång.", "The string becomes too long."))
    return left + right


_OPERATIONS: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": _CONTEXT.add,
    "-": _CONTEXT.subtract,
    "*": _CONTEXT.multiply,
    "/": _CONTEXT.divide,
    "**": _power,
}
