"""What settled a debt, as the landlord has confirmed it; each report is kept, also a second one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select

from cases.recovery import Recovery
from cases.tables.track_models import payments
from db.session import Session

KINDS = ("paid", "aid_paid", "plan_accepted", "withdrawn")
BY_MONEY = ("paid", "aid_paid")


@dataclass(frozen=True)
class Payment:
    """The row of a report. paid_day: local day, ISO text. amount: öre."""

    id: int
    notice_id: int
    kind: str
    paid_day: str | None
    amount: int | None
    confirmed_by: str
    confirmed_at: datetime
    in_time: bool | None


@dataclass(frozen=True)
class Report:
    """What somebody tells of a payment. is_whole: all of the debt. accepts: the landlord lets the
    household stay although the payment was late. waived: in writing, for an instalment plan."""

    kind: str
    paid_on: date | None
    amount: int | None
    is_whole: bool
    accepts: bool
    waived: bool


def keep(
    session: Session,
    notice_id: int,
    report: Report,
    *,
    in_time: bool | None,
    by: str,
    now: datetime,
) -> None:
    """Keep a report beside those that were there."""
    session.execute(
        insert(payments).values(
            notice_id=notice_id,
            kind=report.kind,
            paid_day=report.paid_on.isoformat() if report.paid_on else None,
            amount=report.amount,
            confirmed_by=by,
            confirmed_at=now,
            in_time=in_time,
        )
    )


def of_notices(session: Session, notice_ids: Sequence[int]) -> list[Payment]:
    """Every report about these notices, oldest first."""
    rows = session.execute(
        select(payments).where(payments.c.notice_id.in_(notice_ids)).order_by(payments.c.id)
    )
    return [Payment(**row._mapping) for row in rows]


def is_in_time(report: Report, recovery: Recovery | None) -> bool | None:
    """Whether the money came within the recovery period: on its last day in law at the latest
    (JB 12:44, BRL 7:23). None when no money was told of, or the day or the period is not known.
    """
    if report.kind not in BY_MONEY or report.paid_on is None or recovery is None:
        return None
    return report.paid_on <= recovery.last_day


def settles(report: Report, in_time: bool | None) -> bool:
    """Whether the report ends the work on the debt (D10): money in full and in time, or accepted
    all the same; a plan that the landlord waives its right for in writing; a withdrawal."""
    if report.kind == "withdrawn":
        return True
    if report.kind == "plan_accepted":
        return report.waived
    return report.is_whole and (in_time is True or report.accepts)


def outcome_of(kind: str, in_time: bool | None) -> str:
    """The outcome (D10) that a report which settles the debt speaks for."""
    if kind == "paid":
        return "O01" if in_time else "O02"
    return {"aid_paid": "O04", "plan_accepted": "O03", "withdrawn": "O06"}[kind]
