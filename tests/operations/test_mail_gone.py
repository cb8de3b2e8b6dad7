"""The mail server is away for a while: work goes on, mail waits, and the proof comes later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from cases.letters.dispatch import JOB_KIND
from cases.tables.letter_models import letters
from connectors.mail_sink import MailSink
from db.session import Database
from engine.clock import utc_now
from engine.job_rows import jobs
from tests.product import ASSESSMENT, Product, send_notice, take_task


@pytest.fixture
def sink(tmp_path: Path) -> MailSink:
    """A mail server that was there and is gone; another may be started at the same port."""
    with MailSink(tmp_path / "mail") as sink:
        return sink


@pytest.fixture
def product(database: Database, tmp_path: Path, sink: MailSink) -> Iterator[Product]:
    """The product, talking to the mail server."""
    product = Product(database, tmp_path, sink)
    product.install()
    yield product
    product.database.dispose()


def test_mail_waits_while_its_server_is_away_and_everything_else_goes_on(
    product: Product, sink: MailSink, tmp_path: Path
) -> None:
    _open_case(product)
    product.work()
    assert _letter(product).state == "queued"
    assert (job := _job(product)).state == "waiting"
    assert job.attempts == 1
    assert job.due_at > utc_now()

    hanna = product.browser("demo-hanna")
    address = take_task(hanna, "Bedöm ärendet")
    assert hanna.post(address, ASSESSMENT).status_code == 303
    hanna.get("/arenden")
    assert hanna.get(hanna.links(r"/arenden/[\w-]+")[0]).status_code == 200

    with MailSink(tmp_path / "mail", sink.port):
        _move_on(product, timedelta(minutes=1))
        product.work()
    assert (len(product.receipts()), len(product.mails())) == (1, 1)
    assert _letter(product).state == "sent"
    assert _letter(product).proof.startswith("250 ")
    assert _job(product).state == "done"


def test_a_case_is_not_closed_before_its_confirmation_has_gone_out(
    product: Product,
) -> None:
    _open_case(product)
    product.work()
    hanna = product.browser("demo-hanna")
    address = take_task(hanna, "Bedöm ärendet")
    hanna.post(address, {**ASSESSMENT, "next_step": "close"})
    address = take_task(hanna, "Besluta om utfall")
    closing = {
        "decision": "close",
        "outcome": "O01",
        "reason": "Skulden är betald.",
        "anyway": "Enligt hyresvärden.",
    }
    assert hanna.post(address, closing).status_code == 422
    assert "inte skickat ännu" in hanna.text()


def _open_case(product: Product) -> None:
    send_notice(product, ground="other", what_happened="Något annat.")
    product.work()
    rut = product.browser("demo-rut")
    address = take_task(rut, "Bekräfta hushåll och bostad")
    assert rut.post(address, {"choice": "new"}).status_code == 303
    # The promise ends at midnight; the test must hold a minute before it, too.
    with product.database.transaction() as session:
        session.execute(update(jobs).values(deadline_at=utc_now() + timedelta(days=1)))


def _move_on(product: Product, by: timedelta) -> None:
    """As if so much time had passed: what was due then is due now."""
    with product.database.transaction() as session:
        earlier = _job(product).due_at - by
        session.execute(update(jobs).values(due_at=earlier))


def _job(product: Product) -> Any:
    with product.database.reading() as session:
        # The first is that of the receipt.
        found = select(jobs).where(jobs.c.kind == JOB_KIND).order_by(jobs.c.id)
        return session.execute(found).all()[-1]


def _letter(product: Product) -> Any:
    with product.database.reading() as session:
        return session.execute(select(letters).where(letters.c.kind == "L04")).one()
