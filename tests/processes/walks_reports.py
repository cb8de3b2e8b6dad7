"""The walks of what a sender tells of a notice afterwards."""

from __future__ import annotations

from tests.api.sender import U10, sender
from tests.product import Product
from tests.steps import do, match

SHIPPED = {"receive_report", "judge_report"}


def a_sender_corrects_what_her_system_sent(product: Product) -> None:
    one = sender(product)
    facts = {**U10["facts"], "tenant_name": "Rättad Person"}
    receipt = one.post("/notices", {**U10, "facts": facts}).get_json()["receipt"]
    product.work()
    match(product)
    said = {"facts": {"apartment_number": "1203"}, "reason": "Var inte med."}
    assert one.post(f"/notices/{receipt}/corrections", said).status_code == 201
    product.work()
    do(product, "demo-rut", "Bedöm avsändarens uppgift", {"decision": "use"})


def a_stranger_tells_of_a_notice_that_is_not_here(product: Product) -> None:
    browser, path = product.browser(), "/hyresvard/komplettera"
    browser.get(path)
    told = {"about": "paid", "note": "Betalt.", "told_by": "Ulla Prov", "reach": "040-12 34 56"}
    assert browser.post(path, {**told, "receipt": "2345-6789-ABCD"}).status_code == 303
    product.work()
    read = {"outcome": "asked", "note": "Fick det rätta numret."}
    do(product, "demo-rut", "Läs uppgift utan underrättelse", read)


WALKS = (a_sender_corrects_what_her_system_sent, a_stranger_tells_of_a_notice_that_is_not_here)
