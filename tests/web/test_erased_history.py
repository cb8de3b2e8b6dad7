"""What a page says of an event whose payload is gone: erased, or taken away."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, func, insert, select

from cases.tables.models import cases, notices
from ledger.erasing import erase
from ledger.events import Actor
from ledger.models import erasures, history_payloads, streams
from tests.product import Product
from tests.steps import ledger, match, receive, rows

ERASED = "Uppgifterna är gallrade."
TAKEN_AWAY = "Uppgifterna saknas och är inte gallrade. Be driften köra flask verify."
WHO = Actor("staff:archivist")


@pytest.fixture
def notice(product: Product) -> str:
    """A notice that came to a case; its chain goes on in that of the case."""
    received = receive(product)
    match(product)
    return received


def page(product: Product, notice: str) -> str:
    rut = product.browser("demo-rut")
    rut.get(f"/anmalningar/{notice}")
    return str(rut.text())


def streams_of(product: Product) -> list[int]:
    return [rows(product, table)[0].stream_id for table in (notices, cases)]


def test_what_was_erased_is_told_as_erased(product: Product, notice: str) -> None:
    assert ERASED not in page(product, notice)
    with product.database.transaction() as session:
        for one in streams_of(product):
            erase(session, one, reason="retention", actor=WHO, at=product.clock())
    said = page(product, notice)
    assert ERASED in said
    assert TAKEN_AWAY not in said
    assert ledger(product).is_whole


@pytest.mark.parametrize("with_row", [False, True])
def test_what_was_taken_away_is_not_told_as_erased(
    product: Product, notice: str, with_row: bool
) -> None:
    """With a row that says it was erased as well: no chain tells of that."""
    ids = streams_of(product)
    with product.database.transaction() as session:
        gone = delete(history_payloads).where(history_payloads.c.stream_id.in_(ids))
        for place in session.execute(
            gone.returning(history_payloads.c.stream_id, history_payloads.c.seq)
        ).all():
            if with_row:
                told = {"erased_at": product.clock(), "reason": "retention"}
                session.execute(insert(erasures).values(**place._mapping, **told))
    said = page(product, notice)
    assert TAKEN_AWAY in said
    assert ERASED not in said
    assert not ledger(product).is_whole


def test_a_notice_that_came_to_a_case_tells_so_by_its_own_chain(
    product: Product, notice: str
) -> None:
    assert ledger(product).is_whole
    with product.database.reading() as session:
        joined = select(func.count()).where(streams.c.joined_to.is_not(None))
        assert session.execute(joined).scalar_one() == 1
