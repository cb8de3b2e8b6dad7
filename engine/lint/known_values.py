"""Whether a value that is written out is one that is known, where a name may only mean some.

Which names those are is told from above: letters, for instance, must be there to be written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.decisions import DecisionTable
from engine.elements import ProcessModel
from engine.expressions import Expression, ExpressionInvalid, compile_expression
from engine.feel.nodes import Literal
from engine.findings import Finding, error
from engine.lint.sentences import about
from engine.texts import Text

KnownValues = Mapping[str, frozenset[str]]
"""By the name of a parameter or of a result: the texts that it may be."""


def check_parameters(model: ProcessModel, known: KnownValues) -> Iterator[Finding]:
    """Findings about what steps are called with."""
    for element in model.elements.values():
        for name, text in element.parameters.items():
            value = _written(text)
            if name in known and value is not None and value not in known[name]:
                yield about(
                    "value_unknown",
                    element,
                    f"anges med {name} {value}, som inte finns.",
                    f"is given the {name} {value}, which does not exist.",
                )


def check_results(file: str, table: DecisionTable, known: KnownValues) -> Iterator[Finding]:
    """Findings about what a table answers."""
    for place, output in enumerate(table.outputs):
        for number, rule in enumerate(table.rules, start=1):
            value = _text(rule.results[place])
            if output.name in known and value is not None and value not in known[output.name]:
                said = rule.called(number)
                yield error(
                    "value_unknown",
                    file,
                    Text(
                        f"{file}: {said.sv} ger {output.name} {value}, som inte finns.",
                        f"{file}: {said.en} gives the {output.name} {value}, which does not exist.",
                    ),
                )


def _written(text: str) -> str | None:
    try:
        return _text(compile_expression(text))
    except ExpressionInvalid:
        return None  # Told with the other expressions.


def _text(expression: Expression) -> str | None:
    """The text that an expression is, if it is nothing else."""
    tree = expression.tree
    return tree.value if isinstance(tree, Literal) and isinstance(tree.value, str) else None
