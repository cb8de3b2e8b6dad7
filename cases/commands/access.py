"""The command that ends somebody's access to a sealed case, however she got it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cases import case, journal, sealed_access
from cases.case import Case
from cases.commands.act import Act
from cases.commands.protection import MANAGERS, on_managed_case
from cases.policy import Rule
from db.session import Session
from engine import handing_back
from engine.errors import NotFound, Refused
from engine.executor import Processor
from engine.runtime import Runtime
from engine.texts import Text
from ledger.events import Actor

NOT_IN_GROUP = Text("Personen ser inte ärendet.", "The person does not see the case.")
OWN_ACCESS = Text(
    "Du kan inte avsluta din egen åtkomst: någon måste kunna ge den till andra. Be en annan chef.",
    "You cannot end your own access: somebody must be able to give it to others. Ask another "
    "manager.",
)


@dataclass(frozen=True)
class EndAccess:
    """A person may not see a sealed case any longer."""

    case: str
    staff: str
    reason: str


def processors() -> dict[type, Processor]:
    """How it is carried out."""
    return {EndAccess: Processor(_home, _end_access)}


RULES: Mapping[type, Rule] = {EndAccess: on_managed_case}


def acts() -> dict[str, Act]:
    """What may be done on the page of a sealed case."""
    return {
        "avsluta-atkomst": Act(
            "end_access",
            MANAGERS,
            lambda key, answers: EndAccess(key, **answers),
            Text("Personen ser inte ärendet längre.", "The person no longer sees the case."),
            lambda _session, about: about.sealed,
        )
    }


def _home(session: Session, command: EndAccess, _actor: Actor, _now: datetime) -> int:
    found = case.find(session, command.case)
    if found is None:
        raise NotFound("There is no such case.")
    return found.stream_id


def _end_access(runtime: Runtime, command: EndAccess) -> None:
    about = case.get(runtime.session, command.case)
    group = sealed_access.of_case(runtime.session, about.id)
    found = next((one for one in group if one.public_id == command.staff), None)
    if found is None or not about.sealed:
        raise Refused(NOT_IN_GROUP)
    actor = f"staff:{found.public_id}"
    if actor == runtime.actor.id:
        raise Refused(OWN_ACCESS)
    sealed_access.end(runtime.session, about, found)
    facts = {"staff": command.staff, "reason": command.reason, "was_let_in_for": found.reason}
    runtime.record("access.ended", facts, subject=about.public_id)
    # What she had taken would be open to nobody else.
    handing_back.hand_back(runtime, actor, sealed_access.keys_of(runtime.session, about))
    _note(runtime, about, command.reason)


def _note(runtime: Runtime, about: Case, reason: str) -> None:
    # The form's choices are public ids; who it was stands in the ledger.
    journal.write(
        runtime.session,
        about.id,
        "protection",
        runtime.actor.id,
        {"reason": reason},
        runtime.now,
        form="acts/end_access",
    )
