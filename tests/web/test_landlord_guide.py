"""The landlords' own pages: each notice in a short form, of the right type, with a receipt."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from cases import intake
from cases.tables.models import notices
from tests.product import Browser, Product, match_as_new
from tests.steps import rows
from tests.vectors.intake import day

SENDER = {
    "sender_name": "Exempelbostäder AB",
    "sender_org_number": "556016-0680",
    "sender_street": "Provgatan 1",
    "sender_postal_code": "211 20",
    "sender_town": "Exempelstad",
    "sender_phone": "040-123 45 67",
    "sender_email": "uthyrning@landlord.example",
}
HOME = {
    "tenant_name": "Åsa Prov",
    "dwelling_street": "Exempelgatan 12 B",
    "dwelling_postal_code": "211 34",
    "dwelling_town": "Exempelstad",
}
RENT = {**SENDER, **HOME, "tenure": "rental", "amount": "18 400"}
FEE = {**SENDER, **HOME, "amount": "5 100,50"}
DISTURBANCE = {**SENDER, **HOME, "what_happened": "Musik varje natt sedan den 1 mars."}
TERMINATION = {**DISTURBANCE, **day("termination_date", "2026-03-02")}


def send(product: Product, kind: str, fields: dict[str, str]) -> Browser:
    """Fill in a short form; the browser stands on its receipt."""
    product.clock.set("2026-03-03 10:15")
    browser = product.browser()
    assert browser.get(f"/hyresvard/{kind}").status_code == 200
    answer = browser.post(f"/hyresvard/{kind}", fields)
    assert answer.status_code == 303, browser.text()
    assert browser.get(answer.headers["Location"]).status_code == 200
    return browser


@pytest.mark.parametrize(
    ("kind", "fields", "type_code"),
    [
        ("obetald-hyra", RENT, "U10"),
        ("obetald-hyra", {**RENT, "tenure": "sublet"}, "U10"),
        ("obetald-avgift", FEE, "U11"),
        ("storning", {**DISTURBANCE, "tenure": "rental"}, "U20"),
        ("storning", {**DISTURBANCE, "tenure": "cooperative_ownership"}, "U21"),
        ("uppsagning", {**TERMINATION, "tenure": "sublet"}, "U22"),
        ("uppsagning", {**TERMINATION, "tenure": "cooperative_ownership"}, "U23"),
    ],
)
def test_each_short_form_becomes_a_notice_of_its_type(
    product: Product, kind: str, fields: dict[str, str], type_code: str
) -> None:
    send(product, kind, fields)
    product.work()
    kept = rows(product, notices)[-1]
    assert (kept.type_code, kept.channel) == (type_code, "ETJANST")


def test_the_sender_is_sent_a_confirmation_with_the_number_of_the_receipt(
    product: Product,
) -> None:
    browser = send(product, "obetald-hyra", RENT)
    number = _number(browser)
    product.work()
    match_as_new(product)
    mails = [mail for mail in product.mails() if "uthyrning@landlord.example" in mail]
    assert number in mails[0]


@pytest.mark.parametrize(
    ("kind", "fields", "about"),
    [
        ("obetald-hyra", RENT, "Uppsägning för obetald hyra"),
        ("storning", {**DISTURBANCE, "tenure": "rental"}, "Störning eller bristande skötsamhet"),
    ],
)
def test_the_receipt_says_what_kind_of_notice_it_is_for(
    product: Product, kind: str, fields: dict[str, str], about: str
) -> None:
    browser = send(product, kind, fields)
    assert f"Gäller: {about}" in browser.text()
    of_household = (HOME["tenant_name"], HOME["dwelling_street"], HOME["dwelling_postal_code"])
    assert not [value for value in of_household if value in browser.text()]


def test_the_receipt_is_a_file_to_keep_in_the_readers_language(product: Product) -> None:
    browser = send(product, "obetald-hyra", RENT)
    address = re.findall(r'href="(/hyresvard/obetald-hyra/kvitto/[^"]+/pdf)"', browser.page)[0]
    swedish = browser.client.get(address)
    assert swedish.data.startswith(b"%PDF")
    assert swedish.mimetype == "application/pdf"
    assert "attachment" in swedish.headers["Content-Disposition"]
    browser.get("/sprak/en")
    assert browser.client.get(address).data != swedish.data
    for wrong in ("/hyresvard/storning", "/anmalan", "/hyresvard/okand"):
        word = address.removeprefix("/hyresvard/obetald-hyra")
        assert browser.client.get(wrong + word).status_code == 404


def test_a_form_sent_twice_is_one_notice(product: Product) -> None:
    browser = product.browser()
    browser.get("/hyresvard/storning")
    fields = {**browser.hidden(), **DISTURBANCE, "tenure": "rental"}
    answers = [browser.client.post("/hyresvard/storning", data=fields) for _ in range(2)]
    assert len({answer.headers["Location"] for answer in answers}) == 1
    product.work()
    assert len(rows(product, notices)) == 1


def test_what_is_missing_is_asked_for_and_what_was_typed_is_kept(product: Product) -> None:
    browser = product.browser()
    for kind in ("obetald-hyra", "obetald-avgift", "storning", "uppsagning"):
        browser.get(f"/hyresvard/{kind}")
        answer = browser.post(f"/hyresvard/{kind}", {"sender_name": "Exempelbostäder AB"})
        assert answer.status_code == 422
        assert 'value="Exempelbostäder AB"' in answer.text
        assert "Ange ett telefonnummer" in answer.text
    assert browser.get("/hyresvard/okand").status_code == 404


def test_what_the_form_says_cannot_be_said_otherwise(product: Product) -> None:
    browser = product.browser()
    browser.get("/hyresvard/obetald-hyra")
    fields = {**RENT, "sender_kind": "kfm", "ground": "concern"}
    assert browser.post("/hyresvard/obetald-hyra", fields).status_code == 422


def test_the_guide_is_plain_in_both_languages(product: Product) -> None:
    browser = product.browser()
    assert "12 kap. 44 § jordabalken" in browser.get("/hyresvard").text
    browser.get("/sprak/en")
    page = browser.get("/hyresvard").text
    assert "What the municipality may not tell" in page
    assert "Vad vill du" not in page


def _number(browser: Browser) -> str:
    number: str = re.findall(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", browser.text())[0]
    return number


def test_what_was_typed_is_kept_when_the_database_is_gone_or_we_fail(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    for failure, status in ((OperationalError("", {}, Exception()), 503), (ValueError(), 500)):
        browser = product.browser()
        browser.get("/hyresvard/storning")
        with monkeypatch.context() as patched:
            patched.setattr(intake, "keep_notice", _failing(failure))
            answer = browser.post("/hyresvard/storning", {**DISTURBANCE, "tenure": "rental"})
        assert answer.status_code == status
        assert "Det du skrev finns kvar" in answer.text
        assert DISTURBANCE["what_happened"] in answer.text
        again = browser.post("/hyresvard/storning", {**DISTURBANCE, "tenure": "rental"})
        assert again.status_code == 303


@pytest.mark.parametrize("name", ["virus.exe", "kopia.pdf"])
def test_what_was_typed_is_kept_when_a_file_is_refused(product: Product, name: str) -> None:
    browser = product.browser()
    browser.get("/hyresvard/uppsagning")
    file = (io.BytesIO(b"MZ not what it says"), name)
    fields = {**browser.hidden(), **TERMINATION, "tenure": "rental", "attachments": file}
    answer = browser.client.post(
        "/hyresvard/uppsagning", data=fields, content_type="multipart/form-data"
    )
    assert answer.status_code == 422
    for typed in (TERMINATION["what_happened"], TERMINATION["termination_date-day"], "Åsa Prov"):
        assert typed in answer.text
    assert 'href="#attachments"' in answer.text


def test_the_debt_is_told_as_the_days_and_letters_need_it(product: Product) -> None:
    told = {
        "arrears_months": "januari och februari 2026",
        "monthly_rent": "9 200",
        "is_sent_registered": "yes",
        **day("posting_date", "2026-03-02"),
        **day("service_date", "2026-03-01"),
    }
    send(product, "obetald-hyra", {**RENT, **told})
    product.work()
    kept = json.loads(rows(product, notices)[-1].facts)
    assert kept["arrears_months"] == ["2026-01", "2026-02"]
    assert (kept["monthly_rent"], kept["posting_date"]) == (920_000, "2026-03-02")


def _failing(failure: Exception) -> Callable[..., None]:
    def _fall(*_args: Any, **_named: Any) -> None:
        raise failure

    return _fall
