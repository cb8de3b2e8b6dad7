"""The page that ours is measured beside does the same work: the same rows, in one commit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bench.speed import page
from bench.speed.child import Child
from bench.speed.http_completing import two_cases
from cases import case
from cases.tables.models import journal
from db.session import Database
from engine.models import user_tasks
from ledger import events
from ledger.verify import verify
from tests.product import Product, running


@pytest.fixture
def product(database: Database, tmp_path: Path) -> Iterator[Product]:
    with running(database, tmp_path) as made:
        yield made


def test_the_same_page_on_the_baseline_writes_the_same_rows(product: Product) -> None:
    ours, theirs = two_cases(product)
    naive = Child("bench.speed.naive_page", product.database.url, str(product.folder))
    naive.call("take_over", theirs, 3)
    before = {key: _written(product, key) for key in (ours, theirs)}
    hanna = product.browser(page.PERSON)
    for _ in range(2):
        page.posted(product, hanna, ours)
        naive.call("complete", theirs)
    naive.end()
    after = {key: _written(product, key) for key in (ours, theirs)}
    assert after[ours] - before[ours] == after[theirs] - before[theirs]
    assert after[theirs]["journal"] == before[theirs]["journal"] + 2
    with product.database.reading() as session:
        assert verify(session).is_whole


def _written(product: Product, key: str) -> Counter[str]:
    """What stands in the history, the inbox and the journal of a case, by kind."""
    tasks = select(user_tasks.c.element, user_tasks.c.state, user_tasks.c.candidate_group)
    with product.database.reading() as session:
        of = case.get(session, key)
        told = Counter(
            one.kind
            for one in events.read(session, [of.stream_id])
            if not one.kind.startswith("timer.")
        )
        rows = session.execute(tasks.where(user_tasks.c.business_key == key))
        shown = Counter(f"{row.element} {row.state} {row.candidate_group}" for row in rows)
        entries = select(func.count()).where(journal.c.case_id == of.id)
        return told + shown + Counter(journal=session.execute(entries).scalar_one())
