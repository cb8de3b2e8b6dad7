"""Ends the process hard at a commit, starts again, lets the work finish, and looks what is lost.

A commit is tried from both sides: just before it, when what was sent outside cannot be taken back
and nothing of it is written down, and just after it. Whoever goes on is a new process on the same
database; all it knows is what it finds there.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import make_url

from bench import books
from bench.robot import Robot
from bench.two_cases import DUTIES, PEOPLE, START, events
from connectors.mail_sink import MailSink
from db.schema import load_all
from db.session import Database, Session
from tests.product import Product

Side = Literal["before", "after"]
AT_ONCE = 2


@dataclass(frozen=True)
class KillPoint:
    """The commit, counted from 1 in an undisturbed run, and on which side of it all ends."""

    commit: int
    side: Side


@dataclass(frozen=True)
class Result:
    """What the books say in the end; reached: whether the process ever came to the point."""

    point: KillPoint
    reached: bool
    lost: list[str]


class Ground:
    """A folder with a template of an installed database, of which each run gets a copy."""

    def __init__(self, folder: Path, server_url: str | None) -> None:
        self.folder = folder
        self._server_url = server_url
        self._template = folder / "template"
        self._template.mkdir()
        _in_a_process_of_its_own(self._install)

    @contextmanager
    def copy(self, name: str) -> Iterator[tuple[str, Path]]:
        """URL of a database like the template, and a folder for what leaves the house."""
        place = self.folder / name
        place.mkdir()
        url = self._url(name, place)
        if self._server_url:
            _administer(self._server_url, f'CREATE DATABASE "{name}" TEMPLATE "kill_template"')
        else:
            shutil.copyfile(self._template / "bokvar.sqlite", place / "bokvar.sqlite")
        try:
            yield url, place
        finally:
            if self._server_url:
                _administer(self._server_url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            shutil.rmtree(place)

    def _install(self) -> None:
        if self._server_url:
            _administer(self._server_url, 'CREATE DATABASE "kill_template" TEMPLATE template0')
        database = Database(self._url("kill_template", self._template))
        load_all()
        from db.base import metadata  # noqa: PLC0415 - once every room has added its tables

        metadata.create_all(database.writing_engine)
        database.dispose()
        with _product(self._url("kill_template", self._template), self._template) as product:
            product.install()

    def _url(self, name: str, place: Path) -> str:
        if self._server_url is None:
            return f"sqlite:///{place / 'bokvar.sqlite'}"
        named = make_url(self._server_url).set(database=name)
        return named.render_as_string(hide_password=False)


def undisturbed(ground: Ground) -> tuple[int, dict[str, Any]]:
    """How many commits the work takes when nothing happens, and what the books say then."""
    with ground.copy("undisturbed") as (url, place):
        _in_a_process_of_its_own(lambda: _work(url, place, None))
        counted = int((place / "commits").read_text())
        return counted, json.loads((place / "books.json").read_text())


def run(ground: Ground, points: Iterable[KillPoint], expected: dict[str, Any]) -> Iterator[Result]:
    """Try every point, a few at once. What is missing or too many is told beside each."""
    context = multiprocessing.get_context("fork")
    with context.Pool(AT_ONCE, initializer=_begin, initargs=(ground, expected)) as pool:
        yield from pool.imap_unordered(_try, points)


_tried: list[tuple[Ground, dict[str, Any]]] = []


def _begin(ground: Ground, expected: dict[str, Any]) -> None:
    _tried.append((ground, expected))


def _try(point: KillPoint) -> Result:
    ground, expected = _tried[0]
    with ground.copy(f"kill_{point.commit}_{point.side}") as (url, place):
        status = _in_a_process_of_its_own(lambda: _work(url, place, point))
        reached = status == signal.SIGKILL
        if reached:
            _in_a_process_of_its_own(lambda: _work(url, place, None))
        kept = place / "books.json"
        if not kept.exists():
            return Result(point, reached, ["The work was not finished."])
        lost = books.differences(expected, json.loads(kept.read_text()))
        return Result(point, reached, lost)


def _work(url: str, place: Path, point: KillPoint | None) -> None:
    """Go on until the end, or until the point; leaves the books behind."""
    with _product(url, place) as product, _counting(place, point):
        Robot(product, PEOPLE, DUTIES, events(), START).run()
        (place / "books.json").write_text(json.dumps(books.of(product, place)))


@contextmanager
def _product(url: str, place: Path) -> Iterator[Product]:
    database = Database(url)
    database.dispose()
    with MailSink(place / "mail") as sink:
        product = Product(database, place, sink)
        try:
            yield product
        finally:
            product.database.dispose()


@contextmanager
def _counting(place: Path, point: KillPoint | None) -> Iterator[None]:
    """Count commits, and end this process on the given side of the given one."""
    done = 0

    def before(_session: Session) -> None:
        if point and point.side == "before" and done + 1 == point.commit:
            os.kill(os.getpid(), signal.SIGKILL)

    def after(_session: Session) -> None:
        nonlocal done
        done += 1
        if point and point.side == "after" and done == point.commit:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Session, "before_commit", before)
    event.listen(Session, "after_commit", after)
    try:
        yield
    finally:
        event.remove(Session, "before_commit", before)
        event.remove(Session, "after_commit", after)
    (place / "commits").write_text(str(done))


def _in_a_process_of_its_own(work: Any) -> int:
    """Carry it out in a child of this warm process; the signal that ended it, or 0."""
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
    _, status = os.waitpid(child, 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def _administer(server_url: str, statement: str) -> None:
    engine = create_engine(server_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def every(commits: int) -> list[KillPoint]:
    """Both sides of every commit; every seventh first, so that a run cut short has met them all
    over."""
    in_order = _in_order(commits)
    return [point for first in range(7) for point in in_order[first::7]]


def spread(commits: int, count: int) -> list[KillPoint]:
    """So many points spread over the whole run, the sides taking turns."""
    every_point = _in_order(commits)
    step = max(1, len(every_point) // count)
    # An odd step, so that both sides are met.
    return every_point[:: step if step % 2 else step + 1]


def _in_order(commits: int) -> list[KillPoint]:
    return [KillPoint(n, side) for n in range(1, commits + 1) for side in ("before", "after")]


def lost(results: Sequence[Result]) -> list[str]:
    """A sentence for each point after which the books differed."""
    return [
        f"{r.point.side} commit {r.point.commit}: {sentence}"
        for r in results
        for sentence in r.lost
    ]
