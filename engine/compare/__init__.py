"""What differs between two versions of a process, in sentences that a process owner reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.compare.diagrams import compare_diagrams
from engine.compare.forms import compare_forms
from engine.compare.tables import compare_tables
from engine.folder import DIAGRAM, Role, role_of
from engine.texts import Text

__all__ = ["differences"]


def differences(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[Text]:
    """Every difference between the files of two versions; empty when they are the same.

    Raises XmlRefused for a diagram that cannot be read; what was kept or deployed can.
    """
    return list(_differences(before, after))


def _differences(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Iterator[Text]:
    if before.get(DIAGRAM) != after.get(DIAGRAM):
        yield from compare_diagrams(before[DIAGRAM], after[DIAGRAM])
    for name in sorted(before.keys() | after.keys()):
        role = role_of(name)
        if name == DIAGRAM or not role.is_deployed or before.get(name) == after.get(name):
            continue
        if name not in before:
            yield Text(f"Ny fil: {name}.", f"New file: {name}.")
        elif name not in after:
            yield Text(f"Filen {name} är borttagen.", f"The file {name} has been taken away.")
        elif role is Role.DECISION:
            yield from compare_tables(before[name], after[name])
        elif role is Role.FORM:
            yield from compare_forms(before[name], after[name])
        else:
            yield Text(f"Filen {name} är ändrad.", f"The file {name} has been changed.")
