"""The letters that a completion or an act would send, built as it builds them, and not kept.

Only what writes and sends a letter in one step stands here; a letter that is written before a task
has a page of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases import (
    case,
    commitment_authority,
    commitment_terms,
    eviction,
    measure,
    notice,
    pledge,
    referral,
    referral_choice,
    referral_terms,
    track,
)
from cases.commands import case_letter as case_letter_commands
from cases.commands import contact as contact_commands
from cases.law.calendar import local_day
from cases.letters import commitment_letters, eviction_letters, ladder_letters, letters_landlord
from cases.letters.commitment_letters import Delegate
from cases.letters.letter_writing import Written
from cases.pledge import Terms
from cases.track import Track
from db.session import Session
from engine.errors import Refused
from engine.values import Scalar

DRAFT = frozenset({"L09"})
"""Letters that say that somebody has decided; looked at here, nobody has."""

_PURPOSE = "preview"


@dataclass(frozen=True)
class Answered:
    """A form as it was answered. key: the public id of what it is about. variables: of its task."""

    session: Session
    key: str
    answers: Mapping[str, Any]
    variables: Mapping[str, Scalar]
    municipality: str
    now: datetime
    actor: str


def can_preview(name: str | None) -> bool:
    """Whether a completion, by its operation, or an act, by its form, may send a letter."""
    return name in _PREVIEWS


def of(name: str, answered: Answered) -> Sequence[Written]:
    """The letters that these answers would send; none is normal. Raises Refused as the completion
    or the act does."""
    return _PREVIEWS[name](answered)


# Completions of tasks.


def _to_household(answered: Answered) -> list[Written]:
    if answered.answers["letter"] == "none":
        return []
    worked = track.of_notice(answered.session, answered.key)
    return [
        ladder_letters.to_household(
            answered.session, worked, answered.answers, **_now(answered), purpose=_PURPOSE
        )
    ]


def _before_eviction(answered: Answered) -> list[Written]:
    given = notice.get(answered.session, answered.key)
    booked = eviction.of_notice(answered.session, given.id)
    if answered.answers["letter"] != "yes" or booked is None:
        return []
    eviction_letters.require_time(given)
    return [eviction_letters.before(answered.session, booked, given, **_now(answered))]


def _proposed(answered: Answered) -> list[Written]:
    """L09 as it is proposed: nobody has decided."""
    if answered.answers["measure"] != measure.COMMITMENT:
        return []
    worked = track.of_notice(answered.session, answered.key)
    commitment_terms.require_possible(answered.session, worked, answered.now)
    today = local_day(answered.now)
    terms = commitment_terms.proposed(answered.answers, today)
    if terms.amount is None:
        raise Refused(commitment_authority.AMOUNT_UNKNOWN)
    by = commitment_letters.undecided(today)
    return [_approved(answered, worked, terms, by)]


def _decided(answered: Answered) -> list[Written]:
    """L09 or L10, as the delegate is about to decide."""
    deciding = pledge.get(answered.session, str(answered.variables["commitment"]))
    worked = track.of_notice(answered.session, answered.key)
    commitment_terms.require_undecided(deciding)
    if answered.answers["decision"] != "approve":
        refusal = commitment_letters.refused(
            answered.session, worked, **_now(answered), purpose=_PURPOSE
        )
        return [refusal]
    commitment_terms.require_possible(answered.session, worked, answered.now)
    level = str(answered.variables["level"])
    today = local_day(answered.now)
    terms = commitment_terms.decided(
        answered.session, worked, deciding, answered.answers, level, today
    )
    by = commitment_letters.delegate(answered.session, answered.actor, today)
    return [_approved(answered, worked, terms, by)]


def _approved(answered: Answered, worked: Track, terms: Terms, by: Delegate) -> Written:
    return commitment_letters.approved(
        answered.session, worked, terms, by, **_now(answered), purpose=_PURPOSE
    )


def _referral(answered: Answered) -> list[Written]:
    if answered.answers["next"] != "send":
        return []
    asked = referral.get(answered.session, answered.key)
    choice = referral_choice.of(answered.session, asked, answered.answers, local_day(answered.now))
    terms = referral_terms.of_facts(
        answered.session,
        asked,
        choice.copied,
        purpose=choice.purpose,
        answer_by=choice.answer_by,
    )
    about = case.by_id(answered.session, asked.case_id)
    return [
        letters_landlord.referral(
            answered.session, about, terms, key=asked.public_id, **_now(answered)
        )
    ]


def _forwarding(answered: Answered) -> list[Written]:
    """Both letters: to the other municipality, and to the sender."""
    if answered.answers["action"] != "forward":
        return []
    about = notice.get(answered.session, answered.key)
    return [
        letters_landlord.forwarding(
            answered.session,
            about,
            addressee=addressee,
            other_municipality=answered.answers["other_municipality"],
            **_now(answered),
        )
        for addressee in ("municipality", "sender")
    ]


# Acts on a case.


def _meeting(answered: Answered) -> list[Written]:
    command = contact_commands.WriteMeetingLetter(answered.key, **answered.answers)
    return [
        contact_commands.meeting_letter(
            answered.session, command, **_now(answered), purpose=_PURPOSE
        )
    ]


def _closing(answered: Answered) -> list[Written]:
    command = case_letter_commands.WriteClosingLetter(answered.key, **answered.answers)
    return [
        case_letter_commands.closing_letter(
            answered.session, command, **_now(answered), purpose=_PURPOSE
        )
    ]


def _consent_form(answered: Answered) -> list[Written]:
    command = case_letter_commands.WriteConsentForm(answered.key, **answered.answers)
    return [
        case_letter_commands.consent_form(
            answered.session,
            command,
            writer=answered.actor,
            **_now(answered),
            purpose=_PURPOSE,
        )
    ]


def _now(answered: Answered) -> dict[str, Any]:
    """What every letter is built with."""
    return {"municipality": answered.municipality, "now": answered.now}


_PREVIEWS: Mapping[str, Callable[[Answered], list[Written]]] = {
    "write_to_household": _to_household,
    "record_eviction_contact": _before_eviction,
    "choose_measure": _proposed,
    "decide_commitment": _decided,
    "choose_facts": _referral,
    "decide_forwarding": _forwarding,
    "write_meeting_letter": _meeting,
    "write_closing_letter": _closing,
    "write_consent_form": _consent_form,
}
"""By operation of a completed task, or by form of an act."""

WRITTEN_WHEN: Mapping[str, str] = {
    "write_to_household": "letter!=none",
    "record_eviction_contact": "letter=yes",
    "choose_measure": "measure=commitment",
    "choose_facts": "next=send",
    "decide_forwarding": "action=forward",
}
"""The answers that a letter comes of, where others send none: field=value, or field!=value."""
