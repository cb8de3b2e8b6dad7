"""A sender tells more of her notice on the open page; nothing is told back, and a person judges."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest

from cases.letters import complement_place
from cases.tables.models import notices
from cases.tables.track_models import flags, payments
from engine.models import incidents, messages
from settings import Settings
from tests.product import Browser, Product, match_as_new, send_notice
from tests.steps import do, ledger, rows

PATH = "/hyresvard/komplettera"
JUDGE = "Bedöm avsändarens uppgift"
PLACE = "Läs uppgift utan underrättelse"
UNKNOWN = "2345-6789-ABCD"
WROTE = {
    "about": "missing",
    "note": "Lägenheten har nummer 1203.",
    "told_by": "Ulla Prov",
    "reach": "040-12 34 56",
}


def _tell(product: Product, receipt: str, **more: object) -> Browser:
    browser = product.browser()
    browser.get(PATH)
    answer = browser.post(PATH, {**WROTE, "receipt": receipt, **more})
    assert answer.status_code == 303, browser.text()
    browser.get(answer.headers["Location"])
    product.work()
    return browser


def _registered(product: Product) -> str:
    send_notice(product)
    product.work()
    receipt: str = rows(product, notices)[0].receipt
    return receipt


def _task(product: Product, title: str) -> Browser:
    rut = product.browser("demo-rut")
    rut.get("/inkorg")
    [link] = re.findall(rf'href="(/uppgifter/[^"]+)">{title}', rut.page)
    rut.get(link)
    return rut


def _is_sound(product: Product) -> bool:
    return not rows(product, incidents) and ledger(product).is_whole


def test_what_was_missing_waits_under_its_notice_for_the_registrar(product: Product) -> None:
    receipt = _registered(product)
    _tell(product, receipt.lower().replace("-", " "))
    flag = next(one for one in rows(product, flags) if one.code == "UPPGIFT_FRAN_AVSANDAREN")
    assert flag.about == rows(product, notices)[0].public_id
    told = _task(product, JUDGE).text()
    for words in ("nummer 1203", "Ulla Prov", "040-12 34 56", "öppna formuläret"):
        assert words in told
    before = rows(product, notices)[0].facts
    do(product, "demo-rut", JUDGE, {"decision": "use", "note": "Infört."})
    assert rows(product, notices)[0].facts == before
    assert _is_sound(product)


def test_what_the_sender_wrote_stands_with_the_notice_before_and_after_it_is_judged(
    product: Product,
) -> None:
    receipt = _registered(product)
    _tell(product, receipt)
    rut = _task(product, "Bekräfta hushåll och bostad")
    assert "nummer 1203" in rut.text(), "who matches is not told what else the sender has said"
    assert "Inte bedömd än" in rut.text()
    match_as_new(product)
    do(product, "demo-rut", JUDGE, {"decision": "use"})
    notice = f"/anmalningar/{rows(product, notices)[0].public_id}"
    for who in ("demo-rut", "demo-hanna"):
        seen = product.browser(who)
        seen.get(notice)
        for words in ("nummer 1203", "Ulla Prov", "Den ska gälla. Rut Registersson"):
            assert words in seen.text(), (who, words)


def test_a_paid_rent_is_judged_and_then_holds(product: Product) -> None:
    product.clock.set("2026-11-26 10:00")
    receipt = _registered(product)
    match_as_new(product)
    day = {"paid_on-day": "25", "paid_on-month": "11", "paid_on-year": "2026"}
    _tell(product, receipt, about="paid", **day)
    assert rows(product, payments) == []
    do(product, "demo-rut", JUDGE, {"decision": "use"})
    row = rows(product, payments)[0]
    assert (row.kind, row.paid_day) == ("paid", "2026-11-25")
    assert _is_sound(product)


def test_an_unknown_number_is_answered_alike_and_read_by_a_registrar(product: Product) -> None:
    known = _tell(product, _registered(product))
    unknown = _tell(product, UNKNOWN)
    assert _without_own(known.page) == _without_own(unknown.page)
    task = _task(product, PLACE)
    assert UNKNOWN in task.text()
    assert "nummer 1203" in task.text()
    do(product, "demo-rut", PLACE, {"outcome": "nothing", "note": "Fel kommun."})
    assert _is_sound(product)


def test_the_number_of_a_report_is_no_notices(product: Product) -> None:
    _tell(product, _registered(product))
    of_report = [one.receipt for one in rows(product, messages) if one.name == "report_received"]
    _tell(product, str(of_report[0]))
    assert PLACE in _task(product, PLACE).text()
    assert _is_sound(product)


def test_a_report_is_kept_without_looking_anything_up(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt = _registered(product)
    product.work()

    def _looked_up(*_arguments: object) -> None:
        raise AssertionError("The public page looked a receipt number up.")

    monkeypatch.setattr("engine.messages.with_receipt", _looked_up)
    monkeypatch.setattr("cases.notice.with_receipt", _looked_up)
    browser = product.browser()
    for number in (receipt, UNKNOWN):
        browser.get(PATH)
        assert browser.post(PATH, {**WROTE, "receipt": number}).status_code == 303


def test_pressed_twice_it_is_one_and_changed_it_is_told(product: Product) -> None:
    browser = product.browser()
    browser.get(PATH)
    page = browser.page
    answers = []
    for _press in range(2):
        browser.page = page
        answers.append(browser.post(PATH, {**WROTE, "receipt": UNKNOWN}).headers["Location"])
    assert len(set(answers)) == 1
    assert len(rows(product, messages)) == 1
    browser.page = page
    changed = browser.post(PATH, {**WROTE, "receipt": UNKNOWN, "note": "Annat."})
    assert changed.status_code == 422
    assert "skickades" in browser.text()
    assert "Annat." in browser.page
    assert len(rows(product, messages)) == 1


def test_nothing_and_garbage_are_told_and_kept_on_the_page(product: Product) -> None:
    browser = product.browser()
    browser.get(PATH)
    assert browser.post(PATH, {}).status_code == 422
    for words in ("Skriv kvittonumret", "Välj vad det gäller", "Skriv ditt namn"):
        assert words in browser.text()
    for number in ("x" * 41, "<script>", "0000-0000-0000", "ABCD-EFGH"):
        assert browser.post(PATH, {**WROTE, "receipt": number}).status_code == 422, number
        assert "nummer 1203" in browser.page
        assert "<script>" not in browser.page.replace("<script src", "")
    assert browser.post(PATH, {**WROTE, "receipt": UNKNOWN, "note": "a" * 2001}).status_code == 422
    assert rows(product, messages) == []


def test_a_file_comes_to_the_notice_or_to_the_task(product: Product) -> None:
    receipt = _registered(product)
    _tell(product, receipt, attachments=(io.BytesIO(b"Kvitto."), "betalt.txt"))
    _tell(product, UNKNOWN, attachments=(io.BytesIO(b"Okant."), "okant.txt"))
    rut = product.browser("demo-rut")
    key = rows(product, notices)[0].public_id
    rut.get(f"/anmalningar/{key}")
    assert "betalt.txt" in rut.page
    task = _task(product, PLACE)
    [link] = task.links(r"/uppgifter/[^\"]+/bilagor/[^\"]+")
    got = task.client.get(link)
    assert (got.status_code, got.data) == (200, b"Okant.")
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert task.client.get(link[:-4] + "none").status_code == 404
    for other in ("demo-hanna", "demo-jamila", "demo-gosta"):
        assert product.browser(other).client.get(link).status_code == 404, other


def test_a_refused_file_leaves_nothing(product: Product) -> None:
    browser = product.browser()
    browser.get(PATH)
    wrong = {**WROTE, "receipt": UNKNOWN, "attachments": (io.BytesIO(b"MZ\x90\x00"), "a.pdf")}
    assert browser.post(PATH, wrong).status_code == 422
    assert rows(product, messages) == []


def test_the_receipt_leads_here_with_its_number(product: Product) -> None:
    browser = product.browser()
    receipt = _registered(product)
    browser.get(f"{PATH}?kvitto={receipt}")
    assert f'value="{receipt}"' in browser.page
    browser.get(f"{PATH}?kvitto=%22%3E%3Cscript")
    assert "&lt;script" not in browser.page
    assert 'name="receipt" type="text" value=""' in browser.page


def _without_own(page: str) -> str:
    """Without the one number and time that are this report's own."""
    page = re.sub(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", "NUMBER", page)
    return re.sub(r"\d\d\.\d\d|T\d\d:\d\d[^\"]*", "TIME", page)


def test_what_is_kept_names_no_lookup(product: Product) -> None:
    browser = product.browser()
    browser.get(PATH)
    browser.post(PATH, {**WROTE, "receipt": UNKNOWN})
    kept = json.loads(rows(product, messages)[0].payload)
    assert kept["said"]["told_by"] == "Ulla Prov"
    assert kept["channel"] == "ETJANST"


@pytest.mark.parametrize(
    "wrong", ["javascript:alert(1)", "https://", "https://a b.se", "https://x?y", "https://u@h.se"]
)
def test_an_address_that_no_letter_should_print_is_refused(wrong: str, tmp_path: Path) -> None:
    given = {"BOKVAR_VAR": str(tmp_path), "BOKVAR_PUBLIC_ADDRESS": wrong}
    with pytest.raises(ValueError, match="BOKVAR_PUBLIC_ADDRESS"):
        Settings.from_environment(given)


def test_letters_tell_the_page_by_its_address_or_in_words(tmp_path: Path) -> None:
    given = {"BOKVAR_VAR": str(tmp_path), "BOKVAR_PUBLIC_ADDRESS": "https://bokvar.kommun.example/"}
    address = Settings.from_environment(given).public_address
    assert (
        "https://bokvar.kommun.example/hyresvard/komplettera" in complement_place.words(address).sv
    )
    assert "För dig som hyr ut" in complement_place.words("").sv
