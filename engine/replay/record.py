"""The place in the record that the re-execution has come to, and what must stand there."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from itertools import groupby, takewhile
from typing import Any

from engine.replay.recording import Step
from engine.replay.tokens import Tokens
from engine.replay.verdict import ReplayDiverged, names_that_differ, told_names
from engine.spiff.live import Position, Transition

PAUSES = ("instance.paused", "instance.held")
"""What ends a portion before there is nothing left to do; it tells how long the portion was."""
MOVES = ("element.entered", "element.left", "element.cancelled")

MOST_STEPS = 500
"""The most that any version of the engine has taken in one command without telling that it left
something."""


class PayloadErased(Exception):
    """What is needed to go on has been erased from the ledger."""


class Record:
    """The recorded steps of one instance, taken one by one; ``compared`` counts those taken."""

    def __init__(self, steps: Iterable[Step]) -> None:
        self._left = deque(steps)
        self.step = self._left.popleft()
        self.compared = 0
        self.tokens = Tokens()

    def take(self) -> Step | None:
        """The next step, None behind the last."""
        self.compared += 1
        if not self._left:
            return None
        self.step = self._left.popleft()
        return self.step

    def portion(self) -> int:
        """How many steps this command takes from here before it leaves the rest, or holds it."""
        for step in takewhile(lambda step: not step.begins_command, self._left):
            if step.entry.kind in PAUSES and (told := step.payload.get("steps")) is not None:
                return int(told)
        return MOST_STEPS

    def follow(self, transitions: Iterable[Transition]) -> None:
        """These transitions and no others must come next. Raises ReplayDiverged.

        What is cancelled at once has no order of its own.
        """
        for kind, several in groupby(transitions, key=lambda transition: transition.kind):
            left = list(several)
            while left:
                if self.take() is None:
                    raise ReplayDiverged(_told(left[0]), "nothing more")
                self.compare(self.meant(left) if kind == "cancelled" else left.pop(0))

    def meant(self, left: list[Transition]) -> Transition:
        """Takes from the list the one that the step taken last is about, else the first."""
        at = self.tokens.known(self.text("position"))
        place = next((n for n, one in enumerate(left) if one.task == at), 0)
        return left.pop(place)

    def compare(self, transition: Transition) -> None:
        """The step taken last must be this transition. Raises ReplayDiverged and PayloadErased."""
        entry = self.step.entry
        if entry.kind not in MOVES:
            raise ReplayDiverged(_told(transition), told(self.step))
        found = self.variables()
        place = (entry.kind, entry.element, self.text("process"))
        if place != (f"element.{transition.kind}", transition.element, transition.process):
            raise ReplayDiverged(_told(transition), told(self.step))
        if not self.tokens.are_one(self.text("position"), transition.task):
            raise ReplayDiverged(_told(transition), f"that of another token ({told(self.step)})")
        names = names_that_differ(transition.variables, found)
        if names:
            here = told(self.step)
            raise ReplayDiverged(
                f"{here} with what came before", f"other values of {told_names(names)}"
            )

    def of(self, waiting: Iterable[Position]) -> Position | None:
        """The waiting token that the step taken last is about."""
        return self.tokens.find(self.text("position"), self.step.entry.element or "", waiting)

    def variables(self) -> Mapping[str, Any]:
        """The variables of the step taken last. Raises PayloadErased and ReplayDiverged."""
        found = self.payload().get("variables")
        if not isinstance(found, Mapping):
            raise ReplayDiverged("an event with variables", "one without")
        return found

    def text(self, name: str) -> str:
        """A word of the payload of the step taken last; empty when it is not there."""
        return str(self.payload().get(name, ""))

    def payload(self) -> Mapping[str, Any]:
        """The payload of the step taken last. Raises PayloadErased."""
        if self.step.entry.payload is None:
            raise PayloadErased
        return self.step.entry.payload


def cancelled(at: Position) -> Transition:
    """The token that stands there is taken away."""
    return Transition("cancelled", at.task, at.element, at.process, at.variables, at.turn)


def told(step: Step) -> str:
    """A recorded step in words: its kind, and where."""
    position = (step.entry.payload or {}).get("position")
    place = f" {step.entry.element}" if step.entry.element else ""
    return f"{step.entry.kind}{place}" + (f" (token {position})" if position else "")


def _told(transition: Transition) -> str:
    return f"element.{transition.kind} {transition.element} (token {transition.task})"
