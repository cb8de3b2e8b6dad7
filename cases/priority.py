"""How urgent a case is by table D3, from what is known of it: the facts that the table reads."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from cases import case_marks, notice_facts, notice_limits, party
from cases.case import Case
from cases.intake import NOTICE_RECEIVED
from cases.law import identity_number
from cases.law.deadlines import Kind
from cases.limits_of_notice import limits_of
from cases.notice import Notice
from cases.tables.models import notices
from db.session import Session
from engine import decisions, definitions
from engine.decisions import DecisionFailed, DecisionTable
from engine.values import Scalar

TABLE = "set_priority"
HIGHEST = 1
LONGEST = 31
"""No recovery period is longer: three weeks, and what a holiday adds to them."""
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
    table = _table(session)
    if table is None:
        return None
    known = {"type_code": of.type_code, "track": of.track}
    found = decisions.decide(table, known | values(session, of, case, today=today))
    return int(found.outputs["priority"] or 0)


def most_urgent_days(session: Session) -> tuple[int | None, int | None]:
    """How many days before our own last day the table as it is deployed now gives the highest
    priority for the days alone, and then with children in the home; None when it never does."""
    table = _table(session)
    if table is None:
        return None, None
    return _last_day(table, has_children=False), _last_day(table, has_children=True)


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


def _table(session: Session) -> DecisionTable | None:
    definition = definitions.started_by_message(session, NOTICE_RECEIVED)
    return definition.decisions.get(TABLE) if definition else None


def _last_day(table: DecisionTable, *, has_children: bool) -> int | None:
    """The most days left that are of the highest priority, when nothing else calls for it."""
    nothing: dict[str, Scalar] = {
        "type_code": "U10",
        "track": "unpaid_rent",
        "extra_attention": False,
    }
    known = {**nothing, "is_repeated": False, "owes_over_a_month": False}
    for days in range(LONGEST, -1, -1):
        if _gives(table, {**known, "has_children": has_children, "days_left": days}) == HIGHEST:
            return days
    return None


def _gives(table: DecisionTable, known: dict[str, Scalar]) -> Scalar:
    """A table edited here that cannot answer is an incident where it decides, not in a list."""
    try:
        return decisions.decide(table, known).outputs["priority"]
    except DecisionFailed:
        return None


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
