"""Letters: what was written to whom, frozen so that it can be made again to the byte."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, insert, or_, select, update

from cases.tables.letter_models import letters
from cases.tables.models import cases, notices
from cases.tables.sharing_models import referrals
from db.session import Session

TO_HOUSEHOLD = frozenset({"L01", "L03", "L05", "L07", "L11", "L13", "L15"})
"""Letters to the person whom a case is about."""


@dataclass(frozen=True)
class Draft:
    """A letter before it is kept.

    about: the public id of the notice, case or referral. purpose: a letter is written once for
    each. facts: exactly what its template takes. template: digest. address: None when the
    recipient has none, or when none may stand on it.
    """

    about: str
    kind: str
    purpose: str
    recipient: str
    subject: str
    body: str
    facts: Mapping[str, Any]
    template: str
    channel: str
    address: str | None = None
    language: str = "sv"
    notice_id: int | None = None
    case_id: int | None = None
    person_id: int | None = None


@dataclass(frozen=True)
class Letter:
    """The row of a letter."""

    id: int
    public_id: str
    about: str
    notice_id: int | None
    case_id: int | None
    person_id: int | None
    kind: str
    purpose: str
    recipient: str
    subject: str
    body: str
    facts: dict[str, Any]
    template: str
    language: str
    state: str
    channel: str
    address: str | None
    proof: str | None
    created_at: datetime
    sent_at: datetime | None

    @property
    def is_out(self) -> bool:
        """Whether there is proof that it was sent."""
        return self.state == "sent"


def keep(session: Session, draft: Draft, *, public_id: str, now: datetime) -> Letter:
    """Keep a letter as it will be sent, once for each purpose of the thing it is about."""
    values = {name: getattr(draft, name) for name in Draft.__dataclass_fields__}
    facts = json.dumps(draft.facts, ensure_ascii=False, allow_nan=False, sort_keys=True)
    session.execute(
        insert(letters).values(
            **{**values, "facts": facts}, public_id=public_id, state="prepared", created_at=now
        )
    )
    return get(session, public_id)


def find(session: Session, about: str, purpose: str) -> Letter | None:
    """The letter that was written for this purpose, if any."""
    return _one(session, (letters.c.about == about) & (letters.c.purpose == purpose))


def count_to(session: Session, address: str, kind: str, since: datetime) -> int:
    """How many letters of a kind have been written to an address since then."""
    written = (letters.c.address == address) & (letters.c.kind == kind)
    counted = select(func.count()).where(written, letters.c.created_at > since)
    return session.execute(counted).scalar_one()


def of_notices(session: Session, notice_ids: list[int], case_id: int | None = None) -> list[Letter]:
    """Every letter about the notices, and about their case, oldest first."""
    wanted: ColumnElement[bool] = letters.c.notice_id.in_(notice_ids)
    if case_id is not None:
        # One about a notice goes with the notice, also when that is moved to another case.
        of_case = (letters.c.case_id == case_id) & letters.c.notice_id.is_(None)
        wanted = or_(wanted, of_case)
    rows = session.execute(select(letters).where(wanted).order_by(letters.c.id))
    return [_letter(row) for row in rows]


def get(session: Session, public_id: str) -> Letter:
    """The letter with this public id. Raises LookupError."""
    found = find_by_id(session, public_id)
    if found is None:
        raise LookupError("There is no such letter.")
    return found


def find_by_id(session: Session, public_id: str) -> Letter | None:
    """The letter with this public id, if there is one."""
    return _one(session, letters.c.public_id == public_id)


def stream_of(session: Session, public_id: str) -> int | None:
    """The stream of what a letter is about, if there is such a letter."""
    of_notice = select(notices.c.stream_id).join(letters, letters.c.about == notices.c.public_id)
    of_case = select(cases.c.stream_id).join(letters, letters.c.about == cases.c.public_id)
    of_referral = (
        select(cases.c.stream_id)
        .join(referrals, referrals.c.case_id == cases.c.id)
        .join(letters, letters.c.about == referrals.c.public_id)
    )
    this = letters.c.public_id == public_id
    found = of_notice.where(this).union(of_case.where(this), of_referral.where(this))
    return session.execute(found).scalars().first()


def change(session: Session, letter: Letter, **values: Any) -> None:
    """Set columns of a letter; the caller records it in the ledger."""
    session.execute(update(letters).where(letters.c.id == letter.id).values(**values))


def _one(session: Session, condition: Any) -> Letter | None:
    row = session.execute(select(letters).where(condition)).one_or_none()
    return None if row is None else _letter(row)


def _letter(row: Any) -> Letter:
    return Letter(**{**row._mapping, "facts": json.loads(row.facts)})
