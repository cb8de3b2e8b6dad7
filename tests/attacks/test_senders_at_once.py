"""Senders and workers that come at the same moment: what came is kept once, and all are told so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeVar

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from cases.commands.api_key import RevokeApiKey
from cases.doors.spreadsheet import CSV_TYPE
from cases.policy import WORKER
from cases.tables.models import notices
from engine import messages as received
from engine.correlation import MessageSource
from engine.models import incidents, messages, process_instances
from tests.api.sender import U10, Sender, sender
from tests.api.test_batches import ROW, as_csv
from tests.product import Product, send_notice
from tests.steps import ledger, person, rows
from web.api import batches
from web.api import notices as notices_view

WORKERS = 4
T = TypeVar("T")


def at_once(*acts: Callable[[], T]) -> list[T]:
    """What each gave, in the order of the acts; all begin at the same moment."""
    gate = Barrier(len(acts))

    def _one(act: Callable[[], T]) -> T:
        gate.wait(timeout=60)
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(_one, acts))


def test_a_message_that_many_workers_see_is_taken_by_one(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each has the list in hand before any of them begins: what the first one did is old news."""
    for _ in range(3):
        send_notice(product)
    gate, look = Barrier(WORKERS), received.received

    def _all_have_looked(*given: Any) -> list[str]:
        found = look(*given)
        gate.wait(timeout=60)
        return found

    monkeypatch.setattr(received, "received", _all_have_looked)
    sources = [
        MessageSource(product.database, product.engine, WORKER, clock=product.clock)
        for _ in range(WORKERS)
    ]
    seen = at_once(*[lambda one=one: one.run_once(product.clock()) for one in sources])
    monkeypatch.undo()
    assert sum(seen) == 3
    product.work()
    assert Counter(row.state for row in rows(product, messages)) == {"correlated": 3}
    assert {row.attempts for row in rows(product, messages)} == {0}
    started = Counter(row.business_key for row in rows(product, process_instances))
    assert set(started.values()) == {1}
    assert len(rows(product, notices)) == len({n.receipt for n in rows(product, notices)}) == 3
    assert rows(product, incidents) == []
    assert ledger(product).is_whole


def test_the_same_word_from_two_clients_at_once_is_one_notice(product: Product) -> None:
    one = sender(product)
    clients = [_client_of(product, one) for _ in range(WORKERS)]
    answers = at_once(*[lambda c=c: c.post("/notices", U10, Idempotency_Key="a") for c in clients])
    assert [answer.status_code for answer in answers] == [201] * WORKERS
    assert len({answer.get_json()["receipt"] for answer in answers}) == 1
    assert _kept(product) == 1


def test_the_same_word_with_other_content_at_once_is_one_notice_and_the_other_is_told(
    product: Product,
) -> None:
    one = sender(product)
    bodies = [{**U10, "facts": {**U10["facts"], "amount": 100 * n}} for n in range(1, WORKERS + 1)]
    clients = [(_client_of(product, one), body) for body in bodies]
    answers = at_once(
        *[lambda c=c, b=b: c.post("/notices", b, Idempotency_Key="a") for c, b in clients]
    )
    codes = Counter(answer.status_code for answer in answers)
    assert codes == {201: 1, 409: WORKERS - 1}
    assert len({answer.get_json()["receipt"] for answer in answers}) == 1
    assert _kept(product) == 1


def test_the_same_word_of_two_senders_at_once_is_a_notice_of_each(product: Product) -> None:
    senders = [sender(product), sender(product, org_number="556020-0007")]
    answers = at_once(*[lambda s=s: s.post("/notices", U10, Idempotency_Key="a") for s in senders])
    assert [answer.status_code for answer in answers] == [201, 201]
    assert len({answer.get_json()["receipt"] for answer in answers}) == 2


def test_the_same_rows_in_other_orders_at_once_are_kept_once_and_nobody_waits_for_ever(
    product: Product,
) -> None:
    one = sender(product)
    table = [{**ROW, "tenant_name": f"Person {number}"} for number in range(60)]
    orders = [table, table[::-1], table[30:] + table[:30]]
    answers = at_once(
        *[lambda t=t: _send_batch(_client_of(product, one), as_csv(*t)) for t in orders]
    )
    assert [answer.status_code for answer in answers] == [200] * len(orders)
    told = Counter(row["status"] for answer in answers for row in answer.get_json()["rows"])
    assert told == {"kept": 60, "kept_before": 120}
    assert _kept(product) == 60


def test_a_key_that_is_revoked_while_a_batch_is_read_keeps_none_of_it(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = sender(product)
    _revoke_at(monkeypatch, product, one, batches, "read_table")
    answer = _send_batch(one, as_csv(ROW, {**ROW, "tenant_name": "Örjan Prov"}))
    assert answer.status_code == 401
    assert "rows" not in answer.get_json()
    assert _kept(product) == 0


def test_a_key_that_is_revoked_while_a_notice_is_read_keeps_nothing(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = sender(product)
    _revoke_at(monkeypatch, product, one, notices_view, "json_body")
    assert one.post("/notices", U10).status_code == 401
    assert _kept(product) == 0


def test_a_revocation_at_the_same_moment_as_a_batch_comes_before_it_or_after_it(
    product: Product,
) -> None:
    for number in range(5):
        one = sender(product)
        table = [{**ROW, "tenant_name": f"Person {number} {row}"} for row in range(20)]
        before = _kept(product)
        answers = at_once(*_a_batch_and_a_revocation(product, one, as_csv(*table)))
        answer = answers[0]
        assert answer is not None
        whole = 20 if answer.status_code == 200 else 0
        assert answer.status_code in (200, 401)
        assert _kept(product) == before + whole
        assert _send_batch(one, as_csv(*table)).status_code == 401


def _a_batch_and_a_revocation(
    product: Product, one: Sender, table: bytes
) -> list[Callable[[], TestResponse | None]]:
    return [lambda: _send_batch(one, table), lambda: _revoke(product, one)]


def _client_of(product: Product, one: Sender) -> Sender:
    return Sender(product.app.test_client(), one.secret, one.key)


def _send_batch(one: Sender, content: bytes) -> TestResponse:
    return one.client.post(
        "/api/v1/batches", data=content, content_type=CSV_TYPE, headers=one.carried
    )


def _revoke(product: Product, one: Sender) -> None:
    with product.database.transaction() as session:
        axel = person(product, "demo-axel")
        product.engine.execute(session, RevokeApiKey(one.key, "Läckt."), axel)


def _revoke_at(
    monkeypatch: pytest.MonkeyPatch, product: Product, one: Sender, module: Any, reader: str
) -> None:
    """The key is revoked when the request is let in, before what came is read."""
    read = getattr(module, reader)

    def _revoke_and_read(*given: Any) -> Any:
        _revoke(product, one)
        return read(*given)

    monkeypatch.setattr(module, reader, _revoke_and_read)


def _kept(product: Product) -> int:
    with product.database.reading() as session:
        return session.scalar(select(func.count()).select_from(messages)) or 0
