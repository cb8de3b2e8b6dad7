"""One command being carried out: the instances it moves, the stream it holds, what it records."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from db.session import Session, when_committed
from engine import (
    definitions,
    due_times,
    early,
    incidents,
    instances,
    jobs,
    messages,
    portions,
    projection,
    stepping,
)
from engine.agenda import Agenda
from engine.definitions import Definition
from engine.errors import ConcurrentChange
from engine.instances import StoredInstance
from engine.live_instances import Kept
from engine.moving import Moving
from engine.spiff.live import LiveInstance, Position, Transition
from engine.spiff.state import State
from engine.values import checked
from ledger import events
from ledger.events import Actor, Event, LockedStream

if TYPE_CHECKING:
    from engine.executor import Engine

Mark = tuple[list[Any], int, dict[int, Moving]]
"""How far each stream has been written, how many messages there are to hand over, what moves."""


class Runtime:
    """Lives for one command. If anything is raised, the transaction is rolled back with it."""

    def __init__(
        self, engine: Engine, session: Session, stream: LockedStream, actor: Actor, now: datetime
    ) -> None:
        self.engine = engine
        self.session = session
        self.actor = actor
        # Who is acting at this moment: the person, or Bokvar itself in an automatic step.
        self.acting = actor
        self.now = now
        self.stream = stream
        self._streams = [stream]
        self._ticks = 0
        self._moving: dict[int, Moving] = {}
        self.agenda = Agenda(self)

    # What happens to the ledger.

    def record(
        self,
        kind: str,
        payload: Mapping[str, Any],
        *,
        subject: str | None = None,
        element: str | None = None,
        definition: str | None = None,
    ) -> None:
        """Chain an event to the stream that this command holds now."""
        event = Event(kind, payload, subject=subject, element=element, definition=definition)
        self.stream.record(event, actor=self.acting, at=self.instant())

    def hold(self, stream: LockedStream) -> None:
        """Go on in another locked stream, or come back to one that this command holds already."""
        self.stream = next((held for held in self._streams if held.id == stream.id), stream)
        self._streams.append(self.stream)

    # What happens to instances.

    def start(
        self, definition: Definition, business_key: str, variables: Mapping[str, Any], home: int
    ) -> Moving:
        """Begin an instance whose own stream is ``home`` and advance it as far as it goes."""
        stored = instances.create(
            self.session,
            public_id=self.engine.new_id(),
            definition_id=definition.id,
            stream_id=home,
            business_key=business_key,
            now=self.now,
        )
        live = LiveInstance.begin(self.engine.bundle(definition), checked(variables))
        moving = self._moving[stored.id] = Moving(stored, definition, live, 0, {})
        self._record_instance(moving, "instance.started", variables)
        self.tell(moving, live.advance())
        stepping.settle(self, moving)
        return moving

    def complete(self, instance_id: int, position: str, variables: Mapping[str, Any]) -> Moving:
        """Complete a task whose inbox row is closed, and advance. Raises TaskNotFound."""
        moving = self.load(instance_id)
        moving.shown_tasks -= {position}
        self.tell(moving, moving.live.complete(position, checked(variables)))
        stepping.settle(self, moving)
        return moving

    def retry(self, instance_id: int) -> Moving:
        """Carry out what stands started and wait for what has no key, once more; what has ended
        stays so."""
        moving = self._loaded(instance_id)
        if moving.stored.state == "running":
            self._moving[instance_id] = moving
            stepping.settle(self, moving)
            projection.subscribe_again(self, moving)
            due_times.try_again(self, moving)
        return moving

    def fire(self, moving: Moving, position: str, due: datetime) -> None:
        """Let a timer event go on, and advance. Raises TaskNotFound."""
        self.tell(moving, moving.live.fire(position, due))
        stepping.settle(self, moving)

    def retime(self, business_key: str) -> None:
        """Tell anew when the timers of the running instances about a thing are due."""
        due_times.retime(self, business_key)

    def cancel(self, instance_id: int, reason: str) -> None:
        """End an instance where it stands; its tasks disappear from every inbox."""
        moving = self._moving.pop(instance_id, None) or self._loaded(instance_id)
        for position in moving.live.active():
            self.record_move(moving, "element.cancelled", position)
        projection.close_all(self.session, instance_id, self.now)
        incidents.close_all(self.session, instance_id, self.now)
        jobs.cancel_for(self.session, instance_id, self.now)
        self._record_instance(moving, "instance.cancelled", {"reason": reason})
        self._save(moving)
        instances.end(self.session, instance_id, "cancelled", self.now)
        early.give_up(self, moving)

    def cancel_about(self, business_key: str, process: str, reason: str, *, asking: int) -> None:
        """End the running instances of a process about a thing, but not the one that asks.

        Raises ConcurrentChange for one that moves under a lock that this command does not hold.
        """
        for instance_id in instances.running_of(self.session, business_key, process):
            if instance_id == asking:
                continue
            if not self.holds(instance_id):
                raise ConcurrentChange
            self.cancel(instance_id, reason)

    def send(self, name: str, key: str, payload: Mapping[str, Any], *, message_id: str) -> None:
        """Send a message inside the house; it is handed over before this command ends."""
        arrived = messages.send(
            self.session,
            name,
            key,
            checked(payload),
            public_id=self.engine.new_id(),
            message_id=message_id,
            sent_in=self.stream.id,
            now=self.now,
            until=self.now + early.PATIENCE,
        )
        if arrived:
            self.agenda.add(name, key)

    def broadcast(self, code: str, *, once: str) -> None:
        """Send a signal to every event that waits for it now, in any instance (BPMN 2.0, 10.5.5).

        What moves under a lock that this command does not hold hears it from the worker.
        """
        hearers = {row.correlation_key for row in messages.hearers(self.session, code)}
        for moving in self._moving.values():
            hearers |= {
                projection.hearer(moving, position)
                for position in moving.live.awaited_messages()
                if (at := moving.element(position)).event == "signal" and at.code == code
            }
        for hearer in sorted(hearers):
            self.send(messages.signal_name(code), hearer, {}, message_id=f"{once}>{hearer}")

    def submit_job(self, job: jobs.Job) -> None:
        """Put a job into the outbox, in this transaction."""
        jobs.submit(self.session, replace(job, stream_id=self.stream.id), now=self.now)
        self.record("job.submitted", {"kind": job.kind, "key": job.idempotency_key})

    def load(self, instance_id: int, stored: StoredInstance | None = None) -> Moving:
        """The instance, brought to life at most once in a command; its row, if already read."""
        if instance_id not in self._moving:
            stored = stored or instances.find(self.session, instance_id)
            kept = self.engine.live.take(instance_id, stored.version)
            self._moving[instance_id] = self._moved(stored, kept or self._restored(stored))
        return self._moving[instance_id]

    def glance(self, instance_id: int) -> Moving:
        """The instance as it stands, to look at: if this command does not move it, nor store it."""
        return self._moving.get(instance_id) or self._loaded(instance_id)

    def in_motion(self) -> list[Moving]:
        """Every instance that this command moves."""
        return list(self._moving.values())

    def finish(self) -> None:
        """Hand over messages, then store every instance that moved and every event."""
        self.agenda.hand_over()
        for moving in self._moving.values():
            self._store(moving)
        for stream in self._streams:
            stream.write(self.session)

    # Below: how.

    def instant(self) -> datetime:
        """The command's moment, a microsecond on for each event: one order across two streams."""
        self._ticks += 1
        return self.now + timedelta(microseconds=self._ticks)

    def _loaded(self, instance_id: int) -> Moving:
        """The instance from the database, never the copy that others may take over."""
        stored = instances.find(self.session, instance_id)
        return self._moved(stored, self._restored(stored))

    def _restored(self, stored: StoredInstance) -> Kept:
        definition = self.engine.definition(self.session, stored.definition_id)
        version, state = instances.load_state(self.session, stored.id)
        return Kept(version, LiveInstance.resume(self.engine.bundle(definition), state), state)

    def _moved(self, stored: StoredInstance, kept: Kept) -> Moving:
        live = kept.live
        return Moving(
            stored,
            self.engine.definition(self.session, stored.definition_id),
            live,
            kept.version,
            kept.state,
            failed_before=frozenset(at.task for at in [*live.steps_to_run(), *live.held()]),
            shown_tasks=frozenset(position.task for position in live.open_user_tasks()),
            subscribed=frozenset(position.task for position in live.awaited_messages()),
            timed=frozenset(position.task for position in live.awaited_timers()),
        )

    def mark(self) -> Mark:
        """Where the command stands now, so that a step that fails leaves nothing behind."""
        return [stream.mark() for stream in self._streams], len(self.agenda), dict(self._moving)

    def rewind(self, mark: Mark) -> None:
        """Be where the mark was set, in memory; the savepoint sees to the tables."""
        # An instance that the failed step cancelled moves on with the command after all.
        places, agenda, self._moving = mark
        del self._streams[len(places) :]
        for stream, place in zip(self._streams, places, strict=True):
            stream.rewind(place)
        self.stream = self._streams[-1]
        self.agenda.cut(agenda)

    def holds(self, instance_id: int) -> bool:
        """Whether this command holds the lock that the instance moves under."""
        stored = instances.find(self.session, instance_id)
        root = events.root_of(self.session, stored.stream_id)
        return root in {stream.id for stream in self._streams}

    def begin(self, definition: Definition, key: str, payload: Mapping[str, Any]) -> Moving:
        """Begin an instance about the key, in its own thing's stream, else in the one held."""
        home = self.engine.home(self.session, key) or self.stream.id
        return self.start(definition, key, payload, home)

    def catch(self, instance_id: int, position: str, payload: Mapping[str, Any]) -> None:
        """Hand a message to an event that waits for it, and advance."""
        moving = self.load(instance_id)
        self.tell(moving, moving.live.deliver(position, payload))
        stepping.settle(self, moving)

    def _store(self, moving: Moving) -> None:
        if moving.live.is_completed:
            self._record_instance(moving, "instance.completed", {})
            instances.end(self.session, moving.stored.id, "completed", self.now)
            early.give_up(self, moving)
        elif moving.live.has_more:
            portions.leave_the_rest(self, moving)
        after = self._save(moving)
        if not moving.live.is_completed:
            kept = Kept(moving.version + 1, moving.live, after)
            when_committed(self.session, lambda: self.engine.live.keep(moving.stored.id, kept))

    def _save(self, moving: Moving) -> State:
        """Store where the instance stands; the state that was stored."""
        after = moving.live.dump()
        instances.save_state(
            self.session, moving.stored.id, moving.version + 1, moving.before, after
        )
        if self.engine.checks_state:
            instances.check_state(self.session, moving.stored.id, after)
        return after

    def tell(self, moving: Moving, transitions: list[Transition]) -> None:
        for transition in transitions:
            self.record_move(moving, f"element.{transition.kind}", transition)
            if transition.kind == "cancelled":
                self._stop_what_it_began(moving, transition)

    def _stop_what_it_began(self, moving: Moving, stopped: Transition) -> None:
        """A call or a sub-process was interrupted: what it has asked for is not sent any more."""
        element = moving.element(stopped)
        began: Collection[str] = ()
        if element.called_process is not None:
            began = definitions.part(moving.definition, element.called_process).model.elements
        elif element.type == "subProcess":
            began = definitions.part(moving.definition, stopped.process).model.below(element.id)
        if began:
            jobs.cancel_for(self.session, moving.stored.id, self.now, elements=began)

    def record_move(
        self,
        moving: Moving,
        kind: str,
        at: Position | Transition,
        more: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        part = definitions.part(moving.definition, at.process)
        turn = {} if at.turn is None else {"turn": at.turn.number, "turns": at.turn.of}
        self.record(
            kind,
            {"process": at.process, "position": at.task, "variables": at.variables, **turn, **more},
            subject=moving.stored.public_id,
            element=at.element,
            definition=part.digest,
        )

    def _record_instance(self, moving: Moving, kind: str, facts: Mapping[str, Any]) -> None:
        self.record(
            kind,
            {
                "process": moving.definition.key,
                "version": moving.definition.version,
                "about": moving.stored.business_key,
                "variables": dict(facts),
            },
            subject=moving.stored.public_id,
            definition=moving.definition.digest,
        )
