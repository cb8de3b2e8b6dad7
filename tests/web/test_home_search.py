"""A registrar searches for the household that the machine missed, and no search tells of a seal."""

from __future__ import annotations

import re

import pytest

from cases.commands.match import SuggestHousehold
from cases.tables.models import cases, households, notice_suggestions, notices
from engine.errors import EngineError
from ledger.models import history_payloads
from tests.product import Browser, Product
from tests.steps import do, ledger, match, person, receive, rows
from tests.vectors.test_protected import seal

MATCH = "Bekräfta hushåll och bostad"
ELSEWHERE = {
    "tenant_name": "Elin Annan",
    "tenant_personal_number": None,
    "dwelling_street": "Långgatan 9",
}
NOTHING = "Inget hushåll som du får se passar."


@pytest.fixture
def rut(product: Product) -> Browser:
    """On the task of a notice for which nothing is suggested, while there is one household."""
    receive(product)
    match(product)
    receive(product, **ELSEWHERE)
    browser = product.browser("demo-rut")
    browser.get("/inkorg")
    browser.get(re.findall(rf'href="(/uppgifter/[^"]+)">{MATCH}', browser.page)[-1])
    assert "Inga förslag." in browser.text()
    return browser


def _search(browser: Browser, said: str) -> str:
    [address] = browser.links(r"/uppgifter/[^/\"]+/hushall")
    browser.post(address, {"q": said})
    return browser.text()


def test_what_was_answered_in_the_task_is_there_after_a_search(
    product: Product, rut: Browser
) -> None:
    """Without any script: the search is begun with the form itself."""
    [address] = rut.links(r"/uppgifter/[^/\"]+/hushall")
    task = address.removesuffix("/hushall")
    rut.get(task)
    assert rut.post(f"{task}/ta").status_code == 303
    rut.get(task)
    assert 'name="q"' not in rut.page
    assert rut.post(address, {"choice": "new", "note": "Ringde."}).status_code == 200
    assert NOTHING not in rut.text()
    assert "Åsa Prov" in _search(rut, "Åsa")
    [add] = rut.links(r"/uppgifter/[^/\"]+/hushall/[^\"]+")
    assert rut.post(add).status_code == 303
    rut.get(task)
    assert re.search(r'<input[^>]*value="new"[^>]*checked', rut.page)
    assert "Ringde." in rut.text()


def _suggest(product: Product, who: str, notice: str, home: str) -> None:
    with product.database.transaction() as session:
        product.engine.execute(session, SuggestHousehold(notice, home), person(product, who))


@pytest.mark.parametrize(
    "said", ["åsa prov", "19850515-2382", "Exempelgatan 12", "BKV-2026-000001"]
)
def test_it_is_found_by_each_thing_that_is_known_of_it(rut: Browser, said: str) -> None:
    assert "BKV-2026-000001" in _search(rut, said)
    assert NOTHING not in rut.text()


def test_what_was_found_becomes_a_choice_that_can_be_made(product: Product, rut: Browser) -> None:
    _search(rut, "Åsa")
    [add] = rut.links(r"/uppgifter/[^/\"]+/hushall/[^\"]+")
    for _press in range(2):
        assert rut.post(add).status_code == 303
    assert len(rows(product, notice_suggestions)) == 1
    home = rows(product, households)[0].public_id
    do(product, "demo-rut", MATCH, {"choice": home})
    assert {one.case_id for one in rows(product, notices)} == {rows(product, cases)[0].id}
    assert len(rows(product, cases)) == 1
    assert ledger(product).is_whole


def test_a_search_stands_in_the_access_log_by_what_it_found(product: Product, rut: Browser) -> None:
    _search(rut, "Åsa")
    home = rows(product, households)[0].public_id
    logged = [one.payload for one in rows(product, history_payloads) if '"found"' in one.payload]
    assert home in logged[-1]
    assert "Åsa" not in logged[-1]


@pytest.mark.parametrize("said", ["", "x", "a" * 201, "a\x00b"])
def test_what_cannot_be_searched_for_is_told_and_kept(rut: Browser, said: str) -> None:
    assert "Skriv mellan 2 och 200 tecken." in _search(rut, said)


@pytest.mark.parametrize("said", ["%", "__", "Långgatan", "'; DROP TABLE cases; --"])
def test_signs_of_the_database_find_nobody(rut: Browser, said: str) -> None:
    _search(rut, said * 2)
    assert "Åsa" not in rut.text()


def test_a_sealed_home_is_answered_as_one_that_is_not_there(product: Product, rut: Browser) -> None:
    """Also to who is in its group; and it cannot be named past the search."""
    task = rut.links(r"/uppgifter/[^/\"]+/hushall")[0]
    seal(product, str(rows(product, cases)[0].public_id))
    for said in ("Åsa Prov", "19850515-2382", "BKV-2026-000001", "Exempelgatan 12"):
        rut.get(task.removesuffix("/hushall"))
        assert NOTHING in _search(rut, said)
    home = rows(product, households)[0].public_id
    assert rut.post(f"{task}/{home}").status_code == 404
    assert rut.post(f"{task}/unknown").status_code == 404
    assert rows(product, notice_suggestions) == []


def test_nobody_else_searches_there_or_suggests(product: Product, rut: Browser) -> None:
    [address] = rut.links(r"/uppgifter/[^/\"]+/hushall")
    home = rows(product, households)[0].public_id
    about = rows(product, notices)[-1].public_id
    for who in ("demo-hanna", "demo-malin", "demo-jamila", "demo-axel", "demo-vera"):
        other = product.browser(who)
        other.get("/inkorg")
        assert other.post(address, {"q": "Åsa"}).status_code in (404, 422), who
        assert "Åsa Prov" not in other.text()
        with pytest.raises(EngineError):
            _suggest(product, who, about, home)


def test_a_notice_that_is_matched_gets_no_more_suggestions(product: Product, rut: Browser) -> None:
    [address] = rut.links(r"/uppgifter/[^/\"]+/hushall")
    do(product, "demo-rut", MATCH, {"choice": "new"})
    assert rut.post(address, {"q": "Åsa"}).status_code == 404
    home = rows(product, households)[0].public_id
    about = rows(product, notices)[-1].public_id
    with pytest.raises(EngineError):
        _suggest(product, "demo-rut", about, home)
