"""What stock SpiffWorkflow 3.2.0 does in the traps A1 to A8; each says what happened."""

from __future__ import annotations

import copy
import json
from datetime import date, datetime
from typing import Any

from SpiffWorkflow.util.task import TaskState

from tests.traps import drawings, odd_drawings
from tests.traps.library import (
    fault,
    ready,
    run,
    serializer,
    specs,
    started,
    stored,
    task,
)


def a1() -> Any:
    """Rows that come back in another order: a child before its parent."""
    workflow = started(drawings.TWO_TASKS, case="BKV-1")
    run(workflow, "first", place="hall")
    kept = serializer().to_dict(workflow)
    kept["tasks"] = dict(reversed(kept["tasks"].items()))
    loaded = serializer().from_dict(kept)
    return {"before": task(workflow, "second").data, "after": task(loaded, "second").data}


def a2() -> Any:
    """A person's answer has a key ``typename``."""
    unknown = started(drawings.ONE_TASK, house={"typename": "Villa"})
    known = started(drawings.ONE_TASK, house={"typename": "timedelta", "days": 1})
    return {
        "unknown": fault(stored, unknown),
        "known": type(task(stored(known), "carry").data["house"]).__name__,
    }


def a3() -> Any:
    """Values that JSON does not have."""
    odd = started(drawings.ONE_TASK, pair=(1, 2), by_number={1: "a"})
    back = task(stored(odd), "carry").data
    dated = started(drawings.ONE_TASK, at=datetime(2026, 3, 2, 9, 0))  # noqa: DTZ001  As they come.
    return {
        "pair": type(back["pair"]).__name__,
        "keys": [type(key).__name__ for key in back["by_number"]],
        "date": fault(serializer().serialize_json, started(drawings.ONE_TASK, on=date(2026, 3, 2))),
        "datetime": fault(json.dumps, serializer().to_dict(dated)),
    }


def a4() -> Any:
    """A loop of three tasks: in the end the task is ready and nobody sees it."""
    workflow = started(drawings.ROUND, more=True)
    rounds = 0
    while "carry" in ready(workflow) and rounds < 400:
        run(workflow, "carry")
        rounds += 1
    open_tasks = [t for t in workflow.tasks.values() if t.state == TaskState.READY]
    return {"rounds": rounds, "open": len(open_tasks), "completed": workflow.is_completed()}


def a5() -> Any:
    """A script after a task changes what was recorded of the task."""
    workflow = started(odd_drawings.scripted("house['rooms'].append(2)"), house={"rooms": [1]})
    run(workflow, "first")
    return {"first": task(workflow, "first").data["house"]}


def a6() -> Any:
    """A script fails half-way."""
    workflow = started(odd_drawings.scripted("half = True\nnot_there"))
    error = fault(run, workflow, "first")
    failed = task(workflow, "add")
    return {
        "error": error,
        "state": TaskState.get_name(failed.state),
        "half": failed.data.get("half", False),
    }


def a7() -> Any:
    """A state of the format before this one, with a process that is being called."""
    workflow = started(drawings.calling(), drawings.CALLED)
    run(workflow, "first")
    kept = json.loads(serializer().serialize_json(workflow))
    return fault(serializer().deserialize_json, json.dumps({**kept, "serializer_version": "1.4"}))


def a8() -> Any:
    """A state is loaded with a diagram that lacks a task of it."""
    workflow = started(drawings.TWO_TASKS)
    kept = serializer().to_dict(workflow)
    other, _ = specs(drawings.ONE_TASK)
    kept["spec"] = serializer().to_dict(other)
    return fault(serializer().from_dict, copy.deepcopy(kept))


ALL = (a1, a2, a3, a4, a5, a6, a7, a8)
