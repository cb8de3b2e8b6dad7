"""What an operator may do about an incident: ask for one more try, or end the instance."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from sqlalchemy import bindparam, select

from db.session import Session
from engine import jobs, open_incidents, stepping
from engine.commands import AskRetry
from engine.errors import NotFound, Refused, StepLimitReached, TimerRepeats
from engine.executor import Processor
from engine.incidents import retry_key
from engine.models import incidents, process_instances
from engine.open_incidents import IncidentView, Mending
from engine.runtime import Runtime
from engine.texts import Text
from ledger import events
from ledger.events import Actor, FoundStream

MENDED = Text(
    "Störningen är redan löst. Ladda om sidan.", "The incident is settled already. Reload the page."
)
NOTHING_TO_TRY = Text(
    "Ett nytt försök hjälper inte här: steget fortsätter när det som det väntar på har ändrats.",
    "Another try does not help here: the step goes on when what it waits for has changed.",
)
STILL_TRIED = Text(
    "Steget försöks fortfarande. Avsluta först när försöken är slut.",
    "The step is still being tried. End it only when the tries have run out.",
)


class AboutIncident(Protocol):
    """A command that names an incident by its public id."""

    @property
    def incident(self) -> str: ...


def processors() -> dict[type, Processor]:
    """How the command is carried out."""
    return {AskRetry: Processor(home, _ask_retry)}


_LOCK_OF_INCIDENT = events.locking(
    select(process_instances.c.stream_id)
    .join(incidents, incidents.c.instance_id == process_instances.c.id)
    .where(incidents.c.public_id == bindparam("incident"))
)


def home(_session: Session, command: AboutIncident, _actor: Actor, _now: datetime) -> FoundStream:
    """The stream under whose lock the instance of the incident moves."""
    return FoundStream(_LOCK_OF_INCIDENT, {"incident": command.incident})


def still_open(session: Session, public_id: str) -> IncidentView:
    """The incident under the lock. Raises NotFound, and Refused when it has been settled."""
    found = open_incidents.find(session, public_id)
    if found is None:
        raise NotFound("There is no such incident.")
    if found.mending in (Mending.MENDED, Mending.ENDED):
        raise Refused(MENDED)
    return found


def end_instance(runtime: Runtime, found: IncidentView, reason: str) -> None:
    """End the instance of an incident where it stands. Raises Refused while a try is planned."""
    if found.mending is Mending.RETRYING:
        raise Refused(STILL_TRIED)
    runtime.cancel(found.instance_id, reason)


def may_be_tried(found: IncidentView) -> bool:
    """Whether one more try can do anything: not for a timer that repeats, whose trying is its
    fault, nor for what is settled."""
    if found.mending is Mending.UNTRIED:
        return found.cause != TimerRepeats.__name__
    return found.mending in (Mending.RETRYING, Mending.GIVEN_UP)


def _ask_retry(runtime: Runtime, command: AskRetry) -> None:
    found = still_open(runtime.session, command.incident)
    if not may_be_tried(found):
        raise Refused(NOTHING_TO_TRY)
    runtime.record(
        "incident.retry_asked",
        {"incident": found.public_id, "attempts": found.attempts},
        subject=found.instance,
        element=found.element,
    )
    if found.cause == StepLimitReached.__name__:
        # Nothing failed that could be tried again: it goes on, for as long as it did before.
        stepping.release(runtime, runtime.load(found.instance_id))
    else:
        jobs.renew(runtime.session, retry_key(found.instance, found.position), runtime.now)
