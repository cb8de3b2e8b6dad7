"""What a process is checked against: operations, roles, and the other processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.bpmn import RECEIVING, THROWING
from engine.elements import ProcessModel, value_names
from engine.lint.chain import Chain
from engine.lint.links import chain_of
from engine.signatures import OperationSignature

NO_CHAIN = Chain()


@dataclass(frozen=True)
class ProcessFacts:
    """What other processes need to know of one: whom it calls, which messages it starts by, awaits
    and sends, the names of the values that it needs and gives, None where it does not say, and what
    sets what going through it (``Chain``)."""

    calls: frozenset[str] = frozenset()
    started_by: str | None = None
    catches: frozenset[str] = frozenset()
    sends: frozenset[str] = frozenset()
    needs: frozenset[str] | None = None
    gives: frozenset[str] | None = None
    chain: Chain = NO_CHAIN

    @classmethod
    def of(cls, model: ProcessModel) -> ProcessFacts:
        """The facts of a process that has been read."""
        about = [(e.type, e.message) for e in model.elements.values() if e.message]
        catches = frozenset(message for kind, message in about if kind in RECEIVING)
        sends = frozenset(message for kind, message in about if kind in THROWING)
        needs, gives = declared(model.inputs), declared(model.outputs)
        start, chain = model.start_message, chain_of(model)
        return cls(model.called_keys, start, catches, sends, needs, gives, chain)


def declared(said: str | None) -> frozenset[str] | None:
    """The names of values in a declaration, None where there is none."""
    return None if said is None else frozenset(value_names(said))


@dataclass(frozen=True)
class LintContext:
    """operations: by id. roles: what lanes may be. processes: every known process, by its key.
    known_values: what a parameter or a result of a name may be, where it may not be anything."""

    operations: Mapping[str, OperationSignature]
    roles: frozenset[str]
    processes: Mapping[str, ProcessFacts] = field(default_factory=dict)
    known_values: Mapping[str, frozenset[str]] = field(default_factory=dict)
