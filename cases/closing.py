"""What must be done before a case may be closed (P14), and what ends with it."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from cases import eviction, journal, same_day
from cases.case import Case
from cases.notice import of_case as notices_of
from cases.tables.letter_models import RECEIPT, letters
from cases.tables.models import notices
from cases.tables.sharing_models import referrals
from db.session import Session
from engine.definition_store import process_definitions
from engine.models import process_instances, user_tasks
from engine.texts import Text

ENDS_WITH_CASE = (
    "unpaid_rent",
    "request_complement",
    "disturbance",
    "kfm_application",
)
"""Processes whose waiting and tasks are about the open case: closing it ends them. An eviction, a
same-day duty, a letter and a referral are not among them: they are brought to their own end."""

EVICTED = ("O12", "O13", "O14", "O15")

Guard = Callable[[Session, Case, str, str], bool]


def hindrance(session: Session, case: Case, instance: str, outcome: str) -> Text | None:
    """Why the case cannot be closed now, or None. ``instance`` is the one that asks."""
    for guard, why in _GUARDS:
        if guard(session, case, instance, outcome):
            return why
    return None


def keys(session: Session, case: Case) -> list[str]:
    """What the processes of a case are about: the case and its notices."""
    return [case.public_id, *(one.public_id for one in notices_of(session, case.id))]


def _has_open_duty(session: Session, case: Case, _instance: str, _outcome: str) -> bool:
    duties = [same_day.find(session, one) for one in notices_of(session, case.id)]
    return any(duty is not None and not duty.is_done for duty in duties)


def _has_booked_eviction(session: Session, case: Case, _instance: str, _outcome: str) -> bool:
    return bool(eviction.without_result(eviction.of_case(session, case.id)))


def _has_open_task(session: Session, case: Case, instance: str, _outcome: str) -> bool:
    statement = (
        select(user_tasks.c.id)
        .join(process_instances, process_instances.c.id == user_tasks.c.instance_id)
        .join(process_definitions, process_definitions.c.id == process_instances.c.definition_id)
        .where(
            user_tasks.c.state == "open",
            process_instances.c.public_id != instance,
            process_definitions.c.key.not_in(ENDS_WITH_CASE),
            user_tasks.c.business_key.in_(keys(session, case)),
        )
        .limit(1)
    )
    return session.execute(statement).first() is not None


def _has_unsent_letter(session: Session, case: Case, _instance: str, _outcome: str) -> bool:
    of_case = select(notices.c.id).where(notices.c.case_id == case.id)
    statement = (
        select(letters.c.id)
        .where(
            letters.c.notice_id.in_(of_case) | (letters.c.case_id == case.id),
            letters.c.state.in_(("prepared", "queued", "handed_over")),
            letters.c.kind != RECEIPT,
        )
        .limit(1)
    )
    return session.execute(statement).first() is not None


def _has_open_referral(session: Session, case: Case, _instance: str, _outcome: str) -> bool:
    under_way = select(referrals.c.id).where(
        referrals.c.case_id == case.id, referrals.c.state.in_(("draft", "sent"))
    )
    return session.execute(under_way.limit(1)).first() is not None


def _children_unknown(session: Session, case: Case, _instance: str, outcome: str) -> bool:
    """Whether nobody has answered if children lived there, in a case that ends with an eviction."""
    if outcome not in EVICTED:
        return False
    of_evictions = {one.children for one in eviction.of_case(session, case.id)}
    entries = [one.facts.get("children") for one in journal.of_case(session, case.id)]
    return not {"yes", "no"} & {*of_evictions, *entries}


_GUARDS: tuple[tuple[Guard, Text], ...] = (
    (
        _has_open_duty,
        Text(
            "Bekräftelsen till Kronofogden, eller kopian till den det gäller, är inte skickad. "
            "Skicka den först.",
            "The confirmation to Kronofogden, or the copy to the person, has not been sent. Send "
            "it first.",
        ),
    ),
    (
        _has_booked_eviction,
        Text(
            "En avhysning är bokad och resultatet är inte känt. Fråga Kronofogden först.",
            "An eviction is booked and its result is not known. Ask Kronofogden first.",
        ),
    ),
    (
        _has_open_referral,
        Text(
            "En remiss är inte besvarad. Vänta på svaret, eller ta tillbaka remissen.",
            "A referral has not been answered. Wait for the answer, or take it back.",
        ),
    ),
    (
        _has_open_task,
        Text(
            "Ärendet har en annan uppgift som inte är klar. Gör klart den först.",
            "The case has another task that is not done. Complete that one first.",
        ),
    ),
    (
        _has_unsent_letter,
        Text(
            "Ett brev i ärendet är inte skickat ännu. Ärendet kan avslutas när det är det.",
            "A letter in the case has not been sent yet. Close the case when it has.",
        ),
    ),
    (
        _children_unknown,
        Text(
            "Svara först på om det finns barn i hushållet.",
            "First answer whether there are children in the household.",
        ),
    ),
)
