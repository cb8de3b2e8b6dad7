"""The page that completes an assessment, for whichever engine stands behind it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import Row, select

from db.session import Session
from engine.models import user_tasks
from tests.product import ASSESSMENT, Browser, Product

PERSON = "demo-hanna"


def posted(product: Product, browser: Browser, case: str) -> float:
    """Take the assessment of a case and send its form; seconds that the app took to answer.

    The token of the form is that of any page of hers; the task itself is not drawn, which the
    baseline could not do. What the client does to put a request together is no part of it.
    """
    with product.database.reading() as session:
        task = assessment(session, case)
    address = f"/uppgifter/{task.public_id}"
    browser.get("/inkorg")
    assert browser.post(f"{address}/ta").status_code == 303
    fields = {**browser.hidden(), **ASSESSMENT, "version": str(task.version + 1)}
    with _timed(product.app) as took:
        answer = browser.client.post(address, data=fields)
    assert answer.status_code == 303, answer.text
    return sum(took)


@contextmanager
def _timed(app: Flask) -> Iterator[list[float]]:
    """The seconds of each answer of the app while the block runs."""
    whole, took = app.wsgi_app, list[float]()

    def watched(environ: Any, start_response: Any) -> Any:
        began = time.perf_counter()
        try:
            return whole(environ, start_response)
        finally:
            took.append(time.perf_counter() - began)

    app.wsgi_app = watched  # type: ignore[method-assign]
    try:
        yield took
    finally:
        app.wsgi_app = whole  # type: ignore[method-assign]


def assessment(session: Session, case: str) -> Row[int, str, int, int]:
    """The open assessment of a case."""
    return session.execute(
        select(
            user_tasks.c.id, user_tasks.c.public_id, user_tasks.c.version, user_tasks.c.instance_id
        ).where(
            user_tasks.c.business_key == case,
            user_tasks.c.element == "assess_case",
            user_tasks.c.state == "open",
        )
    ).one()
