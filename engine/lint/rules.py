"""Whether every rule of a decision table can be the one that hits, and alone where it must."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from engine.dmn.table import DecisionTable, HitPolicy, Rule
from engine.findings import Finding, warning
from engine.lint.trial import constants, matching, possible
from engine.texts import Text

MOST_RULES = 100
"""Rules that are compared in pairs; a person can follow far fewer."""
_Column = Sequence[frozenset[int]]
"""For each rule which of the values that a column was tried with its cell matches."""


def check_rules(name: str, table: DecisionTable) -> Iterator[Finding]:
    """Findings about rules that stand in each other's way; ``name`` is the file."""
    if len(table.rules) > MOST_RULES:
        return
    columns = [column for n in range(len(table.inputs)) if (column := _column(table, n))]
    if len(columns) < len(table.inputs):
        return
    if table.hit_policy is HitPolicy.FIRST:
        yield from _covered(name, table, columns)
    if table.hit_policy is HitPolicy.UNIQUE:
        yield from _overlapping(name, table, columns)


def _column(table: DecisionTable, number: int) -> _Column | None:
    """None when nothing can be said of it."""
    cells = [rule.tests[number] for rule in table.rules]
    named = [found for cell in cells if (found := constants(cell)) is not None]
    values = possible(table.inputs[number], [value for found in named for value in found])
    if len(named) < len(cells) or all(value is None for value in values):
        return None
    return [matching(cell, values) for cell in cells]


def _covered(name: str, table: DecisionTable, columns: Sequence[_Column]) -> Iterator[Finding]:
    """Rules that one above them takes everything from, where the first to hit counts."""
    for later in range(len(table.rules)):
        if not all(column[later] for column in columns):
            continue  # It is told that a cell of it never matches.
        for earlier in range(later):
            if all(column[later] <= column[earlier] for column in columns):
                yield _never(name, table.rules, later, earlier)
                break


def _never(name: str, rules: Sequence[Rule], later: int, earlier: int) -> Finding:
    which, above = rules[later].called(later + 1), rules[earlier].called(earlier + 1)
    return warning(
        "rule_never_hits",
        name,
        Text(
            f"{name}: {which.sv} används aldrig: {above.sv} ovanför stämmer alltid när den gör "
            "det.",
            f"{name}: {which.en} is never used: {above.en} above it always hits when it does.",
        ),
    )


def _overlapping(name: str, table: DecisionTable, columns: Sequence[_Column]) -> Iterator[Finding]:
    """Pairs of rules that can hit at once, where only one may."""
    for first, second in combinations(range(len(table.rules)), 2):
        if all(column[first] & column[second] for column in columns):
            yield _ambiguous(name, table.rules, first, second)


def _ambiguous(name: str, rules: Sequence[Rule], first: int, second: int) -> Finding:
    one, other = rules[first].called(first + 1), rules[second].called(second + 1)
    return warning(
        "rules_overlap",
        name,
        Text(
            f"{name}: {one.sv} och {other.sv} kan stämma på en gång; tabellen (UNIQUE) ger då "
            "inget svar.",
            f"{name}: {one.en} and {other.en} can hit at once; then the table (UNIQUE) gives no "
            "answer.",
        ),
    )
