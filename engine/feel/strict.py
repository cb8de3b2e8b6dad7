"""The forms that are refused although they can be read: too deep, or open to two readings."""

from __future__ import annotations

from engine.feel import nodes
from engine.feel.errors import ExpressionInvalid
from engine.feel.functions import FUNCTIONS
from engine.feel.nodes import Node, Test
from engine.texts import Text

DEEPEST_TREE = 60

_CONDITIONS = (
    nodes.Comparison,
    nodes.Between,
    nodes.Both,
    nodes.Either,
    nodes.Membership,
    nodes.Negation,
)


def check_expression(tree: Node) -> None:
    """Raises ExpressionInvalid unless the expression has one meaning."""
    check_depth(tree)
    if nodes.mentions_subject(tree):
        raise _invalid(
            "Frågetecken får bara stå i en cell i en tabell.",
            "A question mark may only stand in a cell of a table.",
        )
    _check_parts(tree)


def check_test(test: Test) -> None:
    """Raises ExpressionInvalid unless the test of a cell has one meaning."""
    is_about_subject = nodes.mentions_subject(test.target)
    if isinstance(test, nodes.EqualTest) and _is_condition(test.target) and not is_about_subject:
        raise _invalid(
            "Ett villkor i en cell ska handla om cellens värde, som heter ?.",
            "A condition in a cell must be about the cell's value, named ?.",
        )
    _check_parts(test.target)


def check_depth(tree: Node) -> None:
    """Raises ExpressionInvalid for a tree too deep to walk; comes before every other check."""
    if nodes.depth(tree) > DEEPEST_TREE:
        raise _invalid("Uttrycket är för djupt nästlat.", "The expression is nested too deep.")


def _check_parts(node: Node) -> None:
    match node:
        case nodes.Negation(tests):
            _check_negation(tests)
        case nodes.Membership(_, tests):
            _check_membership(tests)
        case nodes.ContextOf(entries):
            _check_context(entries)
    for child in node.children():
        _check_parts(child)


def _check_negation(tests: tuple[Test, ...]) -> None:
    if len(tests) > 1 or not isinstance(tests[0], nodes.EqualTest):
        raise _invalid(
            "not(...) med flera prov måste stå ensamt i en cell.",
            "not(...) with several tests must stand alone in a cell.",
        )


def _check_membership(tests: tuple[Test, ...]) -> None:
    targets = [test.target for test in tests]
    if any(map(nodes.mentions_subject, targets)) or any(map(_is_condition, targets)):
        raise _invalid(
            "Efter in får det stå värden, intervall och jämförelser, inte villkor.",
            "After in there may be values, ranges and comparisons, not conditions.",
        )


def _check_context(entries: tuple[nodes.Entry, ...]) -> None:
    """Entries that see each other could double a value with each step, until it is enormous."""
    if len({entry.name for entry in entries}) < len(entries):
        raise _invalid("Ett namn anges två gånger.", "A name is given twice.")
    changed: set[str] = set()
    for entry in entries:
        if not changed.isdisjoint(nodes.free_names(entry.value)):
            raise _invalid(
                "Ett värde inom {} kan inte bygga på ett annat värde där.",
                "A value within {} cannot build on another value there.",
            )
        if entry.value != nodes.Name(entry.name):
            changed.add(entry.name)


def _is_condition(node: Node) -> bool:
    if isinstance(node, nodes.Call):
        return FUNCTIONS[node.function].is_condition
    return isinstance(node, _CONDITIONS)


def _invalid(sv: str, en: str) -> ExpressionInvalid:
    return ExpressionInvalid(Text(sv, en), 0)
