"""What a process folder is made of: which file plays which part, told from its name alone."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import PurePosixPath

DIAGRAM = "process.bpmn"
_TEXTS = re.compile(r"texts(/.+|\.[a-z]+)\Z")


class Role(StrEnum):
    """The part a file plays. Notes and unknown files are not versioned and not deployed."""

    DIAGRAM = "diagram"
    DECISION = "decision"
    FORM = "form"
    LETTER = "letter"
    TEXT = "text"
    NOTES = "notes"
    UNKNOWN = "unknown"

    @property
    def is_deployed(self) -> bool:
        """Whether files in this role are part of a definition."""
        return self not in (Role.NOTES, Role.UNKNOWN)


def role_of(name: str) -> Role:
    """The part that a file plays, by its path in the folder."""
    folder, suffix = str(PurePosixPath(name).parent), PurePosixPath(name).suffix
    if name == DIAGRAM:
        return Role.DIAGRAM
    if folder == "." and suffix == ".dmn":
        return Role.DECISION
    if folder == "forms" and suffix == ".json":
        return Role.FORM
    if name.startswith("letters/"):
        return Role.LETTER
    if _TEXTS.match(name):
        return Role.TEXT
    return Role.NOTES if name in ("CHANGES.md", "README.md") else Role.UNKNOWN


def form_name(name: str) -> str:
    """The name by which a diagram asks for the form in a file."""
    return PurePosixPath(name).stem
