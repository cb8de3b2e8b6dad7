"""``flask replay`` tells in plain words whether a case comes out as it was recorded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from cases.tables.models import cases
from db.session import Database
from engine.models import process_instances, user_tasks
from ledger.models import history, history_payloads
from tests.ledger.tampering import without_triggers
from tests.product import Product, running, send_notice
from tests.steps import assess, match, rows


@pytest.fixture
def product(database: Database, tmp_path: Path) -> Iterator[Product]:
    with running(database, tmp_path) as made:
        send_notice(made)
        made.work()
        match(made)
        assess(made, "continue")
        yield made


def replay(product: Product, *arguments: str) -> tuple[int, str]:
    result = product.app.test_cli_runner().invoke(args=["replay", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result.exit_code, result.output


def instance_of(product: Product, key: str) -> str:
    """The public id of the instance whose beginning names this process."""
    with product.database.reading() as session:
        begun = select(history.c.subject, history_payloads.c.payload).join(
            history_payloads,
            (history_payloads.c.stream_id == history.c.stream_id)
            & (history_payloads.c.seq == history.c.seq),
        )
        for row in session.execute(begun.where(history.c.kind == "instance.started")):
            if json.loads(row.payload)["process"] == key:
                return str(row.subject)
    raise LookupError(key)


def change(product: Product, instance: str, kind: str, element: str, **values: Any) -> int:
    """Rewrite the variables of an event, as one who owns the database can; returns its number."""
    with product.database.transaction() as session, without_triggers(session):
        place = session.execute(
            select(history.c.stream_id, history.c.seq).where(
                history.c.subject == instance,
                history.c.kind == kind,
                history.c.element == element,
            )
        ).first()
        assert place is not None
        of_event = (
            history_payloads.c.stream_id == place.stream_id,
            history_payloads.c.seq == place.seq,
        )
        text = session.execute(select(history_payloads.c.payload).where(*of_event)).scalar_one()
        payload = json.loads(text)
        payload["variables"] |= values
        changed = update(history_payloads).where(*of_event).values(payload=json.dumps(payload))
        session.execute(changed)
        return int(place.seq)


def test_a_case_is_replayed_by_its_number_and_everything_with_all(product: Product) -> None:
    number = rows(product, cases)[0].number
    code, said = replay(product, number.lower())
    assert code == 0
    count = len(rows(product, process_instances))
    assert said.startswith(f"{count} process instances: {count} faithful, 0 diverged, 0 erased, ")
    assert replay(product, "--all") == (0, said)


def test_one_instance_is_replayed_by_its_id(product: Product) -> None:
    code, said = replay(product, instance_of(product, "main_case"))
    assert code == 0
    assert said.startswith("1 process instance: 1 faithful")


def test_the_first_difference_is_named_by_its_event_and_without_its_value(product: Product) -> None:
    instance = instance_of(product, "receive_notice")
    values = {"type_code": "U99", "Åsa": 1}
    seq = change(product, instance, "element.entered", "suggest_match", **values)
    code, said = replay(product, "--all")
    assert code == 1
    first = said.splitlines()[0]
    assert first.startswith(f"DIVERGED receive_notice {instance}: event {seq} of ")
    assert "other values of (a name that is none), type_code" in first
    assert "U99" not in said
    assert "Åsa" not in said


def test_what_is_stored_otherwise_is_told_after_the_last_event(product: Product) -> None:
    instance = instance_of(product, "main_case")
    with product.database.transaction() as session:
        session.execute(
            update(user_tasks)
            .where(user_tasks.c.element == "assess_case", user_tasks.c.state == "open")
            .values(state="completed")
        )
    code, said = replay(product, "--all")
    assert code == 1
    first = said.splitlines()[0]
    assert first.startswith(f"DIVERGED main_case {instance}: what is stored after event ")
    assert first.endswith("expected a task for assess_case; found none.")


def test_what_is_erased_is_told_and_is_no_fault(product: Product) -> None:
    with product.database.transaction() as session, without_triggers(session):
        session.execute(delete(history_payloads))
    code, said = replay(product, "--all")
    assert code == 0
    count = len(rows(product, process_instances))
    assert said.count("ERASED ") == count
    assert f"0 faithful, 0 diverged, {count} erased" in said


def test_what_cannot_be_tried_is_told_with_a_code_of_its_own(product: Product) -> None:
    instance = instance_of(product, "main_case")
    with product.database.transaction() as session, without_triggers(session):
        of_beginning = (history.c.subject == instance, history.c.kind == "instance.started")
        session.execute(delete(history).where(*of_beginning))
    code, said = replay(product, "--all")
    assert code == 3
    assert f"COULD NOT TELL {instance}: the ledger does not hold its beginning." in said


@pytest.mark.parametrize("which", ["BKV-1999-000001", "nothing", "", "x" * 5000, "Å\u2028"])
def test_what_does_not_exist_is_told(product: Product, which: str) -> None:
    code, said = replay(product, which)
    assert (code, said) == (3, "There is no such case and no such process instance.\n")


def test_one_says_either_what_or_all(product: Product) -> None:
    assert replay(product)[0] == replay(product, "--all", "x")[0] == 2
