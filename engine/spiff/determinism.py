"""Our ids and our clock inside SpiffWorkflow, which otherwise asks uuid4 and time.time itself.

Patched for SpiffWorkflow 3.2.0: the names ``uuid4`` and ``time`` in SpiffWorkflow.task. Can go when
the library takes an id source and a clock as arguments. Ids are small numbers, counted up within
the instance; the clock is the same counter, so that the library's order by time of state change
is the order in which things happened, on every run.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from SpiffWorkflow import task as spiff_task


class Counter:
    """Counts up; the ticks of one instance's life."""

    def __init__(self, value: int = 0) -> None:
        self.value = value

    def next(self) -> int:
        self.value += 1
        return self.value


_counter: ContextVar[Counter] = ContextVar("spiff_counter")


@contextmanager
def counting(counter: Counter) -> Iterator[None]:
    """Ids and instants come from this counter while the block runs."""
    token = _counter.set(counter)
    try:
        yield
    finally:
        _counter.reset(token)


def tick() -> int:
    """The next number of the instance that moves, as a moment or as an id."""
    return _counter.get().next()


class _Clock:
    """Stands in for the time module in SpiffWorkflow.task."""

    @staticmethod
    def time() -> int:
        return tick()


def _next_id() -> str:
    return str(tick())


def install() -> None:
    """Put our id source and clock in place; done once, on import of the live instance."""
    # The two names are looked up in the module at each call, so replacing them is enough.
    vars(spiff_task).update(uuid4=_next_id, time=_Clock)
