"""Deploying makes versions that never change, of exactly what was deployed."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select, update

from db.session import Database
from engine import definitions
from engine.catalogue import describe
from engine.confine import Limits
from engine.definition_store import artifacts, definition_drafts, process_definitions
from engine.definitions import Definition, DefinitionDamaged, DeployReport
from engine.errors import DefinitionInvalid, DefinitionNotFound
from engine.findings import Finding, error
from engine.linter import LintContext
from engine.manifest import read_manifest
from engine.texts import Text
from tests.engine.diagrams import CONTEXT, FORM, diagram, folder, small

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
BARE = LintContext(CONTEXT.operations, CONTEXT.roles)
Folders = dict[str, Mapping[str, bytes]]


def whole() -> Folders:
    return {"send_parcel": folder(), "finish_parcel": small("finish_parcel")}


@pytest.fixture(autouse=True)
def _no_memory() -> None:
    definitions.forget_all()


def deploy(
    database: Database, folders: Folders, *, origin: str = definitions.SHIPPED
) -> DeployReport:
    with database.transaction() as session:
        return definitions.deploy(
            session, folders, context=BARE, now=NOW, by="deployer", origin=origin
        )


def latest(database: Database, key: str) -> Definition:
    with database.reading() as session:
        return definitions.latest(session, key)


def versions(report: DeployReport) -> list[tuple[str, int]]:
    return [(deployed.key, deployed.version) for deployed in report.deployed]


def test_what_is_deployed_is_loaded_as_it_was(database: Database) -> None:
    report = deploy(database, whole())

    assert versions(report) == [("finish_parcel", 1), ("send_parcel", 1)]
    found = latest(database, "send_parcel")
    assert found.diagram == diagram().encode()
    assert found.forms["carry"].title == Text("Bär paketet", "Carry the parcel")
    assert found.decisions["grade"].id == "grade"
    assert found.model.elements["carry"].form == "carry"
    assert found.called["finish_parcel"].key == "finish_parcel"
    assert "CHANGES.md" not in found.files
    assert [part.key for part in definitions.parts(found)] == ["send_parcel", "finish_parcel"]


def test_the_digest_is_that_of_a_manifest_that_names_every_part(database: Database) -> None:
    deploy(database, whole())
    found = latest(database, "send_parcel")

    with database.reading() as session:
        text = session.execute(
            select(process_definitions.c.manifest).where(process_definitions.c.id == found.id)
        ).scalar_one()

    manifest = read_manifest(text)
    assert manifest.digest == found.digest
    assert json.loads(text)["format"] == 1
    assert manifest.called == (("finish_parcel", found.called["finish_parcel"].digest),)
    assert [part.name for part in manifest.parts] == [
        "grade.dmn",
        "process.bpmn",
        "forms/carry.json",
    ]


def test_the_same_content_makes_no_new_version(database: Database) -> None:
    deploy(database, whole())

    report = deploy(database, {**whole(), "send_parcel": {**folder(), "CHANGES.md": b"# New\n"}})

    assert report.deployed == ()
    assert report.unchanged == ("finish_parcel", "send_parcel")


def test_a_changed_process_gets_a_new_version_and_the_old_one_can_still_be_loaded(
    database: Database,
) -> None:
    deploy(database, whole())
    old = latest(database, "send_parcel")

    form = {**FORM, "version": 2}
    report = deploy(database, {"send_parcel": folder(carry=json.dumps(form).encode())})

    assert versions(report) == [("send_parcel", 2)]
    assert latest(database, "send_parcel").forms["carry"].version == 2
    with database.reading() as session:
        assert definitions.load(session, old.id).forms["carry"].version == 1


def test_a_changed_process_makes_new_versions_of_those_that_call_it(database: Database) -> None:
    deploy(database, {"a": small("a", calls="b"), "b": small("b", calls="c"), "c": small("c")})
    old = latest(database, "a")

    report = deploy(database, {"c": small("c", word="Other words.")})

    assert versions(report) == [("c", 2), ("b", 2), ("a", 2)]
    new = latest(database, "a")
    assert definitions.part(new, "c").version == 2
    with database.reading() as session:
        assert definitions.part(definitions.load(session, old.id), "c").version == 1


def test_going_back_to_older_content_makes_the_older_version_current(database: Database) -> None:
    deploy(database, {"a": small("a")})
    deploy(database, {"a": small("a", word="Other words.")})

    report = deploy(database, {"a": small("a")})

    assert versions(report) == [("a", 1)]
    assert latest(database, "a").version == 1
    assert versions(deploy(database, {"a": small("a", word="Third words.")})) == [("a", 3)]


def test_one_error_anywhere_refuses_everything_with_every_reason(database: Database) -> None:
    bad = {"process.bpmn": b"<", "forms/x.json": b"{"}

    with pytest.raises(DefinitionInvalid) as refusal:
        deploy(database, {"a": small("a"), "b": bad, "c": small("c", calls="nobody")})

    found = [finding for finding in refusal.value.findings if isinstance(finding, Finding)]
    assert {(f.process, f.code) for f in found if f.is_error} == {
        ("b", "diagram_unreadable"),
        ("b", "form.unreadable"),
        ("c", "call_unknown"),
    }
    with pytest.raises(DefinitionNotFound):
        latest(database, "a")


def test_warnings_are_reported_and_do_not_refuse(database: Database) -> None:
    undocumented = {"a": small("a", word="")}

    report = deploy(database, undocumented)

    assert {warning.code for warning in report.warnings} == {"documentation_missing"}
    assert versions(report) == [("a", 1)]


def test_what_was_edited_here_is_kept_and_what_is_shipped_becomes_a_draft_once(
    database: Database,
) -> None:
    deploy(database, {"a": small("a")})
    edited = {"a": small("a", word="Ours.")}
    assert versions(deploy(database, edited, origin=definitions.LOCAL)) == [("a", 2)]

    again = deploy(database, {"a": small("a")})
    newer = deploy(database, {"a": small("a", word="Newer.")})
    same = deploy(database, {"a": small("a", word="Newer.")})

    assert (again.deployed, again.kept, newer.kept) == ((), ("a",), ("a",))
    assert (again.filed, newer.filed, same.filed) == ((), ("a",), ())
    assert latest(database, "a").version == 2
    with database.reading() as session:
        drafts = session.execute(select(func.count()).select_from(definition_drafts)).scalar_one()
    assert drafts == 1


def test_a_message_finds_the_process_that_it_starts_now(database: Database) -> None:
    deploy(database, whole())

    with database.reading() as session:
        found = definitions.started_by_message(session, "parcel_came")
        unknown = definitions.started_by_message(session, "answered")

    assert found is not None
    assert found.key == "send_parcel"
    assert unknown is None

    renamed = diagram().replace("parcel_came", "letter_came").encode()
    deploy(database, {"send_parcel": {**folder(), "process.bpmn": renamed}})

    with database.reading() as session:
        assert definitions.started_by_message(session, "parcel_came") is None


def test_a_stored_file_that_was_changed_behind_our_back_is_not_run(database: Database) -> None:
    deploy(database, {"a": small("a")})
    definitions.forget_all()
    with database.transaction() as session:
        session.execute(update(artifacts).values(body=small("b")["process.bpmn"]))

    with pytest.raises(DefinitionDamaged):
        latest(database, "a")


def test_an_unknown_definition_is_not_found(database: Database) -> None:
    with database.reading() as session, pytest.raises(DefinitionNotFound):
        definitions.load(session, 4711)


def test_threads_share_what_was_read(database: Database) -> None:
    deploy(database, {"a": small("a")})
    found: list[Definition] = []
    threads = [
        threading.Thread(target=lambda: found.append(latest(database, "a"))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 4
    assert latest(database, "a").model is latest(database, "a").model


def refuse_all(parts: Mapping[str, bytes]) -> list[Finding]:
    """An extra check, as the room that knows the library gives one."""
    return [error("extra", "begun", Text("Nej.", "No."))] if "process.bpmn" in parts else []


def stall(parts: Mapping[str, bytes]) -> list[Finding]:
    """A check that never ends."""
    while parts:
        pass
    return []


@pytest.mark.parametrize(("check", "code"), [("refuse_all", "extra"), ("stall", "beyond_limits")])
def test_checks_of_other_rooms_run_in_the_same_child(
    database: Database, check: str, code: str
) -> None:
    with database.transaction() as session, pytest.raises(DefinitionInvalid) as refusal:
        definitions.deploy(
            session,
            {"a": small("a")},
            context=BARE,
            now=NOW,
            by="deployer",
            extra_checks=(f"tests.engine.test_definitions:{check}",),
            # Only the one that never ends needs a short limit; a busy machine is slow to start.
            limits=Limits(cpu_seconds=3, wall_seconds=60) if check == "stall" else None,
        )

    codes = [f.code for f in refusal.value.findings if isinstance(f, Finding)]
    assert codes == [code]


def test_the_catalogue_says_who_uses_what(database: Database) -> None:
    deploy(database, whole())
    with database.reading() as session:
        found = describe(definitions.all_latest(session), CONTEXT.operations)

    assert [process["key"] for process in found["processes"]] == ["finish_parcel", "send_parcel"]
    assert found["processes"][1]["roles"] == ["carrier"]
    assert {operation["name"]: operation["used_by"] for operation in found["operations"]} == {
        "carried": ["send_parcel.carry"],
        "weigh": ["send_parcel.weigh"],
    }
    assert found["forms"][0]["used_by"] == ["send_parcel.carry"]
    assert found["messages"][2] == {
        "name": "called_off",
        "sent_by": [],
        "starts": [],
        "awaited_by": ["send_parcel.called_off"],
    }
    assert found["messages"][3] == {
        "name": "parcel_came",
        "sent_by": [],
        "starts": ["send_parcel.begun"],
        "awaited_by": [],
    }
    json.dumps(found)
