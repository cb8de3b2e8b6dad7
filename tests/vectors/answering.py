"""What a sender tells of her notice afterwards in the vectors and the walks, one act each."""

from __future__ import annotations

from typing import Any

from cases import intake
from cases.doors import reports
from cases.tables.models import notices
from db.types import public_id
from tests.product import Product
from tests.steps import do, rows

JUDGE = "Bedöm avsändarens uppgift"
WORDS = (reports.IN_WORDS, {"about": "missing", "note": "Delgavs i går.", "told_by": "Ulla Prov"})
OTHER_FACT = (reports.CORRECTION, {"facts": {"apartment_number": "1203"}, "reason": "Fel nummer."})
PAID = (reports.WITHDRAWAL, {"reason": "paid", "paid_on": "2026-11-26", "is_whole": True})


def served(on: str) -> tuple[str, dict[str, Any]]:
    """She tells the day of service."""
    return reports.CORRECTION, {"facts": {"service_date": on}, "reason": "Saknades."}


def comes_in(product: Product, told: tuple[str, dict[str, Any]]) -> None:
    """What is told of the newest notice is received; the worker has not seen it yet."""
    kind, said = told
    with product.database.transaction() as session:
        receipt = rows(product, notices)[-1].receipt
        intake.keep_report(
            session, receipt, kind, said, token=public_id(), channel="test", now=product.clock()
        )


def tell(product: Product, told: tuple[str, dict[str, Any]]) -> None:
    """The same, and the worker has put it under the notice."""
    comes_in(product, told)
    product.work()


def judge(product: Product, decision: str) -> None:
    """The registrar says whether it holds."""
    do(product, "demo-rut", JUDGE, {"decision": decision})
