"""How urgent a case is by table D3, from what is known of it: the facts that the table reads."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from cases import case_marks, identity_number, notice_facts, notice_limits, party
from cases.case import Case
from cases.deadlines import Kind
from cases.intake import NOTICE_RECEIVED
from cases.limits_of_notice import limits_of
from cases.models import notices
from cases.notice import Notice
from db.session import Session
from engine import decisions, definitions
from engine.values import Scalar

TABLE = "set_priority"
ELDERLY = 65
PROTECTED = frozenset({"marked", "protected_registration", "assumed_identity"})
REPEATED_WITHIN = timedelta(days=365)


def values(session: Session, of: Notice, case: Case, *, today: date) -> dict[str, Scalar]:
    """The columns of table D3 for a notice in its case, but for its type and track."""
    return {
        "days_left": _days_left(session, of, today),
        "has_children": _has_children(session, of, case),
        "extra_attention": _extra_attention(session, case, today),
        "is_repeated": is_repeated(session, of, case),
        "owes_over_a_month": _owes_over_a_month(of),
    }


def decide(session: Session, of: Notice, case: Case, *, today: date) -> int | None:
    """What the table as it is deployed now gives; None when it is not deployed."""
    definition = definitions.started_by_message(session, NOTICE_RECEIVED)
    table = definition.decisions.get(TABLE) if definition else None
    if table is None:
        return None
    known = {"type_code": of.type_code, "track": of.track}
    found = decisions.decide(table, known | values(session, of, case, today=today))
    return int(found.outputs["priority"] or 0)


def is_repeated(session: Session, of: Notice, case: Case) -> bool:
    """Whether an earlier notice of the household's came within the last twelve months, by another
    track than Kronofogden's own: its notices follow upon the landlord's."""
    first = date.fromisoformat(of.arrival_day) - REPEATED_WITHIN
    earlier = session.execute(
        select(func.count())
        .select_from(notices)
        .where(
            notices.c.household_id == case.household_id,
            notices.c.id != of.id,
            notices.c.track == of.track,
            notices.c.arrival_day >= first.isoformat(),
            notices.c.arrived_at <= of.arrived_at,
        )
    ).scalar_one()
    return bool(earlier) and of.track in ("unpaid_rent", "disturbance")


def _days_left(session: Session, of: Notice, today: date) -> int | None:
    """Days to our own last day; before the limits are set it is worked out from the facts."""
    limits = limits_of(
        of.type_code or "", of.facts, notice_limits.arrival(session, of), today=today
    )
    last = [
        limit.internal_end or limit.legal_end
        for limit in limits
        if limit.kind == Kind.RECOVERY_PERIOD and limit.tenant is None
    ]
    return (last[0] - today).days if last else None


def _has_children(session: Session, of: Notice, case: Case) -> bool:
    return of.facts.get("children") == "yes" or case_marks.of(session, case.id).has_children


def _extra_attention(session: Session, case: Case, today: date) -> bool:
    """A name that tells of no circumstance: what steers a process is read by many."""
    return any(
        member.protection in PROTECTED or _is_elderly(member, today)
        for member in party.members(session, case.household_id)
    )


def _is_elderly(member: Any, today: date) -> bool:
    number = identity_number.stated_number(member.personal_number, today=today)
    if number is None or not number.confirmed:
        return False
    born = (int(number.value[:4]), int(number.value[4:6]), identity_number.birth_day(number))
    return born <= (today.year - ELDERLY, today.month, today.day)


def _owes_over_a_month(of: Notice) -> bool:
    amount = notice_facts.whole_number(of.facts, "amount")
    rent = notice_facts.whole_number(of.facts, "monthly_rent")
    return bool(amount and rent and amount > rent)
