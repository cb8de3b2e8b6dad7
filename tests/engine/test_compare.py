"""What differs between two versions is said in sentences that name steps, groups and rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.compare import differences
from engine.folder import DIAGRAM

PROCESSES = Path(__file__).parents[2] / "processes"
RENT = "unpaid_rent"
GROUND = "legal_ground.dmn"


def test_the_same_files_differ_in_nothing() -> None:
    for folder in sorted(path.parent.name for path in PROCESSES.glob("*/process.bpmn")):
        assert differences(_files(folder), _files(folder)) == []


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (
            'name="Sätt fristerna"',
            'name="Räkna fristerna"',
            "Steget Sätt fristerna heter nu Räkna fristerna. "
            "Steget Räkna fristerna behåller sitt namn på engelska: Set the time limits.",
        ),
        (
            'value="Set the time limits"',
            'value="Count the time limits"',
            "Steget Sätt fristerna har fått nytt namn på engelska: Count the time limits "
            "(förut Set the time limits).",
        ),
        (
            '<spiffworkflow:property name="name_en" value="Set the time limits"/>',
            "",
            "Steget Sätt fristerna har inget namn på engelska längre (förut Set the time limits).",
        ),
        (
            '<spiffworkflow:property name="name_en" value="Yes"/>',
            '<spiffworkflow:property name="name_en" value="They are"/>',
            "Vägen från Saknas uppgifter? till Begär komplettering har fått ny text på engelska: "
            "They are (förut Yes).",
        ),
        (
            "<bpmn:flowNodeRef>set_rent_checks</bpmn:flowNodeRef>",
            "",
            "Steget Bevaka två hyror har ingen grupp längre (förut Automatiska steg).",
        ),
        (
            'name="form" value="check_rent"',
            'name="form" value="other"',
            "Steget Kontrollera hyran har fått nytt formulär: other (förut check_rent).",
        ),
        (
            'calledElement="work_on_arrears"',
            'calledElement="disturbance"',
            "Steget Arbeta med skulden har fått ny process att anropa: disturbance "
            "(förut work_on_arrears).",
        ),
        (
            ">rent_check_1<",
            ">rent_check_2<",
            "Händelsen Första hyran har fått ny tid: rent_check_2 (förut rent_check_1).",
        ),
        (
            '<spiffworkflow:parameter id="settled_on" type="any" value="settled_on"/>',
            '<spiffworkflow:parameter id="settled_on" type="any" value="today"/>',
            "Steget Avsluta fristerna har fått nytt värde för settled_on: today "
            "(förut settled_on).",
        ),
        (
            'name="Handläggare"',
            'name="Handläggaren"',
            "Gruppen Handläggare heter nu Handläggaren. "
            "Gruppen Handläggaren behåller sitt namn på engelska: Caseworker.",
        ),
        (
            'cancelActivity="true"',
            'cancelActivity="false"',
            "Händelsen Skulden löst avbryter inte längre steget.",
        ),
        ('<dc:Bounds x="', '<dc:Bounds x="1', "Bara ritningen är ändrad."),
    ],
)
def test_a_change_of_a_diagram_is_told_in_a_sentence(before: str, after: str, told: str) -> None:
    assert " ".join(_told(RENT, DIAGRAM, before, after)) == told


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (
            'name="inputs" value="notice, commitment, economy"',
            'name="inputs" value="notice"',
            "Processen har fått andra värden som behövs: notice "
            "(förut notice, commitment, economy).",
        ),
        (
            '<spiffworkflow:property name="outputs" value=""/>',
            "",
            "Processen har fått andra värden som den ger: inget sagt (förut inga).",
        ),
    ],
)
def test_what_a_process_declares_is_told(before: str, after: str, told: str) -> None:
    old = _files("commitment")
    changed = old[DIAGRAM].decode().replace(before, after, 1)
    assert [text.sv for text in differences(old, {**old, DIAGRAM: changed.encode()})] == [told]


def test_in_english_a_step_is_spoken_of_by_its_english_name() -> None:
    old = _files(RENT)
    new = {**old, DIAGRAM: old[DIAGRAM].replace(b">rent_check_1<", b">rent_check_2<")}
    renamed = {**old, DIAGRAM: old[DIAGRAM].replace("Sätt fristerna".encode(), b"Sikta")}
    assert [text.en for text in differences(old, new)] == [
        "The event First rent has got a new time: rent_check_2 (before: rent_check_1)."
    ]
    assert [text.en for text in differences(old, renamed)] == [
        "The step Set the time limits is now called Sikta in Swedish.",
        "The step Set the time limits keeps its name in English.",
    ]


def test_a_step_that_is_new_and_one_that_is_gone_are_named_with_their_ways() -> None:
    old = _files(RENT)
    new = old[DIAGRAM].replace(b'"set_rent_checks"', b'"watch_rents"')
    new = new.replace(b">set_rent_checks<", b">watch_rents<")
    told = [text.sv for text in differences(old, {**old, DIAGRAM: new})]
    assert "Nytt i gruppen Automatiska steg: Bevaka två hyror (det automatiska steget)." in told
    assert "Steget Bevaka två hyror är borttaget." in told


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (
            '<text>"general_clause"</text>',
            '<text>"consent"</text>',
            'Regel 1 i Pröva grunden: Grund är "consent" i stället för "general_clause".',
        ),
        (
            "D8: samtycke som är giltigt",
            "D8: samtycke som fortfarande är giltigt",
            "Regel 2 i Pröva grunden har fått en ny förklaring.",
        ),
        (
            'hitPolicy="FIRST"',
            'hitPolicy="UNIQUE"',
            "Tabellen Pröva grunden väljer regel på ett annat sätt: UNIQUE i stället för FIRST.",
        ),
    ],
)
def test_a_change_of_a_table_names_the_rule_and_the_column(
    before: str, after: str, told: str
) -> None:
    assert _told("refer_case", GROUND, before, after) == [told]


def test_a_text_of_a_form_is_told_with_what_it_was() -> None:
    told = _told(RENT, "forms/check_rent.json", "Är hyran betald?", "Är månadens hyra betald?")
    assert told == [
        "Formuläret Kontrollera hyran, på svenska: ”Är månadens hyra betald?” i stället för "
        "”Är hyran betald?”."
    ]


def test_a_form_that_asks_for_other_things_says_so() -> None:
    told = _told(RENT, "forms/check_rent.json", '"maxLength": 5000', '"maxLength": 4000')
    assert told == ["Formuläret Kontrollera hyran frågar efter annat eller tar andra svar."]


def _told(folder: str, name: str, before: str, after: str) -> list[str]:
    old = _files(folder)
    assert before.encode() in old[name]
    new = {**old, name: old[name].replace(before.encode(), after.encode(), 1)}
    found = differences(old, new)
    assert all(text.en for text in found)
    return [text.sv for text in found]


def _files(folder: str) -> dict[str, bytes]:
    root = PROCESSES / folder
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }
