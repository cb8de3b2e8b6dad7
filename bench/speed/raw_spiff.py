"""SpiffWorkflow as its documentation shows it: an instance as JSON in one SQLite row, nothing else.

A process of its own: `python -m bench.speed.raw_spiff FOLDER TASKS INSTANCES`.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from pathlib import Path

from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from bench.speed.diagrams import chain


def main(folder: Path, tasks: int, instances: int) -> None:
    """Begin all, then complete each task of each, in turns; prints the seconds of both."""
    kept = sqlite3.connect(folder / "raw.sqlite", isolation_level=None)
    kept.execute("PRAGMA journal_mode = WAL")
    kept.execute("PRAGMA synchronous = FULL")
    kept.execute("CREATE TABLE instances (id INTEGER PRIMARY KEY, body TEXT NOT NULL)")
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.fromstring(chain(tasks, stock=True).encode()))
    serializer = BpmnWorkflowSerializer()
    began = time.perf_counter()
    for instance in range(instances):
        workflow = BpmnWorkflow(parser.get_spec("chain"))
        workflow.do_engine_steps()
        body = serializer.serialize_json(workflow)
        kept.execute("INSERT INTO instances VALUES (?, ?)", (instance, body))
    started = time.perf_counter() - began
    began = time.perf_counter()
    for _ in range(tasks):
        for instance in range(instances):
            _step(kept, serializer, instance)
    completed = time.perf_counter() - began
    print(json.dumps({"started": started, "completed": completed}))


def _step(kept: sqlite3.Connection, serializer: BpmnWorkflowSerializer, instance: int) -> None:
    kept.execute("BEGIN IMMEDIATE")
    (body,) = kept.execute("SELECT body FROM instances WHERE id = ?", (instance,)).fetchone()
    workflow = serializer.deserialize_json(body)
    workflow.get_tasks(state=TaskState.READY, manual=True)[0].run()
    workflow.do_engine_steps()
    body = serializer.serialize_json(workflow)
    kept.execute("UPDATE instances SET body = ? WHERE id = ?", (body, instance))
    kept.execute("COMMIT")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
