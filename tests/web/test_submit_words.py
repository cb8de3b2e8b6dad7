"""The button of a form that sends something says so, and follows the answer that sends nothing."""

from __future__ import annotations

import re

from cases.tables.models import cases
from tests.product import Browser, Product, take_task
from tests.steps import rows
from tests.vectors import arrears

LETTER = "Skicka brev till hushållet"


def owing(product: Product) -> Browser:
    arrears.arrive(product, "2026-03-02 09:00", service_date="2026-03-02")
    return product.browser("demo-hanna")


def button(browser: Browser) -> str:
    found = re.search(r'<button[^>]*data-submit="[^"]*"[^>]*>([^<]*)<', browser.page)
    assert found, browser.text()
    return found[1].strip()


def test_the_button_sends_the_letter_and_says_so(product: Product) -> None:
    hanna = owing(product)
    take_task(hanna, LETTER)
    assert button(hanna) == "Skicka brevet"
    assert "Slutför uppgiften" not in hanna.text()


def test_who_has_chosen_to_send_none_is_told_that_the_step_is_passed_by(product: Product) -> None:
    hanna = owing(product)
    address = take_task(hanna, LETTER)
    assert hanna.post(address, {"letter": "none"}).status_code == 422
    assert button(hanna) == "Hoppa över steget"


def test_a_language_that_is_chosen_already_is_not_called_optional(product: Product) -> None:
    hanna = owing(product)
    take_task(hanna, LETTER)
    assert "På vilket språk?" in hanna.text()
    assert "På vilket språk? (valfritt)" not in hanna.text()
    assert "om du inte väljer" not in hanna.text()


def test_an_act_that_sends_a_letter_says_so_and_others_save(product: Product) -> None:
    hanna = owing(product)
    case = rows(product, cases)[-1].public_id
    for word, says in {"mote": "Skicka brevet", "samtyckesblankett": "Skicka blanketten"}.items():
        hanna.get(f"/arenden/{case}/gor/{word}")
        assert button(hanna) == says
    hanna.get(f"/arenden/{case}/gor/skydd")
    assert "data-submit" not in hanna.page
    assert "Spara" in hanna.text()
