"""The description is what the code does: a tester that makes requests from it finds nothing."""

from __future__ import annotations

import base64
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from schemathesis.specs.openapi.checks import negative_data_rejection

from cases.doors.notice_schema import SENDERS as OF_TYPE
from cases.doors.notice_schema import TYPES
from tests.api.sender import Sender, sender
from tests.product import Product
from web.api.openapi import document
from web.api.parts import MEDIA_TYPE as MULTIPART

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
EXAMPLES, CREATED = 25, 201
BOUNDED = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
SENDERS = ("landlord", "association", "agent", "kfm", "court", "authority", "internal")
A_TABLE = b"type;tenant_name\nU60;x\n"
TEXT = base64.b64encode(b"En rad text.").decode()


def test_every_schema_is_one() -> None:
    for schema in document()["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_a_type_in_the_description_is_a_type_that_is_taken() -> None:
    assert set(TYPES) < document()["components"]["schemas"].keys()


@ON_SQLITE
def test_nothing_that_conforms_is_refused_and_nothing_else_is_taken(product: Product) -> None:
    keys = {kind: sender(product, kind) for kind in SENDERS}
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", product.app)
    found: Any = described.get_all_operations()
    taken: set[tuple[str, str]] = set()
    tried = {_try(operation.ok(), keys, taken) for operation in found}
    # The tester leaves out the address that it has the description from.
    assert tried == document()["paths"].keys() - {"/openapi.json"}
    assert {("/notices", "application/json"), ("/notices", MULTIPART)} <= taken


def _try(operation: Any, keys: dict[str, Sender], taken: set[tuple[str, str]]) -> str:
    """Make requests of an address; taken: addresses and kinds of content that were taken."""
    for mode in _modes(operation):

        @BOUNDED
        @given(case=operation.as_strategy(generation_mode=mode), kind=st.sampled_from(SENDERS))
        def _one(case: Any, kind: str) -> None:
            one = keys[_who(case.body, kind)]
            _give_files_that_are_files(case)
            unasked = []
            if operation.path == "/batches":
                # The tester takes the bytes of a table for no string, and its own guess is wrong.
                case.body, unasked = A_TABLE, [negative_data_rejection]
            answer = case.call_and_validate(headers=dict(one.carried), excluded_checks=unasked)
            if answer.status_code == CREATED:
                taken.add((operation.path, str(case.media_type)))

        _one()
    return str(operation.path)


def _modes(operation: Any) -> list[Any]:
    """Any bytes may be a table, and nothing about asking for a template could be wrong."""
    modes = schemathesis.GenerationMode
    is_table = operation.path.startswith("/batches")
    return [modes.POSITIVE] if is_table else [modes.POSITIVE, modes.NEGATIVE]


def _who(body: Any, otherwise: str) -> str:
    """A sender that may send the type: which one that is, the schema of a body cannot say."""
    type_code = body.get("type") if isinstance(body, dict) else None
    return OF_TYPE[type_code][0] if type_code in TYPES else otherwise


def _give_files_that_are_files(case: Any) -> None:
    """What the bytes of a PDF or of a table are is nothing that a schema can say."""
    files: Any = case.body.get("files") if isinstance(case.body, dict) else None
    for number, file in enumerate(files if isinstance(files, list) else ()):
        if isinstance(file, dict) and isinstance(file.get("content"), str):
            file.update(name="text.txt", content=TEXT)
        elif case.media_type == MULTIPART and isinstance(file, bytes | str):
            files[number] = b"En rad text."
