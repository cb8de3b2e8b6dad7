"""The diagram of an instance, drawn on the server with where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from markupsafe import Markup

from documents.diagram import ElementState, draw
from engine import definitions, trail
from engine.definitions import Definition
from ledger.events import Entry
from web import diagram_names
from web.i18n import current_language


def diagram(definition: Definition, process: str, moment: trail.Moment) -> Markup:
    """The diagram of one process of the definition as it stood at the moment, as safe markup."""
    part = definitions.part(definition, process)
    states = {
        element: ElementState(state)
        for element, state in moment.states().items()
        if element in part.model.elements
    }
    several = {element: count for element, count in moment.tokens().items() if count > 1}
    title = diagram_names.process(part.model)
    where = frozenset(states.items()), frozenset(several.items())
    return _drawn(part.diagram, title, *where, current_language())


@lru_cache(maxsize=256)
def _drawn(
    xml: bytes,
    title: str,
    states: frozenset[tuple[str, ElementState]],
    tokens: frozenset[tuple[str, int]],
    language: str,
) -> Markup:
    """Kept, for most instances of a process stand where others have stood before."""
    svg = draw(xml, states=dict(states), tokens=dict(tokens), title=title, language=language)
    return Markup(svg)  # noqa: S704 - the drawing escapes every text of the diagram


def process_of_interest(definition: Definition, entries: Sequence[Entry]) -> str:
    """The process whose diagram to show: the one that the last event happened in."""
    for entry in reversed(entries):
        process = (entry.payload or {}).get("process")
        if isinstance(process, str) and entry.kind.startswith(("element.", "task.", "timer.")):
            return process
    return definition.key
