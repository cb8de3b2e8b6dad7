"""The commands that a person types, from an empty database to a verified one."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

import app as front_door
import handlers
from cases import demo
from front import shipped
from ledger.models import history
from settings import Settings
from tests.ledger.tampering import without_triggers

COMMANDS = (
    "migrate",
    "deploy",
    "worker",
    "demo",
    "verify",
    "replay",
    "catalogue",
    "lint",
    "serve",
    "deadlines",
    "anchor-key",
    "anchor",
)


@pytest.fixture
def app(bare_database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The app over a database without tables."""
    made = front_door.create_app(
        Settings(var=tmp_path, database_url=bare_database_url, secret_key="for tests", demo=True)
    )
    yield made
    made.extensions["bokvar"].database.dispose()


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result.exit_code, result.output


TOUCH_TABLES: tuple[tuple[str, ...], ...] = (
    ("deploy",),
    ("worker",),
    ("verify",),
    ("replay", "--all"),
    ("catalogue",),
    ("anchor",),
    ("replace-anchor-key",),
    ("api-key", "list"),
)


@pytest.mark.parametrize("command", TOUCH_TABLES, ids=lambda command: command[0])
def test_a_database_of_another_version_is_refused_with_what_to_do(
    app: Flask, command: tuple[str, ...]
) -> None:
    refused = "The database has another shape than this version needs: flask migrate."
    assert run(app, *command) == (1, refused + "\n")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, tmp_path: Path) -> None:
    settings = Settings(var=tmp_path, database_url=f"sqlite:///{tmp_path}/x.db", secret_key="x")
    code, said = run(front_door.create_app(settings), command, "--help")
    assert code == 0
    assert f"{command} [OPTIONS]" in said
    assert len(said.splitlines()) > 4


def test_a_database_is_made_filled_and_verified_and_each_command_may_be_run_again(
    app: Flask,
) -> None:
    for _ in range(2):
        assert run(app, "migrate")[0] == 0
    assert "main_case: version 1 is deployed." in run(app, "deploy")[1]
    again = run(app, "deploy")[1]
    assert re.fullmatch(r"\d\d processes stay as they were\.\n", again)
    assert run(app, "demo")[1] == f"{len(demo.PEOPLE)} demo people were added.\n"
    assert run(app, "demo")[1] == "The demo people were here already.\n"
    assert run(app, "verify")[0] == 0


def test_the_catalogue_names_every_process_and_operation(app: Flask) -> None:
    run(app, "migrate")
    run(app, "deploy")
    described = json.loads(run(app, "catalogue")[1])
    text = json.dumps(described)
    processes = [path.parent.name for path in shipped.PROCESSES.glob("*/process.bpmn")]
    for name in (*processes, *handlers.SERVICE_TASKS):
        assert f'"{name}"' in text


def test_a_broken_ledger_is_told_with_its_place_and_a_failing_exit_code(app: Flask) -> None:
    run(app, "migrate")
    run(app, "demo")
    browser = app.test_client()
    page = browser.get("/logga-in").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    browser.post("/logga-in", data={"csrf_token": token, "person": "demo-rut"})
    database = app.extensions["bokvar"].database
    with database.transaction() as session, without_triggers(session):
        session.execute(update(history).values(actor="staff:someone-else"))
    code, said = run(app, "verify")
    assert code == 1
    assert "BROKEN security:staff:demo-rut event 1: the column for actor" in said


def test_a_diagram_that_cannot_run_is_refused_with_every_reason_in_both_languages(
    app: Flask, tmp_path: Path
) -> None:
    run(app, "migrate")
    shipped = (Path(front_door.__file__).parent / "processes/main_case/process.bpmn").read_text()
    folder = tmp_path / "wrong" / "main_case"
    folder.mkdir(parents=True)
    broken = shipped.replace('id="allocate_case"', 'id="Allocate Case"').replace(
        'next_step = "close"', "next_step = close("
    )
    (folder / "process.bpmn").write_text(broken)
    for command in ("lint", "deploy"):
        code, said = run(app, command, "--folder", str(folder.parent))
        assert code == 1
        assert said.count("  sv: ") == said.count("  en: ") >= 3


def test_lint_takes_one_diagram_and_tells_what_is_missing_around_it(
    app: Flask, tmp_path: Path
) -> None:
    shipped_one = shipped.PROCESSES / "commitment" / "process.bpmn"
    assert run(app, "lint", str(shipped_one))[0] == 0
    alone = tmp_path / "drawn.bpmn"
    alone.write_bytes(shipped_one.read_bytes())
    code, said = run(app, "lint", str(alone), "--json")
    findings = json.loads(said)
    assert code == 1
    assert {"call_unknown"} <= {one["code"] for one in findings}
    assert all(one["sv"] and one["en"] and one["fix_sv"] and one["fix_en"] for one in findings)
    assert "key_mismatch" not in {one["code"] for one in findings}


def test_lint_finds_a_letter_that_nobody_has_written(app: Flask, tmp_path: Path) -> None:
    shutil.copytree(shipped.PROCESSES / "confirm_receipt", tmp_path / "confirm_receipt")
    table = tmp_path / "confirm_receipt" / "choose_confirmation.dmn"
    table.write_text(table.read_text().replace('"L04"', '"L99"'))
    _, said = run(app, "lint", str(tmp_path), "--json")
    found = [one for one in json.loads(said) if one["code"] == "value_unknown"]
    assert {one["element"] for one in found} == {"choose_confirmation.dmn"}
    assert "letter L99" in found[0]["en"]


def test_lint_prints_an_empty_list_when_all_is_well(app: Flask) -> None:
    code, said = run(app, "lint", "--json", str(shipped.PROCESSES / "close_case" / "process.bpmn"))
    assert (code, json.loads(said)) == (0, [])


@pytest.mark.parametrize("body", [b"", b"<a/>", b"\0", b"<!DOCTYPE a>"])
def test_lint_tells_of_a_file_that_is_no_diagram(app: Flask, tmp_path: Path, body: bytes) -> None:
    (tmp_path / "odd.bpmn").write_bytes(body)
    code, said = run(app, "lint", str(tmp_path / "odd.bpmn"), "--json")
    assert (code, [one["code"] for one in json.loads(said)]) == (1, ["diagram_unreadable"])


def test_lint_takes_the_folder_as_it_is_and_passes_no_empty_one(app: Flask, tmp_path: Path) -> None:
    code, said = run(app, "lint", str(shipped.PROCESSES))
    assert (code, said.splitlines()[-1]) == (0, "Every process can run.")
    for way in ((str(tmp_path),), ("--folder", str(tmp_path))):
        code, said = run(app, "lint", *way)
        assert code == 1
        assert "holds no process" in said
        assert "can run" not in said
