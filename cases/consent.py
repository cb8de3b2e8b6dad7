"""Consent to tell others (OSL 12:2): the record of domain 4.2, and whether it covers a day.

Consent breaks secrecy. It is not the legal basis for processing personal data.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update

from cases.tables.sharing_models import consents
from db.session import Session


@dataclass(frozen=True)
class Consent:
    """The row of a consent. recipient: the key of a unit, or ``landlord``. scope: the kinds of
    facts that may be told (referral_facts.KINDS)."""

    id: int
    public_id: str
    case_id: int
    person: str
    given_by: str
    recipient: str
    scope: tuple[str, ...]
    purpose: str
    form: str
    document_reference: str | None
    valid_from: str
    valid_to: str | None
    recorded_by: str
    recorded_at: datetime
    withdrawn_at: datetime | None

    def is_valid(self, day: date) -> bool:
        """Whether it covers the day and has not been withdrawn."""
        ends = self.valid_to or "9999-12-31"
        return self.withdrawn_at is None and self.valid_from <= day.isoformat() <= ends

    def covers(self, recipient: str, day: date) -> bool:
        """Whether this recipient may be told on this day."""
        return self.recipient == recipient and self.is_valid(day)


def record(
    session: Session,
    case_id: int,
    fields: dict[str, Any],
    *,
    public_id: str,
    by: str,
    now: datetime,
) -> Consent:
    """Enter a consent with the fields of domain 4.2; the caller records it in the ledger."""
    values = {**fields, "scope": json.dumps(sorted(fields["scope"]))}
    session.execute(
        insert(consents).values(
            **values, public_id=public_id, case_id=case_id, recorded_by=by, recorded_at=now
        )
    )
    return get(session, public_id)


def withdraw(session: Session, consent: Consent, now: datetime) -> None:
    """From this moment nothing more may be told; what was sent before stays sent."""
    session.execute(
        update(consents)
        .where(consents.c.id == consent.id, consents.c.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
    )


def get(session: Session, public_id: str) -> Consent:
    """The consent with this public id. Raises LookupError."""
    found = _list(session, consents.c.public_id == public_id)
    if not found:
        raise LookupError("There is no such consent.")
    return found[0]


def by_id(session: Session, consent_id: int) -> Consent:
    """The consent with this id. Raises LookupError."""
    found = _list(session, consents.c.id == consent_id)
    if not found:
        raise LookupError("There is no such consent.")
    return found[0]


def of_case(session: Session, case_id: int) -> list[Consent]:
    """Every consent of a case, oldest first."""
    return _list(session, consents.c.case_id == case_id)


def _list(session: Session, condition: Any) -> list[Consent]:
    rows = session.execute(select(consents).where(condition).order_by(consents.c.id))
    return [Consent(**{**row._mapping, "scope": tuple(json.loads(row.scope))}) for row in rows]
