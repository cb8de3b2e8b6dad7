"""Who may see and do what: one set of rules, as SQL conditions, for lists and for acts alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    or_,
    select,
)

from cases.tables.letter_models import letters
from cases.tables.models import cases, households, memberships, notices, staff, units
from cases.tables.sharing_models import case_access, referrals
from cases.tables.track_models import deliveries
from db.session import Session
from ledger.events import Actor

WORKER = Actor("system:worker")
DEPLOYER = Actor("system:deploy")
PUBLIC_DOOR = Actor("system:public-door")

TASK_ROLES = (
    "registrar",
    "duty_officer",
    "caseworker",
    "manager",
    "unit_head",
    "committee",
    "receiver",
)
"""Roles that have tasks, and so an inbox."""

ON_DUTY = frozenset({"duty_officer", "registrar", "manager"})
"""Who may do what waits for the duty officer: a duty that ends at midnight must find somebody."""

BOARD = ("manager", "unit_head", "committee")
"""Who reads the figures of the authority: the section head and the delegates above."""


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
    # The reception units of her authorities, where the duty officer's tasks wait.
    receptions: tuple[str, ...] = ()

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
        duty = {f"duty_officer:{key}" for key in self.receptions if self.roles & ON_DUTY}
        return frozenset(own | duty) | self.led_groups

    @property
    def led_groups(self) -> frozenset[str]:
        """The groups that she leads and is not one of: she may do their work, but it is theirs."""
        led = {f"caseworker:{m.unit_key}" for m in self.memberships if m.role == "manager"}
        return frozenset(led - {f"{m.role}:{m.unit_key}" for m in self.memberships})

    def units(self, roles: Iterable[str]) -> list[int]:
        return sorted({m.unit_id for m in self.memberships if m.role in set(roles)})

    def authorities(self, roles: Iterable[str]) -> list[int]:
        return sorted({m.authority_id for m in self.memberships if m.role in set(roles)})


_reception = units.alias("reception")
STANDING = (
    select(
        staff.c.public_id,
        staff.c.name,
        staff.c.title,
        memberships.c.role,
        units.c.key,
        units.c.id,
        units.c.name.label("unit_name"),
        units.c.authority_id,
        _reception.c.key.label("reception"),
    )
    .join(memberships, memberships.c.staff_id == staff.c.id)
    .join(units, units.c.id == memberships.c.unit_id)
    .outerjoin(
        _reception,
        and_(_reception.c.authority_id == units.c.authority_id, _reception.c.is_reception),
    )
    .where(staff.c.is_active)
    .order_by(units.c.key, memberships.c.role)
)
"""Who works here, a row for each role and each reception unit of its authority; narrowed to one
person, what ``as_she_stands`` takes."""

_BY_PUBLIC_ID = STANDING.where(staff.c.public_id == bindparam("person"))


def staff_member(session: Session, public_id: str) -> StaffMember | None:
    """The active person with this public id, as she may act now."""
    return as_she_stands(session.execute(_BY_PUBLIC_ID, {"person": public_id}).all())


def as_she_stands(rows: Sequence[Row[*tuple[Any, ...]]]) -> StaffMember | None:
    """The person whose rows of ``STANDING`` these are, as she may act now."""
    if not rows:
        return None
    roles = dict.fromkeys(Membership(*tuple(row)[3:8]) for row in rows)
    return StaffMember(
        id=f"staff:{rows[0].public_id}",
        name=rows[0].name,
        title=rows[0].title,
        memberships=tuple(roles),
        receptions=tuple(sorted({row.reception for row in rows} - {None})),
    )


def visible_cases(actor: StaffMember) -> ColumnElement[bool]:
    """Cases whose page the actor may open: those of her unit, or of her authority as auditor; a
    sealed one only when she is in its group. Who was let into a sealed case sees that one, wherever
    she works; to see is not to work on it."""
    return and_(
        or_(
            cases.c.unit_id.in_(actor.units(("caseworker", "manager"))),
            auditable_cases(actor),
            _is_let_in(actor),
        ),
        is_open_to(actor),
    )


def auditable_cases(actor: StaffMember) -> ColumnElement[bool]:
    """Cases whose history the actor may step through."""
    return and_(
        cases.c.authority_id.in_(actor.authorities(("auditor",))),
        is_open_to(actor),
    )


def workable_cases(actor: StaffMember) -> ColumnElement[bool]:
    """Cases that the actor works on: may write in, decide on and send from."""
    return and_(
        cases.c.unit_id.in_(actor.units(("caseworker", "manager"))),
        is_open_to(actor),
    )


def visible_notices(actor: StaffMember) -> ColumnElement[bool]:
    """Notices the actor may open: as registrar or on duty in the authority, or through a case."""
    through_case = select(cases.c.id).where(visible_cases(actor))
    return or_(
        and_(
            notices.c.authority_id.in_(actor.authorities(("registrar", "duty_officer"))),
            ~_in_closed_case(actor),
        ),
        notices.c.case_id.in_(through_case),
        notices.c.public_id.in_(_copies_in(through_case)),
    )


def visible_duties(actor: StaffMember) -> ColumnElement[bool]:
    """Notices whose same-day duty the actor may see: everybody who may do it, in her authority."""
    return and_(notices.c.authority_id.in_(actor.authorities(ON_DUTY)), ~_in_closed_case(actor))


def matchable_notices(actor: StaffMember) -> ColumnElement[bool]:
    """Notices whose match the actor may undo."""
    return and_(
        notices.c.authority_id.in_(actor.authorities(("registrar",))), ~_in_closed_case(actor)
    )


def counted_notices(actor: StaffMember) -> ColumnElement[bool]:
    """Notices that are counted and listed in the landlord register: how many and how good, and
    nothing of whom they are about. An administrator keeps that register and opens no notice.

    What is in a sealed case is left out for everybody, also for its group. Were it counted for
    those who may see it, two who compare their pages would learn that there is one; were it counted
    for all and listed for few, whoever subtracts would. Its group finds it in its case.
    """
    keeper = actor.authorities(("registrar", "administrator"))
    return and_(notices.c.authority_id.in_(keeper), ~in_any_sealed_case())


def in_any_sealed_case() -> ColumnElement[bool]:
    """Whether the notice, or the one that it is a copy of, is in a sealed case: whoever asks."""
    sealed = select(cases.c.id).where(cases.c.sealed.is_(True))
    return or_(
        and_(notices.c.case_id.is_not(None), notices.c.case_id.in_(sealed)),
        notices.c.public_id.in_(_copies_in(sealed)),
    )


def comparable_households(actor: StaffMember) -> ColumnElement[bool]:
    """Households that a notice may be compared with: of a matched notice that the actor may open,
    and with no sealed case, whoever asks. Whoever tells of one also looks for protected members."""
    hers = select(notices.c.household_id).where(
        notices.c.household_id.is_not(None), notices.c.case_id.is_not(None), visible_notices(actor)
    )
    sealed = select(cases.c.household_id).where(cases.c.sealed.is_(True))
    return and_(households.c.id.in_(hers), households.c.id.not_in(sealed))


def workable_notices(actor: StaffMember) -> ColumnElement[bool]:
    """Notices about which the actor may report facts: as registrar, or through her case."""
    through_case = select(cases.c.id).where(workable_cases(actor))
    return or_(matchable_notices(actor), notices.c.case_id.in_(through_case))


def visible_referrals(actor: StaffMember) -> ColumnElement[bool]:
    """Referrals whose snapshot the actor may read: only those that her unit has received."""
    return and_(
        referrals.c.unit_id.in_(actor.units(("receiver",))), referrals.c.sent_at.is_not(None)
    )


def in_closed_case(case_id: ColumnElement[int], actor: StaffMember) -> ColumnElement[bool]:
    """Whether what has this case's id is in a case that is sealed to the actor."""
    closed = select(cases.c.id).where(is_closed_to(actor))
    return and_(case_id.is_not(None), case_id.in_(closed))


def is_open_to(actor: StaffMember) -> ColumnElement[bool]:
    """Whether a case is not sealed, or the actor is in the group that may see it."""
    return or_(cases.c.sealed.is_(False), cases.c.id.in_(_in_group_of(actor)))


def is_closed_to(actor: StaffMember) -> ColumnElement[bool]:
    """The contrary, said so that the few sealed cases are looked at and not all (their index)."""
    return and_(cases.c.sealed.is_(True), cases.c.id.not_in(_in_group_of(actor)))


def _in_group_of(actor: StaffMember) -> Select[tuple[int]]:
    """The cases in whose groups the actor is."""
    return (
        select(case_access.c.case_id)
        .join(staff, staff.c.id == case_access.c.staff_id)
        .where(staff.c.public_id == actor.public_id)
    )


def _is_let_in(actor: StaffMember) -> ColumnElement[bool]:
    """Whether a manager has let the actor into the sealed case, with a reason."""
    given = (
        select(case_access.c.case_id)
        .join(staff, staff.c.id == case_access.c.staff_id)
        .where(staff.c.public_id == actor.public_id, case_access.c.reason.is_not(None))
    )
    return and_(cases.c.sealed, cases.c.id.in_(given))


def _in_closed_case(actor: StaffMember) -> ColumnElement[bool]:
    """Whether the notice, or the one that it is only another copy of, is in a case that is sealed
    to the actor: a copy says all that the first one does."""
    closed = select(cases.c.id).where(is_closed_to(actor))
    return or_(
        in_closed_case(notices.c.case_id, actor),
        notices.c.public_id.in_(_copies_in(closed)),
    )


def _copies_in(found: Select[tuple[int]]) -> Select[tuple[str]]:
    """The public ids of the notices that are copies of notices in these cases."""
    first = notices.alias("first_copy")
    return (
        select(deliveries.c.message)
        .join(first, first.c.id == deliveries.c.notice_id)
        .where(first.c.case_id.in_(found))
    )


Rule = Callable[[StaffMember, Any], ColumnElement[bool]]
"""Says, as a condition, whether an actor may carry out a command."""


def on_matchable_notice(actor: StaffMember, command: Any) -> ColumnElement[bool]:
    """The command's ``notice`` is one that she registers."""
    return exists(notices, notices.c.public_id == command.notice, matchable_notices(actor))


def on_workable_notice(actor: StaffMember, command: Any) -> ColumnElement[bool]:
    """The command's ``notice`` is one that she registers or whose case she works on."""
    return exists(notices, notices.c.public_id == command.notice, workable_notices(actor))


def on_workable_case(actor: StaffMember, command: Any) -> ColumnElement[bool]:
    """The command's ``case`` is one that she works on."""
    return exists(cases, cases.c.public_id == command.case, workable_cases(actor))


def on_auditable_case(actor: StaffMember, command: Any) -> ColumnElement[bool]:
    """The command's ``case`` is one whose history she may step through."""
    return exists(cases, cases.c.public_id == command.case, auditable_cases(actor))


def on_sendable_letter(actor: StaffMember, command: Any) -> ColumnElement[bool]:
    """The command's ``letter`` is about a notice or a case that she works on, or has on duty."""
    on_duty = and_(notices.c.authority_id.in_(actor.authorities(ON_DUTY)), ~_in_closed_case(actor))
    of_notice = select(notices.c.id).where(or_(workable_notices(actor), on_duty))
    of_case = select(cases.c.id).where(workable_cases(actor))
    about = or_(letters.c.notice_id.in_(of_notice), letters.c.case_id.in_(of_case))
    is_open = ~in_closed_case(letters.c.case_id, actor)
    return exists(letters, letters.c.public_id == command.letter, about, is_open)


def exists(table: Any, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether there is such a row."""
    return select(table.c.id).where(and_(*conditions)).exists()
