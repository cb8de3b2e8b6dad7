"""What people do in a walk through the product, one act each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Table, select

from cases import intake, matching
from cases.law.calendar import STOCKHOLM, local_day
from cases.law.deadlines import Kind
from cases.limits import OPEN
from cases.policy import StaffMember, staff_member
from cases.tables.limit_models import time_limits
from cases.tables.models import notices
from db.types import public_id
from ledger.verify import Report, verify
from tests.product import ASSESSMENT, Product, take_task

MATCH, REVIEW, ASSESS = "Bekräfta hushåll och bostad", "Granska ansluten", "Bedöm ärendet"
OUTCOME, BY_HAND = "Besluta om utfall", "Skicka på annat sätt"
POSTING = "Ange när brevet lämnades"
CLOSING = {
    "decision": "close",
    "outcome": "O01",
    "reason": "Skulden är betald.",
    "anyway": "Enligt hyresvärden.",
}
FACTS = {
    "sender_kind": "landlord",
    "sender_name": "Exempelbostäder AB",
    "sender_email": "uthyrning@landlord.example",
    "tenant_name": "Åsa Prov",
    "tenant_personal_number": {"value": "198505152382", "confirmed": True},
    "premises": "home",
    "dwelling_street": "Exempelgatan 12 B",
    "dwelling_postal_code": "211 34",
    "dwelling_town": "Exempelstad",
    "apartment_number": "1102",
    "tenure": "rental",
    "ground": "unpaid",
    "is_terminated": "yes",
}
"""A notice as a form has read it."""


def receive(product: Product, **changes: Any) -> str:
    """A notice comes in by another door than the form, and the worker takes it; its public id."""
    facts = {name: value for name, value in {**FACTS, **changes}.items() if value is not None}
    with product.database.transaction() as session:
        receipt = intake.keep_notice(
            session, facts, [], token=public_id(), channel="test", now=product.clock()
        )
    product.work()
    with product.database.reading() as session:
        found = select(notices.c.public_id).where(notices.c.receipt == receipt.number)
        return str(session.execute(found).scalar_one())


def do(product: Product, person: str, title: str, fields: Mapping[str, Any]) -> None:
    """Take the task with this title and complete it."""
    browser = product.browser(person)
    address = take_task(browser, title)
    response = browser.post(address, fields)
    assert response.status_code == 303, browser.text()
    product.work()


def match(product: Product, choice: str = "new", **more: str) -> None:
    """The registrar says whom the notice is about."""
    do(product, "demo-rut", MATCH, {"choice": choice, **more})


def suggested(product: Product) -> str:
    """The household that is suggested first for the newest notice."""
    with product.database.reading() as session:
        return matching.suggestions(session, rows(product, notices)[-1].id)[0].household


def assess(product: Product, next_step: str) -> None:
    do(product, "demo-hanna", ASSESS, {**ASSESSMENT, "next_step": next_step})


def act(product: Product, key: str, word: str, person: str = "demo-hanna", **fields: str) -> None:
    """Somebody does something on the page of a notice."""
    browser = product.browser(person)
    address = f"/anmalningar/{key}/gor/{word}"
    assert browser.get(address).status_code == 200
    response = browser.post(address, fields)
    assert response.status_code == 303, browser.text()
    product.work()


def day(name: str, iso: str) -> dict[str, str]:
    """The three boxes of a day."""
    year, month, number = iso.split("-")
    return {f"{name}-year": year, f"{name}-month": month, f"{name}-day": number}


def settle(product: Product) -> None:
    """The landlord confirms that every debt has been paid today."""
    today = local_day(product.clock()).isoformat()
    paid = {"kind": "paid", "is_whole": "yes", "told_by": "Uthyraren", **day("paid_on", today)}
    with product.database.reading() as session:
        open_limits = select(time_limits.c.about).where(
            time_limits.c.kind == Kind.RECOVERY_PERIOD,
            time_limits.c.tenant == "",
            time_limits.c.state.in_(OPEN),
        )
        owed = list(session.execute(open_limits).scalars())
    for key in owed:
        act(product, key, "betalning", **paid)


def close(product: Product) -> None:
    """The caseworker closes the case, once its debts are paid."""
    settle(product)
    assess(product, "close")
    do(product, "demo-hanna", OUTCOME, CLOSING)


def post_by_hand(product: Product, title: str = POSTING, person: str = "demo-rut") -> None:
    """The one who answers for a letter states that it was posted now."""
    choice = {"choice": "stated"} if title == BY_HAND else {}
    do(product, person, title, {**choice, **posting(product)})


def posting(product: Product, at: datetime | None = None) -> dict[str, str]:
    """What is stated of a letter that was posted at an instant, now unless told otherwise."""
    local = (at or product.clock()).astimezone(STOCKHOLM)
    day = {"day": local.day, "month": local.month, "year": local.year}
    boxes = {f"sent_on-{box}": str(value) for box, value in day.items()}
    return {"way": "letter", "sent_by": "Rut", "sent_at": f"{local:%H:%M}", **boxes}


def rows(product: Product, table: Table) -> list[Any]:
    """Every row of a table, oldest first."""
    with product.database.reading() as session:
        return list(session.execute(select(table).order_by(*table.primary_key.columns)))


def person(product: Product, key: str) -> StaffMember:
    with product.database.reading() as session:
        found = staff_member(session, key)
    assert found is not None
    return found


def ledger(product: Product) -> Report:
    with product.database.reading() as session:
        return verify(session)
