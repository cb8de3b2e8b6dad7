"""What is out of order outside, told by files: it stays so whichever process is ended.

A mail server that asks everybody to come back later, a print folder that is not mounted, and
something that a step of ours cannot do without.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

REFUSED = "uthyrning@landlord.example"
"""A mailbox that the mail server knows nothing of, today and always."""


class Fault(StrEnum):
    """What may be out of order, and is mended some time."""

    MAIL = "mail"
    PRINT = "print"
    STEP = "step"


def is_there(place: Path, fault: Fault) -> bool:
    """Whether it is out of order now."""
    return _mark(place, fault).exists()


def begin(place: Path) -> bool:
    """All of it at once, and once only; tells whether it was done now."""
    if (place / "faults").exists():
        return False
    (place / "faults").mkdir()
    for fault in Fault:
        _mark(place, fault).touch()
    _print_folder(place).rmdir()
    return True


def mend(place: Path, fault: Fault) -> None:
    """It works again."""
    if fault is Fault.PRINT:
        _print_folder(place).mkdir(exist_ok=True)
    _mark(place, fault).unlink()


def _mark(place: Path, fault: Fault) -> Path:
    return place / "faults" / fault


def _print_folder(place: Path) -> Path:
    return place / "out" / "print"
