"""The process that takes a batch in is killed half-way: sent again, each notice is there once."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from cases import intake
from cases.doors.spreadsheet import CSV_TYPE, XLSX_TYPE
from cases.tables.models import notices
from engine.models import messages
from tests.api.sender import sender
from tests.api.test_batches import ROW, as_csv, as_xlsx
from tests.product import Product
from tests.steps import ledger, rows
from tests.web.test_desk_table import PATH, press, try_table

ROWS = 5
TABLE = [{**ROW, "tenant_name": f"Person {number}"} for number in range(ROWS)]
CONTENT = {
    CSV_TYPE: as_csv(*TABLE),
    XLSX_TYPE: as_xlsx(list(ROW), *[list(row.values()) for row in TABLE]),
}
POINTS = ("row 1", "row 3", f"row {ROWS}", "before the commit", "after the commit")


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("kind", CONTENT)
def test_a_batch_of_the_interface_is_kept_whole_or_not_and_once(
    product: Product, kind: str, point: str
) -> None:
    one = sender(product)

    def _send() -> Any:
        return one.client.post(
            "/api/v1/batches", data=CONTENT[kind], content_type=kind, headers=one.carried
        )

    _killed_at(product, point, _send)
    before = _kept(product)
    assert before == (ROWS if point == "after the commit" else 0)
    told = _send().get_json()["rows"]
    assert {row["status"] for row in told} == {"kept_before" if before else "kept"}
    assert len({row["receipt"] for row in told}) == ROWS
    _each_is_there_once(product)


@pytest.mark.parametrize("point", POINTS)
def test_a_table_of_the_desk_is_taken_in_whole_or_not_and_once(
    product: Product, point: str
) -> None:
    browser = try_table(product, CONTENT[CSV_TYPE])
    (action,) = browser.links(rf"{PATH}/[A-Za-z0-9_.-]+")[:1]
    _killed_at(product, point, lambda: browser.client.post(action, data=browser.hidden()))
    before = _kept(product)
    assert before == (ROWS if point == "after the commit" else 0)
    press(browser)
    told = "redan mottagna" if before else f"{ROWS} underrättelser är mottagna"
    assert told in browser.text()
    _each_is_there_once(product)


def _each_is_there_once(product: Product) -> None:
    assert _kept(product) == ROWS
    product.work()
    names = [f'"tenant_name": "Person {number}"' for number in range(ROWS)]
    facts = [row.facts for row in rows(product, notices)]
    assert len(facts) == ROWS
    assert all(sum(name in one for one in facts) == 1 for name in names)
    assert ledger(product).is_whole


def _killed_at(product: Product, point: str, send: Callable[[], Any]) -> None:
    """Another process with the same database sends, and is killed at the point."""

    def _work() -> None:
        # The connections belong to the one that goes on.
        for engine in (product.database.writing_engine, product.database.reading_engine):
            engine.dispose(close=False)
        _die_at(point)
        send()

    process = multiprocessing.get_context("fork").Process(target=_work)
    process.start()
    process.join(timeout=60)
    assert process.exitcode == -signal.SIGKILL, f"It never came to {point}."


def _die_at(point: str) -> None:
    """From now on this process ends there: after a row, or on a side of the commit of them all."""
    keep, count = intake.keep_notice, 0

    def _keep_and_count(*given: Any, **named: Any) -> intake.Receipt:
        nonlocal count
        receipt = keep(*given, **named)
        count += 1
        if point == f"row {count}":
            _die()
        return receipt

    def _die_when_all_are_kept(_session: Session) -> None:
        if count == ROWS:
            _die()

    intake.keep_notice = _keep_and_count
    if point.endswith("commit"):
        event.listen(Session, f"{point.split()[0]}_commit", _die_when_all_are_kept)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _kept(product: Product) -> int:
    with product.database.reading() as session:
        return session.scalar(select(func.count()).select_from(messages)) or 0
