"""A function that reads other people's files can hurt nobody but its own child process."""

from __future__ import annotations

import importlib.util
import time

import pytest

from engine.confine import ChildDied, Limits, run_confined

HERE = "tests.engine.hostile"
needs_resource = pytest.mark.skipif(
    importlib.util.find_spec("resource") is None,
    reason="this system cannot limit CPU and memory; only the wall clock limits a child",
)


def test_a_child_answers_with_a_json_value() -> None:
    assert run_confined(f"{HERE}:add", 2, 3) == 5


@needs_resource
def test_a_child_that_never_ends_is_stopped_by_its_cpu_limit() -> None:
    began = time.monotonic()

    with pytest.raises(ChildDied) as died:
        run_confined(f"{HERE}:spin", limits=Limits(cpu_seconds=1, wall_seconds=30))

    assert died.value.cause == "time"
    assert time.monotonic() - began < 20


@needs_resource
def test_a_child_cannot_take_more_memory_than_it_is_given() -> None:
    with pytest.raises(ChildDied) as died:
        run_confined(f"{HERE}:hoard", limits=Limits(memory_bytes=512 * 1024 * 1024))

    assert died.value.cause == "memory"


def test_a_child_that_only_waits_is_stopped_by_the_wall_clock() -> None:
    with pytest.raises(ChildDied) as died:
        run_confined(f"{HERE}:sleep", limits=Limits(wall_seconds=1.5))

    assert died.value.cause == "time"


@pytest.mark.parametrize(
    ("function", "cause"), [("crash", "crash"), ("leave", "crash"), ("fail", "error")]
)
def test_a_child_that_breaks_is_told_from_one_that_answers(function: str, cause: str) -> None:
    with pytest.raises(ChildDied) as died:
        run_confined(f"{HERE}:{function}")

    assert died.value.cause == cause


def test_a_child_does_not_inherit_the_secrets_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BOKVAR_SECRET_KEY", "secret")

    assert "BOKVAR_SECRET_KEY" not in run_confined(f"{HERE}:environment")
