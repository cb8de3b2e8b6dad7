"""An installation without an outlet for digital mail prefers and offers only what exists there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import tests.product
from cases.letters import channels, letter
from cases.tables.letter_models import letters
from cases.tables.models import cases, persons
from db.session import Database
from tests.product import Product, running
from tests.steps import day, match, receive, rows
from tests.vectors.referring import act

LOOKED_UP = {"protection": "none", "reason": "Slagning i folkbokföringen."}
MEETING = {
    **day("meeting_on", "2026-12-08"),
    "meeting_at": "10:00",
    "place": "Socialkontoret",
    "language": "sv",
}


@pytest.fixture
def product(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Product]:
    """A product whose only folder is that of the print room."""
    monkeypatch.setattr(tests.product, "_outlets", lambda out: {"PRINT_FOLDER": str(out)})
    with running(database, tmp_path) as product:
        yield product


def a_case(product: Product) -> str:
    product.clock.set("2026-12-01 09:00")
    receive(product, service_date="2026-12-03")
    match(product)
    case = str(rows(product, cases)[-1].public_id)
    found = act(
        product,
        "demo-hanna",
        case,
        "skydd",
        {"person": rows(product, persons)[-1].public_id, **LOOKED_UP},
    )
    assert found.is_done
    return case


def test_digital_mail_is_neither_offered_nor_taken(product: Product) -> None:
    address = f"/arenden/{a_case(product)}/gor/mote"
    hanna = product.browser("demo-hanna")
    hanna.get(address)
    assert 'value="digital_mail"' not in hanna.page
    assert 'value="print"' in hanna.page
    assert hanna.post(address, {**MEETING, "channel": "digital_mail"}).status_code == 422
    assert hanna.post(address, {**MEETING, "channel": "print"}).status_code == 303


def test_what_is_preferred_is_set_up_here(product: Product) -> None:
    act(product, "demo-hanna", a_case(product), "mote", {**MEETING, "channel": "by_hand"})
    outlets = product.engine.constants["outlets"].split()
    with product.database.reading() as session:
        written = letter.get(session, rows(product, letters)[-1].public_id)
        assert channels.preferred(session, written, [*outlets, "digital_mail"]) == "digital_mail"
        assert channels.preferred(session, written, outlets) == "print"
        assert channels.preferred(session, written, []) == "by_hand"
