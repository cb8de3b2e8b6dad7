"""A message that is tried again and again and fails is set aside, so that those after it are handed
over; who works on the case is told, for nobody has taken what it said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cases import flag
from cases.commands.office import may_change
from cases.commands.operations import page_of, sensible_reason
from cases.policy import Rule
from db.session import Session
from engine import definitions, instances, messages, waiting
from engine.errors import NotFound, Refused
from engine.executor import Engine, Processor
from engine.messages import Message
from engine.processors import home_of_message
from engine.runtime import Runtime
from engine.texts import Text

SET_ASIDE = "MEDDELANDE_UNDANLAGT"

NO_REASON = Text("Skriv varför meddelandet läggs åt sidan.", "Write why the message is set aside.")
NOT_STUCK = Text(
    "Meddelandet är inte längre i vägen för något. Ladda om sidan.",
    "The message is not in the way of anything any longer. Reload the page.",
)
BEGINS_SOMETHING = Text(
    "Meddelandet ska börja ett arbete och får inte läggas åt sidan: en anmälan kan gå förlorad. "
    "Det försöks igen av sig självt tills orsaken är rättad.",
    "The message is to begin some work and may not be set aside: a notice could be lost. It is "
    "tried again by itself until the cause is mended.",
)
NOBODY_TOLD = Text(
    "Meddelandet får inte läggas åt sidan: det går inte att se vilket ärende som ska få veta det. "
    "Rätta orsaken; det försöks igen av sig självt.",
    "The message may not be set aside: it cannot be seen which case is to be told. Mend the cause; "
    "it is tried again by itself.",
)
ASK_THE_SENDER = Text(
    "Ett meddelande om ärendet kunde inte tas om hand och är lagt åt sidan av driften. Fråga "
    "avsändaren vad det gällde och gör för hand det som behövs.",
    "A message about the case could not be handed over and has been set aside by operations. Ask "
    "its sender what it was about and do by hand what is needed.",
)


@dataclass(frozen=True)
class SetMessageAside:
    """A message that has failed is taken by nothing, and the later ones of its name and key go on.

    Refused for one that is to begin a process, and where no case or notice can be told.
    """

    message: str
    reason: str


def processors() -> dict[type, Processor]:
    """How the command is carried out."""
    return {SetMessageAside: Processor(home_of_message, _set_aside)}


RULES: Mapping[type, Rule] = {SetMessageAside: may_change}


def hindrance(engine: Engine, session: Session, message: Message) -> Text | None:
    """Why the message may not be set aside; None if it may."""
    if not waiting.is_failing(session, message.public_id):
        return NOT_STUCK
    if not message.correlation_key or definitions.started_by_message(session, message.name):
        return BEGINS_SOMETHING
    return None if _page(engine, session, message) else NOBODY_TOLD


def _set_aside(runtime: Runtime, command: SetMessageAside) -> None:
    reason = sensible_reason(command.reason, NO_REASON)
    message = messages.by_public_id(runtime.session, command.message)
    if message is None:
        raise NotFound("There is no such message.")
    hindered = hindrance(runtime.engine, runtime.session, message)
    about = _page(runtime.engine, runtime.session, message)
    if hindered is not None or about is None:
        raise Refused(hindered or NOBODY_TOLD)
    messages.mark(runtime.session, message, "unmatched", messages.SET_ASIDE)
    facts = {"message": message.public_id, "name": message.name, "reason": reason}
    runtime.record("message.set_aside", facts, subject=about)
    _tell(runtime, about, message.public_id)


def _page(engine: Engine, session: Session, message: Message) -> str | None:
    """The case or the notice whose page people see, of what waits for the message or has its
    key."""
    key = message.correlation_key or ""
    waits = messages.waiting_for(session, message.name, key)
    of_waiter = [] if waits is None else [instances.find(session, waits.instance_id).business_key]
    pages = (page_of(session, one) for one in (*of_waiter, key, *engine.known_by(session, key)))
    return next((page for page in pages if page is not None), None)


def _tell(runtime: Runtime, about: str, message: str) -> None:
    flag.raise_flag(
        runtime.session,
        about,
        SET_ASIDE,
        ASK_THE_SENDER,
        public_id=runtime.engine.new_id(),
        now=runtime.now,
        place=message,
    )
    runtime.record("flag.raised", {"code": SET_ASIDE}, subject=about)
