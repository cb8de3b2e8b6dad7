"""Runs every trap on the stock library in one child process, which holds nothing of ours.

Our engine puts its own ids and clock into the library when it is imported; so the library is asked
in a process that never imports it. What hangs there is ended by an alarm.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from typing import Any

CPU_SECONDS = {"b14": 1.0}
"""For the trap that hangs; the others have more than they need."""
ENOUGH_SECONDS = 10.0


class HangsError(BaseException):
    """The time is up. No error of the library's own, which would catch it."""


@cache
def happened() -> dict[str, Any]:
    """What the stock library did in each trap, by the name of the trap in lower letters."""
    told = subprocess.run(
        [sys.executable, "-m", __name__],
        capture_output=True,
        check=True,
        # A zone with summer time, which the library freezes when it is imported (B7).
        env={**os.environ, "TZ": "Europe/Stockholm"},
        timeout=120,
    )
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def _main() -> None:
    from tests.traps import stock_data, stock_engine, stock_events

    signal.signal(signal.SIGVTALRM, _give_up)
    traps = (*stock_data.ALL, *stock_engine.ALL, *stock_events.ALL)
    found = {trap.__name__: _asked(trap) for trap in traps}
    if any(name.startswith("engine.spiff") for name in sys.modules):
        raise RuntimeError("This was not the stock library.")
    print(json.dumps(found))


def _asked(trap: Callable[[], Any]) -> Any:
    signal.setitimer(signal.ITIMER_VIRTUAL, CPU_SECONDS.get(trap.__name__, ENOUGH_SECONDS))
    try:
        return trap()
    except HangsError:
        return "hangs"
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _give_up(_signal: int, _frame: Any) -> None:
    raise HangsError


if __name__ == "__main__":
    _main()
