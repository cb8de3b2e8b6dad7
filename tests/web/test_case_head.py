"""The head of a case tells home and debt; what is over is not said to stand, nor asked for."""

from __future__ import annotations

import re
from typing import Any

from cases import notice as notices
from cases import quality_flags
from cases.tables.models import cases
from tests.product import Browser, Product
from tests.steps import act, day, match, receive, rows, suggested
from tests.vectors import evicting
from tests.vectors.test_protected import opened, seal

DEBT: dict[str, Any] = {
    "amount": 1_840_000,
    "arrears_months": ["2026-10", "2026-11"],
    "monthly_rent": 920_000,
}


def a_case(product: Product, **facts: Any) -> str:
    """A notice of unpaid rent that is matched; its public id."""
    product.clock.set("2026-12-03 09:00")
    key = receive(product, **facts)
    match(product)
    return key


def page(product: Product) -> Browser:
    hanna = product.browser("demo-hanna")
    hanna.get(f"/arenden/{rows(product, cases)[-1].public_id}")
    return hanna


def head(browser: Browser) -> str:
    found = re.search(r'<section class="bkv-identity".*?</section>', browser.page, re.S)
    assert found
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0]))


def receipt(product: Product, key: str) -> str:
    with product.database.reading() as session:
        return notices.get(session, key).receipt


def test_the_head_says_where_the_home_is_and_what_which_notice_says_is_owed(
    product: Product,
) -> None:
    key = a_case(product, **DEBT)
    said = head(page(product))
    assert "Adress Exempelgatan 12 B, 211 34 Exempelstad" in said
    number = receipt(product, key)
    assert f"18 400 kr enligt underrättelse {number} som kom 3 december 2026" in said


def test_a_sum_that_is_put_right_is_the_sum(product: Product) -> None:
    key = a_case(product, **DEBT)
    act(product, key, "ratta", amount="12 000", reason="Uthyraren räknade fel.")
    said = head(page(product))
    assert "12 000 kr" in said
    assert "18 400" not in said


def test_a_notice_without_a_sum_says_so(product: Product) -> None:
    a_case(product)
    assert "Skuld Beloppet är inte känt enligt underrättelse" in head(page(product))


def test_the_head_of_a_sealed_case_holds_no_address(product: Product) -> None:
    a_case(product, **DEBT)
    case = rows(product, cases)[-1].public_id
    seal(product, case)
    assert "Exempelgatan" not in head(opened(product, "demo-hanna", f"/arenden/{case}"))


def test_what_is_missing_stands_under_each_notice_with_its_own_day(product: Product) -> None:
    first = a_case(product)
    product.clock.set("2026-12-08 10:00")
    second = receive(product, **{**DEBT, "arrears_months": ["2026-12"], "amount": 920_000})
    match(product, suggested(product))
    text = page(product).text()
    days = {first: "3 december 2026", second: "8 december 2026"}
    for key, came in days.items():
        asked = text.split(f"Det här saknas i underrättelse {receipt(product, key)}:", 1)[1]
        assert came in asked[:600], key
    assert text.count("18 400") == 0
    assert head(page(product)).count("Skuld ") == 2


def test_what_a_settled_debt_lacked_is_not_asked_for(product: Product) -> None:
    key = a_case(product, **DEBT, service_date="2026-12-03")
    assert "Det här saknas" in page(product).text()
    product.clock.set("2026-12-10 09:00")
    paid = {"kind": "paid", "is_whole": "yes", "told_by": "Uthyraren"}
    act(product, key, "betalning", **paid, **day("paid_on", "2026-12-09"))
    hanna = page(product)
    assert "Det här saknas" not in hanna.text()
    assert "Skuld, avslutad 18 400 kr" in head(hanna)
    hanna.get(f"/anmalningar/{key}")
    assert "Det här saknas" not in hanna.text()


def test_when_the_work_begins_anew_it_is_asked_for_again(product: Product) -> None:
    key = a_case(product, **DEBT)
    with product.database.transaction() as session:
        of = notices.get(session, key)
        gone = quality_flags.ask_no_more(session, of, by="staff:demo-hanna", now=product.clock())
        assert gone.settled
        assert not quality_flags.lacks_facts(session, of)
        assert set(quality_flags.ask_again(session, of).raised) == set(gone.settled)
        assert quality_flags.lacks_facts(session, of)


def test_an_eviction_whose_time_has_passed_is_not_said_to_be_booked(product: Product) -> None:
    product.clock.set("2026-12-01 09:00")
    evicting.book(product, "2026-12-21 09:00")
    match(product)
    assert "Bokad" in page(product).text()
    product.at("2026-12-21 08:59")
    assert "Bokad" in page(product).text()
    product.at("2026-12-21 09:01")
    text = page(product).text()
    assert "Bokad" not in text
    assert "Tiden har passerat, resultatet är inte känt" in text
