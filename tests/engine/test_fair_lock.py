"""The queue of SQLite's writers: first come, first served, and nobody who left is waited for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import pytest

from db.fair_lock import FairLock

SOON, LONG = 0.01, 10.0


def _waiting(lock: FairLock, number: int) -> bool:
    return len(lock._waiting) == number


def _until(is_so: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(1000):
        if is_so():
            return
        pause.wait(SOON)
    pytest.fail("It never came to that.")


def test_it_is_had_in_the_order_in_which_it_was_asked_for() -> None:
    lock, order = FairLock(), []
    assert lock.acquire(LONG)

    def work(number: int) -> None:
        assert lock.acquire(LONG)
        order.append(number)
        lock.release()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for number, thread in enumerate(threads, 1):
        thread.start()
        _until(partial(_waiting, lock, number))
    lock.release()
    for thread in threads:
        thread.join(LONG)
    assert order == list(range(8))


def test_who_asks_again_at_once_stands_last() -> None:
    lock, order = FairLock(), []

    def work(name: str, times: int) -> None:
        for _ in range(times):
            assert lock.acquire(LONG)
            order.append(name)
            lock.release()

    assert lock.acquire(LONG)
    waiter = threading.Thread(target=work, args=("waiter", 1))
    waiter.start()
    _until(partial(_waiting, lock, 1))
    lock.release()
    work("greedy", 3)
    waiter.join(LONG)
    assert order == ["waiter", "greedy", "greedy", "greedy"]


def test_who_has_waited_too_long_is_passed_by() -> None:
    lock = FairLock()
    assert lock.acquire(LONG)
    assert not lock.acquire(SOON)
    assert _waiting(lock, 0)
    lock.release()
    assert lock.acquire(SOON)


def test_what_is_handed_over_at_the_last_moment_is_had(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time ran out, and before that was noticed the holder had let go."""
    lock = FairLock()
    assert lock.acquire(LONG)
    withdraw = lock._withdraw

    def late(place: threading.Lock) -> bool:
        lock.release()
        return withdraw(place)

    monkeypatch.setattr(lock, "_withdraw", late)
    assert lock.acquire(SOON)
    monkeypatch.undo()
    assert not lock.acquire(SOON)


class _Interrupted:
    """A place in the queue; Ctrl-C comes in the midst of waiting."""

    def acquire(self, timeout: float | None = None) -> bool:
        if timeout is None:
            return True
        raise KeyboardInterrupt

    def release(self) -> None:
        raise AssertionError("Nobody waits here any longer.")


def test_who_is_interrupted_holds_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    lock = FairLock()
    assert lock.acquire(LONG)
    with monkeypatch.context() as patched:
        patched.setattr("db.fair_lock.threading.Lock", _Interrupted)
        with pytest.raises(KeyboardInterrupt):
            lock.acquire(LONG)
    assert _waiting(lock, 0)
    lock.release()
    assert lock.acquire(SOON)
