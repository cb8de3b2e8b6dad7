"""Keeping the landlord register: commands with history, in one stream of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from cases import landlord
from cases.commands.roster import SYSTEM
from cases.landlord import Contact, Landlord
from cases.policy import Rule, StaffMember, on_matchable_notice
from cases.tables.models import authorities, notices
from db.session import Session
from engine.errors import NotFound, Refused
from engine.executor import Processor
from engine.runtime import Runtime
from engine.texts import Text
from ledger import events
from ledger.events import Actor

KEEPERS = ("registrar", "administrator")
"""Who keeps the register."""

REGISTER = "landlords"
"""The stream of the register."""

NUMBER_TAKEN = Text(
    "En annan hyresvärd i registret har det organisationsnumret.",
    "Another landlord in the register has that organisation number.",
)
SAME = Text("Välj en annan hyresvärd än den här.", "Choose another landlord than this one.")
IS_DOUBLE = Text(
    "Hyresvärden är redan sammanförd med en annan.",
    "The landlord has already been merged with another.",
)


@dataclass(frozen=True)
class SaveLandlord:
    """Enter a landlord under this public id, or state anew what is stated of it.

    frees: with another organisation number, the notices that are theirs by the old one alone are
    nobody's again.
    """

    landlord: str
    facts: Mapping[str, str | None] = field(default_factory=dict)
    frees: bool = False


@dataclass(frozen=True)
class AddContact:
    """There is a person to talk to at the landlord."""

    landlord: str
    contact: str
    name: str
    works_with: str | None
    phone: str | None
    email: str | None


@dataclass(frozen=True)
class RemoveContact:
    """The person is no longer the one to talk to."""

    landlord: str
    contact: str


@dataclass(frozen=True)
class LinkNotice:
    """The notice is from this landlord, says a person who has looked."""

    notice: str
    landlord: str


@dataclass(frozen=True)
class MergeLandlords:
    """This one is a double of another."""

    landlord: str
    into: str
    reason: str


def processors() -> dict[type, Processor]:
    """The table from the commands of the register to how they are carried out."""
    return {
        SaveLandlord: Processor(_register, _save, asdict),
        AddContact: Processor(_register, _add_contact),
        RemoveContact: Processor(_register, _remove_contact),
        LinkNotice: Processor(_register, _link),
        MergeLandlords: Processor(_register, _merge),
    }


def may_keep(actor: StaffMember, _command: Any) -> ColumnElement[bool]:
    """She keeps the register in the authority that notices reach."""
    of_hers = authorities.c.id.in_(actor.authorities(KEEPERS))
    return select(authorities.c.id).where(authorities.c.receives_notices, of_hers).exists()


RULES: Mapping[type, Rule] = {
    SaveLandlord: may_keep,
    AddContact: may_keep,
    RemoveContact: may_keep,
    LinkNotice: on_matchable_notice,
    MergeLandlords: may_keep,
}


def history(session: Session, public_id: str) -> list[events.Entry]:
    """What was done about a landlord, the newest first."""
    told = events.read_subject(session, public_id)
    return [entry for entry in reversed(told) if entry.kind.startswith("landlord.")]


def _register(session: Session, _command: Any, _actor: Actor, now: datetime) -> int:
    return events.open_stream(session, REGISTER, SYSTEM, now=now)


def _save(runtime: Runtime, command: SaveLandlord) -> None:
    session = runtime.session
    number = command.facts.get("organisation_number")
    other = landlord.by_number(session, number) if number else None
    if other is not None and other.public_id != command.landlord:
        raise Refused(NUMBER_TAKEN)
    before = landlord.find(session, command.landlord)
    if before is None:
        kept = landlord.add(session, command.landlord, command.facts)
    else:
        _require_alive(before)
        landlord.change(session, before, command.facts)
        kept = _get(session, command.landlord)
    facts = {"before": before.facts if before else None, "after": kept.facts}
    runtime.record("landlord.saved", facts, subject=kept.public_id)
    if before is not None and command.frees:
        _free_by_old_number(runtime, before, kept)
    _link_by_number(runtime, kept)


def _free_by_old_number(runtime: Runtime, before: Landlord, kept: Landlord) -> None:
    old = before.organisation_number
    if old is None or old == kept.organisation_number:
        return
    found = landlord.found_by_number(runtime.session, kept, old)
    for notice_id in found:
        landlord.free_if_by_number(runtime.session, notice_id)
    if found:
        runtime.record("landlord.freed", {"notices": len(found)}, subject=kept.public_id)


def _link_by_number(runtime: Runtime, kept: Landlord) -> None:
    if kept.organisation_number is None:
        return
    found = landlord.notices_with_number(runtime.session, kept.organisation_number)
    for notice_id in found:
        _say(runtime, notice_id, kept, "number")
    if found:
        runtime.record("landlord.linked", {"notices": len(found)}, subject=kept.public_id)


def _add_contact(runtime: Runtime, command: AddContact) -> None:
    of = _get(runtime.session, command.landlord)
    _require_alive(of)
    contact = Contact(
        command.contact, command.name, command.works_with, command.phone, command.email
    )
    if any(one.public_id == contact.public_id for one in landlord.contacts(runtime.session, of.id)):
        return  # The same form, sent twice.
    landlord.add_contact(runtime.session, of, contact)
    runtime.record("landlord.contact_added", asdict(contact), subject=of.public_id)


def _remove_contact(runtime: Runtime, command: RemoveContact) -> None:
    of = _get(runtime.session, command.landlord)
    for contact in landlord.contacts(runtime.session, of.id):
        if contact.public_id == command.contact:
            landlord.remove_contact(runtime.session, contact.public_id)
            runtime.record("landlord.contact_removed", asdict(contact), subject=of.public_id)
            return
    raise NotFound("There is no such contact person.")


def _link(runtime: Runtime, command: LinkNotice) -> None:
    of = _get(runtime.session, command.landlord)
    _require_alive(of)
    found = select(notices.c.id).where(notices.c.public_id == command.notice)
    if _say(runtime, runtime.session.execute(found).scalar_one(), of, "person"):
        runtime.record("landlord.linked", {"notice": command.notice}, subject=of.public_id)


def _merge(runtime: Runtime, command: MergeLandlords) -> None:
    double, into = _get(runtime.session, command.landlord), _get(runtime.session, command.into)
    if double.id == into.id:
        raise Refused(SAME)
    _require_alive(double)
    _require_alive(into)
    landlord.merge(runtime.session, double, into)
    for one in (double, into):
        runtime.record("landlord.merged", asdict(command), subject=one.public_id)


def _say(runtime: Runtime, notice_id: int, of: Landlord, found_by: str) -> bool:
    return landlord.link(
        runtime.session,
        notice_id,
        of,
        found_by=found_by,
        by=runtime.actor.id,
        now=runtime.now,
    )


def _get(session: Session, public_id: str) -> Landlord:
    found = landlord.find(session, public_id)
    if found is None:
        raise NotFound("There is no such landlord.")
    return found


def _require_alive(of: Landlord) -> None:
    if of.merged_into is not None:
        raise Refused(IS_DOUBLE)
