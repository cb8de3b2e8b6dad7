"""The messages that a command has still to hand over before it ends.

As many as one command may; the rest is left to the worker, for who completes a task is never
refused for how many messages follow from it, or have been sent before.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from engine import definitions, messages, projection

if TYPE_CHECKING:
    from engine.runtime import Runtime

HOP_LIMIT = 50
"""Messages that one command may hand over."""
EARLY_AT_ONCE = 20
"""Messages that came before their events and are handed over in one command."""


class Agenda:
    """Names and keys, in the order in which the messages were sent.

    hands_on: whether the command itself hands over a message of the house's own, which another had
    no room for.
    """

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._waiting: deque[tuple[str, str]] = deque()
        self._early = 0
        self.hands_on = False

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, name: str, key: str) -> None:
        """A message has been sent inside the house."""
        self._waiting.append((name, key))

    def cut(self, length: int) -> None:
        """Forget what was added since it was so long."""
        while len(self._waiting) > length:
            self._waiting.pop()

    def look_for_early(self, name: str, key: str) -> None:
        """Something waits now; a message that came before it is handed over, or left."""
        message = messages.early(self._runtime.session, name, key)
        if message is None:
            return
        self._early += 1
        if self._early > EARLY_AT_ONCE:
            messages.has_marked(self._runtime.session, message, "received")
        else:
            self.add(name, key)

    def hand_over(self) -> None:
        """Bring the rows into step and hand messages over, until no message is left to hand over:
        a message may wait for an event that only this command has reached."""
        handed_over = 0
        while True:
            for moving in self._runtime.in_motion():
                projection.bring_into_step(self._runtime, moving)
            if not self._waiting:
                return
            if handed_over < HOP_LIMIT:
                handed_over += self._deliver(*self._waiting.popleft())
            else:
                self._leave(*self._waiting.popleft())

    def _leave(self, name: str, key: str) -> None:
        """Let the worker hand the message over.

        Unless it hands one on already: then messages lead to messages, and nothing would end it.
        """
        message = messages.early(self._runtime.session, name, key)
        if message is None:
            return
        if self.hands_on:
            messages.has_marked(self._runtime.session, message, "unmatched", messages.NO_END)
        else:
            messages.has_marked(self._runtime.session, message, "received")

    def _deliver(self, name: str, key: str) -> bool:
        """Whether the message was handed over."""
        runtime = self._runtime
        message = messages.early(runtime.session, name, key)
        if message is None:
            return False
        waiting = messages.waiting_for(runtime.session, name, key)
        if waiting is not None and not runtime.holds(waiting.instance_id):
            # Another stream's lock is not ours to take here; the worker hands the message over.
            messages.has_marked(runtime.session, message, "received")
            return False
        definition = None if waiting else definitions.started_by_message(runtime.session, name)
        if waiting is None and definition is None and not messages.is_signal(name):
            return False
        if not messages.has_marked(runtime.session, message, "correlated"):
            return False  # The worker has it by now.
        if waiting is not None:
            runtime.catch(waiting.instance_id, waiting.position, message.payload)
        elif definition is not None:
            runtime.begin(definition, key, message.payload)
        return True
