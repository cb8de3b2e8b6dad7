"""A sender corrects or takes back what she sent; a registrar judges it, and everything follows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from cases.tables.models import notices
from cases.tables.track_models import flags, payments
from engine.models import incidents
from ledger.verify import verify
from tests.api.sender import U10, Sender, pointers, sender
from tests.product import Product, match_as_new
from tests.steps import do, rows

JUDGE = "Bedöm avsändarens uppgift"


def _sent(product: Product) -> tuple[Sender, str]:
    one = sender(product)
    receipt: str = one.post("/notices", U10).get_json()["receipt"]
    return one, receipt


def _facts(product: Product) -> dict[str, Any]:
    browser = product.browser("demo-rut")
    key = rows(product, notices)[0].public_id
    browser.get(f"/anmalningar/{key}")
    return {"text": browser.text()}


def test_a_correction_holds_when_a_registrar_says_so_and_not_before(product: Product) -> None:
    product.clock.set("2026-11-26 10:00")
    one, receipt = _sent(product)
    product.work()
    match_as_new(product)
    said = {"facts": {"amount": 950000, "service_date": "2026-11-25"}, "reason": "Skrevs fel."}
    answer = one.post(f"/notices/{receipt}/corrections", said)
    assert answer.status_code == 201
    product.work()
    assert '"amount": 1840000' in rows(product, notices)[0].facts
    rut = product.browser("demo-rut")
    rut.get("/inkorg")
    assert JUDGE in rut.text()
    do(product, "demo-rut", JUDGE, {"decision": "use"})
    assert '"amount": 950000' in rows(product, notices)[0].facts
    told = next(one for one in rows(product, flags) if one.code == "UPPGIFT_FRAN_AVSANDAREN")
    assert told.settled_at is not None
    assert one.get(f"/notices/{answer.get_json()['receipt']}").get_json()["status"] == "registered"
    _assert_sound(product)


def test_what_a_sender_told_stands_beside_the_form(product: Product) -> None:
    one, receipt = _sent(product)
    product.work()
    paid = {"reason": "paid", "paid_on": "2026-11-25", "amount": 1840000, "is_whole": True}
    one.post(f"/notices/{receipt}/withdrawals", paid)
    product.work()
    rut = product.browser("demo-rut")
    rut.get("/inkorg")
    rut.get(rut.links(r"/uppgifter/[^\"]+")[-1])
    words = rut.text()
    assert "Avsändaren uppger att skulden är betald" in words
    assert "18 400" in words.replace("\xa0", " ")
    assert "25 november 2026" in words.replace("\xa0", " ")


def test_a_correction_and_a_withdrawal_are_told_apart_in_the_inbox(product: Product) -> None:
    one, receipt = _sent(product)
    product.work()
    one.post(f"/notices/{receipt}/corrections", {"facts": {"rooms": "2"}, "reason": "Fel."})
    one.post(f"/notices/{receipt}/withdrawals", {"reason": "paid"})
    product.work()
    rut = product.browser("demo-rut")
    rut.get("/inkorg")
    assert rut.text().count(JUDGE) == 2
    assert "Rättelse" in rut.text()
    assert "Gäller inte längre: betald skuld" in rut.text()


def test_the_rent_is_paid_and_the_track_ends(product: Product) -> None:
    product.clock.set("2026-11-26 10:00")
    one, receipt = _sent(product)
    said = {"facts": {"service_date": "2026-11-25"}, "reason": "Delgiven i går."}
    one.post(f"/notices/{receipt}/corrections", said)
    product.work()
    match_as_new(product)
    do(product, "demo-rut", JUDGE, {"decision": "use"})
    paid = {"reason": "paid", "paid_on": "2026-11-26", "amount": 1840000, "is_whole": True}
    one.post(f"/notices/{receipt}/withdrawals", paid)
    product.work()
    do(product, "demo-rut", JUDGE, {"decision": "use"})
    row = rows(product, payments)[0]
    assert (row.kind, row.paid_day, row.in_time) == ("paid", "2026-11-26", True)
    _assert_sound(product)


def test_what_is_told_of_another_person_changes_nothing_by_itself(product: Product) -> None:
    one, receipt = _sent(product)
    one.post(f"/notices/{receipt}/withdrawals", {"reason": "wrong_person"})
    product.work()
    before = rows(product, notices)[0].facts
    do(product, "demo-rut", JUDGE, {"decision": "leave", "note": "Ringde, det var rätt."})
    assert rows(product, notices)[0].facts == before
    _assert_sound(product)


def test_a_report_that_comes_before_its_notice_is_registered_waits(product: Product) -> None:
    one, receipt = _sent(product)
    assert one.post(f"/notices/{receipt}/withdrawals", {"reason": "other"}).status_code == 201
    product.work()
    do(product, "demo-rut", JUDGE, {"decision": "leave"})
    _assert_sound(product)


def test_nobody_tells_of_anothers_notice_nor_of_a_report(product: Product) -> None:
    one, receipt = _sent(product)
    other = sender(product, org_number="556036-0793")
    report = {"reason": "withdrawn"}
    told = one.post(f"/notices/{receipt}/withdrawals", report, Idempotency_Key="a")
    again = one.post(f"/notices/{receipt}/withdrawals", report, Idempotency_Key="a")
    assert told.get_json()["receipt"] == again.get_json()["receipt"]
    for sent, number in ((other, receipt), (one, told.get_json()["receipt"]), (one, "x")):
        for kind in ("corrections", "withdrawals"):
            assert sent.post(f"/notices/{number}/{kind}", report).status_code == 404
    differs = {"reason": "paid"}
    refused = one.post(f"/notices/{receipt}/withdrawals", differs, Idempotency_Key="a")
    assert refused.status_code == 409


def test_what_is_wrong_in_a_report_is_told(product: Product) -> None:
    one, receipt = _sent(product)
    wrong = one.post(f"/notices/{receipt}/withdrawals", {"reason": "x", "amount": -1})
    assert pointers(wrong) == {"/reason", "/amount"}
    empty = one.post(f"/notices/{receipt}/corrections", {"facts": {}})
    assert pointers(empty) == {"/facts", "/reason"}


def _assert_sound(product: Product) -> None:
    assert rows(product, incidents) == []
    with product.database.reading() as session:
        assert verify(session).faults == ()
        assert session.scalars(select(notices.c.id)).all()
