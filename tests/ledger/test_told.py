"""What chains tell of erasures and joins, as the stand-alone verifier sees it in an export that was
made from a database where somebody has been: signed, and with files that all fit."""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from db.session import Database, Session
from ledger import evidence, told, verify_history
from ledger.models import erasures, history_payloads, streams
from ledger.verify_history import Findings
from tests.ledger.tampering import without_triggers
from tests.ledger.test_verify import NOW
from tests.ledger.test_verify_history import Exported


@pytest.fixture
def exported(database: Database, tmp_path: Path) -> Exported:
    return Exported(database, tmp_path)


def findings_after(exported: Exported, tamper: Callable[[Session, int], object]) -> Findings:
    """What is found in an export that is made once somebody has been in the database."""
    with exported.database.transaction() as session, without_triggers(session):
        tamper(session, exported.ids[0])
    with exported.database.reading() as session:
        exported.files |= {"history.jsonl": evidence.history_lines(session, exported.ids, {})}
    exported.sign_with(exported.key)
    return exported.check()


def test_nothing_is_found_when_nobody_was_there(exported: Exported) -> None:
    found = findings_after(exported, lambda _session, _case: None)
    assert (found.faults, found.notes, found.erased) == ([], [], 2)


def test_a_forged_erasure_is_named(exported: Exported) -> None:
    def forge(session: Session, case: int) -> None:
        here = (history_payloads.c.stream_id == case, history_payloads.c.seq == 3)
        session.execute(delete(history_payloads).where(*here))
        row = {"stream_id": case, "seq": 3, "erased_at": NOW, "reason": "retention"}
        session.execute(insert(erasures).values(row))

    assert findings_after(exported, forge).faults == [
        "case:one event 3: an erasure is recorded and the chain does not tell of it."
    ]


def test_an_erasure_with_another_reason_is_named(exported: Exported) -> None:
    def change(session: Session, case: int) -> None:
        session.execute(update(erasures).where(erasures.c.stream_id == case).values(reason="x"))

    assert findings_after(exported, change).faults == [
        "case:one event 2: the erasure is recorded otherwise than the chain tells it."
    ]


def test_an_erasure_taken_away_is_named(exported: Exported) -> None:
    def take(session: Session, case: int) -> None:
        session.execute(delete(erasures).where(erasures.c.stream_id == case))

    assert findings_after(exported, take).faults == [
        "case:one event 2: the payload is missing, and neither erased nor withheld (line 2).",
        "case:one event 2: the chain tells of its erasure and none is recorded.",
    ]


def test_what_tells_of_an_erasure_taken_away_is_named(exported: Exported) -> None:
    def take(session: Session, case: int) -> None:
        here = (history_payloads.c.stream_id == case, history_payloads.c.seq == 6)
        session.execute(delete(history_payloads).where(*here))

    assert findings_after(exported, take).faults[1:] == [
        "case:one event 2: an erasure is recorded and the chain does not tell of it.",
        "case:one event 6: what it tells of its stream cannot be read.",
    ]


def test_a_stream_joined_elsewhere_is_named(exported: Exported) -> None:
    def join(session: Session, case: int) -> None:
        other = session.execute(
            select(streams.c.id).where(streams.c.key == "case:other")
        ).scalar_one()
        session.execute(update(streams).where(streams.c.id == case).values(joined_to=other))

    assert findings_after(exported, join).faults == [
        "case:one: it is joined to case:other, and its chain says none."
    ]


def test_an_export_of_before_chains_told_of_erasures_is_whole_and_says_so(
    exported: Exported,
) -> None:
    """As an older version made it, with an erasure that nothing in it tells of."""
    lines = [json.loads(line) for line in exported.files["history.jsonl"].splitlines()]
    case = [line for line in lines if line["stream"] == "case:one"][:4]
    body = "".join(f"{json.dumps(line)}\n" for line in case).encode()
    said = json.loads(exported.manifest) | {"v": 1, "anchors": 0}
    said["streams"] = [{"stream": "case:one", "seq": 4, "hash": case[-1]["hash"]}]
    found = _signed(exported, {**exported.files, "history.jsonl": body, "anchors.jsonl": b""}, said)
    assert found.faults == []
    assert "case:one: 1 erasures are older than that chains tell of them" in found.notes


def _signed(exported: Exported, files: dict[str, bytes], said: dict[str, Any]) -> Findings:
    said["files"] = {name: hashlib.sha256(body).hexdigest() for name, body in files.items()}
    text = json.dumps(said)
    exported.signature = exported.key.sign(text)
    return exported.check(files, text)


@pytest.mark.parametrize("name", ["Erasure", "Told", "difference", "_ranges", "_found"])
def test_the_verifier_follows_the_same_rules(name: str) -> None:
    ours, theirs = getattr(told, name), getattr(verify_history, name)
    assert inspect.getsource(ours) == inspect.getsource(theirs)
    assert told.TELLING == verify_history.TELLING


def test_places_are_told_as_ranges() -> None:
    assert told.ranges([]) == []
    assert told.ranges([4]) == [[4, 4]]
    assert told.ranges([1, 2, 3, 7, 9, 10]) == [[1, 3], [7, 7], [9, 10]]
