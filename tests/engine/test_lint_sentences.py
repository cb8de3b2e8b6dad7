"""A finding calls a thing by the name that a person has given it, and then by its id."""

from __future__ import annotations

import pytest

from engine.findings import Finding
from engine.linter import lint_folder
from tests.engine.diagrams import CONTEXT, diagram, folder, lane
from tests.engine.test_lint_cells import table

CARRIER = lane("carrier", "carry")
WHY = "<description>Ett barn bor där</description>"


def only(code: str, parts: dict[str, bytes]) -> Finding:
    (found,) = [finding for finding in lint_folder(parts, CONTEXT) if finding.code == code]
    return found


def test_an_id_that_is_used_twice_is_told_with_what_bears_it() -> None:
    found = only("id_duplicate", folder(diagram().replace('id="ended"', 'id="begun"')))
    assert found.text.sv == (
        "Id:t begun finns mer än en gång: på starthändelsen ”Name” och på sluthändelsen ”Name”."
    )
    assert found.text.en == (
        "The id begun is used more than once: on the start event “Name” and on the end event "
        "“Name”."
    )


def test_an_id_that_is_used_three_times_is_told_once_for_each_but_the_first() -> None:
    xml = diagram().replace('id="ended"', 'id="begun"').replace('id="carry"', 'id="begun"')
    told = [f.text.sv for f in lint_folder(folder(xml), CONTEXT) if f.code == "id_duplicate"]
    assert len(told) == 2
    assert all("på starthändelsen ”Name” och på " in sentence for sentence in told)


@pytest.mark.parametrize(
    ("again", "sv", "en"),
    [
        (
            lane("automatic", "carry"),
            "står både i banan ”Role” (carrier) och i banan ”Role” (automatic); bara en bana kan "
            "ansvara för det.",
            "stands both in the lane “Role” (carrier) and in the lane “Role” (automatic); only "
            "one lane can answer for it.",
        ),
        (
            "",
            "står två gånger i banan ”Role” (carrier).",
            "stands twice in the lane “Role” (carrier).",
        ),
    ],
)
def test_an_element_in_two_lanes_is_told_by_its_name_and_theirs(
    again: str, sv: str, en: str
) -> None:
    first = CARRIER if again else lane("carrier", "carry", "carry")
    found = only("lane_twice", folder(diagram().replace(CARRIER, first + again)))
    assert found.text.sv == f"Användaruppgiften ”Name” (carry) {sv}"
    assert found.text.en == f"The user task “Carry” (carry) {en}"


def test_a_rule_is_told_with_why_it_is_there() -> None:
    body = table(("-",), ("3",)).decode()
    body = body.replace('<rule id="rule_2">', f'<rule id="rule_2">{WHY}')
    found = only("rule_never_hits", {**folder(), "grade.dmn": body.encode()})
    assert found.text.sv == (
        "grade.dmn: regel 2 ”Ett barn bor där” (rule_2) används aldrig: regel 1 (rule_1) ovanför "
        "stämmer alltid när den gör det."
    )
    assert "rule 2 “Ett barn bor där” (rule_2) is never used" in found.text.en


def test_two_rules_with_one_id_are_told_by_why_they_are_there() -> None:
    body = table(("< 3",), ("> 3",)).decode()
    body = body.replace('<rule id="rule_2">', f'<rule id="rule_1">{WHY}')
    found = only("decision_invalid", {**folder(), "grade.dmn": body.encode()})
    assert "Regel 2 ”Ett barn bor där” (rule_1): regel 1 (rule_1) har samma id." in found.text.sv
    assert "Rule 2 “Ett barn bor där” (rule_1): rule 1 (rule_1) has the same id." in found.text.en


def test_two_tables_of_one_decision_are_told_by_its_name() -> None:
    body = table(("-",))
    found = only("decision_duplicate", {**folder(), "grade.dmn": body, "other.dmn": body})
    assert found.text.sv == "Beslutet ”Grade” (grade) finns både i grade.dmn och i other.dmn."
    assert found.text.en == "The decision “Grade” (grade) is both in grade.dmn and in other.dmn."
