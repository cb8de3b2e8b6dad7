"""Making and revoking the keys of senders' own systems: commands with history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement

from cases import api_keys
from cases.commands.office import may_change
from cases.commands.roster import OFFICE, SYSTEM
from cases.policy import Rule, StaffMember
from db.session import Session
from engine.errors import NotFound, Refused
from engine.executor import Processor
from engine.runtime import Runtime
from engine.texts import Text
from ledger import events
from ledger.events import Actor

KEEPERS = ("administrator",)
REVOKED = "api_key.revoked"
"""What the ledger calls it."""

ALREADY_REVOKED = Text("Nyckeln är redan återkallad.", "The key is revoked already.")
NO_SCOPE = Text("Välj vad nyckeln får göra.", "Choose what the key may do.")


@dataclass(frozen=True)
class MakeApiKey:
    """A sender gets a key. digest: all that is kept of the secret, which only she is shown."""

    digest: str
    sender_kind: str
    sender_name: str
    org_number: str
    scopes: tuple[str, ...]


@dataclass(frozen=True)
class RevokeApiKey:
    """From now on nobody gets in with the key."""

    key: str
    reason: str


def processors() -> dict[type, Processor]:
    """How each is carried out."""
    return {
        MakeApiKey: Processor(_office, _make, _without_digest),
        RevokeApiKey: Processor(_office, _revoke),
    }


def may_keep(actor: StaffMember, command: Any) -> ColumnElement[bool]:
    """She is administrator in the authority that notices reach."""
    return may_change(actor, command)


RULES: Mapping[type, Rule] = {MakeApiKey: may_keep, RevokeApiKey: may_keep}


def reasons(session: Session, keys: list[str]) -> dict[str, str]:
    """Why each of these keys was revoked, as the ledger has it."""
    told = events.read_subjects(session, keys)
    return {
        entry.payload["key"]: str(entry.payload["reason"])
        for entry in told
        if entry.kind == REVOKED and entry.payload
    }


def _office(session: Session, _command: Any, _actor: Actor, now: datetime) -> int:
    return events.open_stream(session, OFFICE, SYSTEM, now=now)


def _without_digest(command: MakeApiKey) -> dict[str, Any]:
    """The ledger needs no digest; the key has a public id."""
    return {"sender_kind": command.sender_kind, "org_number": command.org_number}


def _make(runtime: Runtime, command: MakeApiKey) -> str:
    """Returns the public id of the key."""
    scopes = frozenset(command.scopes) & set(api_keys.SCOPES)
    if not scopes:
        raise Refused(NO_SCOPE)
    key = api_keys.add(
        runtime.session,
        command.digest,
        sender_kind=command.sender_kind,
        sender_name=command.sender_name,
        org_number=command.org_number,
        scopes=scopes,
        by=runtime.actor.id,
        now=runtime.now,
    )
    facts = {**_without_digest(command), "key": key.public_id, "scopes": sorted(scopes)}
    runtime.record("api_key.made", facts, subject=key.public_id)
    return key.public_id


def _revoke(runtime: Runtime, command: RevokeApiKey) -> None:
    key = api_keys.find(runtime.session, command.key)
    if key is None:
        raise NotFound("There is no such key.")
    if key.revoked_at is not None:
        raise Refused(ALREADY_REVOKED)
    api_keys.revoke(runtime.session, key, runtime.now)
    facts = {"key": key.public_id, "reason": command.reason}
    runtime.record(REVOKED, facts, subject=key.public_id)
