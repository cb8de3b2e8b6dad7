"""Runs one function in a child process that has little time, little memory and no secrets.

What reads other people's files may hang or eat everything (engine.md B14). The child gets its
arguments pickled, from us; what it answers is JSON, because a child that has read a hostile file
is not to be trusted with what unpickling can do.
"""

from __future__ import annotations

import importlib
import io
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.errors import EngineError

try:
    resource: Any = importlib.import_module("resource")
except ImportError:  # Not a POSIX system: then only the wall clock limits the child.
    resource = None

_BOOT = "import sys, pickle; sys.path[:] = pickle.load(sys.stdin.buffer); "
_BOOT += "from engine.confine import child; child()"
_KEPT_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "LD_LIBRARY_PATH", "TZDIR")
_OUT_OF_MEMORY = 3
_RAISED = 1
"""What the interpreter itself answers when something was raised and not caught."""


@dataclass(frozen=True)
class Limits:
    """What a child may use. The memory is address space, which is more than what is touched."""

    cpu_seconds: int = 20
    memory_bytes: int = 1024 * 1024 * 1024
    wall_seconds: float = 60.0


class ChildDied(EngineError):
    """The child went beyond its limits or broke; ``cause`` is time, memory, error or crash."""

    def __init__(self, cause: str) -> None:
        super().__init__(f"The child process ended by itself: {cause}.")
        self.cause = cause


def run_confined(function: str, *arguments: object, limits: Limits | None = None) -> Any:
    """Call ``module:function`` in a child and return its answer, a JSON value.

    Raises ChildDied when the child goes beyond its limits, breaks, or the function raises.
    """
    limits = limits or Limits()
    given = pickle.dumps(sys.path) + pickle.dumps((function, arguments, limits))
    try:
        # Only our own interpreter and text of our own; nothing of it comes from outside.
        ended = subprocess.run(  # noqa: S603
            [sys.executable, "-c", _BOOT],
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limits.wall_seconds,
            env={k: os.environ[k] for k in _KEPT_ENVIRONMENT if k in os.environ},
            check=False,
        )
    except subprocess.TimeoutExpired as expired:
        raise ChildDied("time") from expired
    if ended.returncode != 0:
        raise ChildDied(_cause(ended.returncode))
    return json.loads(ended.stdout)


def named_function(name: str) -> Callable[..., Any]:
    """The function that ``module:function`` names."""
    module, _, attribute = name.partition(":")
    function: Callable[..., Any] = getattr(importlib.import_module(module), attribute)
    return function


def child() -> None:
    """What the child does: limit itself, read its arguments, call, answer, end."""
    function, arguments, limits = pickle.load(sys.stdin.buffer)  # noqa: S301  Written by our parent.
    answer_to = _take_stdout()
    _limit(limits)
    try:
        answer = json.dumps(named_function(function)(*arguments))
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)
    answer_to.write(answer.encode())
    answer_to.close()


def _take_stdout() -> io.BufferedWriter:
    """Keep the way back for the answer alone; whatever else is printed goes nowhere."""
    kept = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return kept


def _limit(limits: Limits) -> None:
    if resource is None:
        return
    _set_limit("RLIMIT_CPU", limits.cpu_seconds)
    _set_limit("RLIMIT_AS", limits.memory_bytes)
    _set_limit("RLIMIT_CORE", 0)


def _set_limit(name: str, value: int) -> None:
    kind = getattr(resource, name, None)
    if kind is None:
        return
    try:
        resource.setrlimit(kind, (value, value))
    except (ValueError, OSError):
        # Some systems know a limit and cannot set it; the wall clock remains.
        return


def _cause(code: int) -> str:
    if code == _OUT_OF_MEMORY:
        return "memory"
    if code == _RAISED:
        return "error"
    # SIGXCPU, and SIGKILL when the hard limit is met.
    return "time" if code in (-24, -9) else "crash"
