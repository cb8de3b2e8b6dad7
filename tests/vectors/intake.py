"""What senders and registrars do in the vectors of intake, one act each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cases import flag, limits, notice
from cases.flag import Flag
from cases.limits import StoredLimit
from cases.notice import Notice
from cases.tables.models import cases
from engine.errors import Refused
from engine.models import incidents, process_instances
from tests.product import Product
from tests.steps import person, receive, rows

DISTURBANCE = {"ground": "disturbance", "is_terminated": "no", "what_happened": "Hög musik."}
APPLICATION = {
    "sender_kind": "kfm",
    "sender_name": "Kronofogden",
    "sender_email": None,
    "kfm_address": "avhysning@kronofogden.example",
    "kfm_document": "application",
    "kfm_case_number": "U-123-26",
    "measure": "eviction",
    "is_terminated": None,
    "arrival_channel": "EPOST",
}


def arrive(product: Product, at: str, **changes: Any) -> str:
    """A notice comes in at a local time; its public id."""
    product.clock.set(at)
    return receive(product, **changes)


def read(product: Product, key: str) -> Notice:
    with product.database.reading() as session:
        return notice.get(session, key)


def flags(product: Product, key: str, *, open_only: bool = True) -> dict[str, Flag]:
    """The flags of a thing by ``code:place``."""
    with product.database.reading() as session:
        found = flag.about(session, [key], open_only=open_only)
    return {f"{one.code}:{one.place}" if one.place else one.code: one for one in found}


def limit(product: Product, key: str, kind: str) -> StoredLimit | None:
    with product.database.reading() as session:
        return limits.find(session, key, kind)


def running(product: Product, key: str) -> list[str]:
    """The processes that run about a thing."""
    with product.database.reading() as session:
        return sorted(
            product.engine.definition(session, one.definition_id).key
            for one in rows(product, process_instances)
            if one.business_key == key and one.state == "running"
        )


def act(product: Product, person_key: str, page: str, word: str, fields: Mapping[str, Any]) -> None:
    """Do something on the page of a case or a notice, outside any task."""
    browser = product.browser(person_key)
    browser.get(page)
    address = f"{page}/gor/{word}"
    assert address in browser.links(r"/[^\"]+/gor/[a-z-]+"), browser.links(r"/[^\"]+")
    browser.get(address)
    response = browser.post(address, fields)
    assert response.status_code == 303, browser.text()
    product.work()


def day(name: str, iso: str) -> dict[str, str]:
    """A day as a form asks for it."""
    year, month, number = iso.split("-")
    return {f"{name}-year": year, f"{name}-month": month, f"{name}-day": number}


def execute(product: Product, command: object, by: str = "demo-rut") -> None:
    with product.database.transaction() as session:
        product.engine.execute(session, command, person(product, by))
    product.work()


def refused(product: Product, command: object, by: str = "demo-rut") -> str:
    """Why a command is refused, in Swedish."""
    try:
        execute(product, command, by)
    except Refused as why:
        return why.text.sv
    raise AssertionError("It was not refused.")


def case_of(product: Product, key: str) -> Any:
    linked = read(product, key)
    (found,) = [one for one in rows(product, cases) if one.id == linked.case_id]
    return found


def nothing_failed(product: Product) -> bool:
    return rows(product, incidents) == []
