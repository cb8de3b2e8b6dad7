"""Nobody who presses Submit ever sees "locked": she waits briefly, and is heard or told of it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier, Event, Thread

import pytest
from sqlalchemy import select, text

from cases.tables.models import journal
from db import session as db_session
from db.session import Database
from engine.models import task_drafts, user_tasks
from ledger.models import streams
from tests.product import ASSESSMENT, NOTICE, Product, match_as_new, send_notice, take_task
from tests.steps import ledger, rows

TITLE = "Bedöm ärendet"
AT_ONCE = 50
IMPATIENT = pytest.mark.usefixtures("impatient")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked for before the product opens its database: nobody waits ten seconds."""
    monkeypatch.setattr(db_session, "BUSY_TIMEOUT_MS", 300)


@pytest.fixture
def case(product: Product) -> Product:
    """A case with an assessment to make."""
    product.clock.set("2026-12-01 09:00")
    send_notice(product)
    product.work()
    match_as_new(product)
    return product


@contextmanager
def held(product: Product) -> Iterator[None]:
    """Another process holds what moves the case; on SQLite that is the whole database."""
    other = Database(product.database.url)
    try:
        with other.transaction() as session:
            wanted = select(streams).with_for_update()
            session.execute(wanted.where(streams.c.key.startswith("case:")))
            yield
    finally:
        other.dispose()


def completed(product: Product) -> int:
    return sum(one.state == "completed" for one in rows(product, user_tasks))


@IMPATIENT
def test_who_submits_while_the_case_is_held_too_long_is_told_and_nothing_typed_is_lost(
    case: Product,
) -> None:
    hanna = case.browser("demo-hanna")
    address = take_task(hanna, TITLE)
    page, before = hanna.page, completed(case)
    with held(case):
        answer = hanna.post(address, ASSESSMENT)
    assert answer.status_code == 409
    assert "Någon annan" in hanna.text()
    assert ASSESSMENT["plan"] in hanna.text()
    assert "locked" not in answer.text.lower()
    assert completed(case) == before
    hanna.page = page
    assert hanna.post(address, ASSESSMENT).status_code == 303
    assert ledger(case).is_whole


def test_who_submits_while_the_case_is_held_for_a_moment_waits_and_is_heard(case: Product) -> None:
    hanna = case.browser("demo-hanna")
    address = take_task(hanna, TITLE)
    is_held, may_go = Event(), Event()

    def hold() -> None:
        with held(case):
            is_held.set()
            may_go.wait(0.4)

    holder = Thread(target=hold)
    holder.start()
    is_held.wait(5)
    assert hanna.post(address, ASSESSMENT).status_code == 303
    holder.join()


@IMPATIENT
def test_a_form_that_cannot_be_kept_in_time_is_shown_again_with_what_was_typed(
    product: Product,
) -> None:
    browser = product.browser()
    browser.get("/anmalan")
    other = Database(product.database.url)
    with other.transaction() as session:
        if product.database.is_sqlite:
            session.execute(select(streams))
        else:
            session.execute(text("LOCK TABLE messages"))
        answer = browser.post("/anmalan", NOTICE)
    other.dispose()
    assert answer.status_code == 409
    assert NOTICE["dwelling_street"] in browser.page
    assert "Någon annan sparade just då" in browser.text()
    assert browser.post("/anmalan", NOTICE).status_code == 303


@IMPATIENT
def test_who_only_reads_is_told_to_come_back(case: Product) -> None:
    """What is read is first written down, and that waits too."""
    hanna = case.browser("demo-hanna")
    address = take_task(hanna, TITLE)
    other = Database(case.database.url)
    with other.transaction() as session:
        session.execute(select(streams).with_for_update())
        answer = hanna.get(address)
    other.dispose()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert hanna.get(address).status_code == 200


def test_of_fifty_completions_through_the_pages_one_wins_and_the_others_keep_their_input(
    case: Product,
) -> None:
    hanna = case.browser("demo-hanna")
    address = take_task(hanna, TITLE)
    fields, cookie = hanna.hidden(), hanna.client.get_cookie("bokvar")
    assert cookie is not None
    gate, before = Barrier(AT_ONCE), len(rows(case, journal))

    def send(number: int) -> tuple[int, bool]:
        client, plan = case.app.test_client(), f"Planen i ruta {number:02}."
        client.set_cookie("bokvar", cookie.value)
        gate.wait()
        answer = client.post(address, data={**fields, **ASSESSMENT, "plan": plan})
        return answer.status_code, plan in answer.text

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(send, range(AT_ONCE)))
    assert sorted(status for status, _ in answers) == [303] + [409] * (AT_ONCE - 1)
    assert all(is_kept for status, is_kept in answers if status == 409)
    assert len(rows(case, journal)) == before + 1
    assert rows(case, task_drafts) == []
    assert ledger(case).is_whole
