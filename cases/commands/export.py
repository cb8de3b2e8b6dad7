"""The command that exports a case: written in the case's history before anything leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cases import case
from cases.policy import Rule, on_auditable_case
from db.session import Session
from engine.errors import NotFound, Refused
from engine.executor import Processor
from engine.form_characters import tight
from engine.runtime import Runtime
from engine.texts import Text
from ledger.events import Actor

LONGEST_REASON = 500

NO_REASON = Text(
    "Skriv varför utdraget görs, högst 500 tecken.",
    "Write why the export is made, at most 500 characters.",
)


@dataclass(frozen=True)
class ExportCase:
    """Everything that has happened in a case is taken out of here, to be shown to somebody."""

    case: str
    reason: str


def processors() -> dict[type, Processor]:
    """How it is carried out."""
    return {ExportCase: Processor(_home, _export)}


RULES: Mapping[type, Rule] = {ExportCase: on_auditable_case}


def _home(session: Session, command: ExportCase, _actor: Actor, _now: datetime) -> int:
    found = case.find(session, command.case)
    if found is None:
        raise NotFound("There is no such case.")
    return found.stream_id


def _export(runtime: Runtime, command: ExportCase) -> None:
    if not tight(command.reason) or len(command.reason) > LONGEST_REASON:
        raise Refused(NO_REASON)
    runtime.record("case.exported", {"reason": command.reason}, subject=command.case)
