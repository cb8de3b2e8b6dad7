"""`flask serve` leaves no process behind, also when one of its own was killed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from front import serving

PATIENCE_SECONDS = 10.0


def test_what_a_killed_process_has_left_running_is_ended_too(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    command = ["sh", "-c", f"sleep 120 & echo $! > {note}.new; mv {note}.new {note}; wait"]
    parent = serving._start(command, os.environ)
    _wait_until(note.exists)
    left = int(note.read_text())
    parent.kill()
    parent.wait()
    assert _is_alive(left)
    serving._end([parent])
    _wait_until(lambda: not _is_alive(left))


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return not _is_zombie(pid)


def _is_zombie(pid: int) -> bool:
    """Ended, but not yet noticed by whoever inherited it; on Linux the third word says so."""
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z"


def _wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.02)
