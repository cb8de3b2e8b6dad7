"""The command that puts a household, which a registrar has searched for, among the suggestions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select

from cases import household, matching, notice, sealing
from cases.policy import Rule, StaffMember, comparable_households, on_matchable_notice
from cases.tables.models import households
from db.session import Session
from engine.errors import NotFound, Refused
from engine.executor import Processor
from engine.runtime import Runtime
from engine.texts import Text
from ledger.events import Actor

MATCHED = Text(
    "Underrättelsen är redan kopplad. Ladda om sidan.",
    "The notice is matched already. Reload the page.",
)


@dataclass(frozen=True)
class SuggestHousehold:
    """A notice may be about this household too, says whoever matches it."""

    notice: str
    household: str


def processors() -> dict[type, Processor]:
    """How the command is carried out."""
    return {SuggestHousehold: Processor(_home, _suggest)}


def _may_suggest(actor: StaffMember, command: SuggestHousehold) -> ColumnElement[bool]:
    named = select(households.c.id).where(
        households.c.public_id == command.household, comparable_households(actor)
    )
    return and_(on_matchable_notice(actor, command), named.exists())


RULES: Mapping[type, Rule] = {SuggestHousehold: _may_suggest}


def _home(session: Session, command: SuggestHousehold, _actor: Actor, _now: datetime) -> int:
    found = notice.find(session, command.notice)
    if found is None:
        raise NotFound
    return found.stream_id


def _suggest(runtime: Runtime, command: SuggestHousehold) -> None:
    """Raises Refused when the notice has been matched, and NotFound for a home that is secret."""
    about = notice.get(runtime.session, command.notice)
    if about.state != "registered":
        raise Refused(MATCHED)
    found = household.by_public_id(runtime.session, command.household)
    if found is None or sealing.has_protected(runtime.session, found):
        raise NotFound
    if matching.add_found(runtime.session, about.id, found):
        runtime.record("match.suggested", {"household": command.household}, subject=about.public_id)
