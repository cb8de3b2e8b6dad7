"""A new key takes over at an anchor, and what the earlier ones signed is still checked."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from db.session import Database
from ledger import anchor_key, anchor_keys, anchors
from ledger.anchor_key import KeyUnusable
from ledger.anchor_keys import AnchorKeys, EarlierKey, NotReplaced, trusted
from ledger.verify_anchors import verify_anchors
from ledger.verify_history import verify_export
from tests.ledger.tampering import without_triggers
from tests.ledger.test_anchors import Installation, drop_anchor
from tests.ledger.test_verify import NOW
from tests.ledger.test_verify_history import Exported


@pytest.fixture
def installation(database: Database, tmp_path: Path) -> Installation:
    return Installation(database, tmp_path)


def take_over(installation: Installation, lost: str = "") -> None:
    """A new key takes over, and signs an anchor of what happens next."""
    anchor_keys.replace(installation.database, installation.key_file, now=NOW, lost=lost)
    installation.more("case:one", 1)
    assert installation.anchor() is not None


def faults(installation: Installation, keys: AnchorKeys | None = None) -> list[str]:
    with installation.database.reading() as session:
        found = verify_anchors(
            session,
            keys=keys or trusted(installation.key_file),
            folder=installation.folder,
        )
    return [f"{fault.seq}: {fault.reason}" for fault in found.faults]


OTHER_KEY = "the anchor is signed with another key than ours"


def test_anchors_of_both_keys_are_whole_each_with_its_own(installation: Installation) -> None:
    installation.more("case:two", 1)
    take_over(installation)
    keys = trusted(installation.key_file)
    assert keys is not None
    assert keys.earlier == (EarlierKey(installation.key.public, 3),)
    assert [keys.of(number) for number in (1, 3, 4)] == [*keys.every[:1] * 2, keys.every[1]]
    assert faults(installation) == []


def test_what_happened_before_is_anchored_by_the_old_key_first(installation: Installation) -> None:
    installation.more("case:two", 1)
    anchor_keys.replace(installation.database, installation.key_file, now=NOW)
    with installation.database.reading() as session:
        last = anchors.last(session)
    assert last is not None
    assert (last.number, last.public_key) == (3, installation.key.public)


def test_neither_key_may_sign_in_the_others_place(installation: Installation) -> None:
    """Who has got hold of one of them writes history with it neither before nor after."""
    take_over(installation)
    keys = trusted(installation.key_file)
    assert keys is not None
    early = replace(keys, earlier=(replace(keys.earlier[0], last=1),))
    late = replace(keys, earlier=(replace(keys.earlier[0], last=3),))
    assert faults(installation, early) == [f"2: {OTHER_KEY}"]
    assert faults(installation, late) == [f"3: {OTHER_KEY}"]


def test_an_anchor_signed_anew_with_the_old_key_is_named(installation: Installation) -> None:
    take_over(installation)
    with installation.database.transaction() as session, without_triggers(session):
        drop_anchor(session, 3)
        anchors.make(session, installation.key, now=NOW)
    assert f"3: {OTHER_KEY}" in faults(installation)


def test_a_key_is_replaced_again_and_again(installation: Installation) -> None:
    for _ in range(3):
        take_over(installation)
    keys = trusted(installation.key_file)
    assert keys is not None
    assert len(keys.every) == 4
    assert faults(installation) == []


def test_two_that_take_over_with_nothing_between_are_whole(installation: Installation) -> None:
    anchor_keys.replace(installation.database, installation.key_file, now=NOW)
    take_over(installation)
    assert faults(installation) == []


@pytest.mark.parametrize("at", ["the note", "the key"])
def test_when_the_power_goes_the_key_that_is_there_fits_its_anchors(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    calls, stops = [], {"the note": 1, "the key": 2}[at]
    really = os.fsync

    def gone(descriptor: int) -> None:
        calls.append(descriptor)
        # A file is written with two: of itself, and of its folder.
        if len(calls) == 2 * stops - 1:
            raise OSError("The power is gone.")
        really(descriptor)

    monkeypatch.setattr(os, "fsync", gone)
    with pytest.raises(OSError, match="power"):
        anchor_keys.replace(installation.database, installation.key_file, now=NOW)
    monkeypatch.undo()
    installation.more("case:one", 1)
    installation.anchor()
    assert faults(installation) == []
    take_over(installation)
    assert faults(installation) == []


def test_a_lost_key_is_replaced_with_its_public_half(installation: Installation) -> None:
    installation.key_file.unlink()
    with pytest.raises(NotReplaced, match="--lost"):
        take_over(installation)
    with pytest.raises(NotReplaced, match="not signed with that key"):
        take_over(installation, lost="00" * 32)
    take_over(installation, lost=installation.key.public)
    assert faults(installation) == []


def test_a_key_that_is_there_is_not_lost(installation: Installation) -> None:
    with pytest.raises(NotReplaced, match="without --lost"):
        take_over(installation, lost=installation.key.public)


@pytest.mark.parametrize("body", [b"x\n", b"\xff\n", b"00 1 x\n", b"\n", b"\x00" * 100])
def test_a_list_of_earlier_keys_that_cannot_be_read_is_told(
    installation: Installation, body: bytes
) -> None:
    take_over(installation)
    (installation.key_file.parent / "anchor_key.pem.earlier").write_bytes(body)
    with pytest.raises(KeyUnusable, match="earlier cannot be read"):
        trusted(installation.key_file)


def test_without_the_list_the_old_anchors_are_not_believed(installation: Installation) -> None:
    take_over(installation)
    (installation.key_file.parent / "anchor_key.pem.earlier").unlink()
    assert f"1: {OTHER_KEY}" in faults(installation)


# An export after the key was replaced, and who receives it.


@pytest.fixture
def exported(database: Database, tmp_path: Path) -> Exported:
    """Two anchors of the old key, then the export with the new one."""
    made = Exported(database, tmp_path)
    made.sign_with(anchor_key.make(tmp_path / "new.pem"), earlier=made.key.public)
    return made


def judged(exported: Exported, *keys: str) -> list[str]:
    return verify_export(exported.zipped(), keys).faults


def test_an_export_is_whole_with_the_keys_in_order(exported: Exported) -> None:
    assert judged(exported, exported.earlier, exported.key.public) == []
    assert json.loads(exported.manifest)["earlier_keys"] == [exported.earlier]
    assert verify_export(exported.zipped()).faults == []


def test_a_key_too_few_or_in_the_wrong_order_is_named(exported: Exported) -> None:
    not_in_use = "it is not signed with the key that was in use."
    assert judged(exported, exported.key.public) == [f"anchor {n}: {not_in_use}" for n in (1, 2)]
    for keys in ([exported.earlier], [exported.key.public, exported.earlier]):
        assert "manifest.json: it names another public key than the one that was given." in judged(
            exported, *keys
        )


def test_an_export_made_with_a_key_that_was_replaced_is_not_believed(
    database: Database, tmp_path: Path
) -> None:
    """The old private key is worth nothing to who finds it."""
    old = Exported(database, tmp_path)
    new = anchor_key.make(tmp_path / "new.pem")
    assert judged(old, old.key.public, new.public) != []


def test_a_key_that_was_replaced_does_not_come_back(exported: Exported) -> None:
    lines = exported.files["anchors.jsonl"].decode().splitlines()
    second = json.loads(lines[0])
    statement = second["statement"]
    signed = {"public_key": exported.key.public, "signature": exported.key.sign(statement)}
    body = "\n".join([json.dumps({**second, **signed}), lines[1]]).encode()
    exported.files["anchors.jsonl"] = body
    exported.sign_with(exported.key, earlier=exported.earlier)
    assert judged(exported, exported.earlier, exported.key.public) == [
        "anchor 2: it is not signed with the key that was in use."
    ]
