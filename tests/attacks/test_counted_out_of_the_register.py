"""Nobody learns from the landlord register that there is a sealed case: it is the same for all."""

from __future__ import annotations

import re

from cases.tables.models import cases, notices
from tests.product import Browser, Product, send_notice
from tests.steps import match, rows
from tests.vectors.test_protected import seal
from tests.web.test_landlords import COMPANY, NUMBER, enter

KEEPERS = ("demo-rut", "demo-axel")


def _register(product: Product, address: str) -> list[str]:
    """The words of the list and of the landlord's page, without who looks."""
    return [
        _main(product.browser(who), path) for path in ("/hyresvardar", address) for who in KEEPERS
    ]


def _main(browser: Browser, path: str) -> str:
    browser.get(path)
    found = re.search(r"<main.*</main>", browser.page, re.DOTALL)
    assert found is not None
    words = re.sub(r'<input type="hidden"[^>]*>|href="[^"]*"', "", found[0])
    return " ".join(re.sub(r"<[^>]+>", " ", words).split())


def _sealed_and_open(product: Product) -> tuple[str, str]:
    """A landlord with two notices, the first of which comes to be in a sealed case."""
    address = enter(product.browser("demo-rut"))
    hidden = send_notice(product, sender_org_number=NUMBER)
    product.work()
    match(product)
    seal(product, str(rows(product, cases)[-1].public_id))
    send_notice(product, sender_org_number=NUMBER)
    product.work()
    return address, hidden


def test_who_is_in_the_group_and_who_is_not_see_the_same_figures_and_the_same_list(
    product: Product,
) -> None:
    address, hidden = _sealed_and_open(product)
    list_rut, list_axel, page_rut, page_axel = _register(product, address)
    assert (list_rut, page_rut) == (list_axel, page_axel)
    assert "0 av 1 (0 %)" in page_rut
    assert hidden not in page_rut
    assert page_rut.count(rows(product, notices)[-1].receipt) == 1


def test_a_changed_number_asks_of_no_notice_in_a_sealed_case(product: Product) -> None:
    address, _hidden = _sealed_and_open(product)
    rut = product.browser("demo-rut")
    rut.get(f"{address}/andra")
    changed = {**COMPANY, "organisation_number": "212000-0142"}
    assert rut.post(f"{address}/andra", changed).status_code == 422
    assert "1 underrättelse är kopplad hit" in rut.text()


def test_a_sender_outside_the_register_is_counted_alike(product: Product) -> None:
    send_notice(product, sender_org_number=NUMBER)
    product.work()
    match(product)
    rut = product.browser("demo-rut")
    rut.get("/hyresvardar")
    assert "Lägg in som ny" in rut.text()
    seal(product, str(rows(product, cases)[-1].public_id))
    rut.get("/hyresvardar")
    assert "Lägg in som ny" not in rut.text()
