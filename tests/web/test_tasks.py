"""Working on a task: alone, twice over, and when somebody else was first."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from engine.models import task_drafts, user_tasks
from tests.product import ASSESSMENT, Browser, Product, match_as_new, send_notice, take_task

TITLE = "Bedöm ärendet"
CLOSING = {
    "decision": "close",
    "outcome": "O01",
    "reason": "Skulden är betald.",
    "anyway": "Enligt hyresvärden.",
}
TYPED = {**ASSESSMENT, "situation": "Har fått nytt arbete från januari."}


@pytest.fixture
def case(product: Product) -> Product:
    """A product with one open case of the unit north and its first task."""
    send_notice(product)
    product.work()
    match_as_new(product)
    return product


def test_a_task_is_taken_and_given_back(case: Product) -> None:
    hanna, henrik = case.browser("demo-hanna"), case.browser("demo-henrik")
    address = take_task(hanna, TITLE)
    henrik.get(address)
    assert "Hanna Handell har tagit uppgiften" in henrik.text()
    assert 'name="situation"' not in henrik.page
    assert hanna.post(f"{address}/lamna").status_code == 303
    assert take_task(henrik, TITLE) == address
    hanna.get(address)
    assert "Henrik Hansson har tagit uppgiften" in hanna.text()


def test_taking_what_one_has_changes_nothing(case: Product) -> None:
    hanna = case.browser("demo-hanna")
    address = take_task(hanna, TITLE)
    before = _task(case)
    assert hanna.post(f"{address}/ta").status_code == 303
    assert _task(case) == before


def test_who_is_second_to_take_a_task_is_told_who_was_first(case: Product) -> None:
    hanna, henrik = case.browser("demo-hanna"), case.browser("demo-henrik")
    address = _address(henrik)
    henrik.get(address)
    take_task(hanna, TITLE)
    answer = henrik.post(f"{address}/ta")
    assert answer.status_code == 409
    assert "Hanna Handell" in henrik.text()
    assert henrik.post(f"{address}/lamna").status_code == 409
    assert _task(case)[1] == "staff:demo-hanna"


def test_a_draft_is_there_again_for_her_and_for_nobody_else(case: Product) -> None:
    hanna = case.browser("demo-hanna")
    address = take_task(hanna, TITLE)
    answer = hanna.client.post(f"{address}/utkast", data={**hanna.hidden(), **TYPED, "odd": "x"})
    assert answer.status_code == 200
    assert list(answer.get_json()) == ["saved_at"]
    again = case.browser("demo-hanna")
    again.get(address)
    assert TYPED["situation"] in again.text()
    assert 'value="two_way" checked' in again.page
    for other in ("demo-henrik", "demo-malin"):
        assert TYPED["situation"] not in case.browser(other).get(address).text
    hanna.get(address)
    hanna.post(f"{address}/lamna")
    henrik = case.browser("demo-henrik")
    take_task(henrik, TITLE)
    assert TYPED["situation"] not in henrik.text()


def test_a_draft_can_hold_what_no_answer_may(case: Product) -> None:
    """It is kept before it is checked, so that nothing is lost."""
    hanna = case.browser("demo-hanna")
    address = take_task(hanna, TITLE)
    odd = {"situation": "a\x00b\x1b\ufffe\U0001f600", "contact": "robot", "plan": ["x", "y"]}
    answer = hanna.client.post(f"{address}/utkast", data={**hanna.hidden(), **odd})
    assert answer.status_code == 200
    assert hanna.get(address).status_code == 200
    assert "a\u2400b" in hanna.text()


def test_a_draft_of_an_old_page_is_answered_in_json(case: Product) -> None:
    hanna, henrik = case.browser("demo-hanna"), case.browser("demo-henrik")
    address = take_task(hanna, TITLE)
    fields = {**hanna.hidden(), **TYPED}
    hanna.post(f"{address}/lamna")
    _is_old(hanna, address, fields)
    take_task(henrik, TITLE)
    _is_old(hanna, address, fields)
    assert henrik.post(address, ASSESSMENT).status_code == 303
    _is_old(hanna, address, fields)
    assert _drafts(case) == 0


def test_a_colleague_who_was_first_is_named_and_nothing_typed_is_lost(case: Product) -> None:
    hanna, henrik = case.browser("demo-hanna"), case.browser("demo-henrik")
    address = take_task(hanna, TITLE)
    page = hanna.page
    hanna.post(f"{address}/lamna")
    take_task(henrik, TITLE)
    _is_told(hanna, page, address, "Henrik Hansson")
    henrik.get(address)
    assert henrik.post(address, ASSESSMENT).status_code == 303
    _is_told(hanna, page, address, "Henrik Hansson")
    assert _drafts(case) == 0


def test_a_manager_who_took_it_is_named_and_nothing_typed_is_lost(case: Product) -> None:
    hanna, malin = case.browser("demo-hanna"), case.browser("demo-malin")
    address = take_task(hanna, TITLE)
    page = hanna.page
    hanna.post(f"{address}/lamna")
    take_task(malin, TITLE)
    assert malin.post(address, ASSESSMENT).status_code == 303
    _is_told(hanna, page, address, "Malin Chefsdotter")


def test_a_double_click_completes_once_and_is_no_error(case: Product) -> None:
    hanna = case.browser("demo-hanna")
    address = take_task(hanna, TITLE)
    page = hanna.page
    assert hanna.post(address, TYPED).status_code == 303
    _is_told(hanna, page, address, "Hanna Handell")
    for way in ("ta", "lamna"):
        assert hanna.post(f"{address}/{way}").status_code == 409
    assert hanna.get(address).status_code == 200
    assert "redan slutförd" in hanna.text()


def test_a_case_that_cannot_be_closed_keeps_what_was_typed(case: Product) -> None:
    hanna = case.browser("demo-hanna")
    address = take_task(hanna, TITLE)
    assert hanna.post(address, {**ASSESSMENT, "next_step": "close"}).status_code == 303
    address = take_task(hanna, "Besluta om utfall")
    _join_another_notice(case)
    for _ in range(2):
        assert hanna.post(address, CLOSING).status_code == 422
        assert "annan uppgift som inte är klar" in hanna.text()
        assert CLOSING["reason"] in hanna.text()
        assert 'value="close" checked' in hanna.page
    hanna.get(address)
    assert CLOSING["reason"] in hanna.text()


def test_a_task_that_nobody_has_taken_is_refused_kindly(case: Product) -> None:
    henrik = case.browser("demo-henrik")
    address = _address(henrik)
    henrik.get(address)
    assert henrik.post(address, TYPED).status_code == 303
    henrik.get(address)
    assert "Ta uppgiften först" in henrik.text()
    assert _task(case)[:2] == ("open", None)
    take_task(henrik, TITLE)
    assert TYPED["situation"] in henrik.text()
    assert henrik.post(address, TYPED).status_code == 303


def test_a_page_from_before_the_last_login_keeps_what_was_typed(case: Product) -> None:
    hanna = case.browser("demo-hanna")
    address = take_task(hanna, TITLE)
    page = hanna.page
    hanna.log_in("demo-hanna")
    hanna.page = page
    assert hanna.post(address, TYPED).status_code == 422
    assert "Sidan var för gammal" in hanna.text()
    assert TYPED["situation"] in hanna.text()
    assert _task(case)[0] == "open"
    assert _drafts(case) == 0
    assert hanna.post(address, TYPED).status_code == 303


def test_registrar_and_caseworker_do_not_see_each_others_tasks(product: Product) -> None:
    send_notice(product)
    product.work()
    rut, hanna = product.browser("demo-rut"), product.browser("demo-hanna")
    matching = _address(rut, "Bekräfta hushåll och bostad")
    hanna.get("/inkorg")
    assert hanna.links(r"/uppgifter/[\w-]+") == []
    assert hanna.get(matching).status_code == 404
    match_as_new(product)
    assessing = _address(hanna)
    rut.get("/inkorg")
    assert assessing not in rut.links(r"/uppgifter/[\w-]+")
    assert rut.get(assessing).status_code == 404


def _is_old(browser: Browser, address: str, fields: dict[str, str]) -> None:
    answer = browser.client.post(f"{address}/utkast", data=fields)
    assert (answer.status_code, answer.mimetype) == (409, "application/json")
    assert "finns kvar" in answer.get_json()["message"]


def _is_told(browser: Browser, page: str, address: str, name: str) -> None:
    """Sending an old page: who, what and when, and every word of what was written."""
    browser.page = page
    assert browser.post(address, TYPED).status_code == 409
    text = browser.text()
    assert name in text
    assert "Uppgiften" in text
    assert "kl." in text
    for typed in (TYPED["situation"], TYPED["plan"]):
        assert typed in text


def _join_another_notice(product: Product) -> None:
    """A second notice about the same household, joined to its case: a task of its own."""
    send_notice(product)
    product.work()
    rut = product.browser("demo-rut")
    address = take_task(rut, "Bekräfta hushåll och bostad")
    known = [value for value in _options(rut) if value not in ("new", "misdirected")]
    assert rut.post(address, {"choice": known[0]}).status_code == 303, rut.text()
    product.work()


def _options(browser: Browser) -> list[str]:
    parts = browser.page.split('name="choice" type="radio" value="')[1:]
    return [part.partition('"')[0] for part in parts]


def _address(browser: Browser, title: str = TITLE) -> str:
    browser.get("/inkorg")
    address: str = re.findall(rf'href="(/uppgifter/[^"]+)">{title}', browser.page)[0]
    return address


def _task(product: Product) -> tuple[str, str | None, int]:
    """State, assignee and version of the latest of the main case's own tasks."""
    columns = user_tasks.c
    with product.database.reading() as session:
        row = session.execute(
            select(columns.state, columns.assignee, columns.version)
            .where(columns.element.in_(("assess_case", "decide_outcome")))
            .order_by(columns.id.desc())
        ).first()
    assert row
    return row.state, row.assignee, row.version


def _drafts(product: Product) -> int:
    with product.database.reading() as session:
        return len(session.execute(select(task_drafts.c.task_id)).all())
