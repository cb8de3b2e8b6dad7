"""A year of notices as rows, to count: what the figures read and nothing more."""

from __future__ import annotations

import json
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import Table, insert, select

from cases.law.calendar import STOCKHOLM
from cases.tables.landlord_models import landlords, notice_landlords
from cases.tables.models import authorities, cases, dwellings, households, notices, units
from cases.tables.track_models import contact_attempts
from db.session import Session
from ledger.models import streams

_NUMBERS = count(1)


def notice(
    session: Session,
    day: str,
    type_code: str | None = "U10",
    *,
    area: str = "211",
    sender: str = "landlord",
    tried: str = "",
    landlord: tuple[str, str | None] | None = None,
    **more: Any,
) -> int:
    """A notice of a case, that came at nine on a day. tried: the day of the first attempt.
    landlord: kind and size of the one in the register that it is linked to."""
    at, number = _at(day), next(_NUMBERS)
    case_id, household_id = _case(session, at, area, number) if area else (None, None)
    if tried and case_id:
        _attempt(session, case_id, _at(tried))
    values = {
        "public_id": f"n{number}",
        "receipt": f"r{number}",
        "stream_id": _stream(session, f"n{number}", "case", at),
        "authority_id": _authority(session),
        "case_id": case_id,
        "household_id": household_id,
        "state": "linked" if case_id else "registered",
        "type_code": type_code,
        "channel": "test",
        "arrived_at": at,
        "arrival_day": day,
        "physical_day": day,
        "facts": json.dumps({"sender_kind": sender}),
    }
    notice_id = _insert(session, notices, {**values, **more})
    if landlord is not None:
        _link(session, notice_id, landlord, at)
    return notice_id


def _link(session: Session, notice_id: int, landlord: tuple[str, str | None], at: datetime) -> None:
    name, (kind, size) = f"Hyresvärd {notice_id}", landlord
    facts = {"public_id": f"l{notice_id}", "name": name, "name_key": name.lower()}
    key = _insert(session, landlords, {**facts, "kind": kind, "size": size})
    found = {"found_by": "person", "linked_by": "staff:x", "linked_at": at}
    session.execute(insert(notice_landlords).values(notice_id=notice_id, landlord_id=key, **found))


def _case(session: Session, at: datetime, area: str, number: int) -> tuple[int, int]:
    street = {"street": "Provgatan 1", "street_key": "provgatan 1", "town": "Exempelstad"}
    dwelling = _insert(session, dwellings, {**street, "postal_code": f"{area}34"})
    household = _insert(session, households, {"public_id": f"h{number}", "dwelling_id": dwelling})
    values = {
        "public_id": f"c{number}",
        "number": f"2026-{number}",
        "stream_id": _stream(session, f"c{number}", "case", at),
        "household_id": household,
        "authority_id": _authority(session),
        "unit_id": session.scalar(select(units.c.id).where(units.c.key == "north")),
        "state": "open",
        "opened_at": at,
    }
    return _insert(session, cases, values), household


def _attempt(session: Session, case_id: int, at: datetime) -> None:
    facts = {"step": "phone_1", "channel": "phone", "result": "no_answer", "actor": "staff:x"}
    session.execute(insert(contact_attempts).values(case_id=case_id, made_at=at, **facts))


def _stream(session: Session, key: str, kind: str, at: datetime) -> int:
    values = {"key": key, "kind": kind, "head_seq": 0, "head_hash": "", "created_at": at}
    return _insert(session, streams, values)


def _authority(session: Session) -> int:
    found = select(authorities.c.id).where(authorities.c.key == "asn")
    return int(session.execute(found).scalar_one())


def _insert(session: Session, table: Table, values: dict[str, Any]) -> int:
    return int(session.execute(insert(table).values(**values).returning(table.c.id)).scalar_one())


def _at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day} 09:00").replace(tzinfo=STOCKHOLM)
