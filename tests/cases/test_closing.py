"""A case is closed only when nothing in it is left undone."""

from __future__ import annotations

import pytest

from cases.models import cases, journal, letters
from engine.correlation import MessageSource
from tests.product import Product, take_task
from tests.steps import (
    CLOSING,
    OUTCOME,
    REVIEW,
    assess,
    do,
    ledger,
    match,
    post_by_hand,
    receive,
    rows,
    suggested,
)


def refused(product: Product) -> str:
    """Try to close the case; the page that is shown."""
    browser = product.browser("demo-hanna")
    browser.get("/inkorg")
    if OUTCOME in browser.text():
        address = next(a for a in browser.links(r"/uppgifter/[\w-]+") if is_outcome(product, a))
        browser.get(address)
    else:
        address = take_task(browser, OUTCOME)
    response = browser.post(address, CLOSING)
    assert response.status_code >= 400
    assert [c.state for c in rows(product, cases)] == ["open"]
    assert [e.kind for e in rows(product, journal)].count("closing") == 0
    return browser.text()


def is_outcome(product: Product, address: str) -> bool:
    browser = product.browser("demo-hanna")
    browser.get(address)
    return OUTCOME in browser.text().split("Logga ut")[-1]


def test_a_case_with_a_task_that_is_not_done_is_not_closed(product: Product) -> None:
    receive(product)
    match(product)
    receive(product)
    match(product, suggested(product))
    assess(product, "close")
    assert "en annan uppgift som inte är klar" in refused(product)
    do(product, "demo-hanna", f"{REVIEW} underrättelse", {"is_read": "read"})
    do_close(product)
    assert [c.state for c in rows(product, cases)] == ["closed"]


def test_a_case_with_a_confirmation_that_is_not_sent_is_not_closed(product: Product) -> None:
    receive(product)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            product, "_sources", [s for s in product._sources if isinstance(s, MessageSource)]
        )
        match(product)
        assess(product, "close")
        assert [letter.state for letter in rows(product, letters)] == ["queued"]
        assert "inte skickad ännu" in refused(product)
    product.work()
    do_close(product)
    closed = rows(product, cases)[0]
    assert (closed.state, closed.outcome) == ("closed", "O01")
    assert closed.closed_at is not None
    assert ledger(product).is_whole


def test_a_case_whose_confirmation_waits_for_the_registrar_is_not_closed(product: Product) -> None:
    receive(product, sender_email=None)
    match(product)
    assess(product, "close")
    assert "en annan uppgift som inte är klar" in refused(product)
    post_by_hand(product)
    do_close(product)
    assert [c.state for c in rows(product, cases)] == ["closed"]


def do_close(product: Product) -> None:
    """Complete the task that was taken before."""
    browser = product.browser("demo-hanna")
    browser.get("/inkorg")
    address = next(a for a in browser.links(r"/uppgifter/[\w-]+") if is_outcome(product, a))
    browser.get(address)
    response = browser.post(address, CLOSING)
    assert response.status_code == 303, browser.text()
    product.work()
