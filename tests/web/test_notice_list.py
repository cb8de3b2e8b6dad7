"""The register of notices: how a registrar finds one that she matched earlier."""

from __future__ import annotations

import re

import pytest

from tests.product import NOTICE, Product, match_as_new, send_notice


def test_a_registrar_finds_a_matched_notice_and_can_undo_it_from_there(product: Product) -> None:
    receipt = send_notice(product)
    product.work()
    match_as_new(product)
    rut = product.browser("demo-rut")
    rut.get("/anmalningar")
    for words in (receipt, "U10 Obetald hyra", "Kopplad till ärende", "BKV-"):
        assert words in rut.text()
    for secret in (NOTICE["tenant_name"], NOTICE["dwelling_street"], NOTICE["sender_name"]):
        assert secret not in rut.text()
    (notice,) = rut.links(r"/anmalningar/(?!okopplade)[\w-]{5,}")
    rut.get(notice)
    assert rut.links(r"/arenden/[\w-]+") == []
    undone = rut.post(f"{notice}/angra-koppling", {"reason": "Fel person."})
    assert undone.status_code == 303
    rut.get("/anmalningar")
    assert "Väntar på koppling" in rut.text()


def test_what_several_forms_ask_under_one_heading_stands_under_one_heading(
    product: Product,
) -> None:
    """Whether it was sent by registered post is asked of landlords alone."""
    send_notice(product, is_sent_registered="yes")
    product.work()
    rut = product.browser("demo-rut")
    rut.get("/anmalningar")
    rut.get(rut.links(r"/anmalningar/(?!okopplade)[\w-]{5,}")[0])
    headings = re.findall(r"<h2[^>]*>\s*(.*?)\s*</h2>", rut.page)
    assert headings.count("Uppsägningen") == 1
    assert len(headings) == len(set(headings))
    assert "rekommenderat" in rut.text()


@pytest.mark.parametrize("way", [str, str.lower, lambda s: s.replace("-", " "), lambda s: f" {s} "])
def test_a_notice_is_found_by_its_receipt_number_however_it_is_typed(
    product: Product, way: type[str]
) -> None:
    receipt = send_notice(product)
    other = send_notice(product)
    product.work()
    rut = product.browser("demo-rut")
    assert rut.get("/anmalningar", query={"kvitto": way(receipt)}).status_code == 200
    assert receipt in rut.text()
    assert other not in rut.text()


@pytest.mark.parametrize("asked", ["AAAA-BBBB-CCCC", "%", "' OR 1=1 --", "\x00", "å" * 500])
def test_a_number_that_nothing_has_is_answered_kindly(product: Product, asked: str) -> None:
    send_notice(product)
    product.work()
    rut = product.browser("demo-rut")
    assert rut.get("/anmalningar", query={"kvitto": asked}).status_code == 200
    assert ("Ingen underrättelse" in rut.text()) != (asked == "%" or asked == "\x00")
