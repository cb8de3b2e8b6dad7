"""Every property of a step is changed in a plain form, without drawing and without XML."""

from __future__ import annotations

import pytest

from tests.product import Browser, Product
from tests.web.step_forms import change, differences, fields_of

PROCESS = "/studio/unpaid_rent"
TASK = f"{PROCESS}/steg/check_first_rent"


@pytest.fixture
def pia(product: Product) -> Browser:
    return product.browser("demo-pia")


def test_a_step_is_renamed_and_given_to_another_group(pia: Browser) -> None:
    names = {"name": "Se efter hyran", "name_en": "Look at the rent"}
    assert change(pia, TASK, **names, lane="automatic") == 303
    pia.get(TASK)
    assert "Sparat i utkastet. Granska utkastet" in " ".join(pia.text().split())
    assert "står i systemets bana" in pia.text()
    assert differences(pia, PROCESS) == [
        "Steget Kontrollera hyran heter nu Se efter hyran.",
        "Steget Se efter hyran har fått nytt namn på engelska: Look at the rent "
        "(förut Check the rent).",
        "Steget Se efter hyran har fått ny grupp: Automatiska steg (förut Handläggare).",
    ]
    names = {"name": "Kontrollera hyran", "name_en": "Check the rent"}
    assert change(pia, TASK, **names, lane="caseworker") == 303
    assert differences(pia, PROCESS) == ["Bara ritningen är ändrad."]


def test_a_step_is_described_in_english_as_well(pia: Browser) -> None:
    about = {"documentation_en": "Find out about the rent."}
    assert change(pia, TASK, **about) == 303
    pia.get(TASK)
    assert "Find out about the rent." in pia.page
    assert differences(pia, PROCESS) == [
        "Steget Kontrollera hyran har fått en ny beskrivning på engelska.",
    ]


@pytest.mark.parametrize(
    ("step", "changes", "told"),
    [
        (
            "record_settlement",
            {"parameter.settled_on": "today"},
            "Steget Avsluta fristerna har fått nytt värde för settled_on: today "
            "(förut settled_on).",
        ),
        (
            "check_first_rent",
            {"operation": ""},
            "Steget Kontrollera hyran har ingen operation längre (förut record_rent_check).",
        ),
        (
            "check_first_rent",
            {"documentation": "Se om\r\nhyran kom."},
            "Steget Kontrollera hyran har fått en ny beskrivning.",
        ),
        (
            "work_on_arrears",
            {"called_process": "disturbance"},
            "Steget Arbeta med skulden har fått ny process att anropa: disturbance "
            "(förut work_on_arrears).",
        ),
        (
            "work_on_arrears",
            {"inputs": "notice, outcome"},
            "Steget Arbeta med skulden har fått andra värden att lämna över: notice, outcome "
            "(förut notice, case, is_rental).",
        ),
        (
            "work_on_arrears",
            {"outputs": "-"},
            "Steget Arbeta med skulden har fått andra värden att ta tillbaka: inga "
            "(förut settled_by, settled_on).",
        ),
        (
            "first_rent_due",
            {"due": "rent_check_2"},
            "Händelsen Första hyran har fått ny tid: rent_check_2 (förut rent_check_1).",
        ),
        (
            "ask_sender",
            {"payload": "{notice: notice, again: true}"},
            "Händelsen Begär komplettering har fått nytt innehåll i meddelandet: "
            "{notice: notice, again: true} (förut {notice: notice}).",
        ),
        (
            "arrears_settled",
            {"message": "complement_needed"},
            "Händelsen Skulden löst har fått nytt meddelande: complement_needed "
            "(förut arrears_settled).",
        ),
        (
            "is_complete",
            {"flow.is_complete_to_ask_sender.condition": "false"},
            "Vägen från Saknas uppgifter? till Begär komplettering har fått nytt villkor: false "
            "(förut asks_sender = true).",
        ),
        (
            "is_complete",
            {"default_flow": "is_complete_to_ask_sender"},
            "Vägvalet Saknas uppgifter? går annars till Begär komplettering.",
        ),
    ],
)
def test_each_kind_of_step_has_its_ownfields_of(
    pia: Browser, step: str, changes: dict[str, str], told: str
) -> None:
    assert change(pia, f"{PROCESS}/steg/{step}", **changes) == 303
    assert differences(pia, PROCESS) == [told]


def test_another_operation_asks_for_its_own_values(pia: Browser) -> None:
    step = f"{PROCESS}/steg/record_settlement"
    assert change(pia, step, operation="set_rent_checks") == 303
    pia.get(step)
    assert 'name="parameter.settled_on"' in pia.page
    assert 'name="parameter.settled_by"' not in pia.page


def test_a_form_that_is_sent_unchanged_begins_no_draft(pia: Browser) -> None:
    for step in ("check_first_rent", "is_complete", "record_settlement", "ask_sender"):
        assert change(pia, f"{PROCESS}/steg/{step}") == 303
    assert pia.get(f"{PROCESS}/utkast").status_code == 404


def test_how_often_a_step_is_done_is_said_checked_and_compared(pia: Browser) -> None:
    several = {"repeats.kind": "parallel", "repeats.times": ""}
    assert change(pia, TASK, **several) == 303
    pia.get(TASK)
    assert "Fyll i antingen Hur många gånger eller För varje i listan." in pia.text()
    assert change(pia, TASK, **{"repeats.collection": "[1, 2]", "repeats.item": "Två ord"}) == 303
    pia.get(TASK)
    assert "små bokstäver" in pia.text()
    assert change(pia, TASK, **{"repeats.item": "neighbour", "repeats.until": "done = true"}) == 303
    assert differences(pia, PROCESS) == [
        "Steget Kontrollera hyran har fått en ny upprepning: flera gånger samtidigt, "
        "för varje neighbour i [1, 2], tills done = true.",
    ]
    loop = {"repeats.kind": "loop", "repeats.while": 'rent = "unpaid"', "repeats.at_most": "många"}
    assert change(pia, TASK, **loop) == 422
    assert "Högst så många gånger: skriv ett heltal, 1 till 100." in pia.text()
    assert 'href="#repeats-at_most"' in pia.page
    assert fields_of(pia)["repeats.while"] == 'rent = "unpaid"'
    assert change(pia, TASK, **{**loop, "repeats.at_most": "101"}) == 303
    pia.get(TASK)
    assert "Skriv ett heltal, 1 till 100, under Högst så många gånger." in pia.text()
    assert change(pia, TASK, **{**loop, "repeats.at_most": "3"}) == 303
    pia.get(PROCESS)
    assert 'om och om igen, så länge rent = "unpaid", högst 3 gånger' in pia.text()
    assert change(pia, TASK, **{"repeats.kind": "once"}) == 303
    assert differences(pia, PROCESS) == ["Bara ritningen är ändrad."]


def test_a_call_that_says_nothing_is_told_what_to_write_and_keeps_its_page(pia: Browser) -> None:
    """As every draft does from before there were declarations."""
    step = f"{PROCESS}/steg/work_on_arrears"
    assert change(pia, step, inputs="", outputs="") == 303
    pia.get(step)
    assert "säger inte vilka värden det lämnar över. Skriv värdena som lämnas över." in pia.text()
    pia.get(f"{PROCESS}/utkast")
    assert "säger inte vilka värden det tar tillbaka" in pia.text()
    assert change(pia, step, inputs="notice, case, is_rental, secret", outputs="-") == 303
    pia.get(step)
    assert "lämnar över secret, som work_on_arrears inte säger att den behöver" in pia.text()
    assert "lämnar över secret, som inget steg före har satt" in pia.text()
    assert change(pia, step, inputs="case", outputs="-") == 303
    pia.get(step)
    assert "lämnar inte över notice, som work_on_arrears behöver" in pia.text()


def test_a_step_without_a_name_is_spoken_of_by_what_it_is(pia: Browser) -> None:
    step = f"{PROCESS}/steg/followed_up"
    assert change(pia, step, name="", name_en="") == 303
    pia.get(PROCESS)
    assert f'href="{step}">Slut</a>' in pia.page


def test_what_is_no_step_is_not_asked_how_often(pia: Browser) -> None:
    for own in ("is_complete", "first_rent_due", "ask_sender"):
        pia.get(f"{PROCESS}/steg/{own}")
        assert "Hur ofta steget görs" not in pia.text()


def test_what_cannot_be_kept_is_said_and_stays_in_the_form(product: Product, pia: Browser) -> None:
    assert change(pia, TASK, name="Hyr\x00an") == 422
    assert "tecken som inte går att spara" in pia.text()
    par = product.browser("demo-par")
    pia.get(TASK)
    assert change(par, TASK, name="Pärs namn") == 303
    answer = pia.post(TASK, {**fields_of(pia), "name": "Pias namn"})
    assert answer.status_code == 422
    assert "Någon annan har ändrat" in pia.text()
    assert 'value="Pias namn"' in pia.page
    assert pia.client.post(TASK, data={"name": "Kvar"}).status_code == 422


def test_odd_names_are_kept_as_they_are_written(pia: Browser) -> None:
    odd = """<b>"å" & 'b'</b> {{ 7 * 7 }} 🏠"""
    assert change(pia, TASK, name=odd) == 303
    assert f"heter nu {odd}." in differences(pia, PROCESS)[0]
    pia.get(PROCESS)
    assert "<b>" not in pia.page


def test_a_step_that_is_not_there_is_not_there(pia: Browser) -> None:
    for own in ("unknown", "check_first_rent_definition", "is_complete_to_ask_sender"):
        assert pia.get(f"{PROCESS}/steg/{own}").status_code == 404
