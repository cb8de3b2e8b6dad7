"""In English a process and its steps go by their English names, in Swedish by the Swedish ones."""

from __future__ import annotations

import json
import re

import pytest

from tests.product import Browser, Product, match_as_new, send_notice

PROCESS = "/studio/main_case"
STEP = f"{PROCESS}/steg/assess_case"
SWEDISH, ENGLISH = "Bedöm ärendet", "Assess the case"


@pytest.fixture
def case(product: Product) -> Product:
    """A case that waits to be assessed."""
    send_notice(product)
    product.work()
    match_as_new(product)
    product.work()
    return product


def test_a_task_has_both_names_in_inbox_task_and_case(case: Product) -> None:
    swedish, english = _inbox(case, "sv"), _inbox(case, "en")
    assert SWEDISH in swedish.text()
    assert ENGLISH not in swedish.text()
    assert ENGLISH in english.text()
    assert SWEDISH not in english.text()
    (task,) = re.findall(rf'href="(/uppgifter/[\w-]{{22}})">{ENGLISH}', english.page)
    english.get(task)
    assert f'<h1 class="govuk-heading-l">{ENGLISH}</h1>' in english.page
    english.get(english.links(r"/arenden/[\w-]{22}")[0])
    assert "Handle the case" in english.text()
    assert "Handlägg" not in english.text()


def test_the_replay_its_events_and_its_picture_are_in_english(case: Product) -> None:
    gosta = _english(case.browser("demo-gosta"))
    gosta.get("/granskning")
    assert "Handle the case" in gosta.text()
    for replay in gosta.links(r"/granskning/[\w-]{22}/[\w-]{22}"):
        gosta.get(replay)
        if '<h1 class="govuk-heading-l">Handle the case' in gosta.page:
            break
    assert f"Step reached: {ENGLISH}" in gosta.text()
    assert f'aria-label="{ENGLISH}, user task' in gosta.page
    assert SWEDISH not in gosta.page


def test_the_studio_speaks_english(product: Product) -> None:
    pia = _english(product.browser("demo-pia"))
    pia.get("/studio")
    assert "Handle the case" in pia.text()
    pia.get(PROCESS)
    assert ENGLISH in pia.text()
    pia.get(STEP)
    assert f'value="{SWEDISH}"' in pia.page
    assert f'value="{ENGLISH}"' in pia.page
    listed = json.loads(pia.get("/studio/catalogue.json?process=unpaid_rent").text)
    titles = [
        one["title"] for name in ("processes", "messages", "operations") for one in listed[name]
    ]
    assert "Debt settled (arrears_settled)" in titles
    assert "Handle the case (main_case)" in titles
    assert not any(re.search("[åäöÅÄÖ]", title) for title in titles)


def test_a_version_without_an_english_name_goes_by_the_swedish_and_never_by_its_form(
    product: Product,
) -> None:
    _publish(product, name="Bedöm läget", name_en="")
    send_notice(product)
    product.work()
    match_as_new(product)
    product.work()
    english = _inbox(product, "en")
    assert "Bedöm läget" in english.text()
    assert ENGLISH not in english.text()


def test_a_new_name_in_english_is_that_of_new_cases_only(case: Product) -> None:
    _publish(case, name=SWEDISH, name_en="Look at the case")
    send_notice(case, tenant_name="Nils Ny")
    case.work()
    match_as_new(case)
    case.work()
    english = _inbox(case, "en").text()
    assert ENGLISH in english
    assert "Look at the case" in english


def test_a_step_without_an_english_name_is_told_of_in_the_draft(product: Product) -> None:
    pia = product.browser("demo-pia")
    _change(pia, name=SWEDISH, name_en="")
    pia.get(f"{PROCESS}/utkast")
    assert "har inget namn på engelska; på engelska sidor visas det svenska." in pia.text()
    assert "Skriv namnet på engelska." in pia.text()
    assert f"Steget {SWEDISH} har inget namn på engelska längre (förut {ENGLISH})." in pia.text()


def test_the_words_on_a_way_are_changed_in_english_too(product: Product) -> None:
    pia = product.browser("demo-pia")
    choice = f"{PROCESS}/steg/is_closed"
    pia.get(choice)
    assert "Text på engelska på vägen till Ärende avslutat" in pia.text()
    field = {"flow.is_closed_to_case_closed.name_en": "It is"}
    assert pia.post(choice, field).status_code == 303
    pia.get(f"{PROCESS}/utkast")
    assert "har fått ny text på engelska: It is (förut Yes)." in pia.text()


def _inbox(product: Product, language: str) -> Browser:
    browser = product.browser("demo-hanna")
    browser.client.set_cookie("lang", language)
    browser.get("/inkorg")
    return browser


def _english(browser: Browser) -> Browser:
    browser.client.set_cookie("lang", "en")
    return browser


def _change(browser: Browser, **names: str) -> None:
    browser.get(STEP)
    assert browser.post(STEP, names).status_code == 303


def _publish(product: Product, **names: str) -> None:
    """A draft with these names, written by one and approved by another."""
    pia, par = product.browser("demo-pia"), product.browser("demo-par")
    _change(pia, **names)
    pia.get(f"{PROCESS}/utkast")
    assert pia.post(f"{PROCESS}/utkast/skicka", {"note": "Nya namn."}).status_code == 303
    par.get(f"{PROCESS}/utkast")
    assert par.post(f"{PROCESS}/utkast/godkann").status_code == 303
