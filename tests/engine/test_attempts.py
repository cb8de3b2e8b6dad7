"""Nothing that is written in a diagram, a table, a form or an answer runs what it pleases."""

from __future__ import annotations

import importlib.util
from functools import cache
from typing import Any

import pytest

from engine.confine import Limits, run_confined
from tests.engine.attempts import attempts

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("resource") is None,
    reason="this system cannot limit CPU and memory",
)
NAMES = [attempt.name for attempt in attempts()]


@cache
def tried() -> dict[str, Any]:
    """What became of all attempts, each tried once by itself within its limits."""
    limits = Limits(cpu_seconds=120, memory_bytes=1024**3, wall_seconds=300)
    found: dict[str, Any] = run_confined("tests.engine.attempted:try_all", limits=limits)
    return found


def test_no_attempt_of_many_has_run_anything(capsys: pytest.CaptureFixture[str]) -> None:
    told = tried()["told"]
    ways = [one["by"] for one in told.values()]
    with capsys.disabled():
        print(
            f"\nAttempts: {len(told)}, refused at deploy {ways.count('deploy')}, at run "
            f"{ways.count('run')}, by the limits {ways.count('limits')}."
        )
    assert len(told) == len(NAMES) == len(set(NAMES))
    assert len(told) >= 80
    assert tried()["canary"] is False
    assert {name: one["heard"] for name, one in told.items() if one["heard"]} == {}


def test_what_is_run_would_be_heard_and_what_is_harmless_is_not_refused() -> None:
    assert any(event.startswith("compile") for event in tried()["control"])
    assert {name: one["how"] for name, one in tried()["harmless"].items() if one["how"]} == {}


@pytest.mark.parametrize("name", NAMES)
def test_an_attempt_is_refused(name: str) -> None:
    assert tried()["told"][name]["by"] in ("deploy", "run", "limits")
