"""The command that exports a case: written in the case's history before anything leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cases import case
from cases.policy import Rule, on_auditable_case
from db.session import Session
from engine.errors import NotFound, Refused
from engine.executor import Processor
from engine.form_characters import tight
from engine.runtime import Runtime
from engine.texts import Text
from ledger import events
from ledger.events import Actor

EXPORTED = "case.exported"
LONGEST_REASON = 500
TO_FETCH = timedelta(hours=1)
"""How long the file of an export may be fetched: whoever wants it later writes why again."""

NO_REASON = Text(
    "Skriv varför utdraget görs, högst 500 tecken.",
    "Write why the export is made, at most 500 characters.",
)


@dataclass(frozen=True)
class ExportCase:
    """Everything that has happened in a case is taken out of here, to be shown to somebody."""

    case: str
    reason: str


@dataclass(frozen=True)
class Made:
    """An export that was made: its place in the case's history, why, when, and until when its
    maker can fetch the file."""

    seq: int
    reason: str
    at: datetime

    @property
    def until(self) -> datetime:
        return self.at + TO_FETCH


def processors() -> dict[type, Processor]:
    """How it is carried out."""
    return {ExportCase: Processor(_home, _export)}


RULES: Mapping[type, Rule] = {ExportCase: on_auditable_case}


def latest(session: Session, case_id: str, by: str, now: datetime) -> Made | None:
    """The latest export of a case by this person that she may still fetch."""
    told = events.read_subject(session, case_id)
    made = [
        Made(one.seq, (one.payload or {}).get("reason", ""), one.at)
        for one in told
        if one.kind == EXPORTED and one.actor == by
    ]
    return made[-1] if made and made[-1].at <= now < made[-1].until else None


def _home(session: Session, command: ExportCase, _actor: Actor, _now: datetime) -> int:
    found = case.find(session, command.case)
    if found is None:
        raise NotFound("There is no such case.")
    return found.stream_id


def _export(runtime: Runtime, command: ExportCase) -> None:
    if not tight(command.reason) or len(command.reason) > LONGEST_REASON:
        raise Refused(NO_REASON)
    runtime.record(EXPORTED, {"reason": command.reason}, subject=command.case)
