"""One process becomes many: between two transactions, when it holds nothing of the database, it has
a child for each point of what comes next. Each child goes on as its parent would and is ended at
its point; then the parent goes on itself, to where it is at rest the next time."""

from __future__ import annotations

import os
import traceback
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import Pipe
from multiprocessing.connection import Connection

from bench.watch import KillPoint

_AT_REST = None
Ended = tuple[KillPoint, int]
"""A point, and the signal that ended the child that was sent there; 0 when nothing did."""


class Branches:
    """What the process does that becomes many. Each thing is told to who started it, and waits for
    an answer, so that nobody works where somebody else looks."""

    def __init__(self, points: Sequence[KillPoint], rests: Sequence[int], line: Connection) -> None:
        self._points = points
        self._rests = rests
        self._line = line

    def at_rest(self, met: int) -> KillPoint | None:
        """After so many statements: in a child where it shall end, in the parent None, later."""
        if not (coming := self._until_the_next_rest(met)):
            return None
        self._tell(_AT_REST)
        for point in coming:
            child = os.fork()
            if child == 0:
                return point
            self._tell((point, ended_by(child)))
        return None

    def _until_the_next_rest(self, met: int) -> list[KillPoint]:
        following = bisect_right(self._rests, met)
        end = self._rests[following] if following < len(self._rests) else float("inf")
        return [point for point in self._points if met <= point.mark < end]

    def _tell(self, told: Ended | None) -> None:
        self._line.send(told)
        self._line.recv()


def followed(
    work: Callable[[Branches], None],
    points: Sequence[KillPoint],
    rests: Sequence[int],
    when_at_rest: Callable[[], None],
) -> Iterator[Ended]:
    """Have the work done in a process that becomes many. Each time it is at rest that is told,
    and each point is yielded when its child has ended. Raises RuntimeError when the work fails."""
    ours, theirs = Pipe()

    def begin() -> None:
        ours.close()
        work(Branches(points, rests, theirs))

    process = forked(begin)
    theirs.close()
    with ours:
        for told in _said(ours):
            if told is _AT_REST:
                when_at_rest()
            else:
                yield told
            ours.send(_AT_REST)
    if ended_by(process):
        raise RuntimeError("A process that nobody ended has ended.")


def forked(work: Callable[[], None]) -> int:
    """The id of a child of this warm process that carries it out and ends."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            # Nothing of the parent's may be unwound here: its folders and servers are not ours.
            if code:
                traceback.print_exc()
            os._exit(code)
    return child


def ended_by(child: int) -> int:
    """Wait for its end: the signal that ended it, or its exit code."""
    _, status = os.waitpid(child, 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def _said(line: Connection) -> Iterator[Ended | None]:
    while True:
        try:
            yield line.recv()
        except EOFError:
            return
