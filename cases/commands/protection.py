"""Commands on protected personal data: who is protected, how she is reached, who sees her case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from cases import case, channel_approval, journal, notice, party, protecting, sealed_access, sealing
from cases.case import Case
from cases.commands.act import Act
from cases.letters import exposed_letters
from cases.notice import Notice
from cases.policy import Rule, StaffMember, on_matchable_notice, on_workable_case, workable_cases
from cases.tables.models import cases, staff
from db.session import Session
from engine.errors import NotFound, Refused
from engine.executor import Processor
from engine.runtime import Runtime
from engine.texts import Text
from ledger.events import Actor

WORKERS = frozenset({"caseworker", "manager"})
MANAGERS = frozenset({"manager"})
REGISTRARS = frozenset({"registrar"})

NOT_A_MEMBER = Text(
    "Personen hör inte till hushållet i ärendet.", "The person is not of the case's household."
)
NOT_APPROVED = Text(
    "Den kanalen är inte godkänd för personen.", "That channel is not approved for the person."
)


@dataclass(frozen=True)
class SetProtection:
    """Somebody has looked up whether a person of the case is protected."""

    case: str
    person: str
    protection: str
    reason: str


@dataclass(frozen=True)
class SetTenantProtection:
    """A registrar has looked it up, on the page of the notice that is in the case."""

    notice: str
    person: str
    protection: str
    reason: str


@dataclass(frozen=True)
class ApproveChannel:
    """Letters to a protected person may go this way."""

    case: str
    person: str
    channel: str
    reason: str


@dataclass(frozen=True)
class WithdrawChannel:
    """The way is not safe any longer: no letter to the person may go by it."""

    case: str
    person: str
    channel: str
    reason: str


@dataclass(frozen=True)
class GrantAccess:
    """One more person may see a sealed case."""

    case: str
    staff: str
    reason: str


@dataclass(frozen=True)
class LiftSeal:
    """Nobody in the case is protected any longer: its unit may see it again."""

    case: str
    reason: str


def processors() -> dict[type, Processor]:
    """The table from the commands of protection to how they are carried out."""
    return {
        SetProtection: Processor(_home_of_case, _set_protection),
        SetTenantProtection: Processor(_home_of_notice, _set_tenant_protection),
        ApproveChannel: Processor(_home_of_case, _approve_channel),
        WithdrawChannel: Processor(_home_of_case, _withdraw_channel),
        GrantAccess: Processor(_home_of_case, _grant_access),
        LiftSeal: Processor(_home_of_case, _lift_seal),
    }


def case_acts() -> dict[str, Act]:
    """What may be done about protection on the page of a case."""
    return {
        "skydd": Act("set_protection", WORKERS, _act(SetProtection), _SAVED),
        "godkann-kanal": Act(
            "approve_channel",
            WORKERS,
            _act(ApproveChannel),
            Text("Kanalen är godkänd.", "The channel is approved."),
            _is_sealed,
        ),
        "aterkalla-kanal": Act(
            "withdraw_channel",
            WORKERS,
            _act(WithdrawChannel),
            Text("Kanalen är återkallad.", "The channel is withdrawn."),
            _has_approved,
        ),
        "ge-atkomst": Act(
            "grant_access",
            MANAGERS,
            _act(GrantAccess),
            Text("Personen får se ärendet.", "The person may see the case."),
            _is_sealed,
        ),
        "hav-skydd": Act(
            "lift_seal",
            MANAGERS,
            _act(LiftSeal),
            Text("Enheten kan se ärendet igen.", "The unit can see the case again."),
            _can_be_lifted,
        ),
    }


def notice_acts() -> dict[str, Act]:
    """What a registrar may do about protection on the page of a notice that is in a case."""
    return {
        "skydd": Act(
            "set_protection", REGISTRARS, _act(SetTenantProtection, "notice"), _SAVED, _is_in_case
        )
    }


def on_managed_case(actor: StaffMember, command: Any) -> ColumnElement[bool]:
    """The command's ``case`` is one that she works on as the manager of its unit."""
    led = cases.c.unit_id.in_(actor.units(("manager",)))
    of_hers = and_(cases.c.public_id == command.case, led, workable_cases(actor))
    return select(cases.c.id).where(of_hers).exists()


RULES: Mapping[type, Rule] = {
    SetProtection: on_workable_case,
    SetTenantProtection: on_matchable_notice,
    ApproveChannel: on_workable_case,
    WithdrawChannel: on_workable_case,
    GrantAccess: on_managed_case,
    LiftSeal: on_managed_case,
}

_SAVED = Text(
    "Uppgiften om skydd är sparad. Är någon skyddad ser bara en namngiven grupp ärendet.",
    "The protection is saved. If somebody is protected only a named group sees the case.",
)


def _home_of_case(session: Session, command: Any, _actor: Actor, _now: datetime) -> int:
    found = case.find(session, command.case)
    if found is None:
        raise NotFound("There is no such case.")
    return found.stream_id


def _home_of_notice(session: Session, command: Any, _actor: Actor, _now: datetime) -> int:
    found = notice.find(session, command.notice)
    if found is None:
        raise NotFound("There is no such notice.")
    return found.stream_id


def _set_protection(runtime: Runtime, command: SetProtection) -> None:
    about = case.get(runtime.session, command.case)
    _state(runtime, about, command.person, command.protection, command.reason)


def _set_tenant_protection(runtime: Runtime, command: SetTenantProtection) -> None:
    linked = notice.get(runtime.session, command.notice)
    if linked.case_id is None:
        raise Refused(Text("Underrättelsen är inte kopplad.", "The notice is not linked."))
    about = case.by_id(runtime.session, linked.case_id)
    _state(runtime, about, command.person, command.protection, command.reason)


def _state(runtime: Runtime, about: Case, person: str, protection: str, reason: str) -> None:
    person_id = _member(runtime, about, person)
    before = protecting.protection_of(runtime.session, person_id)
    sealed = protecting.state(
        runtime.session, person_id, protection, actor=runtime.actor.id, now=runtime.now
    )
    facts = {"person": person, "before": before, "after": protection, "reason": reason}
    runtime.record("protection.stated", facts, subject=about.public_id)
    for one in sealed:
        sealing.tell(runtime.record, one, cause="protection")
    answers = {"person": person, "protection": protection, "reason": reason}
    _note(runtime, about, "set_protection", answers)


def _approve_channel(runtime: Runtime, command: ApproveChannel) -> None:
    about = case.get(runtime.session, command.case)
    channel_approval.approve(
        runtime.session,
        _member(runtime, about, command.person),
        command.channel,
        command.reason,
        by=runtime.actor.id,
        now=runtime.now,
    )
    facts = {"person": command.person, "channel": command.channel, "reason": command.reason}
    runtime.record("channel.approved", facts, subject=about.public_id)
    _note(runtime, about, "approve_channel", facts)


def _withdraw_channel(runtime: Runtime, command: WithdrawChannel) -> None:
    """What waits in a queue is asked once more before it goes (channels.may_go) and stops there;
    what is laid out already is told of on its case."""
    about = case.get(runtime.session, command.case)
    person_id = _member(runtime, about, command.person)
    if not channel_approval.end(runtime.session, person_id, command.channel, runtime.now):
        raise Refused(NOT_APPROVED)
    facts = {"person": command.person, "channel": command.channel, "reason": command.reason}
    runtime.record("channel.withdrawn", facts, subject=about.public_id)
    _note(runtime, about, "withdraw_channel", facts)
    for one in sealing.cases_of_person(runtime.session, person_id):
        same = sealing.same_persons(runtime.session, person_id)
        raised = exposed_letters.flag_withdrawn(
            runtime.session, one, same, command.channel, runtime.now
        )
        if raised:
            runtime.record("flag.raised", {"flags": raised}, subject=one.public_id)


def _grant_access(runtime: Runtime, command: GrantAccess) -> None:
    about = case.get(runtime.session, command.case)
    found = runtime.session.execute(
        select(staff.c.id).where(staff.c.public_id == command.staff, staff.c.is_active)
    ).scalar_one_or_none()
    if found is None:
        raise Refused(Text("Personen arbetar inte här.", "The person does not work here."))
    sealed_access.let_in(
        runtime.session,
        about,
        found,
        by=runtime.actor.id,
        reason=command.reason,
        now=runtime.now,
    )
    facts = {"staff": command.staff, "reason": command.reason}
    runtime.record("access.granted", facts, subject=about.public_id)
    _note(runtime, about, "grant_access", facts)


def _lift_seal(runtime: Runtime, command: LiftSeal) -> None:
    about = case.get(runtime.session, command.case)
    if sealing.has_protected(runtime.session, about.household_id):
        raise Refused(
            Text(
                "Någon i ärendet har fortfarande skyddade uppgifter.",
                "Somebody in the case still has protected data.",
            )
        )
    group = [one.public_id for one in sealing.group_of(runtime.session, about)]
    sealing.lift(runtime.session, about)
    before = {"sealed": True, "group": sorted(group)}
    facts = {"before": before, "after": {"sealed": False}, "reason": command.reason}
    runtime.record("case.unsealed", facts, subject=about.public_id)
    _note(runtime, about, "lift_seal", {"reason": command.reason})


def _member(runtime: Runtime, about: Case, person: str) -> int:
    found = protecting.member(runtime.session, about, person)
    if found is None:
        raise Refused(NOT_A_MEMBER)
    return found


def _note(runtime: Runtime, about: Case, form: str, facts: dict[str, Any]) -> None:
    # The form's choices are public ids; who it was stands in the ledger.
    shown = {name: value for name, value in facts.items() if name not in ("person", "staff")}
    journal.write(
        runtime.session,
        about.id,
        "protection",
        runtime.actor.id,
        shown,
        runtime.now,
        form=f"acts/{form}",
    )


def _act(command: type, about: str = "case") -> Any:
    return lambda key, answers: command(**{about: key}, **answers)


def _is_sealed(_session: Session, about: Case) -> bool:
    return about.sealed


def _has_approved(session: Session, about: Case) -> bool:
    members = party.members(session, about.household_id)
    return any(channel_approval.of_person(session, member.id) for member in members)


def _can_be_lifted(session: Session, about: Case) -> bool:
    return about.sealed and not sealing.has_protected(session, about.household_id)


def _is_in_case(_session: Session, about: Notice) -> bool:
    return about.case_id is not None
