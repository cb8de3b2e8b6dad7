"""An instance in memory while a command moves it."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine import definitions
from engine.definitions import Definition
from engine.elements import Element
from engine.instances import StoredInstance
from engine.spiff.live import LiveInstance, Position, Transition
from engine.spiff.state import State


@dataclass
class Moving:
    """An instance in memory while a command moves it."""

    stored: StoredInstance
    definition: Definition
    live: LiveInstance
    version: int
    before: State
    # Steps that already stood started when the instance was loaded: each failed once before and
    # has not succeeded since.
    failed_before: frozenset[str] = frozenset()
    failed: set[str] = field(default_factory=set)
    # Positions that have an inbox row, a subscription, a timer: as the stored state says, for they
    # are written in the same transaction as it.
    shown_tasks: frozenset[str] = frozenset()
    subscribed: frozenset[str] = frozenset()
    timed: frozenset[str] = frozenset()
    # Positions that failed and that nothing stands at any longer.
    deserted: set[str] = field(default_factory=set)

    def element(self, position: Position | Transition) -> Element:
        """The element of the diagram where the token stands."""
        return definitions.part(self.definition, position.process).model.elements[position.element]
