"""What stock SpiffWorkflow 3.2.0 does in the traps B1 to B12; each says what happened."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

from SpiffWorkflow.bpmn import BpmnEvent
from SpiffWorkflow.bpmn.specs.event_definitions.timer import LOCALTZ
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from tests.traps import drawings, odd_drawings
from tests.traps.library import begun, fault, ready, run, specs, started, stored, task

PAST = "2026-03-01T09:00:00+00:00"
FUTURE = (datetime.now(UTC) + timedelta(days=400)).isoformat()


def b1() -> Any:
    """Four rounds in each order of the branches: in how many the join did not wait for both."""
    return [_is_joined_early(order) for order in product((0, 1), repeat=4)].count(True)


def _is_joined_early(order: tuple[int, ...]) -> bool:
    workflow = started(drawings.JOIN_IN_A_ROUND, more=True)
    for is_turned in order:
        first, second = ("right", "left") if is_turned else ("left", "right")
        run(workflow, first)
        if ready(workflow) != [second]:
            return True
        run(workflow, second)
        if ready(workflow) != ["behind"]:
            return True
        run(workflow, "behind")
    return False


def b2() -> Any:
    """Behind an event-based gateway a time that has come, and one that has not."""
    workflow = started(drawings.RACE_OF_TIMERS, soon=PAST, late=FUTURE)
    return [workflow.is_completed(), *(e.event_type for e in workflow.waiting_events())]


def b3() -> Any:
    """A task with a timer that reminds again and again is done while a reminder is open."""
    workflow = started(odd_drawings.REMINDED_FOR_EVER)
    workflow.refresh_timers()
    workflow.do_engine_steps()
    reminded = "remind" in ready(workflow)
    run(workflow, "carry")
    left = [t for t in workflow.get_tasks() if t.task_spec.name == "remind"]
    return {"reminded": reminded, "left": [TaskState.get_name(t.state) for t in left]}


def b4() -> Any:
    """How many tasks an instance begins with, by the number of parallel pairs in a row."""
    return [len(started(drawings.pairs(count)).tasks) for count in (2, 4, 8)]


def b5() -> Any:
    """A time that nobody can read stands beside a task that has nothing to do with it."""
    return fault(begun, specs(odd_drawings.THREE_DAYS))


def b6() -> Any:
    """An event sub-process is begun in one instance; then a new instance of the same spec."""
    made = specs(odd_drawings.EVENT_SUB_PROCESS)
    before = len(begun(made).subprocesses)
    first = begun(made)
    (rung,) = made[1]["aside"].bpmn_start_events
    first.catch(BpmnEvent(rung.event_definition))
    first.do_engine_steps()
    return {"before": before, "after": len(begun(made).subprocesses)}


def b7() -> Any:
    """The distance to UTC of our wall clock in January and in July, in Stockholm."""
    months = (datetime(2026, month, 1, 9, tzinfo=LOCALTZ) for month in (1, 7))
    return sorted({str(month.utcoffset()) for month in months})


def b8() -> Any:
    """A person completes a task whose time has just run out."""
    workflow = started(drawings.LATE, soon=FUTURE)
    workflow.refresh_timers()
    carry, event = task(workflow, "carry"), task(workflow, "too_late")
    event.internal_data["event_value"] = PAST  # The time has come.
    workflow.refresh_timers()
    carry.run()
    workflow.do_engine_steps()
    return {"carry": TaskState.get_name(carry.state), "open": ready(workflow)}


def b9() -> Any:
    """After a step has failed: going on, and asking whether all is done."""
    workflow = started(odd_drawings.scripted("not_there"))
    fault(run, workflow, "first")
    again = stored(workflow)
    return {
        "going on": fault(again.do_engine_steps),
        "open": ready(again),
        "completed": again.is_completed(),
    }


def b10() -> Any:
    """The error that comes out of a service task whose service fails."""
    workflow = started(drawings.WEIGHED)
    return fault(run, workflow, "first")


def b11() -> Any:
    """Which way a choice goes when the answer is the word for no."""
    return ready(started(drawings.CHOICE, answer="nej"))


def b12() -> Any:
    """How many steps one call runs of a loop that waits for nobody."""
    made = specs(odd_drawings.ENDLESS)
    counted: list[str] = []
    endless = BpmnWorkflow(*made)
    endless.task_tree.set_data(more=True)
    endless.do_engine_steps(did_complete_task=lambda at: counted.append(at.task_spec.name))
    return {"steps": len(counted), "completed": endless.is_completed()}


ALL = (b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12)
