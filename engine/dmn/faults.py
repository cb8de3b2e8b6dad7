"""Where the reasons against a table are gathered while it is read, so that all are told at once."""

from __future__ import annotations

from engine.dmn.table import TYPES
from engine.expressions import (
    Expression,
    ExpressionFailed,
    ExpressionInvalid,
    UnaryTests,
    compile_expression,
    compile_unary_tests,
)
from engine.texts import Text


class Faults:
    """The reasons so far. What cannot be read gives a stand-in: with a reason there is no table."""

    def __init__(self) -> None:
        self.found: list[Text] = []

    def add(self, place: Text, sv: str, en: str) -> None:
        """One more reason, and where it is."""
        self.found.append(Text(f"{place.sv}: {sv}", f"{place.en}: {en}"))

    def expression(self, text: str, place: Text) -> Expression:
        """The expression, or a stand-in and the reason why it cannot be read."""
        try:
            return compile_expression(text)
        except ExpressionInvalid as error:
            self._unreadable(place, error)
            return compile_expression("null")

    def tests(self, text: str, place: Text) -> UnaryTests:
        """The tests of a cell, or a stand-in and the reason why they cannot be read."""
        try:
            return compile_unary_tests(text)
        except ExpressionInvalid as error:
            self._unreadable(place, error)
            return compile_unary_tests("-")

    def constants(self, text: str, place: Text) -> UnaryTests:
        """Tests that need no variables: the allowed values of a column."""
        tests = self.tests(text, place)
        if tests.names:
            self.add(
                place,
                "tillåtna värden ska vara konstanter.",
                "allowed values must be constants.",
            )
        return tests

    def type_name(self, name: str, place: Text) -> str:
        """The type of a column; Any when none is given."""
        plain = name.removeprefix("feel:") or "Any"
        if plain in TYPES:
            return plain
        self.add(place, "typen finns inte i Bokvar.", "the type is not known to Bokvar.")
        return "Any"

    def failed(self, place: Text, error: ExpressionFailed) -> None:
        """The reason that a constant cannot be evaluated, or not where it stands."""
        self.add(place, error.text.sv, error.text.en)

    def _unreadable(self, place: Text, error: ExpressionInvalid) -> None:
        character = error.position + 1
        self.add(
            place,
            f"tecken {character}: {error.text.sv}",
            f"character {character}: {error.text.en}",
        )
