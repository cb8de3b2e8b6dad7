"""A step by its name in the diagram and by its id, for pages about the machinery."""

from __future__ import annotations

from typing import NamedTuple

from db.session import Session
from engine import definitions
from web import diagram_names, loaded


class StepName(NamedTuple):
    """step: as the diagram has it, else the id. process: its name, its key and its version."""

    step: str
    element: str
    process: str


def of(session: Session, definition_id: int, element_id: str) -> StepName:
    """The names of a step in the version that its instance runs, or in what that version calls."""
    definition = loaded.definition(session, definition_id)
    holder = next(
        (p for p in definitions.parts(definition) if element_id in p.model.elements), definition
    )
    element = holder.model.elements.get(element_id)
    process = f"{diagram_names.process(holder.model)} ({holder.key} {holder.version})"
    step = diagram_names.step(element) if element else element_id
    return StepName(step, element_id, process)
