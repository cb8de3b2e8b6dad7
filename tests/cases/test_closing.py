"""A case is closed only when nothing in it is left undone."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from cases.tables.letter_models import letters
from cases.tables.models import cases, journal
from engine.commands import ClaimTask, CompleteTask
from engine.correlation import MessageSource
from engine.errors import Refused
from engine.models import user_tasks
from tests.product import Product, send_notice
from tests.steps import (
    CLOSING,
    REVIEW,
    assess,
    do,
    ledger,
    match,
    person,
    post_by_hand,
    receive,
    rows,
    suggested,
)


def decide(product: Product) -> None:
    """The caseworker decides to close the case."""
    (found,) = [
        t for t in rows(product, user_tasks) if (t.element, t.state) == ("decide_outcome", "open")
    ]
    hanna = person(product, "demo-hanna")
    with product.database.transaction() as session:
        product.engine.execute(session, ClaimTask(found.public_id), hanna)
        fields = {name: [value] for name, value in CLOSING.items()}
        command = CompleteTask(found.public_id, fields, found.version + 1)
        product.engine.execute(session, command, hanna)
    product.work()


def refused(product: Product) -> str:
    """Why the case cannot be closed now; nothing has changed."""
    with pytest.raises(Refused) as refusal:
        decide(product)
    assert [c.state for c in rows(product, cases)] == ["open"]
    assert [e.kind for e in rows(product, journal)].count("closing") == 0
    assert refusal.value.text.en.endswith(".")
    return refusal.value.text.sv


def test_a_case_with_a_task_that_is_not_done_is_not_closed(product: Product) -> None:
    receive(product)
    match(product)
    receive(product)
    match(product, suggested(product))
    assess(product, "close")
    assert "en annan uppgift som inte är klar" in refused(product)
    do(product, "demo-hanna", f"{REVIEW} underrättelse", {"is_read": "read"})
    decide(product)
    assert [c.state for c in rows(product, cases)] == ["closed"]


def test_a_case_with_a_confirmation_that_is_not_sent_is_not_closed(product: Product) -> None:
    receive(product)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            product, "sources", [s for s in product.sources if isinstance(s, MessageSource)]
        )
        match(product)
        assess(product, "close")
        assert {letter.state for letter in rows(product, letters)} == {"queued"}
        assert "inte skickat ännu" in refused(product)
    product.work()
    decide(product)
    closed = rows(product, cases)[0]
    assert (closed.state, closed.outcome) == ("closed", "O01")
    assert closed.closed_at is not None
    assert ledger(product).is_whole


def test_a_case_whose_confirmation_waits_for_the_registrar_is_not_closed(product: Product) -> None:
    receive(product, sender_email=None)
    match(product)
    assess(product, "close")
    assert "Ett brev i ärendet är inte skickat ännu" in refused(product)
    post_by_hand(product)
    decide(product)
    assert [c.state for c in rows(product, cases)] == ["closed"]


def test_a_receipt_that_is_still_on_its_way_holds_no_case_open(product: Product) -> None:
    send_notice(product, ground="other", what_happened="Något annat.")
    product.work()
    match(product)
    assess(product, "close")
    with product.database.transaction() as session:
        receipt = letters.c.kind == "receipt"
        changed = session.execute(update(letters).where(receipt).values(state="queued"))
        assert changed.rowcount == 1
    decide(product)
    assert [c.state for c in rows(product, cases)] == ["closed"]
