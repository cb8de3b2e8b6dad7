"""SpiffWorkflow as it comes, walked in memory on the same diagram: its parser, its serializer.

A process of its own (`python -m bench.stock`), because our engine gives the library other ids and
another clock. Prints its rows as JSON.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import astuple
from pathlib import Path
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from bench.rounds import GO_ON, KEYS, Round, diagram, measure

# What the library's plain parser needs: Python's equality, a script for each automatic step, a
# start that waits for nothing, and none of our extensions. The steps, gateways, loops and the
# called process stay.
_AS_PYTHON = (
    (r'next_step = "close"', 'next_step == "close"'),
    (r"closed = true", "closed == True"),
    (r"<bpmn:serviceTask ([^>]*)>", r"<bpmn:scriptTask \1><bpmn:script>pass</bpmn:script>"),
    (r"</bpmn:serviceTask>", "</bpmn:scriptTask>"),
    (r"<bpmn:messageEventDefinition [^>]*/>", ""),
    (r"(?s)<bpmn:extensionElements>.*?</bpmn:extensionElements>", ""),
)


class Stock:
    """One instance of the main process."""

    def __init__(self) -> None:
        parser = BpmnParser()
        for key in KEYS:
            parser.add_bpmn_xml(etree.fromstring(as_python(diagram(key))))
        spec, called = parser.get_spec(KEYS[0]), parser.get_subprocess_specs(KEYS[0])
        self._serializer = BpmnWorkflowSerializer()
        self._workflow = BpmnWorkflow(spec, called)
        self._workflow.do_engine_steps()

    def store(self) -> bytes:
        """The whole workflow, as the library's documentation stores it."""
        return self._stored(self._workflow)

    def round(self, stored: bytes) -> bytes:
        """Bring to life, complete, store."""
        workflow = self._serializer.deserialize_json(stored.decode())
        _complete(workflow)
        return self._stored(workflow)

    def go_on(self) -> bool:
        """Complete one more task; tells whether there was one."""
        return _complete(self._workflow)

    def _stored(self, workflow: Any) -> bytes:
        text: str = self._serializer.serialize_json(workflow)
        return text.encode()


def measured(patience_seconds: float) -> list[Round]:
    """The rows, from a process of its own."""
    command = [sys.executable, "-m", "bench.stock", str(patience_seconds)]
    finished = subprocess.run(
        command, cwd=Path(__file__).parents[1], capture_output=True, check=True, text=True
    )
    return [Round(*row) for row in json.loads(finished.stdout)]


def _complete(workflow: Any) -> bool:
    ready = workflow.get_tasks(state=TaskState.READY, manual=True)
    if not ready:
        return False
    ready[0].set_data(**GO_ON)
    ready[0].run()
    workflow.do_engine_steps()
    return True


def as_python(model: bytes) -> bytes:
    """A shipped diagram in the library's own words."""
    text = model.decode()
    for ours, theirs in _AS_PYTHON:
        text = re.sub(ours, theirs, text)
    return text.encode()


if __name__ == "__main__":
    print(json.dumps([astuple(row) for row in measure(Stock(), float(sys.argv[1]))]))
