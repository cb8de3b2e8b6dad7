"""Every element of every shipped diagram is walked, through the doors that people use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from cases.tables.letter_models import letters
from cases.tables.models import cases, notices
from connectors.mail_sink import _Filing
from db.session import Database
from engine import definitions
from engine.elements import ProcessModel
from engine.models import incidents, process_instances, user_tasks
from ledger import events
from tests.processes import (
    walks_arrears,
    walks_intake,
    walks_reports,
    walks_same_day,
    walks_sending,
    walks_sharing,
)
from tests.product import Product, running, send_notice
from tests.steps import (
    BY_HAND,
    OUTCOME,
    REVIEW,
    assess,
    close,
    do,
    ledger,
    match,
    post_by_hand,
    receive,
    rows,
    suggested,
)

SHIPPED = {
    "receive_notice",
    "confirm_receipt",
    "main_case",
    "close_case",
    *walks_sharing.SHIPPED,
    *walks_same_day.SHIPPED,
    *walks_arrears.SHIPPED,
    *walks_intake.SHIPPED,
    *walks_reports.SHIPPED,
    *walks_sending.SHIPPED,
}


@pytest.fixture
def product(database: Database, tmp_path: Path) -> Iterator[Product]:
    with running(database, tmp_path) as made:
        yield made


WITHOUT_TRACK = {"ground": "other", "what_happened": "Något annat har hänt."}
"""A notice whose type a person decides: nothing runs beside the case."""


def a_case_is_opened_kept_open_and_closed(product: Product) -> None:
    send_notice(product, **WITHOUT_TRACK)
    product.work()
    match(product)
    assert len(product.mails()) == 1
    assess(product, "continue")
    assess(product, "close")
    do(product, "demo-hanna", OUTCOME, {"decision": "keep_open", "reason": "Mer skuld väntas."})
    assert [c.state for c in rows(product, cases)] == ["open"]


def another_notice_joins_the_case_which_is_then_closed(product: Product) -> None:
    send_notice(product, **WITHOUT_TRACK)
    product.work()
    match(product, suggested(product))
    assert len(rows(product, cases)) == 1
    do(product, "demo-hanna", REVIEW + " underrättelse", {"is_read": "read"})
    close(product)
    assert [c.state for c in rows(product, cases)] == ["closed"]


def a_notice_is_misdirected(product: Product) -> None:
    send_notice(product, dwelling_postal_code="984 31", tenant_name="Någon Annan")
    product.work()
    match(product, "misdirected", misdirected_reason="other_municipality")
    assert rows(product, notices)[-1].state == "misdirected"


def a_sender_without_an_address_is_answered_by_hand(product: Product) -> None:
    send_notice(product, sender_email="", tenant_name="Tredje Person", **WITHOUT_TRACK)
    product.work()
    match(product)
    post_by_hand(product)
    assert rows(product, letters)[-1].state == "sent"


def a_mail_that_is_refused_is_sent_by_hand(product: Product) -> None:
    async def refuse(*_arguments: object) -> str:
        return "550 5.1.1 No such user"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_Filing, "handle_DATA", refuse)
        send_notice(product, tenant_name="Fjärde Person", **WITHOUT_TRACK)
        product.work()
        match(product)
    assert rows(product, letters)[-1].state == "failed"
    post_by_hand(product, BY_HAND)
    assert rows(product, letters)[-1].state == "sent"


def a_household_that_writes_itself_gets_no_confirmation(product: Product) -> None:
    before = len(rows(product, letters))
    receive(product, sender_kind="household", tenant_name="Femte Person")
    match(product)
    assert rows(product, notices)[-1].type_code == "U51"
    assert len(rows(product, letters)) == before


WALKS = (
    a_case_is_opened_kept_open_and_closed,
    another_notice_joins_the_case_which_is_then_closed,
    a_notice_is_misdirected,
    a_sender_without_an_address_is_answered_by_hand,
    a_mail_that_is_refused_is_sent_by_hand,
    a_household_that_writes_itself_gets_no_confirmation,
    *walks_sharing.WALKS,
    *walks_same_day.WALKS,
    *walks_arrears.WALKS,
    *walks_intake.WALKS,
    *walks_reports.WALKS,
    *walks_sending.WALKS,
)


def test_every_element_of_every_shipped_diagram_is_walked(product: Product) -> None:
    for walk in WALKS:
        walk(product)

    drawn = elements(product)
    assert set(drawn) == SHIPPED
    assert {key: drawn[key] - walked for key, walked in walked_elements(product).items()} == {
        key: set() for key in SHIPPED
    }
    assert [one for one in rows(product, incidents) if one.state == "open"] == []
    assert ledger(product).is_whole


def test_what_was_left_was_entered_in_every_walk(product: Product) -> None:
    a_case_is_opened_kept_open_and_closed(product)
    another_notice_joins_the_case_which_is_then_closed(product)
    for instance in rows(product, process_instances):
        kinds: dict[str, list[str]] = defaultdict(list)
        for entry in moves(product, instance.public_id):
            kinds[str(entry.payload and entry.payload["position"])].append(entry.kind)
        assert instance.state == "completed"
        assert set(map(tuple, kinds.values())) == {("element.entered", "element.left")}
    assert {task.state for task in rows(product, user_tasks)} == {"completed"}


def elements(product: Product) -> dict[str, set[str]]:
    """Every flow node and every sequence flow of what is deployed, by process."""
    with product.database.reading() as session:
        return {
            definition.key: {*definition.model.elements, *definition.model.flows}
            for definition in definitions.all_latest(session)
        }


def walked_elements(product: Product) -> dict[str, set[str]]:
    """The nodes that were left, and the flows that led from one node to the next."""
    with product.database.reading() as session:
        models = {d.key: d.model for d in definitions.all_latest(session)}
    walked: dict[str, set[str]] = {key: set() for key in models}
    for instance in rows(product, process_instances):
        entered: dict[str, list[str]] = defaultdict(list)
        for entry in moves(product, instance.public_id):
            process, element = str((entry.payload or {})["process"]), str(entry.element)
            if entry.kind == "element.left":
                walked[process].add(element)
            else:
                walked[process] |= led_to(element, models[process], entered[process])
                entered[process].append(element)
    return walked


def led_to(element: str, model: ProcessModel, entered: list[str]) -> set[str]:
    """The flow whose beginning was entered last before the element; into a join, all of them.

    What was entered just before may stand in another branch, where tokens move side by side.
    """
    flows = [f for f in model.flows.values() if f.target == element and f.source in entered]
    if model.elements[element].type == "parallelGateway":
        return {flow.id for flow in flows}
    latest = {source: number for number, source in enumerate(entered)}
    return {max(flows, key=lambda flow: latest[flow.source]).id} if flows else set()


def moves(product: Product, instance: str) -> list[events.Entry]:
    with product.database.reading() as session:
        entries = events.read_subject(session, instance)
    return [entry for entry in entries if entry.kind in ("element.entered", "element.left")]
