"""What an automatic step is given: its session, its moment, and the few things it may cause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from db.session import Session
from engine import jobs, joining
from engine.decisions import DecisionTable, decide
from engine.values import Scalar, checked
from ledger.events import Actor

if TYPE_CHECKING:
    from engine.runtime import Runtime


@dataclass(frozen=True)
class ServiceTaskContext:
    """Handed to every operation. An operation has no clock, no network and no file of its own.

    business_key: the public id of what the process instance is about. actor: who caused the step;
    for the completion of a user task, the person. instance_id, element: where the step stands, for
    what is put into the outbox. tables: the decision tables of the process, as its running version
    has them. The values of the process stand nowhere here: an operation names those that it needs
    in its signature.
    """

    session: Session
    now: datetime
    actor: Actor
    business_key: str
    instance: str
    instance_id: int
    element: str
    runtime: Runtime
    tables: Mapping[str, DecisionTable]

    def new_id(self) -> str:
        """A new public id."""
        return self.runtime.engine.new_id()

    def constant(self, name: str) -> str:
        """What is the same in the whole installation, given from above. Raises KeyError."""
        return self.runtime.engine.constants[name]

    def foresee(self, table: str, values: Mapping[str, Scalar]) -> Mapping[str, Scalar]:
        """What a table of this process will answer when it is asked. Raises DecisionFailed."""
        return decide(self.tables[table], values).outputs

    def record(self, kind: str, payload: Mapping[str, Any], *, subject: str | None = None) -> None:
        """Write a fact's change, a letter or a proof into the ledger of this stream."""
        self.runtime.record(kind, payload, subject=subject or self.business_key)

    def join(self, stream_id: int) -> None:
        """From here on this instance's stream moves under the lock of another stream."""
        joining.join(self.runtime, stream_id)

    def submit_job(
        self, kind: str, payload: Mapping[str, Scalar], *, key: str, deadline_at: datetime | None
    ) -> None:
        """Put something that must leave the house in the outbox, once per key."""
        self.runtime.submit_job(
            jobs.Job(
                kind=kind,
                idempotency_key=key,
                due_at=self.now,
                payload=checked(payload),
                deadline_at=deadline_at,
                instance_id=self.instance_id,
                element_id=self.element,
            )
        )

    def retime(self, business_key: str) -> None:
        """Stored times have changed: tell anew when the timers about a thing are due."""
        self.runtime.retime(business_key)

    def cancel(self, business_key: str, process_key: str, reason: str) -> None:
        """End the running instances of a process about a thing, but never the one that asks."""
        self.runtime.cancel_about(business_key, process_key, reason, asking=self.instance_id)

    def send_message(self, name: str, key: str, payload: Mapping[str, Scalar], once: str) -> None:
        """Send a message to whatever waits for it, or will; the same ``once`` is sent once."""
        self.runtime.send(name, key, payload, message_id=once)
