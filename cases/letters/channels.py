"""By which channels a letter may go: decision D5, for what it is and for whom.

Policy (P) on the ground of secrecy: a person's protection decides before convenience does.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select

from cases import configuration, notice, notice_facts, party, sealing, tenants
from cases.law.calendar import local_day
from cases.letters.letter import TO_HOUSEHOLD, Letter
from cases.tables.models import persons
from cases.tables.sharing_models import channel_approvals
from db.session import Session
from engine.texts import Text

NAMES: Mapping[str, Text] = {
    "email": Text("E-post", "E-mail"),
    "digital_mail": Text("Digital post", "Digital mail"),
    "secure_message": Text("Säkert meddelande", "Secure message"),
    "print": Text("Utskrift och post", "Printing and post"),
    "by_hand": Text("För hand", "By hand"),
}

BY_HAND = "by_hand"
"""The way that needs nothing but a person."""

WITH_MESSAGE = frozenset({"email", "secure_message"})
"""The ways that carry a letter as a file in a message; of the others the letter is all there is."""

_NOT_SECRET = ("email", "secure_message", "print", "by_hand")
_SECRET = ("secure_message", "print", "by_hand")
_TO_OTHERS: Mapping[str, tuple[str, ...]] = {
    "L02": _NOT_SECRET,
    "L04": _NOT_SECRET,
    "L08": _NOT_SECRET,
    "L10": _NOT_SECRET,
    "L16": _NOT_SECRET,
    "receipt": ("email",),
}
"""E-mail never carries what a case is about: only letters that name no person may go by it."""

_OPEN = ("digital_mail", "print", "by_hand")
_UNKNOWN = ("print", "by_hand")


def allowed_channels(session: Session, kind: str, person_id: int | None) -> tuple[str, ...]:
    """The channels that D5 allows for a kind of letter, the preferred first.

    person_id: whom a letter to the household is for; None when no person is matched yet. Protected:
    only what somebody has approved for the person. Protection not looked up: no register may be
    asked, so no digital mail. Text messages are not built, and household letters go by no e-mail.
    """
    if kind not in TO_HOUSEHOLD:
        return _TO_OTHERS.get(kind, _SECRET)
    protection = protection_of(session, person_id)
    if protection in ("none", "unknown"):
        return _OPEN if protection == "none" else _UNKNOWN
    approved = approved_channels(session, person_id)
    if protection == "protected_registration":
        # The real address is not known; post goes through the tax agency's forwarding, by hand.
        approved &= {"by_hand"}
    return tuple(channel for channel in _OPEN if channel in approved)


def may_have_message(session: Session, kind: str, person_id: int | None, channel: str) -> bool:
    """Whether a letter goes in a message, or may do so as long as no channel is chosen ("none")."""
    possible = allowed_channels(session, kind, person_id) if channel == "none" else (channel,)
    return not WITH_MESSAGE.isdisjoint(possible)


def needs_person(session: Session, kind: str, person_id: int | None) -> bool:
    """Whether somebody must have chosen the channel; otherwise the letter may go by itself."""
    return kind in TO_HOUSEHOLD and protection_of(session, person_id) != "none"


def ways(session: Session, letter: Letter) -> dict[str, str | None]:
    """Channel -> address, for each channel that is allowed for a letter and can reach somebody."""
    found = {
        channel: _address(session, letter, channel)
        for channel in allowed_channels(session, letter.kind, letter.person_id)
    }
    return {
        channel: address
        for channel, address in found.items()
        if address is not None or channel == "by_hand"
    }


def may_go(session: Session, letter: Letter, channel: str) -> bool:
    """Whether a letter may still be carried this way, asked at the last moment: while it waited
    somebody may have found who is protected, or that the notice is about other people."""
    is_hers = is_about(session, letter, channel)
    return letter.state != "void" and is_hers and channel in ways(session, letter)


def preferred(session: Session, letter: Letter, outlets: Collection[str]) -> str:
    """The first way that may be taken and is set up here, or ``none``: then a person must choose.

    Printing and handing over wait for a person's statement anyhow.
    """
    return next((way for way in ways(session, letter) if exists(way, outlets)), "none")


def exists(way: str, outlets: Collection[str]) -> bool:
    """Whether a letter can leave this way from here. outlets: the ways out that are set up."""
    return way == BY_HAND or way in outlets


def protection_of(session: Session, person_id: int | None) -> str:
    """The protection of a person; ``unknown`` for one who is not matched yet."""
    if person_id is None:
        return "unknown"
    statement = select(persons.c.protection).where(persons.c.id == person_id)
    return str(session.execute(statement).scalar_one())


def approved_channels(session: Session, person_id: int | None) -> set[str]:
    """What somebody has approved for a protected person, and not taken back."""
    rows = session.execute(
        select(channel_approvals.c.channel).where(
            channel_approvals.c.person_id == person_id, channel_approvals.c.ended_at.is_(None)
        )
    )
    return set(rows.scalars())


def is_about(session: Session, letter: Letter, channel: str) -> bool:
    """Whether the person whom a letter about a notice is for is one that the notice concerns.

    A letter on paper says by name whom it is for; digital mail goes to a number, and namesakes have
    different ones.
    """
    about = notice.find(session, letter.about)
    if letter.person_id is None or about is None:
        return True
    her = set(sealing.same_persons(session, letter.person_id))
    if about.household_id is not None:
        members = party.members(session, about.household_id)
        by_name = channel != "digital_mail"
        return any(m.id in her or (by_name and m.name == letter.recipient) for m in members)
    # Not matched, or not any longer: only a number says that it is she.
    number = select(persons.c.personal_number).where(persons.c.id == letter.person_id)
    known = session.execute(number).scalar_one()
    return any(one.number == known for one in tenants.of_facts(about.facts) if one.number)


def has_digital_mail(session: Session, person_id: int | None) -> bool:
    """Whether digital mail can find the person: by a number that is confirmed, or not at all."""
    return _personal_number(session, person_id) is not None


def _address(session: Session, letter: Letter, channel: str) -> str | None:
    if channel == "print":
        return _postal(session, letter)
    if channel == "digital_mail":
        return _personal_number(session, letter.person_id)
    if channel == "by_hand":
        return None
    electronic = _electronic(session, letter)
    is_email = "@" in electronic
    return electronic if electronic and is_email == (channel == "email") else None


def _postal(session: Session, letter: Letter) -> str | None:
    lines = letter.facts["recipient"]["address"]
    if lines:
        # Written before the protection was known it shows where she lives, whoever prints it.
        is_hidden = letter.kind in TO_HOUSEHOLD and sealing.is_home_secret(
            session, letter.notice_id, letter.case_id
        )
        return None if is_hidden else "\n".join(lines)
    # An approved letter to a protected person carries no address; whoever posts it writes one.
    is_approved = letter.person_id is not None and "print" in approved_channels(
        session, letter.person_id
    )
    return "" if is_approved else None


def _personal_number(session: Session, person_id: int | None) -> str | None:
    row: Any = session.execute(
        select(persons.c.personal_number, persons.c.number_confirmed).where(
            persons.c.id == person_id
        )
    ).one_or_none()
    return row.personal_number if row is not None and row.number_confirmed else None


def _electronic(session: Session, letter: Letter) -> str:
    """The e-mail or function address that the letter is for; empty when there is none."""
    if letter.address or letter.kind in TO_HOUSEHOLD:
        return letter.address or ""
    about = notice.find(session, letter.about)
    if about is None:
        return ""
    if letter.kind == "L02":
        return kronofogden(session, about)
    return notice_facts.text(about.facts, "sender_email") or ""


def kronofogden(session: Session, about: notice.Notice) -> str:
    """Where Kronofogden wants its confirmation: as the notice states, else as it is configured."""
    stated = notice_facts.text(about.facts, "kfm_address") or notice_facts.text(
        about.facts, "sender_email"
    )
    day = local_day(about.arrived_at)
    return stated or str(configuration.value(session, "confirmation.kfm_address", day))
