"""The auditor takes out a case with a reason, and who receives it can check it alone."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from pypdf import PdfReader

from cases.tables.models import cases
from ledger import anchor_key, anchor_keys, events
from ledger.verify_history import Findings, verify_export
from tests.product import Browser, Product, match_as_new, send_notice
from tests.steps import ledger, match, receive, rows
from tests.vectors.test_protected import opened as opened_with_reason
from tests.vectors.test_protected import seal


@pytest.fixture
def key(product: Product) -> anchor_key.AnchorKey:
    return anchor_key.make(product.parts.settings.anchor_key_file)


def opened(product: Product) -> str:
    """A case with a confirmation that was sent; its public id."""
    send_notice(product)
    product.work()
    match_as_new(product)
    product.work()
    return str(rows(product, cases)[-1].public_id)


def export(browser: Browser, case: str, reason: str = "Begäran från JO.") -> Any:
    """The file of a new export, or the page that says why there is none."""
    browser.get(f"/granskning/{case}/utdrag")
    answer = browser.post(f"/granskning/{case}/utdrag", {"reason": reason})
    return browser.get(f"/granskning/{case}/utdrag/fil") if answer.status_code == 303 else answer


def checked(body: bytes, key: anchor_key.AnchorKey) -> Findings:
    return verify_export(io.BytesIO(body), [key.public])


def test_an_export_is_whole_and_holds_the_course_of_events_and_the_letters(
    product: Product, key: anchor_key.AnchorKey
) -> None:
    case = opened(product)
    answer = export(product.browser("demo-gosta"), case)
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    findings = checked(answer.data, key)
    assert (findings.faults, findings.notes) == ([], [])
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        read = {name: archive.read(name) for name in archive.namelist()}
    course = " ".join(
        p.extract_text() for p in PdfReader(io.BytesIO(read["course_of_events.pdf"])).pages
    )
    assert "Ärendet öppnat" in course
    assert "Begäran från JO." in course
    told = [json.loads(line) for line in read["letters.jsonl"].splitlines()]
    assert {one["kind"] for one in told} >= {"L08"}
    assert all(read[one["file"]].startswith(b"%PDF") for one in told)


def test_the_export_stands_in_the_history_that_it_takes_out_and_is_anchored(
    product: Product, key: anchor_key.AnchorKey
) -> None:
    case = opened(product)
    first = export(product.browser("demo-gosta"), case).data
    second = export(product.browser("demo-gosta"), case, "Ännu en gång.").data
    for body, count in ((first, 1), (second, 2)):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            headers = [json.loads(x)["header"] for x in archive.read("history.jsonl").splitlines()]
        assert sum('"kind":"case.exported"' in header for header in headers) == count
        assert checked(body, key).faults == []
    assert ledger(product).is_whole


@pytest.mark.parametrize("reason", ["", "   ", "\u200b \u2060", "x" * 501])
def test_without_a_reason_nothing_is_taken_out_and_what_was_typed_is_kept(
    product: Product, key: anchor_key.AnchorKey, reason: str
) -> None:
    case = opened(product)
    gosta = product.browser("demo-gosta")
    answer = export(gosta, case, reason)
    assert answer.status_code == 422
    assert "högst 500 tecken" in gosta.text()
    assert reason.strip("\u200b\u2060 ") in gosta.text()
    assert not any(one.kind == "case.exported" for one in _told(product, case))


def test_the_page_says_that_it_worked_and_forgets_what_was_wrong(
    product: Product, key: anchor_key.AnchorKey
) -> None:
    case, gosta = opened(product), product.browser("demo-gosta")
    address = f"/granskning/{case}/utdrag"
    gosta.get(address)
    assert gosta.post(address, {"reason": ""}).status_code == 422
    assert gosta.post(address, {"reason": "Begäran från JO."}).status_code == 303
    gosta.get(address)
    assert "Utdraget är gjort." in gosta.text()
    assert "Skäl: Begäran från JO." in gosta.text()
    assert "Något behöver rättas" not in gosta.text()
    assert gosta.links(r"/granskning/[\w-]+/utdrag/fil") == [f"{address}/fil"]
    gosta.get(address)
    assert "Utdraget är gjort." not in gosta.text()


def test_the_file_is_there_for_who_made_the_export_and_for_an_hour(
    product: Product, key: anchor_key.AnchorKey
) -> None:
    product.clock.set("2026-11-26 10:00")
    case, gosta = opened(product), product.browser("demo-gosta")
    assert gosta.get(f"/granskning/{case}/utdrag/fil").status_code == 404
    assert export(gosta, case).mimetype == "application/zip"
    product.clock.set("2026-11-26 11:01")
    assert gosta.get(f"/granskning/{case}/utdrag/fil").status_code == 404
    gosta.get(f"/granskning/{case}/utdrag")
    assert "Hämta utdraget" not in gosta.text()


def test_a_reason_with_every_odd_character_is_taken_and_the_export_is_whole(
    product: Product, key: anchor_key.AnchorKey
) -> None:
    case = opened(product)
    odd = 'å\r\n"\\ #let x = 1 $ <b> \u202e عربي \U0001f600 {{ 7 * 7 }} \x00'
    assert checked(export(product.browser("demo-gosta"), case, odd).data, key).faults == []


def test_without_a_key_the_page_says_who_can_make_one(product: Product) -> None:
    case = opened(product)
    gosta = product.browser("demo-gosta")
    assert export(gosta, case).status_code == 409
    assert "flask anchor-key" in gosta.text()
    assert not any(one.kind == "case.exported" for one in _told(product, case))


def test_a_sealed_case_is_there_for_who_was_let_in_and_opened_with_a_reason(
    product: Product, key: anchor_key.AnchorKey
) -> None:
    receive(product, ground="other")
    match(product)
    case = str(rows(product, cases)[-1].public_id)
    seal(product, case)
    gosta = product.browser("demo-gosta")
    assert gosta.get(f"/granskning/{case}/utdrag").status_code == 404
    let_in = {"staff": "demo-gosta", "reason": "Granskning av skyddade ärenden."}
    malin = opened_with_reason(product, "demo-malin", f"/arenden/{case}")
    malin.get(f"/arenden/{case}/gor/ge-atkomst")
    assert malin.post(f"/arenden/{case}/gor/ge-atkomst", let_in).status_code == 303
    asked = gosta.get(f"/granskning/{case}/utdrag")
    assert (asked.status_code, "/oppna" in asked.headers["Location"]) == (303, True)
    assert not any(one.kind == "case.exported" for one in _told(product, case))
    gosta.get(asked.headers["Location"])
    gosta.post(f"/arenden/{case}/oppna", {"reason": "Begäran från JO."})
    assert checked(export(gosta, case).data, key).faults == []


def test_the_anchors_are_shown_with_what_came_after_them(
    product: Product, key: anchor_key.AnchorKey
) -> None:
    case = opened(product)
    gosta = product.browser("demo-gosta")
    gosta.get("/granskning/forankringar")
    assert "Underskriften stämmer" in gosta.text()
    export(gosta, case)
    gosta.get("/granskning/forankringar")
    assert gosta.text().count("Underskriften stämmer") == 2
    assert key.public in gosta.text()


def test_a_key_that_others_may_read_signs_nothing(
    product: Product, key: anchor_key.AnchorKey
) -> None:
    case = opened(product)
    product.parts.settings.anchor_key_file.chmod(0o644)
    assert export(product.browser("demo-gosta"), case).status_code == 409


def test_after_a_new_key_has_taken_over_both_are_shown_and_the_export_is_whole(
    product: Product, key: anchor_key.AnchorKey
) -> None:
    case, path = opened(product), product.parts.settings.anchor_key_file
    product.work()
    new = anchor_keys.replace(product.database, path, now=product.clock())
    gosta = product.browser("demo-gosta")
    body = export(gosta, case).data
    assert verify_export(io.BytesIO(body), [key.public, new.public]).faults == []
    for address in (f"/granskning/{case}/utdrag", "/granskning/forankringar"):
        gosta.get(address)
        assert f"{key.public} {new.public}" in gosta.text()
        assert "Stämmer inte" not in gosta.text()
    assert gosta.text().count("Underskriften stämmer") >= 2


def _told(product: Product, case: str) -> list[events.Entry]:
    with product.database.reading() as session:
        return events.read_subject(session, case)
