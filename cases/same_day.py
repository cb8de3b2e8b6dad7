"""The duty to confirm the time of an eviction or a removal to Kronofogden the same day (SOF 11:3).

One row for each notice: who answers for it, whether the evictee gets a copy, and what was proved
when. Measured both by the day the notice was in hand and by its legal day of arrival (I03).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update

from cases import configuration, limits, warning
from cases.law import deadlines_eviction
from cases.law.deadlines import TimeLimit
from cases.notice import Notice, local_day
from cases.roster import Officer
from cases.tables.models import memberships, staff, units
from cases.tables.office_models import confirmations
from db.session import Session
from engine.models import user_tasks

PROCESS = "confirm_same_day"
"""The process that carries out the duty."""

IN_TIME, LATE = "BEKRAFTAD_SAMMA_DAG", "BEKRAFTAD_SENT"
MISSED = "C1_MISSAD"
"""The code of the deviation when the day ended first."""

WARNINGS = ("SAMMA_DAG_1", "SAMMA_DAG_2", "SAMMA_DAG_SISTA", "SAMMA_DAG_SLUT")
MOMENTS = {"SAMMA_DAG_1": "same_day_warning_1", "SAMMA_DAG_2": "same_day_warning_2"}
"""The warnings that are left out when their time lay before the duty began. The last hour and the
end of the day never are."""

REMOVAL = "U35"
"""Of a removal only Kronofogden is told; of an eviction the evictee too (SOF 11:3 st. 2)."""


@dataclass(frozen=True)
class Confirmation:
    """The row of a duty. needs_copy: ``yes`` or ``no``."""

    notice_id: int
    officer_id: int
    chosen_by_rule: str
    needs_copy: str
    confirmed_at: datetime | None
    copied_at: datetime | None
    result_physical: str | None
    result_legal: str | None
    copy_result_physical: str | None
    copy_result_legal: str | None

    @property
    def is_done(self) -> bool:
        """Whether all that must be sent is proved to be."""
        has_copy = self.needs_copy == "no" or self.copied_at is not None
        return self.confirmed_at is not None and has_copy

    @property
    def is_in_time_so_far(self) -> bool:
        """Whether nothing that was sent went late."""
        return LATE not in (self.result_physical, self.copy_result_physical)

    @property
    def is_in_time(self) -> bool:
        """Whether all of it went on the day that the notice was in hand."""
        copy = self.needs_copy == "no" or self.copy_result_physical == IN_TIME
        return self.result_physical == IN_TIME and copy


def begin(session: Session, notice: Notice, officer: Officer) -> None:
    """Note whose duty it is; a duty that is noted already keeps its officer."""
    if find(session, notice) is None:
        session.execute(
            insert(confirmations).values(
                notice_id=notice.id,
                officer_id=officer.staff_id,
                chosen_by_rule=officer.rule,
                needs_copy="no" if notice.type_code == REMOVAL else "yes",
            )
        )


def require_copy(session: Session, notice: Notice) -> None:
    """The evictee shall have a copy as well; the caller records it."""
    session.execute(
        update(confirmations).where(confirmations.c.notice_id == notice.id).values(needs_copy="yes")
    )


def find(session: Session, notice: Notice) -> Confirmation | None:
    """The duty of a notice, if it has one."""
    row = session.execute(
        select(confirmations).where(confirmations.c.notice_id == notice.id)
    ).one_or_none()
    return None if row is None else Confirmation(**row._mapping)


def get(session: Session, notice: Notice) -> Confirmation:
    """The duty of a notice. Raises LookupError."""
    found = find(session, notice)
    if found is None:
        raise LookupError("The notice has no duty to be confirmed the same day.")
    return found


def officer_of(session: Session, duty: Confirmation) -> Officer:
    """The responsible officer whom the letters name."""
    row = session.execute(
        select(staff.c.id, staff.c.public_id, staff.c.name, staff.c.title).where(
            staff.c.id == duty.officer_id
        )
    ).one()
    return Officer(row.id, row.public_id, row.name, row.title, duty.chosen_by_rule)


def limit(notice: Notice) -> TimeLimit:
    """The time limit of the duty: the day on which the notice was in hand."""
    return deadlines_eviction.same_day(notice.arrived_at)


def had_passed(session: Session, notice: Notice, moment: str, begun_at: datetime) -> bool:
    """Whether the time of a warning lay before the duty began: a notice that is typed in late in
    the day is not warned of for the hours before."""
    due = limits.due_times(session, notice.public_id).get(moment)
    return due is not None and datetime.fromisoformat(due) < begun_at


def prove(session: Session, notice: Notice, *, copy: bool, sent_at: datetime) -> dict[str, str]:
    """Note when Kronofogden's confirmation, or its copy, went out; the results by both days."""
    prefix, column = ("copy_", "copied_at") if copy else ("", "confirmed_at")
    results = {
        f"{prefix}result_physical": result(sent_at, notice.physical_day),
        f"{prefix}result_legal": result(sent_at, notice.arrival_day),
    }
    session.execute(
        update(confirmations)
        .where(confirmations.c.notice_id == notice.id)
        .values(**{column: sent_at}, **results)
    )
    return results


def measure_again(session: Session, notice: Notice) -> dict[str, str]:
    """The results that an earlier arrival, told of afterwards, makes late; which they are.

    The other way about nothing changes: what went late is not made timely by a later arrival.
    """
    duty = find(session, notice)
    if duty is None:
        return {}
    days = {"physical": notice.physical_day, "legal": notice.arrival_day}
    sent = {"result": duty.confirmed_at, "copy_result": duty.copied_at}
    late = {
        f"{name}_{which}": LATE
        for name, at in sent.items()
        for which, day in days.items()
        if at and getattr(duty, f"{name}_{which}") == IN_TIME and result(at, day) == LATE
    }
    if late:
        of_notice = confirmations.c.notice_id == notice.id
        session.execute(update(confirmations).where(of_notice).values(**late))
    return late


def result(sent_at: datetime, day: str) -> str:
    """In time is until the end of the local day, whatever day it is (V: no weekend is excepted)."""
    return IN_TIME if local_day(sent_at) <= date.fromisoformat(day) else LATE


def is_automatic(session: Session, notice: Notice) -> bool:
    """Whether the letters may go without a person: the switch is on, by a decision of the board,
    as of the day on which the notice arrived."""
    day = date.fromisoformat(notice.arrival_day)
    row = configuration.row_of(session, "confirmation.automatic", day)
    return row is not None and row.value is True and bool(row.decision.strip())


def audiences(session: Session, authority_id: int) -> list[str]:
    """Who is warned: those on duty in the reception, and every section head of the authority."""
    receptions = select("duty_officer:" + units.c.key).where(
        units.c.authority_id == authority_id, units.c.is_reception
    )
    heads = (
        select("manager:" + units.c.key)
        .join(memberships, memberships.c.unit_id == units.c.id)
        .where(units.c.authority_id == authority_id, memberships.c.role == "manager")
    )
    return sorted(session.execute(receptions.union(heads)).scalars())


def end_warnings(session: Session, notice: Notice, now: datetime) -> None:
    """What they warned of is done, or told of in a later one."""
    warning.end_all(session, notice.public_id, WARNINGS, now)


def waits_at(session: Session, business_key: str, element: str) -> bool:
    """Whether a task of this element is open about the thing."""
    statement = select(user_tasks.c.id).where(
        user_tasks.c.business_key == business_key,
        user_tasks.c.element == element,
        user_tasks.c.state == "open",
    )
    return session.execute(statement.limit(1)).first() is not None


def people_named(session: Session, rows: list[Confirmation]) -> dict[int, Any]:
    """The officers of several duties, by id."""
    found = session.execute(
        select(staff.c.id, staff.c.public_id, staff.c.name).where(
            staff.c.id.in_({row.officer_id for row in rows})
        )
    )
    return {row.id: row for row in found}
