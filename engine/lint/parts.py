"""Whether the files of a process folder belong there and can be read: tables, forms, names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from engine.decisions import DecisionInvalid, DecisionTable, read_decision
from engine.elements import ProcessModel
from engine.expressions import (
    Expression,
    ExpressionFailed,
    ExpressionInvalid,
    compile_expression,
    to_scalar,
)
from engine.findings import Finding, error, warning
from engine.folder import DIAGRAM, Role, form_name, role_of
from engine.forms import FormDefinitionInvalid, read_form
from engine.lint.cells import check_cells
from engine.lint.known_values import KnownValues, check_results
from engine.lint.names import is_plain_name, is_taken, reserved
from engine.lint.rules import check_rules
from engine.lint.tables import check_english_table
from engine.naming import capital
from engine.safe_xml import MAX_BYTES
from engine.texts import Text
from engine.values import MAX_LENGTH, checked, is_name


@dataclass(frozen=True)
class PartsRead:
    """The names of the forms and the ids of the decisions that a folder holds, and what is wrong.

    unread: the names of the decisions that cannot be read; each is told once, for its file, like a
    form that cannot. tables, routing: what could be read, the decisions by id, and by the name of a
    form the answers that become values of the process.
    """

    forms: frozenset[str]
    decisions: frozenset[str]
    unread: frozenset[str]
    findings: tuple[Finding, ...]
    tables: Mapping[str, DecisionTable] = field(default_factory=dict)
    routing: Mapping[str, frozenset[str]] = field(default_factory=dict)


def read_parts(parts: Mapping[str, bytes], known: KnownValues) -> PartsRead:
    """Read every file of a folder but the diagram."""
    findings = list(_files(parts))
    tables: dict[str, _Read] = {}
    routing: dict[str, frozenset[str]] = {}
    named = _named(parts, Role.DECISION)
    for name in named:
        findings.extend(_table(name, parts[name], tables, known))
    for name in _named(parts, Role.FORM):
        findings.extend(_form(name, parts[name], routing))
    forms = frozenset(form_name(name) for name in _named(parts, Role.FORM))
    unread = frozenset(form_name(name) for name in named) - frozenset(tables)
    read = {own: table for own, (_file, table) in tables.items()}
    return PartsRead(forms, frozenset(read), unread, tuple(findings), read, routing)


def check_use(model: ProcessModel, read: PartsRead) -> Iterator[Finding]:
    """Forms and decisions that nothing in the process uses."""
    elements = model.elements.values()
    for form in sorted(read.forms - {e.form for e in elements}):
        yield warning(
            "form_unused",
            form,
            Text(f"Formuläret {form} används inte.", f"The form {form} is not used."),
        )
    for decision in sorted(read.decisions - {e.decision for e in elements}):
        yield warning(
            "decision_unused",
            decision,
            Text(f"Beslutet {decision} används inte.", f"The decision {decision} is not used."),
        )


def _named(parts: Mapping[str, bytes], role: Role) -> list[str]:
    return sorted(n for n in parts if role_of(n) is role and len(parts[n]) <= MAX_BYTES)


def _files(parts: Mapping[str, bytes]) -> Iterator[Finding]:
    if DIAGRAM not in parts:
        yield error(
            "diagram_missing",
            DIAGRAM,
            Text(f"Mappen saknar {DIAGRAM}.", f"The folder has no {DIAGRAM}."),
        )
    for name, body in sorted(parts.items()):
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name:
            yield error(
                "part_name",
                name,
                Text(
                    f"Filnamnet {name!r} pekar ut ur mappen.",
                    f"The file name {name!r} points out of the folder.",
                ),
            )
        elif role_of(name) is Role.UNKNOWN:
            yield warning(
                "part_unknown",
                name,
                Text(
                    f"Filen {name} hör inte till en process och följer inte med.",
                    f"The file {name} is no part of a process and is left out.",
                ),
            )
        if len(body) > MAX_BYTES:
            yield error(
                "part_too_large",
                name,
                Text(
                    f"Filen {name} är större än {MAX_BYTES} byte.",
                    f"The file {name} is larger than {MAX_BYTES} bytes.",
                ),
            )


_Read = tuple[str, DecisionTable]
"""The name of a file, and the table in it."""


def _table(
    name: str, body: bytes, tables: dict[str, _Read], known: KnownValues
) -> Iterator[Finding]:
    try:
        table = read_decision(body)
    except DecisionInvalid as invalid:
        for reason in invalid.findings:
            yield error("decision_invalid", name, _within(name, reason))
        return
    if table.id in tables:
        decision = capital(table.called)
        yield error(
            "decision_duplicate",
            name,
            Text(
                f"{decision.sv} finns både i {tables[table.id][0]} och i {name}.",
                f"{decision.en} is both in {tables[table.id][0]} and in {name}.",
            ),
        )
    tables[table.id] = (name, table)
    yield from _outputs(name, table)
    yield from _bare_words(name, table)
    yield from check_cells(name, table)
    yield from check_results(name, table, known)
    yield from check_rules(name, table)
    yield from check_english_table(name, body)


def _outputs(name: str, table: DecisionTable) -> Iterator[Finding]:
    for output in table.outputs:
        if is_taken(output.name):
            yield reserved(output.name, name, None)
        elif not is_name(output.name) or not _is_readable(output.name):
            yield error("output_name", name, _within(name, _unfit(output.name)))
        if output.default is not None and not _can_be_kept(output.default):
            default = Text(f"förvalet i {output.name}", f"the default of {output.name}")
            yield error("result_too_large", name, _within(name, _too_large(default)))
    for number, rule in enumerate(table.rules, start=1):
        if not all(map(_can_be_kept, rule.results)):
            which = Text(f"regel {number} ({rule.id})", f"rule {number} ({rule.id})")
            yield error("result_too_large", name, _within(name, _too_large(which)))


def _is_readable(name: str) -> bool:
    """Whether an expression that consists of the name asks for the value of that name."""
    try:
        return compile_expression(name).names == {name}
    except ExpressionInvalid:
        return False


def _can_be_kept(result: Expression) -> bool:
    """Whether a result that is written in the table may stand in a process variable."""
    if result.names:
        return True
    try:
        checked({"result": to_scalar(result.evaluate({}))})
    except (ExpressionFailed, ValueError):
        return False
    return True


def _unfit(output: str) -> Text:
    return Text(
        f"resultatkolumnen {output} ger ett värde det namnet; ett namn har små bokstäver a till z, "
        "siffror och understreck, och är inget ord i FEEL.",
        f"the output column {output} gives a value that name; a name has small letters a to z, "
        "digits and underscores, and is no word of FEEL.",
    )


def _too_large(which: Text) -> Text:
    return Text(
        f"{which.sv} ger ett värde som är för stort för en process; en text har högst "
        f"{MAX_LENGTH} tecken.",
        f"{which.en} gives a value that is too large for a process; a text has at most "
        f"{MAX_LENGTH} characters.",
    )


def _bare_words(name: str, table: DecisionTable) -> Iterator[Finding]:
    """Words that nothing in the table asks for: most likely quotation marks were forgotten."""
    asked = frozenset[str]().union(*(column.expression.names for column in table.inputs))
    for number, rule in enumerate(table.rules, start=1):
        tests = frozenset[str]().union(*(cell.names for cell in rule.tests))
        used = tests.union(*(cell.names for cell in rule.results))
        for word in sorted(used - asked):
            row = capital(rule.called(number))
            said = Text(
                f"{row.sv}: {word} är inget som tabellen frågar efter. Menas ordet ska det stå "
                f'inom citattecken: "{word}".',
                f"{row.en}: {word} is nothing that the table asks for. If the word is meant it "
                f'shall stand in quotation marks: "{word}".',
            )
            yield warning("decision_bare_word", name, _within(name, said))


def _form(name: str, body: bytes, routing: dict[str, frozenset[str]]) -> Iterator[Finding]:
    if not is_plain_name(form_name(name)):
        yield error(
            "part_name",
            name,
            Text(
                f"Formuläret {name} ska heta engelska ord med små bokstäver och understreck.",
                f"The form {name} shall be named by English words joined by underscores.",
            ),
        )
    try:
        form = read_form(body)
    except FormDefinitionInvalid as invalid:
        reasons = (reason for reason in invalid.findings if isinstance(reason, Finding))
        for reason in reasons:
            yield replace(reason, element=name, text=_within(name, reason.text))
        return
    routing[form_name(name)] = frozenset(form.routing)
    for value in filter(is_taken, form.routing):
        yield reserved(value, name, None)
    if form.id != form_name(name):
        yield error(
            "form_id",
            name,
            Text(
                f"Formuläret i {name} har id {form.id}; det ska heta som filen.",
                f"The form in {name} has the id {form.id}; it shall be named as the file.",
            ),
        )


def _within(name: str, reason: Text) -> Text:
    return Text(f"{name}: {reason.sv}", f"{name}: {reason.en}")
