"""What stock SpiffWorkflow 3.2.0 does in the traps B13 to B23; each says what happened."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from SpiffWorkflow.bpmn import BpmnEvent
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

from tests.traps import drawings, odd_drawings
from tests.traps.library import (
    begun,
    fault,
    ready,
    run,
    serializer,
    specs,
    started,
    stored,
    task,
)


def b13() -> Any:
    """A message about another case comes to an event that names no key."""
    workflow = started(odd_drawings.AWAITED, case="BKV-1")
    waiting = task(workflow, "answered")
    workflow.send_event(
        BpmnEvent(waiting.task_spec.event_definition, {}, {"answered": {"case": "BKV-999"}})
    )
    workflow.do_engine_steps()
    return workflow.is_completed()


def b14() -> Any:
    """A step two sub-processes down reads a data object of the process."""
    return fault(specs, odd_drawings.DATA_OBJECT_ABOVE)


def b15() -> Any:
    """What the library takes for something else, and ends the process with."""
    return {kind: started(xml).is_completed() for kind, xml in odd_drawings.SILENT.items()}


def b16() -> Any:
    """A value that was written into a data object, in the values of the task behind."""
    workflow = started(odd_drawings.DATA_OBJECT)
    run(workflow, "first", fact="known")
    return task(workflow, "second").data


def b17() -> Any:
    """What a called process sees of its caller, and what it does to it."""
    workflow = started(drawings.calling(), drawings.CALLED, secret="s", note="caller's")
    run(workflow, "first")
    seen = dict(task(workflow, "inside").data)
    run(workflow, "inside", note="overwritten")
    return {"seen": seen, "note": task(workflow, "second").data["note"]}


def b18() -> Any:
    """A step works out in its own beginning when its timer is due."""
    return fault(begun, specs(odd_drawings.WORKED_OUT_BEFORE))


class Refusing(PythonScriptEngine):  # type: ignore[misc]
    """Refuses every expression, as a confined engine would."""

    def evaluate(self, *_args: Any, **_named: Any) -> Any:
        raise PermissionError


def b19() -> Any:
    """An engine that refuses every expression, and the instance it belongs to saved and loaded."""
    made = specs(odd_drawings.CODE)
    workflow = BpmnWorkflow(*made, script_engine=Refusing())
    workflow.do_engine_steps()
    loaded = stored(workflow)
    run(loaded, "first")
    return ready(loaded)


class Seen:
    """A value that is asked for while it is written."""


def b20() -> Any:
    """Whether a state can be written alone, and while another thread writes one with the same
    serializer."""
    writer = serializer()
    dated, writing = started(drawings.ONE_TASK), started(drawings.ONE_TASK)
    dated.data["due"] = datetime(2026, 3, 1, tzinfo=UTC)
    told = {"alone": fault(_written, writer, dated)}

    def meanwhile(_value: Seen) -> dict[str, Any]:
        with ThreadPoolExecutor(max_workers=1) as other:
            told["meanwhile"] = other.submit(fault, _written, writer, dated).result()
        return {}

    writer.registry.register(Seen, meanwhile, Seen)
    task(writing, "carry").data["seen"] = Seen()
    writer.serialize_json(writing)
    return told


def _written(writer: Any, workflow: Any) -> str:
    return json.dumps(writer.to_dict(workflow))


def b21() -> Any:
    """How many times a task is there that two branches come to; and that a branch leads back to."""
    workflow = started(drawings.MERGED)
    for name in ("left", "right"):
        run(workflow, name)
    return {"met": ready(workflow), "back": fault(started, drawings.BACK_TO_A_TASK)}


class _Planted:
    """Runs what it is told when it is unpickled."""

    def __reduce__(self) -> Any:
        return (list, ((1, 2, 3),))


def b22() -> Any:
    """What a value of an instance has become when the instance was pickled; and what the library
    says where lxml is not."""
    workflow = started(drawings.ONE_TASK)
    task(workflow, "carry").data["planted"] = _Planted()
    loaded = pickle.loads(pickle.dumps(workflow))  # noqa: S301  That is the trap.
    alone = "import sys; sys.modules['lxml'] = None; import SpiffWorkflow.bpmn.parser"
    without = subprocess.run([sys.executable, "-c", alone], capture_output=True, text=True)
    return {
        "unpickled": task(loaded, "carry").data["planted"],
        "without lxml": without.stderr.strip().rpartition("\n")[2].partition(":")[0],
    }


def b23() -> Any:
    """Whether an instance that begins twice alike is twice the same."""
    made = specs(drawings.ONE_TASK)
    first, second = (serializer().to_dict(begun(made)) for _ in range(2))
    return first == second


ALL = (b13, b14, b15, b16, b17, b18, b19, b20, b21, b22, b23)
