"""Two cases as data: unpaid rent until it is recovered, and an eviction that is booked.

Who does each task and what she answers, and what comes from outside while they work. All of it made
up; the personal numbers are of the test series.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bench.robot import Duty, Event
from cases import intake
from cases.commands.payment import ConfirmPayment
from cases.law.calendar import STOCKHOLM
from cases.policy import staff_member
from cases.tables.models import notices
from cases.tables.track_models import contact_attempts, payments
from db.session import Session
from engine.models import messages
from tests.product import ASSESSMENT, Product

START = "2026-11-30T09:00:00"
BOOKED = "2026-12-18T09:00:00"

RENT = {
    "sender_kind": "landlord",
    "sender_name": "Exempelbostäder AB",
    "sender_street": "Provgatan 1",
    "sender_postal_code": "211 20",
    "sender_town": "Exempelstad",
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
    "amount": 1_840_000,
    "arrears_months": ["2026-11", "2026-12"],
    "is_terminated": "yes",
    "service_date": "2026-11-29",
    "children": "no",
}
_EVICTION = {
    "sender_kind": "kfm",
    "sender_name": "Kronofogden",
    "sender_email": "avhysning@kfm.example",
    "kfm_document": "time",
    "kfm_case_number": "U-123-26",
    "kfm_phone": "010-000 00 00",
    "measure": "eviction",
    "eviction_at": BOOKED,
    "tenant_name": "Bo Exempel",
    "tenant_personal_number": {"value": "199912312395", "confirmed": True},
    "premises": "home",
    "dwelling_street": "Provgatan 7",
    "dwelling_postal_code": "211 35",
    "dwelling_town": "Exempelstad",
    "children": "no",
}


NEXT_START = "2027-11-29T09:00:00"

_NEXT_RENT = {
    **RENT,
    "tenant_name": "Örjan Prov",
    "tenant_personal_number": {"value": "198808082385", "confirmed": True},
    "apartment_number": "1103",
    "arrears_months": ["2027-11", "2027-12"],
    "service_date": "2027-11-28",
}
_NEXT_EVICTION = {
    **_EVICTION,
    "kfm_case_number": "U-124-27",
    "eviction_at": "2027-12-17T09:00:00",
    "tenant_name": "My Exempel",
    "tenant_personal_number": {"value": "197707072398", "confirmed": True},
    "dwelling_street": "Provgatan 9",
}


def events() -> Sequence[Event]:
    """What comes from outside, in order: two notices, then the landlord's word that it is paid."""
    return (
        lambda product: _send(product, "crash-rent", RENT),
        lambda product: _send(product, "crash-eviction", _EVICTION),
        _confirm_payment,
    )


def next_events() -> Sequence[Event]:
    """The same a year later, for two other households."""
    return (
        lambda product: _send(product, "next-rent", _NEXT_RENT),
        lambda product: _send(product, "next-eviction", _NEXT_EVICTION),
        _confirm_payment,
    )


def _send(product: Product, token: str, facts: dict[str, Any]) -> bool:
    """A sender who gets no answer sends the same once more, with the same token."""
    with product.database.transaction() as session:
        known = session.execute(
            select(messages.c.id).where(messages.c.message_id == f"form:{token}")
        ).first()
        if known is not None:
            return False
        intake.keep_notice(session, facts, [], token=token, channel="form", now=product.clock())
    return True


def _confirm_payment(product: Product) -> bool:
    """Once the household has been reached the landlord tells that the rent is paid."""
    with product.database.transaction() as session:
        about = session.execute(_unsettled()).scalar_one_or_none()
        hanna = staff_member(session, "demo-hanna")
        if about is None or hanna is None or not _is_contacted(session, about):
            return False
        paid_on = product.clock().astimezone(STOCKHOLM).date().isoformat()
        told = ConfirmPayment(
            about,
            kind="paid",
            told_by="landlord",
            paid_on=paid_on,
            amount=1_840_000,
            is_whole="yes",
        )
        product.engine.execute(session, told, hanna)
    return True


def _unsettled() -> Any:
    return select(notices.c.public_id).where(
        notices.c.type_code == "U10",
        notices.c.case_id.is_not(None),
        notices.c.id.not_in(select(payments.c.notice_id)),
    )


def _is_contacted(session: Session, about: str) -> bool:
    reached = (
        select(contact_attempts.c.id)
        .join(notices, notices.c.case_id == contact_attempts.c.case_id)
        .where(contact_attempts.c.result == "two_way", notices.c.public_id == about)
    )
    return session.execute(reached).first() is not None


def _posted(at: datetime, _page: str) -> dict[str, str]:
    """Posted at this minute: what has not happened yet is refused."""
    local = at.astimezone(STOCKHOLM)
    return {
        "way": "letter",
        "sent_on-day": str(local.day),
        "sent_on-month": str(local.month),
        "sent_on-year": str(local.year),
        "sent_at": f"{local:%H.%M}",
        "sent_by": "Jamila",
    }


def _closed(_at: datetime, page: str) -> dict[str, str]:
    is_evicted = "Tid för avhysning" in page
    outcome = {"outcome": "O13", "reason": "Bor hos sin syster."}
    return {
        "decision": "close",
        "outcome": "O01",
        "reason": "Skulden är betald.",
        "anyway": "Enligt hyresvärden.",
    } | (outcome if is_evicted else {})


PEOPLE = {
    "registrar:reception": "demo-rut",
    "duty_officer:reception": "demo-jamila",
    "caseworker:north": "demo-hanna",
    "manager:north": "demo-malin",
}
"""Who does the tasks of a group."""

DUTIES = {
    "confirm_match": Duty(lambda _at, _page: {"choice": "new"}),
    "approve_sending": Duty(
        lambda _at, _page: {"confirmation_channel": "email", "copy": "print", "protection": "none"},
    ),
    "state_posting": Duty(_posted),
    "write_to_household": Duty(
        lambda _at, _page: {"letter": "L01", "channel": "print", "language": "sv"}
    ),
    "attempt_contact": Duty(lambda _at, _page: {"result": "two_way"}),
    # Gone when the landlord has told of the payment.
    "choose_measure": Duty(lambda _at, _page: {"measure": "continue"}, is_last=True),
    "assess_case": Duty(lambda _at, _page: {**ASSESSMENT, "next_step": "close"}, is_last=True),
    "decide_outcome": Duty(_closed, is_last=True),
    "contact_household": Duty(
        lambda _at, _page: {
            "contact": "two_way",
            "situation": "Letar boende.",
            "children": "no",
            "attends": "yes",
            "letter": "no",
        },
    ),
    "confirm_plan": Duty(lambda _at, _page: {"state": "ready", "note": "Flyttar till sin syster."}),
    "check_plan": Duty(lambda _at, _page: {"state": "holds", "note": "Planen är kontrollerad."}),
    "decide_housing": Duty(lambda _at, _page: {"state": "own", "note": "Bor hos sin syster."}),
    "call_kfm": Duty(lambda _at, _page: {"state": "as_booked", "note": "Tiden gäller."}),
    "ask_kfm": Duty(
        lambda _at, _page: {
            "result": "carried_out",
            "household_now": "own",
            "children": "no",
            "note": "Talade med Kronofogden.",
        },
    ),
    "check_first_rent": Duty(lambda _at, _page: {"paid": "yes"}),
    "check_second_rent": Duty(lambda _at, _page: {"paid": "yes"}),
}
