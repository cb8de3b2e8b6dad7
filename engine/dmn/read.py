"""From the XML of a decision to its table, or to every reason why it cannot be used."""

from __future__ import annotations

import re

from lxml import etree

from engine import safe_xml
from engine.dmn.allowed import check_beside, check_decision
from engine.dmn.columns import read_input, read_output
from engine.dmn.english import NAME, both
from engine.dmn.faults import Faults
from engine.dmn.rules import read_rule
from engine.dmn.table import Aggregation, DecisionInvalid, DecisionTable, HitPolicy, Output, Rule
from engine.dmn.xml import NAMESPACES, child, children
from engine.naming import capital
from engine.texts import Text

MAX_BYTES = 1_000_000

_FEEL = re.compile(
    r"feel|https?://www\.omg\.org/spec/(FEEL/[0-9]{8}|DMN/[0-9]{8}/FEEL)/?", re.IGNORECASE
)
_FILE = Text("Filen", "The file")
_TABLE = Text("Tabellen", "The table")


def read_decision(xml: bytes, decision_id: str | None = None) -> DecisionTable:
    """The decision of that id, or the only one in the file.

    Raises DecisionInvalid with every reason at once: what is not supported is refused, never read
    as something else.
    """
    faults = Faults()
    root = _root(xml)
    _check_file(root, faults)
    check_beside(root, faults)
    table = _decision(root, decision_id, faults)
    if faults.found or table is None:
        raise DecisionInvalid(tuple(faults.found))
    return table


def _root(xml: bytes) -> etree._Element:
    if len(xml) > MAX_BYTES:
        raise DecisionInvalid(
            (
                Text(
                    f"Filen är större än {MAX_BYTES} byte.",
                    f"The file is larger than {MAX_BYTES} bytes.",
                ),
            )
        )
    try:
        root = safe_xml.parse(xml)
    except safe_xml.XmlRefused as error:
        raise DecisionInvalid((error.text,)) from error
    if safe_xml.local_name(root) == "definitions" and safe_xml.namespace(root) in NAMESPACES:
        return root
    raise DecisionInvalid(
        (Text("Filen är inte DMN 1.1 till 1.5.", "The file is not DMN 1.1 to 1.5."),)
    )


def _check_file(root: etree._Element, faults: Faults) -> None:
    """What a file may not hold, wherever it stands."""
    languages = {node.get("expressionLanguage") or "feel" for node in safe_xml.elements(root)}
    if not all(map(_FEEL.fullmatch, languages)):
        faults.add(_FILE, "uttryck får bara vara FEEL.", "expressions must be FEEL.")
    if child(root, "import") is not None:
        faults.add(_FILE, "filen lånar från andra filer.", "the file imports other files.")
    parts = {safe_xml.local_name(node) for node in safe_xml.elements(root)}
    if parts & {"allowedValues", "typeConstraint"}:
        faults.add(
            _FILE,
            "tillåtna värden ska stå i tabellens kolumner, inte i en egen typ.",
            "allowed values must stand in the table's columns, not in a type of their own.",
        )


def _decision(
    root: etree._Element, decision_id: str | None, faults: Faults
) -> DecisionTable | None:
    wanted = [node for node in children(root, "decision") if decision_id in (None, node.get("id"))]
    if len(wanted) != 1:
        faults.add(
            _FILE,
            "det ska finnas precis ett beslut att läsa.",
            "there must be exactly one decision to read.",
        )
        return None
    _check_decision(wanted[0], faults)
    check_decision(wanted[0], faults)
    table = child(wanted[0], "decisionTable")
    if table is None:
        faults.add(
            _FILE, "beslutet är inte en beslutstabell.", "the decision is not a decision table."
        )
        return None
    return _table(wanted[0], table, faults)


def _check_decision(node: etree._Element, faults: Faults) -> None:
    if not node.get("id"):
        faults.add(_FILE, "beslutet saknar id.", "the decision has no id.")
    needs = {safe_xml.local_name(part) for part in safe_xml.elements(node)}
    if needs & {"requiredDecision", "requiredKnowledge", "knowledgeRequirement"}:
        faults.add(
            _FILE,
            "beslutet bygger på ett annat beslut, och det stöds inte.",
            "the decision requires another decision, which is not supported.",
        )


def _table(decision: etree._Element, node: etree._Element, faults: Faults) -> DecisionTable:
    policy = _policy(node, faults)
    inputs = tuple(
        read_input(column, number, faults)
        for number, column in enumerate(children(node, "input"), start=1)
    )
    outputs = _outputs(decision, node, policy, faults)
    table = DecisionTable(
        id=decision.get("id") or "",
        name=both(decision, decision.get("name") or "", NAME),
        hit_policy=policy,
        aggregation=_aggregation(node, policy, faults),
        inputs=inputs,
        outputs=outputs,
        rules=tuple(
            read_rule(row, number, inputs, outputs, faults)
            for number, row in enumerate(children(node, "rule"), start=1)
        ),
    )
    _check_columns(table, faults)
    _check_rules(table.rules, faults)
    return table


def _policy(node: etree._Element, faults: Faults) -> HitPolicy:
    """UNIQUE when none is given, as in the standard."""
    name = node.get("hitPolicy") or "UNIQUE"
    if name in ("RULE ORDER", "OUTPUT ORDER") or (
        name == "COLLECT" and not node.get("aggregation")
    ):
        faults.add(
            _TABLE,
            f"träffpolicyn {name} ger en lista, och en processvariabel rymmer ingen lista.",
            f"the hit policy {name} gives a list, and a process variable holds no list.",
        )
    elif name not in set(HitPolicy):
        faults.add(_TABLE, "träffpolicyn är okänd.", "the hit policy is unknown.")
    return HitPolicy(name) if name in set(HitPolicy) else HitPolicy.UNIQUE


def _aggregation(node: etree._Element, policy: HitPolicy, faults: Faults) -> Aggregation | None:
    name = node.get("aggregation")
    if name is None:
        return None
    if policy is not HitPolicy.COLLECT or name not in set(Aggregation):
        faults.add(
            _TABLE,
            "sammanräkningen passar inte träffpolicyn.",
            "the aggregation does not fit the hit policy.",
        )
        return None
    if NAMESPACES[safe_xml.namespace(node)] == "1.1" and name in ("SUM", "COUNT"):
        faults.add(
            _TABLE,
            "i DMN 1.1 räknas lika resultat en gång; använd en senare version.",
            "DMN 1.1 counts equal results once; use a later version.",
        )
    return Aggregation(name)


def _outputs(
    decision: etree._Element, node: etree._Element, policy: HitPolicy, faults: Faults
) -> tuple[Output, ...]:
    columns = list(children(node, "output"))
    variable = child(decision, "variable")
    only_name = variable.get("name") if variable is not None else decision.get("name")
    return tuple(
        read_output(
            column,
            number,
            column.get("name") or (only_name if len(columns) == 1 else None) or "",
            policy,
            faults,
        )
        for number, column in enumerate(columns, start=1)
    )


def _check_columns(table: DecisionTable, faults: Faults) -> None:
    names = [output.name for output in table.outputs]
    if not names or "" in names or len(set(names)) < len(names):
        faults.add(
            _TABLE,
            "varje resultatkolumn ska ha ett eget namn.",
            "every output column must have a name of its own.",
        )
    if len({output.default is None for output in table.outputs}) > 1:
        faults.add(
            _TABLE,
            "alla resultatkolumner eller ingen ska ha ett förval.",
            "all output columns or none must have a default.",
        )
    if table.aggregation is not None and len(names) != 1:
        faults.add(
            _TABLE,
            "sammanräkning kräver precis en resultatkolumn.",
            "an aggregation needs exactly one output column.",
        )
    if table.hit_policy is HitPolicy.PRIORITY and not any(out.ranking for out in table.outputs):
        faults.add(
            _TABLE,
            "träffpolicyn PRIORITY kräver tillåtna resultat i ordning.",
            "the hit policy PRIORITY needs output values in order.",
        )


def _check_rules(rules: tuple[Rule, ...], faults: Faults) -> None:
    if not rules:
        faults.add(_TABLE, "tabellen har inga regler.", "the table has no rules.")
    seen: dict[str, Text] = {}
    for number, rule in enumerate(rules, start=1):
        own = rule.called(number)
        first = seen.setdefault(rule.id, own)
        if rule.id and first is not own:
            faults.add(capital(own), f"{first.sv} har samma id.", f"{first.en} has the same id.")
