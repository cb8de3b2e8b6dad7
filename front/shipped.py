"""The processes and letters that come with the product, read from their folder and deployed."""

from __future__ import annotations

from pathlib import Path

import handlers
from cases.policy import DEPLOYER
from cases.process_check import lint_context
from documents import letter_templates
from engine import definitions
from engine.folder import DIAGRAM
from engine.lint.context import LintContext
from front.parts import Parts

PROCESSES = Path(__file__).parents[1] / "processes"
LETTERS = PROCESSES / "shared" / "letters"


def deploy_folder(parts: Parts, folder: Path = PROCESSES) -> definitions.DeployReport:
    """Deploy every process in a folder, and the letters they share.

    Raises DefinitionInvalid, or TemplateInvalid for a letter.
    """
    letters = letter_templates.read_folder(folder / "shared" / "letters")
    with parts.database.transaction() as session:
        letter_templates.deploy(session, letters, now=parts.engine.clock(), by=DEPLOYER.id)
        return definitions.deploy(
            session,
            processes_in(folder),
            context=what_is_known(),
            now=parts.engine.clock(),
            by=DEPLOYER.id,
        )


def processes_in(folder: Path) -> dict[str, dict[str, bytes]]:
    """Every process in a folder: key -> file name within its folder -> bytes."""
    return {
        diagram.parent.name: {
            path.relative_to(diagram.parent).as_posix(): path.read_bytes()
            for path in sorted(diagram.parent.rglob("*"))
            if path.is_file()
        }
        for diagram in sorted(folder.glob("*/process.bpmn"))
    }


def diagram_in(file: Path) -> dict[str, dict[str, bytes]]:
    """One diagram as a folder under the key "": alone, or with what stands around it.

    A file named as in a process folder comes with the tables and forms there, and with the diagrams
    of the processes beside it under their own keys.
    """
    if file.name != DIAGRAM:
        return {"": {DIAGRAM: file.read_bytes()}}
    own = file.resolve().parent
    parts = [file.resolve(), *own.glob("*.dmn"), *own.glob("forms/*.json")]
    beside = [path for path in own.parent.glob(f"*/{DIAGRAM}") if path.parent != own]
    return {
        "": {path.relative_to(own).as_posix(): path.read_bytes() for path in sorted(parts)},
        **{path.parent.name: {DIAGRAM: path.read_bytes()} for path in beside},
    }


def what_is_known() -> LintContext:
    """What a process may refer to: operations, roles, letters and the rest of the product."""
    return lint_context(handlers.SERVICE_TASKS, letter_templates.read_folder(LETTERS))
