"""What a registrar compares a notice with: suggested households, and nothing of a sealed one."""

from __future__ import annotations

import re

from cases.tables.models import cases, notices
from ledger.models import history_payloads
from tests.product import Browser, Product
from tests.steps import match, receive, rows
from tests.vectors.test_protected import seal

NONE = "Inga förslag."
SECRET = "Mer än det som står i valet visas inte här."


def _matching(product: Product, person: str = "demo-rut") -> Browser:
    browser = product.browser(person)
    browser.get("/inkorg")
    links = re.findall(r'href="(/uppgifter/[^"]+)">Bekräfta hushåll och bostad', browser.page)
    browser.get(links[-1])
    return browser


def _beside(browser: Browser) -> str:
    """The words beside the form, of the suggestions alone."""
    found = re.findall(r"<section>\s*<h2[^>]*>Förslag.*?</section>", browser.page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", " ".join(found)).split())


def test_it_is_said_when_there_is_no_suggestion(product: Product) -> None:
    receive(product)
    assert NONE in _beside(_matching(product))


def test_a_suggestion_is_told_with_what_to_compare_and_leads_to_what_she_may_open(
    product: Product,
) -> None:
    receive(product)
    match(product)
    first = rows(product, notices)[0].public_id
    receive(product)
    rut = _matching(product)
    told = _beside(rut)
    number = rows(product, cases)[0].number
    for words in ("Åsa Prov", "Exempelgatan 12 B", number, "Öppet ärende", "Enhet"):
        assert words in told
    assert NONE not in told
    assert f'href="/anmalningar/{first}"' in rut.page
    assert rut.get(f"/anmalningar/{first}").status_code == 200


def test_nothing_is_told_of_a_sealed_case_also_to_who_is_in_its_group(product: Product) -> None:
    receive(product, tenant_personal_number=None)
    match(product)
    seal(product, str(rows(product, cases)[0].public_id))
    receive(product, tenant_personal_number=None)
    told = _beside(_matching(product))
    assert told == f"Förslag 1 {SECRET}"


def test_whom_the_page_told_of_stands_in_the_access_log(product: Product) -> None:
    receive(product)
    match(product)
    receive(product)
    _matching(product)
    logged = [
        row.payload for row in rows(product, history_payloads) if '"households"' in row.payload
    ]
    assert logged
