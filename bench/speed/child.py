"""A process of its own that answers calls over its pipes, so that its turns can be interleaved."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from front.memory import keep_for_good

ROOT = Path(__file__).parents[2]


class Child:
    """Calls methods of an object that lives in another process."""

    def __init__(self, module: str, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def call(self, method: str, *arguments: Any) -> Any:
        """What the method returns there. Raises ChildProcessError when the process has ended."""
        self.send(method, *arguments)
        return self.receive()

    def send(self, method: str, *arguments: Any) -> None:
        """Begin a call, so that several children are at work at once."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([method, *arguments]) + "\n")
        self._process.stdin.flush()

    def receive(self) -> Any:
        """What the call that was begun returns. Raises ChildProcessError."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise ChildProcessError(f"A process of the benchmark ended: {self._process.wait()}.")
        return json.loads(line)

    def end(self) -> None:
        """Close the pipe, which ends the process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


def serve(target: object) -> None:
    """Answer calls from the pipe until it is closed."""
    keep_for_good()
    for line in sys.stdin:
        method, *arguments = json.loads(line)
        print(json.dumps(getattr(target, method)(*arguments)), flush=True)
