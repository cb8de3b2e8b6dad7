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


WALKS = (a_sender_corrects_what_her_system_sent,)
