"""What a check of a process found: one sentence about one element, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from engine.lint.fixes import fix_of
from engine.texts import Text


class Severity(StrEnum):
    """An error keeps a process from being deployed; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One reason. ``code`` is stable; ``element`` is an id or a file name; ``line`` is from 1."""

    code: str
    element: str | None
    severity: Severity
    text: Text
    line: int | None = None
    process: str = ""

    def __str__(self) -> str:
        place = ", ".join(word for word in (self.process, self.element or "") if word)
        return f"{place}: {self.text.en}" if place else self.text.en

    @property
    def fix(self) -> Text:
        """What to do about it."""
        return fix_of(self.code)

    @property
    def is_error(self) -> bool:
        """Whether this keeps the process from being deployed."""
        return self.severity is Severity.ERROR


def error(code: str, element: str | None, text: Text, line: int | None = None) -> Finding:
    """A finding that refuses the process."""
    return Finding(code, element, Severity.ERROR, text, line)


def warning(code: str, element: str | None, text: Text, line: int | None = None) -> Finding:
    """A finding that the process can live with."""
    return Finding(code, element, Severity.WARNING, text, line)


def to_plain(finding: Finding) -> dict[str, Any]:
    """A finding as a JSON value."""
    return {
        "code": finding.code,
        "element": finding.element,
        "severity": finding.severity.value,
        "sv": finding.text.sv,
        "en": finding.text.en,
        "fix_sv": finding.fix.sv,
        "fix_en": finding.fix.en,
        "line": finding.line,
        "process": finding.process,
    }


def from_plain(plain: dict[str, Any]) -> Finding:
    """The finding that ``to_plain`` made the value from."""
    return Finding(
        code=plain["code"],
        element=plain["element"],
        severity=Severity(plain["severity"]),
        text=Text(plain["sv"], plain["en"]),
        line=plain["line"],
        process=plain["process"],
    )
