"""Fifty browsers complete one task at the same moment, over HTTP at a real web server."""

from __future__ import annotations

import http.client
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from threading import Barrier
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from bench import processes
from bench.http_browser import Browser
from bench.installation import installed
from bench.processes import Processes
from cases.tables.models import journal
from db.session import Database
from engine.clock import FileClock
from engine.models import user_tasks
from front import serving
from ledger.models import history
from ledger.verify import verify
from settings import Settings
from tests.browser.conftest import BEGUN_AT
from tests.product import ASSESSMENT

AT_ONCE = 50


@dataclass(frozen=True)
class Served:
    """A web server, and the database that it works on, in which a case is to be assessed."""

    database: Database
    port: int
    task: str


@pytest.fixture
def served(bare_database_url: str, tmp_path: Path) -> Iterator[Served]:
    port = processes.free_port()
    environment = processes.environment(tmp_path, bare_database_url, port, 25)
    FileClock(Settings.from_environment(environment).clock_file).set(BEGUN_AT)
    with installed(bare_database_url, tmp_path) as made:
        made.open_case()
        task = made.claim("demo-hanna", made.open_task("assess_case"))
    running, database = Processes(environment, port, tmp_path / "log"), Database(bare_database_url)
    try:
        running.start()
        yield Served(database, port, task.public_id)
    finally:
        running.stop()
        database.dispose()


def test_one_is_done_and_forty_nine_are_told_and_keep_what_they_wrote(served: Served) -> None:
    gate, page = Barrier(AT_ONCE), _opened(served)

    def _send(number: int) -> tuple[int, str]:
        fields = {**page.hidden(), **ASSESSMENT, "situation": _typed(number)}
        gate.wait()
        return _posted(served, page.cookies, fields)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(_send, range(AT_ONCE)))
    assert Counter(status for status, _ in answers) == {303: 1, 409: AT_ONCE - 1}
    (won,) = [number for number, (status, _) in enumerate(answers) if status == 303]
    for number, (status, text) in enumerate(answers):
        assert status == 303 or _typed(number) in text
        assert status == 303 or "redan slutförd" in text
    _assert_done_once(served.database, _typed(won))


def _assert_done_once(database: Database, written: str) -> None:
    with database.reading() as session:
        done = select(history.c.seq).where(history.c.kind == "task.completed")
        elements = [*session.execute(done.where(history.c.element == "assess_case"))]
        kept = [row.facts for row in session.execute(select(journal)) if "Nedtecknat" in row.facts]
        states = select(user_tasks.c.state).where(user_tasks.c.element == "assess_case")
        counted = Counter(session.execute(states).scalars())
        assert verify(session).is_whole
    assert len(elements) == 1
    assert len(kept) == 1
    assert written in kept[0]
    assert counted == {"completed": 1, "open": 1}


def _typed(number: int) -> str:
    return f"Nedtecknat av nummer {number:03}."


class _Page(Browser):
    @property
    def cookies(self) -> str:
        """What a browser sends along."""
        return "; ".join(f"{one.name}={one.value}" for one in self.jar)


def _opened(served: Served) -> _Page:
    browser = _Page(f"http://{serving.HOST}:{served.port}")
    browser.get("/logga-in")
    browser.post("/logga-in", {"person": "demo-hanna"})
    assert browser.get(f"/uppgifter/{served.task}") == 200
    return browser


def _posted(served: Served, cookies: str, fields: dict[str, str]) -> tuple[int, str]:
    connection = http.client.HTTPConnection(serving.HOST, served.port, timeout=60)
    sent = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", f"/uppgifter/{served.task}", urlencode(fields), sent)
    answer = connection.getresponse()
    status, text = answer.status, unescape(answer.read().decode())
    connection.close()
    return status, text
