"""What was told of a notice while it stood in the wrong case is not read there afterwards."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from cases.commands.correction import CorrectNotice
from cases.tables.models import cases
from ledger import anchor_key
from ledger.verify_history import verify_export
from tests.cases.test_undo_match import execute, undo
from tests.product import Product
from tests.steps import match, person, receive, rows, suggested
from tests.vectors.arrears import WHOLE
from tests.web.test_audit_export import export

SECRET = "Gömda gatan 7"


def test_a_fact_that_was_corrected_in_a_wrong_case_goes_along_with_the_notice(
    product: Product,
) -> None:
    wrong, _, case = in_a_wrong_case(product)
    assert SECRET in page_of(product, case)
    undo(product, wrong)
    assert SECRET not in page_of(product, case)
    match(product)
    assert SECRET in page_of(product, str(rows(product, cases)[-1].public_id))


def test_an_export_of_the_wrong_case_withholds_what_the_notice_says_and_is_whole(
    product: Product,
) -> None:
    key = anchor_key.make(product.parts.settings.anchor_key_file)
    wrong, right, case = in_a_wrong_case(product)
    assert SECRET in str(history(product, case)[wrong])
    undo(product, wrong)
    told = history(product, case)
    assert SECRET not in str(told)
    assert set(told[wrong]) == {None}
    assert None not in told[right]
    findings = verify_export(io.BytesIO(exported(product, case)), [key.public])
    assert (findings.faults, findings.erased) == ([], 0)
    assert findings.withheld > 0


def in_a_wrong_case(product: Product) -> tuple[str, str, str]:
    """A notice in a case that another one opened, with a fact put right there; its id, the other's
    and the case's."""
    product.clock.set("2026-03-03 10:15")
    right = receive(product, **WHOLE)
    match(product)
    wrong = receive(product, **WHOLE, tenant_personal_number=None, tenant_name="Någon Annan")
    match(product, suggested(product))
    told = CorrectNotice(wrong, {"dwelling_street": SECRET}, "Ringde.")
    execute(product, told, person(product, "demo-hanna"))
    return wrong, right, str(rows(product, cases)[0].public_id)


def page_of(product: Product, case: str) -> str:
    browser = product.browser("demo-hanna")
    assert browser.get(f"/arenden/{case}").status_code == 200
    return browser.text()


def exported(product: Product, case: str) -> bytes:
    body: bytes = export(product.browser("demo-gosta"), case).data
    return body


def history(product: Product, case: str) -> dict[str, list[str | None]]:
    """From each subject to the payloads that the export holds of it; None for one left out."""
    told: dict[str, list[str | None]] = {}
    with zipfile.ZipFile(io.BytesIO(exported(product, case))) as archive:
        for line in archive.read("history.jsonl").splitlines():
            row: dict[str, Any] = json.loads(line)
            subject = str(json.loads(row["header"])["subject"])
            told.setdefault(subject, []).append(row["payload"])
    return told
