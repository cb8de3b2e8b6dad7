"""Decisions that gave no answer: recorded beside the incident, and read again by whoever mends it.

What the values were stands in the ledger only: never in a log, nor in the incident.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db.session import Session
from engine import definitions
from engine.decisions import DecisionFailed, DecisionTable
from engine.definitions import Definition
from engine.spiff.live import Position
from engine.texts import Text
from ledger import events

if TYPE_CHECKING:
    from engine.moving import Moving
    from engine.runtime import Runtime

KIND = "decision.failed"


@dataclass(frozen=True)
class FailedDecision:
    """A table by its name, and which of its rows hit, counted from 1."""

    table: Text
    rows: tuple[int, ...]


def record(runtime: Runtime, moving: Moving, position: Position, failed: DecisionFailed) -> None:
    """Tell the ledger which table gave no answer, why, and to which values."""
    runtime.record(
        KIND,
        {
            "decision": failed.table,
            "reason": failed.reason,
            "rules": list(failed.rules),
            "inputs": failed.inputs,
            "process": position.process,
            "position": position.task,
        },
        subject=moving.stored.public_id,
        element=position.element,
        definition=definitions.part(moving.definition, position.process).digest,
    )


def at_position(
    session: Session, instance: str, position: str, definition: Definition
) -> FailedDecision | None:
    """The last one where a token stands; None if there is none, or it has been erased."""
    entries = reversed(events.read_kind(session, instance, KIND))
    told = (e.payload for e in entries if e.payload and e.payload["position"] == position)
    payload = next(told, None)
    return None if payload is None else of_payload(payload, definition)


def of_payload(payload: Mapping[str, Any], definition: Definition) -> FailedDecision:
    """What the event says, in the words of its table; an operation may ask that of another process,
    which has only its id here."""
    table = _table(definition, payload)
    if table is None:
        return FailedDecision(Text(payload["decision"], payload["decision"]), ())
    return FailedDecision(table.name, _rows(table, payload["rules"]))


def _table(definition: Definition, payload: Mapping[str, Any]) -> DecisionTable | None:
    here = (part for part in definitions.parts(definition) if part.key == payload["process"])
    return next((part.decisions.get(payload["decision"]) for part in here), None)


def _rows(table: DecisionTable, rules: list[str]) -> tuple[int, ...]:
    return tuple(row for row, rule in enumerate(table.rules, start=1) if rule.id in rules)
