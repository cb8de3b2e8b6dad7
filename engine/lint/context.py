"""What a process is checked against: operations, roles, and the other processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.bpmn import CATCHING
from engine.elements import ProcessModel
from engine.service_tasks import OperationSignature


@dataclass(frozen=True)
class ProcessFacts:
    """What other processes need to know of one: whom it calls, what starts it, what it awaits."""

    calls: frozenset[str] = frozenset()
    started_by: str | None = None
    catches: frozenset[str] = frozenset()

    @classmethod
    def of(cls, model: ProcessModel) -> ProcessFacts:
        """The facts of a process that has been read."""
        waiting = (e for e in model.elements.values() if e.type in CATCHING)
        catches = frozenset(e.message for e in waiting if e.message)
        return cls(model.called_keys, model.start_message, catches)


@dataclass(frozen=True)
class LintContext:
    """operations: by id. roles: what lanes may be. processes: every known process, by its key."""

    operations: Mapping[str, OperationSignature]
    roles: frozenset[str]
    processes: Mapping[str, ProcessFacts] = field(default_factory=dict)
