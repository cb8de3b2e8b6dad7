"""What a process hands to the one that sends its letters, and what it takes back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.session import Database
from engine.elements import Element, read_process, value_names
from engine.models import process_instances
from front.shipped import PROCESSES
from ledger.events import read_subject
from tests.product import Product, running
from tests.steps import match, receive, rows

HANDED = {"letter_id", "channel", "sender_role"}
OF_THE_LETTER = {"outcome", "way", "letter_state"}


@pytest.fixture
def product(database: Database, tmp_path: Path) -> Iterator[Product]:
    with running(database, tmp_path) as product:
        yield product


def calls() -> list[tuple[str, Element]]:
    """Every call of the process that sends a letter, with the process that it stands in."""
    models = [read_process(path.read_bytes()) for path in sorted(PROCESSES.glob("*/*.bpmn"))]
    return [
        (model.key, element)
        for model in models
        for element in model.elements.values()
        if element.called_process == "send_letter"
    ]


@pytest.mark.parametrize(("process", "call"), calls())
def test_a_letter_is_given_its_own_values_and_gives_back_which_letter_went(
    process: str, call: Element
) -> None:
    assert process
    assert set(value_names(call.inputs or "")) == HANDED
    assert set(value_names(call.outputs or "")) == HANDED - {"sender_role"}


def test_what_becomes_of_a_letter_stays_in_the_process_that_sends_it(product: Product) -> None:
    receive(product, ground="other", tenant_name="Elfte Person")
    match(product)
    inside, outside = _values(product, "send_letter"), _values(product, "confirm_receipt")
    assert any(OF_THE_LETTER & found for found in inside)
    assert all(found <= HANDED | OF_THE_LETTER for found in inside)
    assert not any(OF_THE_LETTER & found for found in outside)
    assert any("letter_id" in found for found in outside)


def _values(product: Product, process: str) -> list[set[str]]:
    """The names of the values at every move in a process."""
    with product.database.reading() as session:
        found = [
            entry.payload
            for row in rows(product, process_instances)
            for entry in read_subject(session, row.public_id)
            if entry.kind.startswith("element.") and entry.payload
        ]
    return [set(one["variables"]) for one in found if one["process"] == process]
