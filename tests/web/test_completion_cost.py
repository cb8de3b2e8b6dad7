"""A completion over HTTP is one commit, and few statements, whatever the page has to look after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from db.session import Database
from tests.product import ASSESSMENT, Product, match_as_new, send_notice, take_task

MOST = 17
"""Who she is, the task, its form, who may do it, what it changes, the history, the next task."""

DRAFT, COMMIT = "INSERT INTO task_drafts", "COMMIT"


@pytest.fixture
def case(product: Product) -> Product:
    """A case with an assessment to make; what a process reads once has been read."""
    product.engine.checks_state = False
    send_notice(product)
    product.work()
    match_as_new(product)
    _sent_by_hanna(product, ASSESSMENT, 303)
    return product


def test_a_completion_is_one_commit_and_few_statements(case: Product) -> None:
    sent = _sent_by_hanna(case, ASSESSMENT, 303)
    assert sent.count(COMMIT) == 1
    assert len([one for one in sent if one != COMMIT]) <= MOST


def test_only_what_is_not_done_is_kept_as_a_draft(case: Product) -> None:
    done = _sent_by_hanna(case, ASSESSMENT, 303)
    assert not any(one.startswith(DRAFT) for one in done)
    refused = _sent_by_hanna(case, {**ASSESSMENT, "plan": ""}, 422)
    assert any(one.startswith(DRAFT) for one in refused)


def _sent_by_hanna(product: Product, answers: Mapping[str, str], status: int) -> list[str]:
    """What was asked of the database while the answers were sent; BEGIN left out."""
    hanna = product.browser("demo-hanna")
    address = take_task(hanna, "Bedöm ärendet")
    with _watched(product.database) as sent:
        assert hanna.post(address, answers).status_code == status
    return [one for one in sent if not one.startswith("BEGIN")]


@contextmanager
def _watched(database: Database) -> Iterator[list[str]]:
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        sent.append(statement)

    def committed(_connection: Any) -> None:
        sent.append(COMMIT)

    engines = (database.writing_engine, database.reading_engine)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    event.listen(database.writing_engine, "commit", committed)
    try:
        yield sent
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
        event.remove(database.writing_engine, "commit", committed)
