"""SpiffWorkflow 3.2.0 as it is installed: its own parser, serializer and specs, nothing of ours."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.serializer.workflow import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser
from SpiffWorkflow.spiff.serializer.config import SPIFF_CONFIG
from SpiffWorkflow.util.task import TaskState


def specs(*diagrams: str) -> tuple[Any, dict[str, Any]]:
    """The spec of the process ``trap`` and of those it calls."""
    parser = SpiffBpmnParser()
    for diagram in diagrams:
        parser.add_bpmn_str(diagram.encode())
    return parser.get_spec("trap"), parser.get_subprocess_specs("trap")


def started(*diagrams: str, **values: Any) -> Any:
    """A workflow that has come as far as it comes without a person."""
    return begun(specs(*diagrams), **values)


def begun(made: tuple[Any, dict[str, Any]], **values: Any) -> Any:
    """The same from specs that are there already."""
    workflow = BpmnWorkflow(*made, script_engine=PythonScriptEngine())
    workflow.task_tree.set_data(**values)
    workflow.do_engine_steps()
    return workflow


def ready(workflow: Any) -> list[str]:
    """The names of the tasks that a person sees."""
    return sorted(t.task_spec.name for t in workflow.get_tasks(state=TaskState.READY, manual=True))


def task(workflow: Any, name: str) -> Any:
    """The task that stands there, whatever its state; of several the last made."""
    return [task for task in workflow.get_tasks() if task.task_spec.name == name][-1]


def run(workflow: Any, name: str, **values: Any) -> None:
    """Complete the task that stands ready there, and go on."""
    (at,) = [t for t in workflow.get_tasks(state=TaskState.READY) if t.task_spec.name == name][:1]
    at.set_data(**values)
    at.run()
    workflow.do_engine_steps()


def serializer() -> Any:
    return BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(SPIFF_CONFIG))


def stored(workflow: Any) -> Any:
    """The workflow saved and loaded."""
    writer = serializer()
    return writer.deserialize_json(writer.serialize_json(workflow))


def fault(call: Any, *arguments: Any) -> str:
    """The kind of error that calling it raises."""
    try:
        call(*arguments)
    except Exception as error:  # noqa: BLE001  Whatever it raises is what we ask for.
        return type(error).__name__
    return "none"
