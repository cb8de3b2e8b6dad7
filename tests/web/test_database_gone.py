"""When the database is gone or something unforeseen happens: a calm page, and nothing half done."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError

from engine.models import messages, user_tasks
from ledger.verify import verify
from tests.product import ASSESSMENT, NOTICE, Product, match_as_new, send_notice, take_task
from web import notice_sending

SECRET = "Åsa Prov 198505152382"


@contextmanager
def gone(product: Product, *, after: int = 0) -> Iterator[None]:
    """The database answers so many more statements, and then no more."""
    left = [after]

    def _fall(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OperationalError(statement, {"name": SECRET}, Exception(SECRET))

    engines = (product.database.writing_engine, product.database.reading_engine)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", _fall)
    try:
        yield
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", _fall)


def test_without_a_database_every_page_says_so_and_works_again_after(
    product: Product, caplog: pytest.LogCaptureFixture
) -> None:
    hanna = product.browser("demo-hanna")
    nobody = product.browser()
    paths = ("/inkorg", "/arenden", "/uppgifter/x", "/arenden/x", "/anmalningar/x", "/nej", "/")
    with gone(product):
        for browser, pages in ((hanna, paths), (nobody, ("/anmalan", "/logga-in"))):
            for path in pages:
                answer = browser.get(path)
                assert answer.status_code == 503, path
                assert answer.headers["Retry-After"] == "10"
                assert "tillfälligt stängd" in browser.text()
        assert nobody.get("/nej").status_code == 404
        assert nobody.get("/").status_code == 200
    assert SECRET not in caplog.text
    assert '"event": "database_gone"' in caplog.text
    for browser, path in ((hanna, "/inkorg"), (nobody, "/anmalan"), (nobody, "/logga-in")):
        assert browser.get(path).status_code == 200


def test_a_notice_is_kept_whole_or_not_at_all_and_can_be_sent_again(product: Product) -> None:
    browser = product.browser()
    browser.get("/anmalan")
    fields = {**browser.hidden(), **NOTICE}
    statuses = []
    for after in range(12):
        with gone(product, after=after):
            statuses.append(browser.client.post("/anmalan", data=fields).status_code)
        if statuses[-1] == 303:
            break
        assert _count(product) == 0
    assert statuses[0] == 503
    assert set(statuses[:-1]) == {503}
    assert statuses[-1] == 303
    assert browser.client.post("/anmalan", data=fields).status_code == 303
    assert _count(product) == 1


def test_a_task_is_completed_whole_or_not_at_all_and_what_was_typed_is_there(
    product: Product,
) -> None:
    send_notice(product)
    product.work()
    match_as_new(product)
    hanna = product.browser("demo-hanna")
    address = take_task(hanna, "Bedöm ärendet")
    page, statuses = hanna.page, []
    for after in range(0, 200, 3):
        hanna.page = page
        with gone(product, after=after):
            statuses.append(hanna.post(address, ASSESSMENT).status_code)
        if _state(product, address) != "open":
            break
        assert statuses[-1] == 503
    assert _state(product, address) == "completed"
    # Falling after the commit, on the way to the next page, is told as well: nothing is lost.
    assert statuses[-1] in (303, 503)
    hanna.page = page
    assert hanna.post(address, ASSESSMENT).status_code == 409
    with product.database.reading() as session:
        assert verify(session).is_whole


def test_an_unforeseen_error_has_a_number_and_tells_nothing_more(
    product: Product, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def _fall(*_args: Any, **_named: Any) -> None:
        raise ValueError(SECRET)

    monkeypatch.setattr(notice_sending, "new_send_token", _fall)
    browser = product.browser("demo-hanna")
    with caplog.at_level(logging.DEBUG):
        answer = browser.get("/anmalan")
    assert answer.status_code == 500
    assert SECRET not in answer.text
    assert "Traceback" not in answer.text
    [written] = [record for record in caplog.records if record.levelname == "ERROR"]
    line = json.loads(written.message)
    assert (line["event"], line["error"]) == ("unexpected_error", "ValueError")
    assert line["reference"] in answer.text
    assert line["endpoint"] == "public.notice_form"
    assert line["at"][-1].endswith("_fall")
    assert SECRET not in caplog.text


def test_an_error_on_the_way_to_an_error_page_tells_nothing_either(
    product: Product, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def _fall(*_args: Any, **_named: Any) -> None:
        raise ValueError(SECRET)

    monkeypatch.setattr("web.errors.record_refusal", _fall)
    hanna = product.browser("demo-hanna")
    with caplog.at_level(logging.DEBUG):
        answer = hanna.get("/arenden/x")
    assert answer.status_code == 500
    assert SECRET not in answer.text + caplog.text
    assert '"error": "ValueError"' in caplog.text


def _count(product: Product) -> int:
    with product.database.reading() as session:
        return session.scalar(select(func.count()).select_from(messages)) or 0


def _state(product: Product, address: str) -> str | None:
    task = address.rpartition("/")[2]
    with product.database.reading() as session:
        state = session.scalar(select(user_tasks.c.state).where(user_tasks.c.public_id == task))
    return None if state is None else str(state)
