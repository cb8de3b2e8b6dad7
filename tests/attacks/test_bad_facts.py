"""Facts that no form would let through: a duty begins all the same, and every page can be read."""

from __future__ import annotations

from typing import Any

import pytest

from cases.letters import letters_kronofogden
from cases.tables.letter_models import letters
from cases.tables.models import cases
from engine.errors import NotAnswered
from engine.models import incidents
from tests.product import Product
from tests.steps import do, match, rows
from tests.vectors import arrears, same_day
from tests.vectors.intake import nothing_failed

ODD = {
    "huge": "x" * 100_000,
    "right to left": "\u202eRTL\u202c",
    "header": "a\nBcc: evil@example.test\r\nX: y",
    "markup": '<script>alert(1)</script> #include "/etc/passwd" $x$ @x {{7*7}}',
    "minus": "-1",
    "first day": "0001-01-01",
    "last day": "9999-12-31",
}
TEXTS = (
    "tenant_name",
    "other_tenants",
    "sender_name",
    "kfm_case_number",
    "dwelling_street",
    "dwelling_town",
    "apartment_number",
    "eviction_at",
    "reached_at",
    "children",
)


def odd(value: str, *more: str) -> dict[str, Any]:
    return dict.fromkeys((*TEXTS, *more), value)


@pytest.mark.parametrize("value", ODD.values(), ids=ODD)
def test_the_same_day_duty_begins_whatever_the_notice_says(product: Product, value: str) -> None:
    same_day.automatic(product)
    key = same_day.arrive(product, "2026-12-18 09:05", **odd(value))
    assert nothing_failed(product), rows(product, incidents)
    assert same_day.letter(product, "L02").state == "sent"
    assert same_day.letter(product, "L03").state == "prepared"
    (mail,) = product.mails()
    assert "\nBcc:" not in mail.partition("\n\n")[0]
    match(product)
    rut = product.browser("demo-rut")
    for path in ("/inkorg", "/anmalningar", f"/anmalningar/{key}"):
        assert rut.get(path).status_code == 200
        assert "<script>alert(1)" not in rut.page
    for letter in rows(product, letters):
        page = f"/anmalningar/{key}/brev/{letter.public_id}"
        assert rut.get(page).status_code == 200
        assert rut.get(f"{page}/pdf").status_code == 200


@pytest.mark.parametrize("value", ODD.values(), ids=ODD)
@pytest.mark.parametrize("amount", [-5, 10**30], ids=("below nothing", "beyond all"))
def test_unpaid_rent_is_worked_on_whatever_the_notice_says(
    product: Product, value: str, amount: int
) -> None:
    arrears.arrive(
        product,
        "2026-12-03 10:00",
        **odd(value, "payment_account", "due_dates", "service_date", "posting_date", "rooms"),
        amount=amount,
        monthly_rent=amount,
        arrears_months=[value, None, 3, {"a": 1}],
        tenants=[{"name": value, "served_on": value}, 3],
        dwelling_postal_code="211 34",
    )
    do(product, "demo-hanna", arrears.LETTER, {"letter": "L01", "channel": "by_hand"})
    assert nothing_failed(product), rows(product, incidents)
    hanna = product.browser("demo-hanna")
    assert hanna.get(f"/arenden/{rows(product, cases)[-1].public_id}").status_code == 200


def test_a_duty_that_cannot_begin_is_told_to_those_on_duty(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_arguments: object, **_named: object) -> None:
        raise NotAnswered("Nothing is as it should be.")

    monkeypatch.setattr(letters_kronofogden, "kfm_confirmation", fails)
    same_day.arrive(product, "2026-12-18 09:05")
    for who in ("demo-jamila", "demo-rut", "demo-malin"):
        browser = product.browser(who)
        for page in ("/inkorg", "/samma-dag"):
            browser.get(page)
            assert "har stannat på en driftstörning" in browser.text(), (who, page)
    hanna = product.browser("demo-hanna")
    hanna.get("/inkorg")
    assert "har stannat på en driftstörning" not in hanna.text()
    monkeypatch.undo()
    product.at("2026-12-18 12:00")
    jamila = product.browser("demo-jamila")
    jamila.get("/samma-dag")
    assert "har stannat på en driftstörning" not in jamila.text()
    assert same_day.letter(product, "L02").state == "prepared"
