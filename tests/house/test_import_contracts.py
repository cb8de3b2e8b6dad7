"""Every import contract holds on the tree, and each one catches a planted violation."""

import shutil
import subprocess
import sysconfig
import tomllib
from pathlib import Path

import pytest

from tests.house.tree import ROOMS, ROOT, front_door

LINT_IMPORTS = Path(sysconfig.get_path("scripts")) / "lint-imports"

IN_CASES = [
    f"cases/{name}" for name in ("choices", "commands", "law", "letters", "lists", "tables")
]

VIOLATIONS = [
    ("floors", "db/planted.py", "import ledger"),
    ("floors", "ledger/planted.py", "import engine"),
    ("floors", "engine/planted.py", "import documents"),
    ("floors", "documents/planted.py", "import engine"),
    ("floors", "engine/planted.py", "import cases"),
    ("floors", "cases/planted.py", "import web"),
    ("floors", "web/planted.py", "import handlers"),
    ("floors", "handlers/planted.py", "import connectors"),
    ("floors", "connectors/planted.py", "import web"),
    ("floors", "web/planted.py", "import demo"),
    ("floors", "cases/planted.py", "import demo"),
    ("cases", "cases/tables/planted.py", "from cases import letters"),
    ("cases", "cases/law/planted.py", "from cases import lists"),
    ("cases", "cases/letters/planted.py", "from cases import commands"),
    ("cases", "cases/commands/planted.py", "from cases import lists"),
    ("law", "cases/law/planted.py", "from sqlalchemy import select"),
    ("law", "cases/law/planted.py", "from cases import tables"),
    ("front-door", "web/planted.py", "import app"),
    ("front-door", "engine/planted.py", "from settings import Settings"),
    ("front-door", "cases/planted.py", "import cli"),
    ("front-door", "demo/planted.py", "import app"),
    ("floors", "demo/planted.py", "import front"),
    ("floors", "web/planted.py", "import front"),
    ("top", "front/planted.py", "import cli"),
    ("flask", "cases/planted.py", "from flask import request"),
    ("spiff", "engine/planted.py", "from SpiffWorkflow.bpmn import BpmnWorkflow"),
    ("sqlalchemy", "web/planted.py", "from sqlalchemy import select"),
    ("sqlalchemy", "handlers/planted.py", "import sqlalchemy"),
    ("network", "handlers/planted.py", "import smtplib"),
]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """The empty rooms, and the contracts of the real ones."""
    for room in [*ROOMS, "engine/spiff", *IN_CASES]:
        (tmp_path / room).mkdir()
        (tmp_path / room / "__init__.py").touch()
    (tmp_path / "engine/spiff/specs.py").write_text("from SpiffWorkflow import bpmn\n")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_tree_keeps_every_contract() -> None:
    result = _lint(ROOT)
    assert result.returncode == 0, result.stdout


def test_the_contracts_know_every_module_of_the_front_door() -> None:
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    contract = next(each for each in linter["contracts"] if each["id"] == "front-door")
    assert contract["forbidden_modules"] == [path.stem for path in front_door()]


def test_empty_rooms_keep_every_contract(house: Path) -> None:
    result = _lint(house)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(("contract", "file", "line"), VIOLATIONS)
def test_a_planted_violation_is_caught(house: Path, contract: str, file: str, line: str) -> None:
    (house / file).write_text(f"{line}\n")
    result = _lint(house, "--contract", contract)
    assert result.returncode == 1, result.stdout
    assert "1 broken" in result.stdout


def _lint(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT_IMPORTS, "--no-cache", "--config", "pyproject.toml", *options],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
