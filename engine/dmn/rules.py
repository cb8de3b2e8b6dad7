"""The rows of a decision table, read from its XML."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from engine import safe_xml
from engine.dmn.columns import check_constant
from engine.dmn.english import WHY, both
from engine.dmn.faults import Faults
from engine.dmn.table import Input, Output, Rule, has_type, rule_called
from engine.dmn.xml import children, text_of
from engine.expressions import ExpressionFailed, UnaryTests
from engine.feel import nodes
from engine.naming import capital
from engine.texts import Text


def read_rule(
    node: etree._Element,
    number: int,
    inputs: tuple[Input, ...],
    outputs: tuple[Output, ...],
    faults: Faults,
) -> Rule:
    """A row; its number is counted from 1."""
    rule_id, annotation = node.get("id") or "", both(node, _annotation(node), WHY)
    place = capital(rule_called(number, annotation, rule_id))
    if not rule_id:
        faults.add(place, "regeln saknar id.", "the rule has no id.")
    cells, results = list(children(node, "inputEntry")), list(children(node, "outputEntry"))
    asked, given = _places(place, inputs, len(cells)), _places(place, outputs, len(results))
    rule = Rule(
        id=rule_id,
        annotation=annotation,
        tests=tuple(map(faults.tests, map(text_of, cells), asked)),
        results=tuple(map(faults.expression, map(text_of, results), given)),
    )
    if len(cells) != len(inputs) or len(results) != len(outputs):
        faults.add(
            place,
            "antalet celler är inte detsamma som antalet kolumner.",
            "the number of cells is not the number of columns.",
        )
        return rule
    _check_cells(rule, inputs, place, faults)
    for output, result, where in zip(outputs, rule.results, given, strict=True):
        check_constant(result, output, where, faults)
    return rule


def _places(place: Text, columns: Sequence[Input | Output], cells: int) -> list[Text]:
    """Where each cell of a row stands; cells beyond the columns only have their row."""
    known = [Text(f"{place.sv}, {c.label.sv}", f"{place.en}, {c.label.en}") for c in columns]
    return [*known, *[place] * cells][:cells]


def _check_cells(rule: Rule, inputs: tuple[Input, ...], place: Text, faults: Faults) -> None:
    """A cell that names a value its column cannot have would never hit: most likely a slip."""
    for column, tests in zip(inputs, rule.tests, strict=True):
        if not all(_is_possible(value, column) for value in _constants(tests)):
            faults.add(
                place,
                f"ett värde i kolumnen {column.label.sv} kan aldrig förekomma där.",
                f"a value in the column {column.label.en} can never occur there.",
            )


def _constants(tests: UnaryTests) -> list[nodes.Literal]:
    targets = [test.target for test in tests.tests if isinstance(test, nodes.EqualTest)]
    return [target for target in targets if isinstance(target, nodes.Literal)]


def _is_possible(literal: nodes.Literal, column: Input) -> bool:
    if not has_type(literal.value, column.type):
        return False
    try:
        return column.allowed is None or column.allowed.matches(literal.value, {})
    except ExpressionFailed:
        return False


def _annotation(node: etree._Element) -> str:
    """The author's words: the annotation columns of DMN 1.2 and later, or the description."""
    entries = [text_of(entry) for entry in children(node, "annotationEntry")]
    described = [safe_xml.text_of(found) for found in children(node, "description")]
    return " ".join(word for word in entries + described if word)
