"""Every value that a shipped process works with has a name that people read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.decisions import read_decision
from engine.signatures import signatures_of
from handlers import SERVICE_TASKS
from web.values import variable_name


def _given() -> Iterator[str]:
    for signature in signatures_of(SERVICE_TASKS).values():
        yield from signature.gives or ()
    for file in Path("processes").rglob("*.dmn"):
        yield from (output.name for output in read_decision(file.read_bytes()).outputs)


@pytest.mark.parametrize("name", sorted(set(_given())))
def test_a_value_is_called_by_a_name(name: str) -> None:
    assert variable_name(name) != name
