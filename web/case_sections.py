"""Sections of a case's page about evictions, sharing, protection and retention: cards in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from cases import (
    case_retention,
    channel_approval,
    consent,
    eviction,
    party,
    people,
    referral,
    sealed_access,
)
from cases import sealing as seals
from cases.case import Case
from cases.consent import Consent
from cases.eviction import Eviction
from cases.law.retention import Fate
from cases.letters.channels import NAMES
from cases.policy import StaffMember
from cases.referral import LANDLORD, Referral
from cases.referral_facts import KINDS
from db.session import Session
from web.formats import date_full, datetime_full, datetime_short
from web.i18n import current_language
from web.i18n import gettext as _

Card = dict[str, Any]


def evictions(session: Session, of: Case, now: datetime) -> list[dict[str, Any]]:
    """The evictions of a case as a section of their own: it stands first, for everything else in
    the case goes by that day."""
    return _with_cards((_("Avhysning"), _evictions(session, of, now)))


def listed(session: Session, of: Case, today: date) -> list[dict[str, Any]]:
    """The other sections that have something to say, in the order in which the page shows them."""
    return _with_cards(
        (_("Samtycken"), _consents(session, of, today)),
        (_("Remisser"), _referrals(session, of)),
        (_("Skydd"), _protection(session, of)),
        (_("Gallring"), _retention(session, of, today)),
    )


def access(session: Session, actor: StaffMember, of: Case) -> list[dict[str, Any]]:
    """Who may see a sealed case, since when and why, for those who may let others in."""
    if not of.sealed or of.unit_id not in actor.units(("manager",)):
        return []
    return _with_cards((_("Åtkomst till ärendet"), _accesses(session, of)))


def _with_cards(*found: tuple[str, Iterator[Card]]) -> list[dict[str, Any]]:
    sections = [{"title": title, "cards": list(cards)} for title, cards in found]
    return [section for section in sections if section["cards"]]


def _evictions(session: Session, of: Case, now: datetime) -> Iterator[Card]:
    for one in eviction.of_case(session, of.id):
        text, tone = _eviction_state(one, now)
        title = _("Avlägsnande") if one.measure == "removal" else _("Avhysning")
        when = datetime_full(one.eviction_at) if one.eviction_at else _("Tiden är inte känd")
        lines = [when, _("Barn i hushållet: %(answer)s", answer=_answer(one.children))]
        if one.kfm_case_number:
            lines.append(_("Målnummer %(number)s", number=one.kfm_case_number))
        yield _card(title, lines, text, tone)


def _eviction_state(one: Eviction, now: datetime) -> tuple[str, str]:
    if one.is_booked and one.eviction_at is not None and one.eviction_at <= now:
        return _("Tiden har passerat, resultatet är inte känt"), "stopped"
    return {
        "booked": (_("Bokad"), "warning"),
        "replaced": (_("Ersatt av en ny tid"), "neutral"),
        "cancelled": (_("Inställd"), "done"),
        "withdrawn": (_("Återkallad"), "done"),
        "carried_out": (_("Verkställd"), "neutral"),
    }[one.state]


def _consents(session: Session, of: Case, today: date) -> Iterator[Card]:
    names = {one.unit_key: one.unit for one in referral.recipients(session, of.authority_id)}
    for one in consent.of_case(session, of.id):
        text, tone = _consent_state(one, today)
        language = current_language()
        scope = ", ".join(KINDS[kind].in_language(language) for kind in one.scope)
        first = date_full(date.fromisoformat(one.valid_from))
        days = _("Från och med %(first)s", first=first)
        if one.valid_to:
            last = date_full(date.fromisoformat(one.valid_to))
            days = _("%(first)s till och med %(last)s", first=first, last=last)
        outside = _("Hyresvärden eller någon annan utanför kommunen")
        title = outside if one.recipient == LANDLORD else names.get(one.recipient, one.recipient)
        yield _card(title, [scope, one.purpose, days], text, tone)


def _consent_state(one: Consent, today: date) -> tuple[str, str]:
    if one.withdrawn_at is not None:
        return _("Återkallat"), "warning"
    return (_("Gäller nu"), "done") if one.is_valid(today) else (_("Gäller inte i dag"), "neutral")


def _referrals(session: Session, of: Case) -> Iterator[Card]:
    for one in referral.of_case(session, of.id):
        text, tone = _referral_state(one)
        lines = []
        if one.sent_at:
            lines.append(_("Skickad %(when)s.", when=datetime_short(one.sent_at)))
        if one.answer_by and one.state == "sent":
            day = date_full(date.fromisoformat(one.answer_by))
            lines.append(_("Svar senast %(day)s.", day=day))
        if one.answer:
            lines.append(one.answer)
        title = referral.receiver_name(session, one) or _("Mottagare inte vald")
        yield _card(title, lines, text, tone)


def _referral_state(one: Referral) -> tuple[str, str]:
    return {
        "draft": (_("Påbörjad"), "neutral"),
        "sent": (_("Skickad, obesvarad"), "warning"),
        "accepted": (_("Mottagen"), "done"),
        "declined": (_("Avböjd"), "neutral"),
        "withdrawn": (_("Återtagen"), "neutral"),
    }[one.state]


def _protection(session: Session, of: Case) -> Iterator[Card]:
    if not of.sealed:
        return
    group = ", ".join(one.name for one in seals.group_of(session, of))
    yield _card(_("Bara de här ser ärendet"), [group], _("Skyddat"), "warning")
    for member in party.members(session, of.household_id):
        approved = channel_approval.of_person(session, member.id)
        names = people.names(session, [row.approved_by for row in approved])
        for row in approved:
            channel = NAMES[row.channel].in_language(current_language())
            who = names.get(row.approved_by, "")
            said = _("Godkänd av %(name)s: %(reason)s", name=who, reason=row.reason)
            yield _card(f"{member.name}: {channel}", [said])


def _accesses(session: Session, of: Case) -> Iterator[Card]:
    group = sealed_access.of_case(session, of.id)
    names = people.names(session, [one.granted_by for one in group])
    for one in group:
        since = _(
            "Sedan %(when)s, av %(name)s.",
            when=datetime_short(one.granted_at),
            name=names.get(one.granted_by, _("systemet")),
        )
        why = _("I gruppen för sina uppgifter i ärendet.")
        yield _card(one.name, [since, one.reason or why])


def _retention(session: Session, of: Case, today: date) -> Iterator[Card]:
    found = case_retention.of_case(session, of, today)
    if found is None:
        return
    lines = [remark.in_language(current_language()) for remark in found.remarks]
    if found.fate is not Fate.WEEDED or found.weed_from is None or found.weed_latest is None:
        lines.insert(0, _("Akten bevaras för forskning."))
    else:
        first, last = date_full(found.weed_from), date_full(found.weed_latest)
        said = _("Gallras tidigast %(first)s och senast %(last)s.", first=first, last=last)
        lines.insert(0, said)
    lines.append(_("Kommunens dokumenthanteringsplan avgör. Inget gallras av sig självt."))
    yield _card("", lines)


def _answer(children: str) -> str:
    return {"yes": _("Ja"), "no": _("Nej")}.get(children, _("inte känt"))


def _card(title: str, lines: list[str], tag: str = "", tone: str = "neutral") -> Card:
    return {"title": title, "lines": lines, "tag": tag, "tone": tone}
