"""Who may see and do what: one set of rules, as SQL conditions, for lists and for acts alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select

from cases.commands import RecordDispatch
from cases.models import cases, memberships, notices, staff, units
from db.session import Session
from engine.commands import CorrelateMessage, DeliverMessage, RetrySteps
from engine.models import user_tasks
from ledger.events import Actor

WORKER = Actor("system:worker")
DEPLOYER = Actor("system:deploy")
PUBLIC_DOOR = Actor("system:public-door")

_WORKER_COMMANDS = (CorrelateMessage, DeliverMessage, RetrySteps, RecordDispatch)


@dataclass(frozen=True)
class Membership:
    """One role in one unit of one authority."""

    role: str
    unit_key: str
    unit_id: int
    unit_name: str
    authority_id: int


@dataclass(frozen=True)
class StaffMember(Actor):
    """A person who works here, with every role she has; the actor id is ``staff:<public id>``."""

    name: str = ""
    title: str = ""
    memberships: tuple[Membership, ...] = ()

    @property
    def public_id(self) -> str:
        return self.id.removeprefix("staff:")

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(m.role for m in self.memberships)

    @property
    def groups(self) -> frozenset[str]:
        """The candidate groups whose tasks she may take. A manager may do what her unit does."""
        own = {f"{m.role}:{m.unit_key}" for m in self.memberships}
        led = {f"caseworker:{m.unit_key}" for m in self.memberships if m.role == "manager"}
        return frozenset(own | led)

    def units(self, roles: Iterable[str]) -> list[int]:
        return sorted({m.unit_id for m in self.memberships if m.role in set(roles)})

    def authorities(self, roles: Iterable[str]) -> list[int]:
        return sorted({m.authority_id for m in self.memberships if m.role in set(roles)})


def staff_member(session: Session, public_id: str) -> StaffMember | None:
    """The active person with this public id, as she may act now."""
    rows = session.execute(
        select(
            staff.c.name,
            staff.c.title,
            memberships.c.role,
            units.c.key,
            units.c.id,
            units.c.name.label("unit_name"),
            units.c.authority_id,
        )
        .join(memberships, memberships.c.staff_id == staff.c.id)
        .join(units, units.c.id == memberships.c.unit_id)
        .where(staff.c.public_id == public_id, staff.c.is_active)
        .order_by(units.c.key, memberships.c.role)
    ).all()
    if not rows:
        return None
    return StaffMember(
        id=f"staff:{public_id}",
        name=rows[0].name,
        title=rows[0].title,
        memberships=tuple(Membership(*row[2:]) for row in rows),
    )


def visible_cases(actor: StaffMember) -> ColumnElement[bool]:
    """Cases whose page the actor may open: those of her unit, or of her authority as auditor."""
    return or_(
        cases.c.unit_id.in_(actor.units(("caseworker", "manager"))),
        auditable_cases(actor),
    )


def auditable_cases(actor: StaffMember) -> ColumnElement[bool]:
    """Cases whose history the actor may step through."""
    return cases.c.authority_id.in_(actor.authorities(("auditor",)))


def visible_notices(actor: StaffMember) -> ColumnElement[bool]:
    """Notices the actor may open: as registrar of the authority, or through a visible case."""
    through_case = select(cases.c.id).where(visible_cases(actor))
    return or_(
        notices.c.authority_id.in_(actor.authorities(("registrar",))),
        notices.c.case_id.in_(through_case),
    )


def matchable_notices(actor: StaffMember) -> ColumnElement[bool]:
    """Notices whose match the actor may undo."""
    return notices.c.authority_id.in_(actor.authorities(("registrar",)))


def visible_tasks(actor: StaffMember) -> ColumnElement[bool]:
    """Tasks the actor may open, take and complete."""
    return user_tasks.c.candidate_group.in_(sorted(actor.groups))


class Policy:
    """Asked by the executor under the lock; says yes only when a rule above finds the row."""

    def permits(self, session: Session, actor: Actor, command: object, stream_id: int) -> bool:
        """Whether the actor may carry out the command. Unknown commands and actors: no."""
        if not isinstance(actor, StaffMember):
            return actor == WORKER and isinstance(command, _WORKER_COMMANDS)
        condition = _condition(actor, command)
        return session.execute(select(1).where(condition)).first() is not None


def _condition(actor: StaffMember, command: object) -> ColumnElement[bool]:
    task = getattr(command, "task", None)
    notice = getattr(command, "notice", None)
    if task is not None:
        return _exists(user_tasks, user_tasks.c.public_id == task, visible_tasks(actor))
    if notice is not None:
        return _exists(notices, notices.c.public_id == notice, matchable_notices(actor))
    return false()


def _exists(table: Any, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return select(table.c.id).where(and_(*conditions)).exists()
