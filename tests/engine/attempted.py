"""What a confined child does with the attempts: each in a process of its own with little of all.

The child loads our engine once and forks for each attempt, so that an attempt has one second and
200 megabytes for itself, and not for the loading.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Mapping
from datetime import date
from typing import Any

from engine.decisions import DecisionFailed, DecisionInvalid, decide, read_decision
from engine.elements import Element, read_process
from engine.expressions import ExpressionFailed, compile_expression, to_scalar
from engine.forms import bind, read_form
from engine.linter import lint_folder
from engine.spiff.live import LiveInstance
from engine.spiff.specs import build_bundle
from engine.values import checked
from tests.engine.attempts import CANARY, Attempt, attempts, harmless
from tests.engine.diagrams import CONTEXT, folder

CPU_SECONDS = 1
MEMORY_BYTES = 200 * 1024 * 1024
VALUES: dict[str, Any] = {"word": "nej", "weight": 7, "parcel": "p1", "nothing": None}
_DONE_BY_HAND = ("exec", "compile", "open", "os.", "subprocess.", "socket.", "ctypes.", "import")
"""What the interpreter tells of code that is run, files, other programs and the network."""

_heard: list[str] = []
_listens = False


def try_all() -> dict[str, Any]:
    """What became of each attempt: by what it was refused, and what the interpreter told."""
    CANARY.unlink(missing_ok=True)
    sys.addaudithook(_hear)
    _tried(Attempt("", folder(), {"place": ["x"]}))  # Whatever is loaded late is loaded now.
    told = {attempt.name: _apart(attempt) for attempt in attempts()}
    fine = {attempt.name: _apart(attempt) for attempt in harmless()}
    return {"told": told, "harmless": fine, "canary": CANARY.exists(), "control": _control()}


def _control() -> list[str]:
    """What is heard when something is run: else silence would prove nothing."""
    global _listens
    _listens = True
    eval("1 + 1")  # noqa: S307  Ours, and what is to be heard.
    _listens = False
    return _heard


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if _listens and event.startswith(_DONE_BY_HAND):
        _heard.append(f"{event} {str(arguments)[:80]}")


def _apart(attempt: Attempt) -> dict[str, Any]:
    """The attempt in a process of its own."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _answer(attempt, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    _, status, usage = os.wait4(child, 0)
    told = json.loads(answer) if answer else {"by": "limits", "how": [str(status)], "heard": []}
    return {**told, "cpu": round(usage.ru_utime + usage.ru_stime, 2)}


def _answer(attempt: Attempt, writing: int) -> None:
    global _listens
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    _listens = True
    try:
        by, how = _tried(attempt)
    except MemoryError:
        by, how = "limits", ["memory"]
    _listens = False
    os.write(writing, json.dumps({"by": by, "how": how[:5], "heard": _heard[:5]}).encode())
    os._exit(0)


def _tried(attempt: Attempt) -> tuple[str, list[str]]:
    """Deployed, and when that is not refused, run."""
    found = [f for f in lint_folder(attempt.files, CONTEXT) if f.is_error]
    if found:
        assert all(f.text.sv and f.text.en for f in found)
        return "deploy", [f.code for f in found]
    try:
        _run(attempt.files)
    except (ExpressionFailed, DecisionFailed, DecisionInvalid, ValueError) as error:
        return "run", [type(error).__name__]
    return ("run", ["answers"]) if _has_mistakes(attempt) else ("passed", [])


def _run(files: Mapping[str, bytes]) -> None:
    """All that the process says, worked out as the executor does; nothing is sent anywhere."""
    model = read_process(files["process.bpmn"])
    for element in model.elements.values():
        _work_out(element)
    for name, body in files.items():
        if name.endswith(".dmn"):
            checked(decide(read_decision(body), VALUES).outputs)
    if "weigh" in model.elements:
        return
    live = LiveInstance.begin(build_bundle({model.key: model}, model.key), VALUES)
    live.advance()
    for position in live.steps_to_run():
        if live.is_undecided(position.task):
            live.decide(position.task)


def _work_out(element: Element) -> None:
    for text in (*element.parameters.values(), element.correlation_key, element.due):
        if text and element.id == "step":
            checked({"value": to_scalar(compile_expression(text).evaluate(VALUES))})
    if element.payload and element.id == "step":
        payload = compile_expression(element.payload).evaluate(VALUES)
        assert isinstance(payload, dict)
        checked({name: to_scalar(value) for name, value in payload.items()})


def _has_mistakes(attempt: Attempt) -> bool:
    if attempt.answers is None:
        return False
    form = read_form(attempt.files["forms/carry.json"])
    return bool(bind(form, attempt.answers, today=date(2026, 3, 2)).errors)
