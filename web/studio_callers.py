"""Which processes call a process: one that is only called is under way within those."""

from __future__ import annotations

from collections.abc import Iterable

from cases.alphabet import place
from engine.definitions import Definition
from engine.elements import ProcessModel
from web import diagram_names

Link = dict[str, str]


def callers(every: Iterable[Definition], key: str) -> list[Link]:
    """The processes in force that have a step that calls this one, by name."""
    found = [one for one in every if key in one.model.called_keys and one.key != key]
    links = [
        {"name": diagram_names.process(one.model), "href": f"/studio/{one.key}"} for one in found
    ]
    return sorted(links, key=lambda one: place(one["name"]))


def is_only_called(model: ProcessModel, called_by: list[Link]) -> bool:
    """Whether it has no instances of its own: others call it, and nothing starts it by itself."""
    starts = (e for e in model.inside(None) if e.type == "startEvent")
    return bool(called_by) and not any(start.message or start.cycle for start in starts)
