"""A server sets aside what it is made of, so that the collector does not go through it again."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from front.memory import keep_for_good


@pytest.fixture(autouse=True)
def looked_at_again() -> Iterator[None]:
    """What a test sets aside is given back: other tests leave garbage here."""
    gc.unfreeze()
    yield
    gc.unfreeze()


class _Circle:
    def __init__(self) -> None:
        self.itself = self


def test_what_is_here_is_set_aside_and_what_comes_is_not() -> None:
    kept = _Circle()
    assert gc.get_freeze_count() == 0
    keep_for_good()
    later = _Circle()
    watched = gc.get_objects()
    assert gc.get_freeze_count() > 0
    assert any(each is later for each in watched)
    assert not any(each is kept for each in watched)
