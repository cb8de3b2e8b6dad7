"""The landlord register as it is read: who, how many notices, and how good they were.

Everything here is the same for everybody who keeps the register: what is in a sealed case is
neither counted nor listed, for anyone (cases/policy.py: counted_notices says why).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case, func, select

from cases import complement, landlord, notice_facts, tenants
from cases.landlord import Landlord
from cases.law.calendar import weekdays_before
from cases.party import name_key
from cases.policy import StaffMember, counted_notices, in_any_sealed_case, matchable_notices
from cases.quality import Severity
from cases.tables.landlord_models import notice_landlords
from cases.tables.models import notices
from cases.tables.track_models import flags
from db.session import Session
from engine.texts import Text

LACKING = (Severity.STOP.value, Severity.COMPLETE.value)
WRONG = Severity.LEGAL_FLAG.value
MOST_SENDERS = 50
_LETTERS = frozenset({"landlord", "association", "agent"})


@dataclass(frozen=True)
class Quality:
    """Of so many notices so many lacked nothing that counts when they came."""

    notices: int = 0
    complete: int = 0


@dataclass(frozen=True)
class LandlordNotice:
    """A notice without a fact of the household. days: from the day the first rent was due to the
    notice, when it states the months. lacks: what the sender was asked for. wrong: what may make it
    count for nothing in a court. is_complete: it lacks nothing that counts."""

    public_id: str
    receipt: str
    type_code: str | None
    arrival_day: date
    lacks: tuple[Text, ...]
    wrong: tuple[Text, ...]
    days: int | None
    is_complete: bool

    @property
    def amiss(self) -> tuple[Text, ...]:
        """What was missing, and what was wrong."""
        return (*self.lacks, *self.wrong)


@dataclass(frozen=True)
class Sender:
    """A sender that the register does not have. notices: all of theirs, the newest first.

    suggested: landlords with the same or a similar name; a person confirms.
    """

    name: str
    number: str | None
    notices: tuple[str, ...]
    suggested: tuple[Landlord, ...]


def qualities(session: Session, actor: StaffMember) -> dict[int, Quality]:
    """Landlord -> how many notices, and how many were complete when they came."""
    lacks = (
        select(flags.c.id).where(
            flags.c.about == notices.c.public_id,
            flags.c.code.in_(LACKING),
            flags.c.place.not_in(sorted(complement.HELPFUL)),
        )
    ).exists()
    rows = session.execute(
        select(
            notice_landlords.c.landlord_id,
            func.count(),
            func.sum(case((lacks, 0), else_=1)),
        )
        .join(notices, notices.c.id == notice_landlords.c.notice_id)
        .where(counted_notices(actor))
        .group_by(notice_landlords.c.landlord_id)
    )
    return {row[0]: Quality(row[1], int(row[2])) for row in rows}


def notices_of(session: Session, actor: StaffMember, of: Landlord) -> list[LandlordNotice]:
    """The notices of a landlord, the newest first."""
    rows = session.execute(
        select(
            notices.c.public_id,
            notices.c.receipt,
            notices.c.type_code,
            notices.c.arrival_day,
            notices.c.facts,
        )
        .join(notice_landlords, notice_landlords.c.notice_id == notices.c.id)
        .where(notice_landlords.c.landlord_id == of.id, counted_notices(actor))
        .order_by(notices.c.id.desc())
    ).all()
    told = _flags(session, of)
    return [_notice(row, told.get(row.public_id, [])) for row in rows]


def by_old_number(session: Session, actor: StaffMember, of: Landlord, number: str) -> int:
    """How many of the counted notices are the landlord's by a number alone."""
    found = landlord.found_by_number(session, of, number)
    counted = select(func.count()).where(notices.c.id.in_(found), counted_notices(actor))
    return int(session.execute(counted).scalar_one())


def unknown_senders(session: Session, actor: StaffMember) -> list[Sender]:
    """Landlords, associations and agents in notices that no landlord of the register is named in,
    those with most notices first."""
    groups: dict[str, list[Any]] = {}
    for row in _unclaimed(session, actor):
        facts = json.loads(row.facts)
        name = notice_facts.text(facts, "sender_name")
        if name and facts.get("sender_kind") in _LETTERS:
            number = notice_facts.text(facts, "sender_org_number")
            groups.setdefault(number or name_key(name), []).append((row.public_id, name, number))
    known = landlord.everyone(session)
    found = [_sender(group, known) for group in groups.values()]
    return sorted(found, key=lambda sender: -len(sender.notices))[:MOST_SENDERS]


def days_from_due(facts: Mapping[str, Any], arrived: date) -> int | None:
    """Days from when the first rent of the debt was due to when the notice came. Rent is due on the
    last weekday before the month at the latest (JB 12:20, V)."""
    months = facts.get("arrears_months")
    stated = sorted(m for m in months if isinstance(m, str)) if isinstance(months, list) else []
    try:
        first = date.fromisoformat(f"{stated[0]}-01") if stated else None
    except ValueError:
        return None
    return (arrived - weekdays_before(first, 1)).days if first else None


def _unclaimed(session: Session, actor: StaffMember) -> Sequence[Any]:
    return session.execute(
        select(notices.c.public_id, notices.c.facts)
        .outerjoin(notice_landlords, notice_landlords.c.notice_id == notices.c.id)
        .where(
            notice_landlords.c.notice_id.is_(None),
            matchable_notices(actor),
            ~in_any_sealed_case(),
        )
        .order_by(notices.c.id.desc())
        .limit(1000)
    ).all()


def _sender(group: Sequence[tuple[str, str, str | None]], known: Sequence[Landlord]) -> Sender:
    _newest, name, number = group[0]
    alike = [one for one in known if tenants.likeness(one.name, name)]
    return Sender(name, number, tuple(each[0] for each in group), tuple(alike[:3]))


def _notice(row: Any, told: Sequence[Any]) -> LandlordNotice:
    arrived = date.fromisoformat(row.arrival_day)
    return LandlordNotice(
        row.public_id,
        row.receipt,
        row.type_code,
        arrived,
        lacks=tuple(_words(one) for one in told if one.code in LACKING),
        wrong=tuple(_words(one) for one in told if one.code == WRONG),
        is_complete=not any(
            one.code in LACKING and one.place not in complement.HELPFUL for one in told
        ),
        days=days_from_due(json.loads(row.facts), arrived),
    )


def _words(row: Any) -> Text:
    return Text(row.text_sv, row.text_en)


def _flags(session: Session, of: Landlord) -> dict[str, list[Any]]:
    """Notice -> what was amiss with it when it came: by code, by place and in words."""
    found: dict[str, list[Any]] = {}
    rows = session.execute(
        select(flags.c.about, flags.c.code, flags.c.place, flags.c.text_sv, flags.c.text_en)
        .join(notices, notices.c.public_id == flags.c.about)
        .join(notice_landlords, notice_landlords.c.notice_id == notices.c.id)
        .where(notice_landlords.c.landlord_id == of.id, flags.c.code.in_((*LACKING, WRONG)))
        .order_by(flags.c.id)
    )
    for row in rows:
        found.setdefault(row.about, []).append(row)
    return found
