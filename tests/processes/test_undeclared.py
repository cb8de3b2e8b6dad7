"""Versions from before anything was declared go every way with the operations of today."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.session import Database
from engine import definitions, deployment
from engine.definition_store import process_definitions
from engine.folder import DIAGRAM
from engine.models import incidents, process_instances
from front.shipped import PROCESSES, processes_in, what_is_known
from tests.processes.test_walks import WALKS
from tests.product import Product, running
from tests.steps import ledger, rows

_DECLARED = re.compile(rb'<spiffworkflow:property name="(?:inputs|outputs)" value="[^"]*"/>')
_NAMED = re.compile(rb'<spiffworkflow:parameter id="(\w+)" type="any" value="\1"/>')


def undeclared() -> dict[str, dict[str, bytes]]:
    """The shipped processes without what they declare, and without parameters that only name the
    value that they are given."""
    folders = processes_in(PROCESSES)
    for files in folders.values():
        files[DIAGRAM] = _NAMED.sub(b"", _DECLARED.sub(b"", files[DIAGRAM]))
    return folders


@pytest.fixture
def product(database: Database, tmp_path: Path) -> Iterator[Product]:
    with running(database, tmp_path) as made, pytest.MonkeyPatch.context() as patch:
        patch.setattr(deployment, "lint_confined", lambda *_files, **_limits: ())
        with made.database.transaction() as session:
            definitions.deploy(
                session, undeclared(), context=what_is_known(), now=made.clock(), by="deployer"
            )
        yield made


def test_every_walk_ends_as_it_does_with_declarations(product: Product) -> None:
    for walk in WALKS:
        walk(product)

    older = {row.id for row in rows(product, process_definitions) if row.version == 2}
    assert len(older) == len(undeclared())
    assert {row.definition_id for row in rows(product, process_instances)} <= older
    assert [one for one in rows(product, incidents) if one.state == "open"] == []
    assert ledger(product).is_whole
