"""The interface for systems under the role of the public door: all of it works, and no more."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import ProgrammingError
from werkzeug.test import TestResponse

from cases.commands.api_key import RevokeApiKey
from cases.doors import public_role
from cases.tables.models import notices
from cases.tables.track_models import flags
from db.base import metadata
from engine.models import incidents
from tests.api.sender import U10, Sender, pointers, sender
from tests.api.test_batches import ROW, as_csv
from tests.operations.door_alone.door import Door
from tests.product import Product, match_as_new
from tests.steps import ledger, person, rows

FORBIDDEN = "42501"
"""What PostgreSQL calls a right that is not there."""


@dataclass(frozen=True)
class Outside:
    """A sender's system at the door, and the office behind it."""

    door: Door
    one: Sender

    @property
    def product(self) -> Product:
        return self.door.product


@pytest.fixture
def outside(door: Door) -> Outside:
    """The key is made in the office, by the administrator; the door only knows it again."""
    one = sender(door.product)
    one.client = door.app.test_client()
    return Outside(door, one)


def test_a_notice_its_files_and_what_is_told_of_it_afterwards_reach_the_office(
    outside: Outside,
) -> None:
    one = outside.one
    receipt = one.post("/notices", U10).get_json()["receipt"]
    in_parts = _in_parts(one, {**U10["facts"], "tenant_name": "Bo Prov"})
    assert in_parts.status_code == 201, in_parts.text
    correction = {"facts": {"amount": 950000}, "reason": "Skrevs fel."}
    for kind, said in (("corrections", correction), ("withdrawals", {"reason": "paid"})):
        answer = one.post(f"/notices/{receipt}/{kind}", said)
        assert answer.status_code == 201, answer.text
    outside.product.work()
    assert {row.receipt for row in rows(outside.product, notices)} == {
        receipt,
        in_parts.get_json()["receipt"],
    }
    told = [row.code for row in rows(outside.product, flags)]
    assert told.count("UPPGIFT_FRAN_AVSANDAREN") == 2
    assert rows(outside.product, incidents) == []
    assert ledger(outside.product).faults == ()


def test_a_batch_is_tried_kept_and_known_again(outside: Outside) -> None:
    one, table = outside.one, as_csv(ROW, {**ROW, "tenant_name": ""})
    answers = [_batch(one, table, dry) for dry in ("true", "false", "false", "true")]
    states = [[row["status"] for row in answer.get_json()["rows"]] for answer in answers]
    assert [first for first, _second in states] == ["right", "kept", "kept_before", "kept_before"]
    outside.product.work()
    assert len(rows(outside.product, notices)) == 1


def test_a_status_is_told_and_the_same_sending_gives_the_same_receipt(outside: Outside) -> None:
    one = outside.one
    first = one.post("/notices", U10, Idempotency_Key="a").get_json()["receipt"]
    assert one.get(f"/notices/{first}").get_json()["status"] == "received"
    outside.product.work()
    assert one.get(f"/notices/{first}").get_json()["status"] == "registered"
    assert one.post("/notices", U10, Idempotency_Key="a").get_json()["receipt"] == first
    other = {**U10, "facts": {**U10["facts"], "amount": 100}}
    differs = one.post("/notices", other, Idempotency_Key="a")
    assert (differs.status_code, differs.get_json()["receipt"]) == (409, first)
    report = {"reason": "withdrawn"}
    told = [one.post(f"/notices/{first}/withdrawals", report, Idempotency_Key="b") for _ in "ab"]
    assert len({answer.get_json()["receipt"] for answer in told}) == 1


def test_a_key_that_is_wrong_revoked_or_for_something_else_is_refused(outside: Outside) -> None:
    one, product = outside.one, outside.product
    only_batches = sender(product, org_number="556036-0793", scopes=("batches",))
    only_batches.client = one.client
    assert only_batches.post("/notices", U10).status_code == 403
    receipt = one.post("/notices", U10).get_json()["receipt"]
    assert only_batches.get(f"/notices/{receipt}").status_code == 404
    with product.database.transaction() as session:
        product.engine.execute(
            session, RevokeApiKey(one.key, "Slutar"), person(product, "demo-axel")
        )
    assert one.post("/notices", U10).status_code == 401
    one.secret = "bokvar_" + "x" * 43
    assert one.post("/notices", U10).status_code == 401


def test_what_is_wrong_is_told_and_a_refused_file_leaves_nothing(outside: Outside) -> None:
    one = outside.one
    assert pointers(_in_parts(one, U10["facts"], b"MZ\x90\x00")) == {"/files/0"}
    assert one.post("/notices", {"type": "U10", "facts": {}}).status_code == 422
    outside.product.work()
    assert rows(outside.product, notices) == []


def test_no_table_gives_the_role_anything_that_is_not_named(outside: Outside) -> None:
    """With rows in them: a notice has been matched, and its case is open."""
    outside.one.post("/notices", U10)
    outside.product.work()
    match_as_new(outside.product)
    engine = create_engine(outside.door.url)
    with engine.connect() as connection:
        allowed = {one for one in _statements() if not _is_refused(connection, one)}
    engine.dispose()
    assert allowed == {
        f"SELECT * FROM {table}" for table, right in public_role.RIGHTS if right == "SELECT"
    } - {"SELECT * FROM alembic_version"}


def _statements() -> Iterator[str]:
    for name, table in metadata.tables.items():
        column = next(iter(table.columns)).name
        yield f"SELECT * FROM {name}"
        yield f"UPDATE {name} SET {column} = {column}"
        yield f"DELETE FROM {name}"
        yield f"TRUNCATE {name} CASCADE"


def _is_refused(connection: Connection, statement: str) -> bool:
    """Whether the database refuses it for want of a right. Nothing is kept of one that goes."""
    try:
        connection.execute(text(statement))
    except ProgrammingError as failure:
        return getattr(failure.orig, "sqlstate", "") == FORBIDDEN
    finally:
        connection.rollback()
    return False


def _in_parts(one: Sender, facts: object, content: bytes = b"%PDF-1.4\n%%EOF\n") -> TestResponse:
    return one.client.post(
        "/api/v1/notices",
        data={
            "type": "U10",
            "facts": json.dumps(facts),
            "files": (io.BytesIO(content), "a.pdf"),
        },
        content_type="multipart/form-data",
        headers=one.carried,
    )


def _batch(one: Sender, table: bytes, dry_run: str) -> TestResponse:
    path = f"/api/v1/batches?dry_run={dry_run}"
    return one.client.post(path, data=table, content_type="text/csv", headers=one.carried)
