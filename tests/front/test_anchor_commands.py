"""The key and the anchors as an operator handles them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

import app as front_door
from settings import Settings
from tests.front.test_commands import run
from tests.ledger.tampering import without_triggers
from tests.ledger.test_anchors import cut_tail
from tests.ledger.test_verify import write


@pytest.fixture
def app(bare_database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The app over a database with tables and one stream."""
    (tmp_path / "anchors").mkdir()
    made = front_door.create_app(
        Settings(
            var=tmp_path,
            database_url=bare_database_url,
            secret_key="for tests",
            anchor_folder=tmp_path / "anchors",
        )
    )
    run(made, "migrate")
    with made.extensions["bokvar"].database.transaction() as session:
        write(session, "case:one", "a", "b", "c")
    yield made
    made.extensions["bokvar"].database.dispose()


def test_an_anchor_needs_a_key_and_the_command_says_how_to_get_it(app: Flask) -> None:
    code, said = run(app, "anchor")
    assert code == 1
    assert "flask anchor-key" in said
    assert "No anchor is made yet" in run(app, "verify")[1]


def test_a_key_is_made_once_and_its_public_half_printed_again(app: Flask) -> None:
    first = run(app, "anchor-key")
    assert first == run(app, "anchor-key")
    assert first[0] == 0
    assert len(bytes.fromhex(first[1].strip())) == 32


def test_verify_says_how_far_the_anchors_reach_and_names_a_cut_tail(
    app: Flask, tmp_path: Path
) -> None:
    run(app, "anchor-key")
    assert "Anchor 1 holds the ledger up to 3 events." in run(app, "anchor")[1]
    assert "Nothing has happened" in run(app, "anchor")[1]
    assert [path.name for path in (tmp_path / "anchors").iterdir()] == ["anchor-000001.json"]
    assert "holds its first 3 events fast" in run(app, "verify")[1]
    database = app.extensions["bokvar"].database
    with database.transaction() as session, without_triggers(session):
        cut_tail(session, to=2)
    code, said = run(app, "verify")
    assert code == 1
    assert "BROKEN case:one event 3: event 3 was here at anchor 1 and is gone." in said


def test_a_key_that_others_may_read_is_refused(app: Flask, tmp_path: Path) -> None:
    run(app, "anchor-key")
    (tmp_path / "anchor_key.pem").chmod(0o644)
    for command in ("anchor", "anchor-key", "verify"):
        code, said = run(app, command)
        assert code == 1
        assert "chmod 600" in said


def test_a_folder_that_does_not_exist_is_told(app: Flask, tmp_path: Path) -> None:
    run(app, "anchor-key")
    (tmp_path / "anchors").rmdir()
    code, said = run(app, "anchor")
    assert code == 1
    assert "a folder that does not exist" in said


def test_a_key_is_replaced_and_both_are_printed_and_trusted(app: Flask) -> None:
    old = run(app, "anchor-key")[1].strip()
    run(app, "anchor")
    code, new = run(app, "replace-anchor-key")
    assert code == 0
    assert run(app, "anchor-key")[1].split() == [old, new.strip()]
    assert "The ledger is whole. Anchor 1" in run(app, "verify")[1]


def test_a_lost_key_is_told_and_how_to_go_on(app: Flask, tmp_path: Path) -> None:
    assert run(app, "replace-anchor-key")[0] == 1
    old = run(app, "anchor-key")[1].strip()
    run(app, "anchor")
    (tmp_path / "anchor_key.pem").unlink()
    code, said = run(app, "anchor-key")
    assert (code, "replace-anchor-key --lost" in said) == (1, True)
    assert "anybody may have signed its anchors" in run(app, "verify")[1]
    code, said = run(app, "replace-anchor-key", "--lost", "00" * 32)
    assert (code, "not signed with that key" in said) == (1, True)
    assert run(app, "replace-anchor-key", "--lost", f" {old.upper()} ")[0] == 0
    assert "The ledger is whole. Anchor 1" in run(app, "verify")[1]


def test_verify_tells_whether_the_anchors_that_were_written_out_were_checked(
    app: Flask, tmp_path: Path
) -> None:
    run(app, "anchor-key")
    assert "NOT checked: there are none in" in run(app, "verify")[1]
    run(app, "anchor")
    assert f"1 anchors written out in {tmp_path / 'anchors'} were checked" in run(app, "verify")[1]
    (tmp_path / "anchors").rename(tmp_path / "elsewhere")
    code, said = run(app, "verify")
    assert (code, "the folder of written-out anchors is not there" in said) == (1, True)


def test_without_a_folder_verify_says_so_but_finds_the_one_of_the_demo(
    app: Flask, tmp_path: Path
) -> None:
    run(app, "anchor-key")
    run(app, "anchor")
    undemonstrated = replace(app.extensions["bokvar"].settings, anchor_folder=None)
    other = front_door.create_app(undemonstrated)
    assert "1 anchors written out in" in run(other, "verify")[1]
    (tmp_path / "anchors/anchor-000001.json").write_text("{}")
    assert run(other, "verify")[0] == 1
    (tmp_path / "anchors").rename(tmp_path / "elsewhere")
    code, said = run(other, "verify")
    assert (code, "NOT checked: BOKVAR_ANCHOR_FOLDER names no folder" in said) == (0, True)
    other.extensions["bokvar"].database.dispose()
