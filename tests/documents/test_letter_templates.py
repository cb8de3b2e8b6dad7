"""Letter templates are kept by digest, and an old letter can be set again to the byte."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from db.session import Database
from documents.errors import TemplateInvalid, TemplateNotFound
from documents.letter_tables import letter_template_changes, letter_template_files
from documents.letter_templates import (
    LetterTemplate,
    by_digest,
    current,
    deploy,
    read_folder,
)
from documents.typesetting import typeset
from tests.documents.letter_samples import SAMPLES

FOLDER = Path(__file__).parents[2] / "processes/shared/letters"
NOW = datetime(2026, 12, 18, 12, 0, tzinfo=UTC)
LETTERS = read_folder(FOLDER)
L02 = LETTERS["L02"]


def changed(template: LetterTemplate, file: str = "L02.typ") -> LetterTemplate:
    """The same letter with one word more."""
    return LetterTemplate(
        template.name, {**template.files, file: template.files[file] + b"\nTill sist.\n"}
    )


def test_a_letter_is_its_own_files_and_the_parts_they_name_and_no_others() -> None:
    assert set(L02.files) == {"L02.typ", "L02.schema.json", "letter.typ", "facts.schema.json"}


@pytest.mark.parametrize("file", sorted(L02.files))
def test_the_digest_is_another_when_any_file_changes(file: str) -> None:
    assert changed(L02, file).digest != L02.digest


def test_the_digest_does_not_depend_on_the_order_of_files() -> None:
    turned = LetterTemplate("L02", dict(reversed(list(L02.files.items()))))
    assert turned.digest == L02.digest


def test_every_letter_of_the_folder_is_deployed_once(database: Database) -> None:
    with database.transaction() as session:
        first = deploy(session, LETTERS, now=NOW, by="test")
        second = deploy(session, LETTERS, now=NOW, by="test")
        rows = session.execute(select(letter_template_changes)).all()
    assert first.deployed == tuple(sorted(LETTERS))
    assert (second.deployed, second.unchanged) == ((), first.deployed)
    assert len(rows) == len(LETTERS)


def test_what_comes_back_is_what_was_deployed(database: Database) -> None:
    with database.transaction() as session:
        deploy(session, LETTERS, now=NOW, by="test")
    with database.reading() as session:
        assert {name: current(session, name) for name in LETTERS} == LETTERS


def test_a_shared_part_is_stored_once(database: Database) -> None:
    with database.transaction() as session:
        deploy(session, LETTERS, now=NOW, by="test")
        files = session.execute(select(letter_template_files)).all()
    assert len(files) == len({body for each in LETTERS.values() for body in each.files.values()})


def test_a_changed_letter_is_current_and_the_old_one_sets_the_same_bytes(
    database: Database,
) -> None:
    facts = SAMPLES["L02"][0]
    sent = typeset(L02, facts, written_at=NOW)
    with database.transaction() as session:
        deploy(session, {"L02": L02}, now=NOW, by="test")
        deploy(session, {"L02": changed(L02)}, now=NOW + timedelta(days=1), by="test")
    with database.reading() as session:
        assert current(session, "L02").digest == changed(L02).digest
        old = by_digest(session, L02.digest)
    assert typeset(old, facts, written_at=NOW) == sent
    assert typeset(changed(L02), facts, written_at=NOW) != sent


def test_going_back_to_an_older_letter_is_remembered(database: Database) -> None:
    with database.transaction() as session:
        for n, template in enumerate((L02, changed(L02), L02)):
            deploy(session, {"L02": template}, now=NOW + timedelta(days=n), by="test")
        since = session.scalars(
            select(letter_template_changes.c.since).order_by(letter_template_changes.c.id)
        ).all()
        assert current(session, "L02") == L02
    assert since == [NOW + timedelta(days=n) for n in range(3)]


def test_a_letter_that_is_not_there_is_not_found(database: Database) -> None:
    with database.reading() as session:
        with pytest.raises(TemplateNotFound):
            current(session, "L02")
        with pytest.raises(TemplateNotFound):
            by_digest(session, L02.digest)


@pytest.mark.parametrize("schema", [b"{", b'{"type": 7}', b"\xff"])
def test_a_schema_that_is_none_is_refused_before_anything_is_stored(
    database: Database, schema: bytes
) -> None:
    broken = LetterTemplate("L04", {**LETTERS["L04"].files, "L04.schema.json": schema})
    with database.transaction() as session:
        with pytest.raises(TemplateInvalid, match=r"L04\.schema\.json"):
            deploy(session, {"L02": L02, "L04": broken}, now=NOW, by="test")
        assert session.execute(select(letter_template_changes)).all() == []
