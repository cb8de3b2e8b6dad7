"""What the administrator may do about incidents, without seeing the case that they are in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from cases import ending, flag, notice, same_day
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
LONGEST_REASON = 500
ENDED_BY_HAND = "PROCESS_AVSLUTAD"

NO_REASON = Text("Skriv varför processen avslutas.", "Write why the process is ended.")
TOO_LONG = Text("Skriv högst 500 tecken.", "Write at most 500 characters.")
TAKE_OVER = Text(
    "En process om ärendet kunde inte fortsätta och är avslutad av driften. Gör för hand det som "
    "återstår.",
    "A process of the case could not go on and has been ended by operations. Do by hand what is "
    "left.",
)
BEGUN_ANEW = Text(
    "Processen som ärendet handläggs i kunde inte fortsätta och är börjad om av driften. Bedöm "
    "ärendet på nytt.",
    "The process in which the case is handled could not go on and has been begun anew by "
    "operations. Assess the case again.",
)
CASE_OPENED = "case_opened"
"""The message that starts the process of a case."""


@dataclass(frozen=True)
class EndInstance:
    """The instance of an incident cannot go on and is ended; who works on the case is told.

    That of an open case is begun anew. Refused where a duty would be lost: ``cases/ending.py``.
    """

    incident: str
    reason: str


def processors() -> dict[type, Processor]:
    """How the command is carried out."""
    return {EndInstance: Processor(interventions.home, _end)}


RULES: Mapping[type, Rule] = {AskRetry: may_change, EndInstance: may_change}


def hindrance(session: Session, found: IncidentView) -> Text | None:
    """Why the instance of an incident may not be ended, and who has to do what; None if it may:
    what it is about goes on without it, and somebody can be told."""
    if page_of(session, found.about) is None:
        return ending.NOT_KNOWN
    return ending.hindrance(session, _process(session, found), found.about)


def begins_anew(session: Session, found: IncidentView) -> bool:
    """Whether ending the instance begins the work on an open case again."""
    return ending.begins_anew(session, _process(session, found), found.about)


def _process(session: Session, found: IncidentView) -> str:
    stored = definition_store.by_id(session, found.definition_id)
    return "" if stored is None else stored.key


def _end(runtime: Runtime, command: EndInstance) -> None:
    reason = sensible_reason(command.reason, NO_REASON)
    found = interventions.still_open(runtime.session, command.incident)
    about = page_of(runtime.session, found.about)
    hindered = hindrance(runtime.session, found)
    if about is None or hindered is not None:
        raise Refused(hindered or ending.NOT_KNOWN)
    interventions.end_instance(runtime, found, reason)
    facts = {"incident": found.public_id, "reason": reason}
    runtime.record("incident.ended", facts, subject=found.instance, element=found.element)
    is_begun_anew = begins_anew(runtime.session, found)
    _tell(runtime, about, found.instance, BEGUN_ANEW if is_begun_anew else TAKE_OVER)
    if is_begun_anew:
        _begin_anew(runtime, found)
    if _process(runtime.session, found) == same_day.PROCESS:
        received = notice.get(runtime.session, found.about)
        same_day.end_warnings(runtime.session, received, runtime.now)


def _begin_anew(runtime: Runtime, found: IncidentView) -> None:
    """Start the process of the case from its beginning, in the version that is in force."""
    runtime.send(
        CASE_OPENED, found.about, {"case": found.about}, message_id=f"anew:{found.public_id}"
    )


def sensible_reason(reason: str, missing: Text) -> str:
    """The reason as it is kept. Raises Refused, with ``missing`` when there is none."""
    if not reason.strip():
        raise Refused(missing)
    if len(reason) > LONGEST_REASON:
        raise Refused(TOO_LONG)
    return reason.strip()


def _tell(runtime: Runtime, about: str, instance: str, said: Text) -> None:
    """A flag on the page of the case or the notice: the work that is left is a person's now."""
    flag.raise_flag(
        runtime.session,
        about,
        ENDED_BY_HAND,
        said,
        public_id=runtime.engine.new_id(),
        now=runtime.now,
        place=instance,
    )
    runtime.record("flag.raised", {"code": ENDED_BY_HAND}, subject=about)


def page_of(session: Session, key: str) -> str | None:
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
