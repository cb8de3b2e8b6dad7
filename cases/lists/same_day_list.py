"""The same-day duties as those on duty see them: what is open, what is done, and what it lacks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from cases import deviation, limits, notice, same_day
from cases.law.deadlines import Kind
from cases.letters import letter
from cases.letters.letter import Letter
from cases.notice import Notice
from cases.policy import StaffMember, visible_duties
from cases.same_day import Confirmation
from cases.tables.limit_models import time_limits
from cases.tables.models import notices
from cases.tables.office_models import confirmations
from cases.task_policy import visible_tasks
from db.session import Session
from engine.models import incidents, process_instances, user_tasks


@dataclass(frozen=True)
class Duty:
    """A duty with its notice. letters: those that hold, by kind; tasks: those that the actor may
    take; reason: what somebody wrote of a miss, None without one."""

    notice: Notice
    confirmation: Confirmation
    officer: str
    letters: dict[str, Letter]
    tasks: list[Any] = field(default_factory=list)
    is_missed: bool = False
    reason: str | None = None


def duties(session: Session, actor: StaffMember, since: date) -> list[Duty]:
    """What is not done, and what came since a day, the newest first. A further copy of a notice
    has no duty of its own."""
    is_undone = or_(
        confirmations.c.confirmed_at.is_(None),
        (confirmations.c.needs_copy == "yes") & confirmations.c.copied_at.is_(None),
    )
    rows = session.execute(
        select(notices.c.public_id)
        .join(confirmations, confirmations.c.notice_id == notices.c.id)
        .where(
            visible_duties(actor),
            notices.c.state != "duplicate",
            or_(is_undone, notices.c.physical_day >= since.isoformat()),
        )
        .order_by(notices.c.arrived_at.desc(), notices.c.id.desc())
    )
    return of_notices(session, actor, [notice.get(session, key) for key in rows.scalars()])


def stuck(session: Session, actor: StaffMember) -> list[Notice]:
    """Notices that have to be confirmed the same day, while an automatic step of that fails: no
    letter, no task and no warning may come of it."""
    limit = select(time_limits.c.about).where(
        time_limits.c.kind == Kind.SAME_DAY_CONFIRMATION, time_limits.c.state.in_(limits.OPEN)
    )
    failing = (
        select(process_instances.c.business_key)
        .join(incidents, incidents.c.instance_id == process_instances.c.id)
        .where(incidents.c.state == "open")
    )
    rows = session.execute(
        select(notices.c.public_id)
        .where(
            visible_duties(actor),
            notices.c.public_id.in_(limit),
            notices.c.public_id.in_(failing),
        )
        .order_by(notices.c.id)
    )
    return [notice.get(session, key) for key in rows.scalars()]


def of_notices(session: Session, actor: StaffMember, found: list[Notice]) -> list[Duty]:
    """The duties of these notices; a notice without one gives none."""
    pairs = [(one, duty) for one in found if (duty := same_day.find(session, one))]
    keys = [one.public_id for one, _duty in pairs]
    officers = same_day.people_named(session, [duty for _one, duty in pairs])
    letters = _letters(session, [one.id for one, _duty in pairs])
    tasks, missed = _tasks(session, actor, keys), _missed(session, keys)
    return [
        Duty(
            notice=one,
            confirmation=duty,
            officer=officers[duty.officer_id].name,
            letters=letters.get(one.id, {}),
            tasks=tasks.get(one.public_id, []),
            is_missed=one.public_id in missed,
            reason=missed.get(one.public_id),
        )
        for one, duty in pairs
    ]


def _letters(session: Session, notice_ids: list[int]) -> dict[int, dict[str, Letter]]:
    found: dict[int, dict[str, Letter]] = {}
    for one in letter.of_notices(session, notice_ids):
        if one.kind in ("L02", "L03") and one.state != "void" and one.notice_id is not None:
            found.setdefault(one.notice_id, {})[one.kind] = one
    return found


_ELEMENTS = (
    "approve_sending",
    "approve_copy",
    "state_posting",
    "send_otherwise",
    "take_over_confirmation",
    "give_deviation_reason",
)


def _tasks(session: Session, actor: StaffMember, keys: list[str]) -> dict[str, list[Any]]:
    rows = session.execute(
        select(
            user_tasks.c.public_id,
            user_tasks.c.business_key,
            user_tasks.c.element,
            user_tasks.c.candidate_group,
        )
        .where(
            user_tasks.c.business_key.in_(keys),
            user_tasks.c.element.in_(_ELEMENTS),
            user_tasks.c.state == "open",
            visible_tasks(actor),
        )
        .order_by(user_tasks.c.id)
    )
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.business_key, []).append(row)
    return found


def _missed(session: Session, keys: list[str]) -> dict[str, str | None]:
    rows = deviation.about(session, keys)
    return {row.about: row.reason for row in rows if row.code == same_day.MISSED}
