"""Bring a recorded instance to life again and give it, in order, what came to it from outside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import ClassVar

from engine.bpmn import THROWING
from engine.causes import CauseClass, class_of
from engine.decisions import FAILURES
from engine.errors import EngineError
from engine.replay import answers, ending
from engine.replay.claims import Claims
from engine.replay.ending import Ending
from engine.replay.record import PayloadErased, Record, cancelled, told
from engine.replay.recording import Recording
from engine.replay.verdict import (
    Difference,
    Outcome,
    ReplayDiverged,
    StoredOtherwise,
    Verdict,
)
from engine.spiff.live import LiveInstance, Position, Thrown, Transition
from engine.spiff.specs import SpecBundle
from ledger.events import Entry

TOLD_APART = frozenset(kind.__name__ for kind in FAILURES)
"""The causes that have an event of their own; an older version had one cause and no event."""
ERASED = "what it needs to go on has been erased; all before that came out as recorded."


def replay(recording: Recording, bundle: SpecBundle) -> Verdict:
    """Re-execute the instance, compare every transition with the recorded one, and then where it
    came to with where it is stored.

    Needs no database, no operation and no clock: what they once answered stands in the record. The
    instance is never stored and loaded on the way, so a fault in that shows as well.
    """
    run = _Replayer(recording, bundle)
    try:
        run.to_the_end()
    except PayloadErased:
        return run.verdict(Outcome.ERASED)
    except ReplayDiverged as found:
        return run.verdict(Outcome.DIVERGED, found)
    except EngineError as refused:
        cause = f"nothing, for the engine refuses it ({type(refused).__name__})"
        return run.verdict(Outcome.DIVERGED, ReplayDiverged(cause, "it"))
    return run.verdict(Outcome.FAITHFUL)


class _Replayer:
    """One re-execution: the instance in memory, and the place in its record."""

    def __init__(self, recording: Recording, bundle: SpecBundle) -> None:
        self._recording = recording
        self._record = Record(recording.steps)
        self._bundle = bundle
        self._live: LiveInstance
        # What was told before the move that it led to, by element.
        self._decisions: dict[str, Entry] = {}
        self._tasks: dict[str, Entry] = {}
        self._claims = Claims()
        # When each timer is due, by position, and the elements that an incident was opened at.
        self._due: dict[str, datetime | None] = {}
        self._failed: set[str] = set()
        # The elements that a decision without an answer was told of, and no incident yet.
        self._gave_none: set[str] = set()
        # Once somebody ends the instance: the tokens that are still to be taken away.
        self._taken_away: list[Transition] | None = None
        self._state = "running"
        # Whether the record tells that this command left something, and whether one before it did.
        self._is_paused = self._had_more = False

    def verdict(self, outcome: Outcome, found: ReplayDiverged | None = None) -> Verdict:
        """The outcome, with the difference at the place that the record was followed to."""
        recorded, step = self._recording, self._record.step
        difference = None
        if found is not None:
            place, told = (step.stream, step.entry.seq), (found.expected, found.found)
            difference = Difference(*place, *told, found.is_stored, found.element)
        return Verdict(
            recorded.instance,
            recorded.definition.key,
            outcome,
            self._record.compared,
            difference,
            ERASED if outcome is Outcome.ERASED else "",
        )

    def to_the_end(self) -> None:
        """Raises ReplayDiverged at the first difference, and PayloadErased."""
        self._live = LiveInstance.begin(self._bundle, self._record.variables())
        self._live.take_at_most(self._record.portion())
        self._record.follow(self._live.advance())
        while (step := self._record.take()) is not None:
            if step.begins_command:
                self._end_command()
                self._live.take_at_most(self._record.portion())
            if self._state != "running":
                raise ReplayDiverged("nothing, for the instance is over", told(step))
            self.takes.get(step.entry.kind, _nothing)(self)
        self._end_command()
        self._end()

    def _end_command(self) -> None:
        """Every automatic step was carried out or has an incident; the tree is made small again."""
        undone = [at.element for at in self._live.steps_to_run() if at.element not in self._failed]
        if undone and self._state == "running":
            raise ReplayDiverged(f"{undone[0]} to be carried out", "nothing of it")
        if self._left_more() and not self._is_paused and self._state == "running":
            raise ReplayDiverged("instance.paused", "nothing of it")
        self._had_more, self._is_paused = self._live.has_more, False
        self._live.dump()

    def _left_more(self) -> bool:
        """Whether this command, and not one before it, ended with something left to be done."""
        return self._live.has_more and (self._live.steps > 0 or not self._had_more)

    def _end(self) -> None:
        if self._live.is_completed and self._state == "running":
            raise ReplayDiverged("instance.completed", "nothing more")
        if self._recording.state != self._state:
            raise StoredOtherwise(
                f"an instance that is {self._state}", f"one that is {self._recording.state}"
            )
        if self._recording.stored is not None:
            ending.compare(self._ending(), self._recording.stored)

    def _ending(self) -> Ending:
        recorded = self._recording
        return Ending(
            recorded.instance,
            str(recorded.steps[0].payload.get("about", "")),
            recorded.definition,
            self._live,
            self._state == "running",
            self._due,
            frozenset(self._failed),
            self._claims.holders(),
        )

    # What the record tells, by kind.

    def _move(self) -> None:
        """A token moved because something came to it from outside."""
        first, *others = self._moved()
        self._record.compare(first)
        self._record.follow(others)

    def _fire(self) -> None:
        """A timer goes on at the instant that it was last set to, and not before."""
        position, due = self._record.text("position"), self._instant("due")
        at = self._timer()
        if self._due.get(position) != due:
            raise ReplayDiverged("a timer that fires as it was set", "one that fires otherwise")
        if due > self._instant("at"):
            raise ReplayDiverged("a timer that fires when it is due", "one that fires before")
        self._record.follow(self._live.fire(at.task, due))

    def _set_time(self) -> None:
        position, at = self._record.text("position"), self._timer()
        self._record.tokens.are_one(position, at.task)
        self._due[position] = self._instant("due") if self._record.payload().get("due") else None

    def _timer(self) -> Position:
        """The timer that waits where the step stands. Raises ReplayDiverged."""
        at = self._record.of(self._live.awaited_timers())
        if at is None:
            raise ReplayDiverged("nothing, for no timer waits here", told(self._record.step))
        return at

    def _note_decision(self) -> None:
        self._decisions[self._element] = self._record.step.entry

    def _fail_decision(self) -> None:
        """A table that gave no answer must give none now. One that an operation asked has only the
        operation's word for what it was asked."""
        at = self._record.of(self._live.steps_to_run())
        if at is None:
            raise ReplayDiverged("nothing, for no step stands here", told(self._record.step))
        part, element = answers.part_of(self._recording.definition, at)
        if element.type == "businessRuleTask":
            answers.gave_none(part, element, at, self._record.payload())
        self._gave_none.add(at.element)

    def _claim(self) -> None:
        self._claims.taken(self._record.step.entry, self._record.text("task"))

    def _release(self) -> None:
        self._claims.given_back(self._record.step.entry, self._record.text("task"))

    def _note_task(self) -> None:
        entry = self._record.step.entry
        self._tasks[self._element] = entry
        if entry.payload is not None:
            self._claims.completed(entry, self._record.text("task"))

    def _throw(self) -> None:
        """A step threw an error or an escalation, with values that are no part of the diagram."""
        record, kind = self._record, self._record.step.entry.kind.removesuffix(".thrown")
        at = record.of(self._live.steps_to_run())
        if at is None:
            raise ReplayDiverged("nothing, for no step stands here", told(record.step))
        _, element = answers.part_of(self._recording.definition, at)
        is_drawn = element.event == kind
        if is_drawn and record.text("code") != (element.code or ""):
            raise ReplayDiverged("the code that is drawn", "another one")
        values = record.payload().get("values", {})
        thrown = Thrown(kind, record.text("code"), values, ends=is_drawn)
        record.follow(self._live.throw(at.task, thrown))

    def _fail(self) -> None:
        """An incident: a token must stand there, and no table that gives an answer."""
        live, cause = self._live, self._record.text("cause")
        waiting = [
            *live.steps_to_run(),
            *live.held(),
            *live.awaited_messages(),
            *live.awaited_timers(),
        ]
        standing = [at for at in waiting if at.element == self._element]
        if not standing:
            raise ReplayDiverged("nothing, for no step stands here", told(self._record.step))
        if class_of(cause) is CauseClass.DECISION and all(map(self._has_answer, standing)):
            raise ReplayDiverged("an answer from the table", told(self._record.step))
        if cause in TOLD_APART and self._element not in self._gave_none:
            raise ReplayDiverged("decision.failed before it", told(self._record.step))
        self._gave_none.discard(self._element)
        self._failed.add(self._element)

    def _take_away(self) -> None:
        """Somebody ended the instance: its tokens are taken away."""
        if self._taken_away is None:
            self._taken_away = [cancelled(at) for at in self._live.active()]
        if not self._taken_away:
            raise ReplayDiverged("no further token", told(self._record.step))
        self._record.compare(self._record.meant(self._taken_away))

    def _cancel(self) -> None:
        left = [at.element for at in self._live.active()]
        if self._taken_away is not None:
            left = [transition.element for transition in self._taken_away]
        if left:
            raise ReplayDiverged(f"{left[0]} to be cancelled first", "nothing of it")
        self._state = "cancelled"

    def _finish(self) -> None:
        if not self._live.is_completed:
            raise ReplayDiverged("an instance that goes on", told(self._record.step))
        self._state = "completed"

    def _pause(self) -> None:
        self._check_more()
        self._is_paused = True

    def _hold(self) -> None:
        self._check_more()
        self._record.follow(self._live.hold())
        self._live.take_at_most(self._record.portion())

    def _check_more(self) -> None:
        if not self._live.has_more:
            raise ReplayDiverged("an instance with nothing more to do", told(self._record.step))

    def _continue(self) -> None:
        self._record.follow(self._live.advance())

    def _let_go(self) -> None:
        self._record.follow(self._live.release())

    def _begin_again(self) -> None:
        raise ReplayDiverged("one beginning", "another one")

    takes: ClassVar[Mapping[str, Callable[[_Replayer], None]]] = {
        "element.entered": _move,
        "element.left": _move,
        "element.cancelled": _take_away,
        "timer.set": _set_time,
        "timer.moved": _set_time,
        "timer.fired": _fire,
        "decision.made": _note_decision,
        "decision.failed": _fail_decision,
        "task.claimed": _claim,
        "task.released": _release,
        "task.completed": _note_task,
        "error.thrown": _throw,
        "escalation.thrown": _throw,
        "incident.opened": _fail,
        "incident.repeated": _fail,
        "instance.started": _begin_again,
        "instance.paused": _pause,
        "instance.continued": _continue,
        "instance.held": _hold,
        "instance.released": _let_go,
        "instance.completed": _finish,
        "instance.cancelled": _cancel,
    }

    # What comes from outside, by what waits for it.

    def _moved(self) -> list[Transition]:
        live = self._live
        for waiting, go_on in (
            (live.open_user_tasks(), self._complete),
            (live.steps_to_run(), self._carry_out),
            (live.awaited_messages(), self._deliver),
        ):
            at = self._record.of(waiting)
            if at is not None:
                return go_on(at)
        raise ReplayDiverged("nothing, for no token waits here", told(self._record.step))

    def _complete(self, at: Position) -> list[Transition]:
        part, element = answers.part_of(self._recording.definition, at)
        task = self._tasks.pop(at.element, None)
        given = answers.answered(part, element, at, task, self._record.variables())
        return self._live.complete(at.task, given)

    def _carry_out(self, at: Position) -> list[Transition]:
        if self._live.is_undecided(at.task):
            return self._live.decide(at.task)
        part, element = answers.part_of(self._recording.definition, at)
        made = self._decisions.pop(at.element, None)
        if element.type == "businessRuleTask":
            given = answers.decided(part, element, at, made)
        elif element.type in THROWING:
            given = answers.thrown(element, at)
        else:
            given = answers.given_from_outside(at.variables, self._record.variables())
        return self._live.complete(at.task, given)

    def _deliver(self, at: Position) -> list[Transition]:
        payload = answers.given_from_outside(at.variables, self._record.variables())
        return self._live.deliver(at.task, payload)

    def _has_answer(self, at: Position) -> bool:
        return answers.has_answer(*answers.part_of(self._recording.definition, at), at)

    @property
    def _element(self) -> str:
        return self._record.step.entry.element or ""

    def _instant(self, name: str) -> datetime:
        try:
            return datetime.fromisoformat(self._record.text(name))
        except ValueError as wrong:
            raise ReplayDiverged(f"an instant as {name}", "something else") from wrong


def _nothing(_run: _Replayer) -> None:
    """The step moves no token."""
