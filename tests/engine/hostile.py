"""Functions that a confined child is made to run: some do as they are told, some do not."""

from __future__ import annotations

import os
import signal
import time


def add(first: int, second: int) -> int:
    print("noise that must not be taken for the answer")
    return first + second


def spin() -> None:
    while True:
        pass


def hoard() -> int:
    return len(bytearray(8 * 1024 * 1024 * 1024))


def sleep() -> None:
    time.sleep(60)


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def leave() -> None:
    os._exit(9)


def fail() -> None:
    raise ValueError("what it says stays in the child")


def environment() -> list[str]:
    return sorted(os.environ)
