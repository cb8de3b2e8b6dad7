"""The command that joins two cases of the same people in the same home."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_

from cases import case, merging
from cases.case import Case
from cases.choices import household as choices_household
from cases.commands.act import Act
from cases.policy import Rule, StaffMember, on_workable_case
from db.session import Session
from engine.errors import NotFound, Refused
from engine.executor import Processor
from engine.runtime import Runtime
from engine.texts import Text
from ledger.events import Actor

MERGERS = frozenset({"caseworker", "manager"})
SAME_CASE = Text("Välj ett annat ärende än det här.", "Choose another case than this one.")
NOT_OPEN = Text(
    "Båda ärendena måste vara öppna för att sammanföras.",
    "Both cases must be open to be merged.",
)


@dataclass(frozen=True)
class MergeHouseholds:
    """Two cases turned out to be of one household: this one goes into the other."""

    case: str
    into: str
    reason: str


@dataclass(frozen=True)
class _Into:
    case: str


def processors() -> dict[type, Processor]:
    """How it is carried out."""
    return {MergeHouseholds: Processor(_home, _merge)}


def acts() -> dict[str, Act]:
    """What may be done on the page of a case."""
    return {
        "sammanfor": Act(
            "merge_households",
            MERGERS,
            lambda key, answers: MergeHouseholds(key, answers["into"], answers["reason"]),
            Text("Ärendena är sammanförda.", "The cases are merged."),
            _has_another,
        )
    }


def _has_another(session: Session, of: Case) -> bool:
    return of.state == "open" and bool(choices_household.other_cases(session, of.public_id))


def _may_merge(actor: StaffMember, command: MergeHouseholds) -> ColumnElement[bool]:
    """She works on both of them."""
    return and_(on_workable_case(actor, command), on_workable_case(actor, _Into(command.into)))


RULES: Mapping[type, Rule] = {MergeHouseholds: _may_merge}


def _home(session: Session, command: MergeHouseholds, _actor: Actor, _now: datetime) -> int:
    """Of two cases the older stream is locked first: two that merge each other do not wait."""
    return min(one.stream_id for one in _both(session, command))


def _merge(runtime: Runtime, command: MergeHouseholds) -> None:
    gone, kept = _both(runtime.session, command)
    if gone.id == kept.id:
        raise Refused(SAME_CASE)
    merging.hold_both(runtime, gone, kept)
    gone, kept = _both(runtime.session, command)
    if {gone.state, kept.state} != {"open"}:
        raise Refused(NOT_OPEN)
    facts: dict[str, Any] = {
        "from": gone.public_id,
        "into": kept.public_id,
        "reason": command.reason,
    }
    merging.merge(runtime, gone, kept, facts)


def _both(session: Session, command: MergeHouseholds) -> tuple[Case, Case]:
    found = case.find(session, command.case), case.find(session, command.into)
    if found[0] is None or found[1] is None:
        raise NotFound("There is no such case.")
    return found[0], found[1]
