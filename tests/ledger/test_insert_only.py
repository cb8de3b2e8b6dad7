"""The database itself refuses to change what has happened, and lets payloads be erased."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.expression import Executable

from db.session import Database
from ledger import anchors
from ledger.anchor_key import make
from ledger.anchor_models import anchor_leaves
from ledger.anchor_models import anchors as anchor_rows
from ledger.erasing import erase
from ledger.models import erasures, history, history_payloads
from tests.ledger.test_anchors import KEY_NAME
from tests.ledger.test_verify import ACTOR, NOW, write

REFUSED: dict[str, Executable] = {
    "header changed": update(history).values(kind="x"),
    "header moved": update(history).where(history.c.seq == 2).values(seq=9),
    "event deleted": delete(history).where(history.c.seq == 2),
    "every event deleted": delete(history),
    "payload changed": update(history_payloads).values(payload="{}"),
    "erasure changed": update(erasures).values(reason="x"),
    "erasure deleted": delete(erasures),
    "anchor changed": update(anchor_rows).values(signature="00"),
    "anchor deleted": delete(anchor_rows),
    "leaf changed": update(anchor_leaves).values(seq=1),
    "leaf deleted": delete(anchor_leaves),
}


@pytest.fixture
def filled(database: Database, tmp_path: Path) -> Database:
    key = make(tmp_path / KEY_NAME)
    with database.transaction() as session:
        case = write(session, "case:one", "a", "b", "c", "d")
        erase(session, case, reason="retention", actor=ACTOR, at=NOW, only=[4])
        anchors.make(session, key, now=NOW)
    return database


@pytest.mark.parametrize("statement", REFUSED.values(), ids=REFUSED.keys())
def test_the_database_refuses(filled: Database, statement: Executable) -> None:
    before = _everything(filled)
    with pytest.raises(IntegrityError, match="may not be changed"), filled.transaction() as session:
        session.execute(statement)
    assert _everything(filled) == before


def test_an_event_cannot_be_put_in_the_place_of_another(filled: Database) -> None:
    with filled.reading() as session:
        row = dict(session.execute(select(history).limit(1)).mappings().one())
    replacing = insert(history).values({**row, "kind": "x"})
    if filled.is_sqlite:
        replacing = replacing.prefix_with("OR REPLACE")
    before = _everything(filled)
    with pytest.raises(IntegrityError), filled.transaction() as session:
        session.execute(replacing)
    assert _everything(filled) == before


def test_history_cannot_be_emptied_at_once_on_postgresql(filled: Database) -> None:
    if filled.is_sqlite:
        return  # It has no TRUNCATE; DELETE without a condition is tried above.
    for table in ("history", "erasures", "anchor_leaves"):
        with (
            pytest.raises(IntegrityError, match="may not be changed"),
            filled.transaction() as session,
        ):
            session.execute(text(f"TRUNCATE {table}"))


def test_a_payload_can_be_erased(filled: Database) -> None:
    with filled.transaction() as session:
        session.execute(delete(history_payloads).where(history_payloads.c.seq == 2))
    with filled.reading() as session:
        left = session.execute(select(func.count()).select_from(history_payloads)).scalar_one()
    assert left == 3


def _everything(database: Database) -> list[list[tuple[object, ...]]]:
    with database.reading() as session:
        return [
            [tuple(row) for row in session.execute(select(table))]
            for table in (history, history_payloads, erasures, anchor_rows, anchor_leaves)
        ]
