"""Whether every cell of a decision table can match at all."""

from __future__ import annotations

from collections.abc import Iterator

from engine.dmn.table import DecisionTable, Input
from engine.expressions import UnaryTests
from engine.findings import Finding, error
from engine.lint.trial import constants, matching, possible
from engine.texts import Text


def check_cells(name: str, table: DecisionTable) -> Iterator[Finding]:
    """Findings about columns and cells of conditions; ``name`` is the file."""
    for place, column in enumerate(table.inputs):
        cells = [rule.tests[place] for rule in table.rules]
        yield from _mixed(name, column, cells)
        for number, rule in enumerate(table.rules, start=1):
            if _is_dead(column, rule.tests[place]):
                yield _never_matches(name, rule.called(number), column)


def _mixed(name: str, column: Input, cells: list[UnaryTests]) -> Iterator[Finding]:
    named = (value for cell in cells for value in constants(cell) or ())
    kinds = {type(value) for value in named if value is not None}
    if column.type == "Any" and len(kinds) > 1:
        yield error(
            "column_mixed_kinds",
            name,
            Text(
                f"{name}: kolumnen {column.label.sv} jämförs med värden av olika slag, som text "
                "och tal. Bara ett av slagen kan stämma.",
                f"{name}: the column {column.label.en} is compared with values of different kinds, "
                "such as texts and numbers. Only one of the kinds can match.",
            ),
        )


def _is_dead(column: Input, cell: UnaryTests) -> bool:
    named = constants(cell)
    return bool(cell.tests) and named is not None and not matching(cell, possible(column, named))


def _never_matches(name: str, rule: Text, column: Input) -> Finding:
    return error(
        "cell_never_matches",
        name,
        Text(
            f"{name}: {rule.sv} stämmer aldrig: i kolumnen {column.label.sv} finns inget värde som "
            "cellen stämmer med.",
            f"{name}: {rule.en} never hits: in the column {column.label.en} there is no value that "
            "the cell matches.",
        ),
    )
