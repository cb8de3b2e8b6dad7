"""What the administrator may do about incidents, without seeing the case that they are in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from cases import flag
from cases.commands.office import may_change
from cases.policy import Rule
from cases.tables.models import cases, notices
from cases.tables.sharing_models import referrals
from db.session import Session
from engine import definition_store, interventions
from engine.commands import AskRetry
from engine.errors import Refused
from engine.executor import Processor
from engine.open_incidents import IncidentView
from engine.runtime import Runtime
from engine.texts import Text

OPERATORS = ("administrator",)
MUST_GO_ON = frozenset({"receive_notice", "main_case", "confirm_same_day"})
"""What a notice, a case or a duty that ends today would be lost without."""
LONGEST_REASON = 500
ENDED_BY_HAND = "PROCESS_AVSLUTAD"

NOT_THIS_ONE = Text(
    "Den här processen får inte avslutas: en underrättelse, ett ärende eller en bekräftelse skulle "
    "bli liggande. Rätta orsaken och försök igen.",
    "This process may not be ended: a notice, a case or a confirmation would be left lying. Mend "
    "the cause and try again.",
)
NO_REASON = Text("Skriv varför processen avslutas.", "Write why the process is ended.")
TOO_LONG = Text("Skriv högst 500 tecken.", "Write at most 500 characters.")
TAKE_OVER = Text(
    "En process om ärendet kunde inte fortsätta och är avslutad av driften. Gör för hand det som "
    "återstår.",
    "A process of the case could not go on and has been ended by operations. Do by hand what is "
    "left.",
)


@dataclass(frozen=True)
class EndInstance:
    """The instance of an incident cannot go on and is ended; who works on the case is told."""

    incident: str
    reason: str


def processors() -> dict[type, Processor]:
    """How the command is carried out."""
    return {EndInstance: Processor(interventions.home, _end)}


RULES: Mapping[type, Rule] = {AskRetry: may_change, EndInstance: may_change}


def may_be_ended(session: Session, found: IncidentView) -> bool:
    """Whether what the instance is about goes on without it, and somebody can be told."""
    stored = definition_store.by_id(session, found.definition_id)
    may_end = stored is not None and stored.key not in MUST_GO_ON
    return may_end and _page_of(session, found.about) is not None


def _end(runtime: Runtime, command: EndInstance) -> None:
    reason = _sensible(command.reason)
    found = interventions.still_open(runtime.session, command.incident)
    about = _page_of(runtime.session, found.about)
    if about is None or not may_be_ended(runtime.session, found):
        raise Refused(NOT_THIS_ONE)
    interventions.end_instance(runtime, found, reason)
    facts = {"incident": found.public_id, "reason": reason}
    runtime.record("incident.ended", facts, subject=found.instance, element=found.element)
    _tell(runtime, about, found.instance)


def _sensible(reason: str) -> str:
    if not reason.strip():
        raise Refused(NO_REASON)
    if len(reason) > LONGEST_REASON:
        raise Refused(TOO_LONG)
    return reason.strip()


def _tell(runtime: Runtime, about: str, instance: str) -> None:
    """A flag on the page of the case or the notice: the work that is left is a person's now."""
    flag.raise_flag(
        runtime.session,
        about,
        ENDED_BY_HAND,
        TAKE_OVER,
        public_id=runtime.engine.new_id(),
        now=runtime.now,
        place=instance,
    )
    runtime.record("flag.raised", {"code": ENDED_BY_HAND}, subject=about)


def _page_of(session: Session, key: str) -> str | None:
    """The case or the notice whose page people see, of what an instance is about."""
    of_case = select(cases.c.public_id).where(cases.c.public_id == key)
    of_notice = select(notices.c.public_id).where(notices.c.public_id == key)
    of_referral = (
        select(cases.c.public_id)
        .join(referrals, referrals.c.case_id == cases.c.id)
        .where(referrals.c.public_id == key)
    )
    found = session.execute(of_case.union(of_notice, of_referral)).scalars().first()
    return None if found is None else str(found)
