"""In memory, without a database: our instance against SpiffWorkflow as it comes, same diagram.

One round is what a server does for one completed task: bring the instance to life from what was
stored, complete the task, run what follows, and make what is to be stored. Ours compacts and
compresses; the library's own way writes its whole task tree as JSON.
"""

from __future__ import annotations

import json
import statistics
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from engine.elements import read_process
from engine.spiff import state
from engine.spiff.live import LiveInstance
from engine.spiff.specs import SpecBundle, build_bundle

PROCESSES = Path(__file__).parents[1] / "processes"
KEYS = ("main_case", "close_case")
POINTS = (10, 100, 300, 1000)
ROUNDS = 7
GO_ON = {"next_step": "continue"}

# FEEL's equality is one sign, Python's two: the only change that the library's parser needs.
_AS_PYTHON = (('next_step = "close"', 'next_step == "close"'), ("closed = true", "closed == True"))


@dataclass(frozen=True)
class Round:
    """What one round costs after so many completed tasks; None when it could not go on."""

    completed: int
    milliseconds: float | None
    stored_bytes: int | None


class Ours:
    """The engine's live instance, as the executor uses it."""

    def __init__(self) -> None:
        models = {key: read_process(_diagram(key)) for key in KEYS}
        self._bundle: SpecBundle = build_bundle(models, KEYS[0])
        live = LiveInstance.begin(self._bundle, {"case": "a"})
        live.advance()
        live.complete(live.steps_to_run()[0].task, {})
        self._state = live.dump()

    def store(self) -> bytes:
        """The whole state, as a snapshot is stored."""
        return _packed(self._state)

    def round(self, stored: bytes) -> bytes:
        """Bring to life, complete, store."""
        loaded = json.loads(zlib.decompress(stored))
        live = self._completed(loaded)
        return _packed(live.dump())

    def go_on(self) -> bool:
        """Complete one more task; tells whether there was one."""
        self._state = self._completed(self._state).dump()
        return True

    def _completed(self, loaded: state.State) -> LiveInstance:
        live = LiveInstance.resume(self._bundle, loaded)
        live.complete(live.open_user_tasks()[0].task, GO_ON)
        return live


class Stock:
    """The library with its own parser, its own serializer and nothing of ours."""

    def __init__(self) -> None:
        parser = BpmnParser()
        for key in KEYS:
            parser.add_bpmn_xml(etree.fromstring(_as_python(_diagram(key))))
        self._serializer = BpmnWorkflowSerializer()
        self._workflow = BpmnWorkflow(
            parser.get_spec(KEYS[0]), parser.get_subprocess_specs(KEYS[0])
        )
        self._workflow.catch(_opening(self._workflow))
        self._workflow.do_engine_steps()

    def store(self) -> bytes:
        """The whole workflow, as the library's documentation stores it."""
        text: str = self._serializer.serialize_json(self._workflow)
        return text.encode()

    def round(self, stored: bytes) -> bytes:
        """Bring to life, complete, store."""
        workflow = self._serializer.deserialize_json(stored.decode())
        _completed(workflow)
        text: str = self._serializer.serialize_json(workflow)
        return text.encode()

    def go_on(self) -> bool:
        """Complete one more task; tells whether there was one."""
        return _completed(self._workflow)


def measure(make: Callable[[], Ours | Stock], deadline: float) -> list[Round]:
    """One row for each point. deadline: in the seconds of time.perf_counter."""
    instance, done, rows = make(), 0, []
    for point in POINTS:
        while done < point and time.perf_counter() < deadline and instance.go_on():
            done += 1
        reached = done == point
        rows.append(_row(instance, point) if reached else Round(point, None, None))
    return rows


def _row(instance: Ours | Stock, point: int) -> Round:
    stored = instance.store()
    seconds = [_seconds(instance, stored) for _ in range(ROUNDS)]
    return Round(point, statistics.median(seconds) * 1000, len(stored))


def _seconds(instance: Ours | Stock, stored: bytes) -> float:
    began = time.perf_counter()
    instance.round(stored)
    return time.perf_counter() - began


def _completed(workflow: Any) -> bool:
    ready = workflow.get_tasks(state=TaskState.READY, manual=True)
    if not ready:
        return False
    ready[0].set_data(**GO_ON)
    ready[0].run()
    workflow.do_engine_steps()
    return True


def _opening(workflow: Any) -> Any:
    raise NotImplementedError


def _diagram(key: str) -> bytes:
    return (PROCESSES / key / "process.bpmn").read_bytes()


def _as_python(diagram: bytes) -> bytes:
    text = diagram.decode()
    for feel, python in _AS_PYTHON:
        text = text.replace(feel, python)
    return text.encode()


def _packed(values: state.State) -> bytes:
    text = json.dumps(state.difference({}, values), ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode(), 1)
