"""What the documents say of settings, commands, files and checks is so."""

import re
from pathlib import Path

import click
import pytest
from flask import Flask

import cli
from tests.house.tree import ROOT, tracked_files

README = (ROOT / "README.md").read_text("utf-8")
RECORDS = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))
HEADINGS = ["Situation", "Decision", "Instead of", "Follows", "Check"]
LONGEST_RECORD = 40
SETTING = re.compile(r"BOKVAR_[A-Z]+(?:_[A-Z]+)*\b")
FOR_TESTS = re.compile(r"BOKVAR_(TEST_\w+|CHROMIUM)")
LINK = re.compile(r"\]\(([^)#\s]+)\)")
QUOTED_FILE = re.compile(r"`([\w./]+\.(?:py|toml|md))`")

each_record = pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)


def _settings_in(text: str) -> set[str]:
    return {name for name in SETTING.findall(text) if not FOR_TESTS.match(name)}


def _settings_of_the_code() -> set[str]:
    own = _settings_in((ROOT / "settings.py").read_text("utf-8"))
    mail = re.findall(r'"(SMTP_[A-Z_]+)"', (ROOT / "connectors/__init__.py").read_text("utf-8"))
    return own | {f"BOKVAR_{name}" for name in mail}


def test_the_readme_names_every_setting_and_no_other() -> None:
    assert _settings_in(README) == _settings_of_the_code()


def test_the_example_of_an_environment_names_every_setting_and_no_other() -> None:
    assert _settings_in((ROOT / ".env.example").read_text("utf-8")) == _settings_of_the_code()


def test_the_readme_names_every_command_and_no_other() -> None:
    app = Flask("commands")
    before = set(app.cli.commands)
    cli.init_app(app)
    ours = {name for name in app.cli.commands if name not in before}
    table = README.partition("## Commands")[2].partition("\n## ")[0]
    assert all(isinstance(app.cli.commands[name], click.Command) for name in ours)
    assert set(re.findall(r"^\| `([\w-]+)` \|", table, re.MULTILINE)) == ours


@pytest.mark.parametrize("target", ["run", "test", "check", "bench", "crash", "assets", "clean"])
def test_a_short_name_that_the_readme_gives_is_in_the_makefile(target: str) -> None:
    assert f"make {target}" in README
    assert f"\n{target}:" in (ROOT / "Makefile").read_text("utf-8")


def test_a_link_between_our_documents_leads_somewhere() -> None:
    broken = [
        f"{document.relative_to(ROOT)}: {link}"
        for document in tracked_files()
        if document.suffix == ".md"
        for link in LINK.findall(document.read_text("utf-8"))
        if "://" not in link and not (document.parent / link).exists()
    ]
    assert broken == []


def test_the_list_of_decisions_is_the_records_that_are_there() -> None:
    listed = LINK.findall((ROOT / "docs/decisions/README.md").read_text("utf-8"))
    names = [record.name for record in RECORDS]
    assert sorted(set(listed)) == names
    numbers = [int(name[:4]) for name in names]
    assert numbers == list(range(len(numbers)))


@each_record
def test_a_decision_is_short_and_says_all_it_must(record: Path) -> None:
    text = record.read_text("utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == HEADINGS
    assert len(text.splitlines()) <= LONGEST_RECORD
    assert text.startswith(f"# {record.name[:4]}: ") or record.name.startswith("0000")


@each_record
def test_the_check_of_a_decision_exists(record: Path) -> None:
    check = record.read_text("utf-8").partition("## Check")[2]
    assert [name for name in QUOTED_FILE.findall(check) if not (ROOT / name).exists()] == []
