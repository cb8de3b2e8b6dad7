"""What an operation, a message or a time is called to people: as the first step that uses it.

They have no titles of their own, so their own names stand beside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from engine.definitions import Definition
from engine.elements import Element
from web import diagram_names

Titles = dict[str, str]


def operations(known: Iterable[Definition]) -> Titles:
    """By the name of the operation."""
    return _titles(known, lambda element: element.operation)


def messages(known: Iterable[Definition]) -> Titles:
    """By the name of the message, whether it is sent or waited for."""
    return _titles(known, lambda element: element.message)


def times(known: Iterable[Definition]) -> Titles:
    """By the expression that a timer has for when it is due, which is the name of a stored time."""
    return _titles(known, lambda element: element.due)


def _titles(known: Iterable[Definition], used: Callable[[Element], str | None]) -> Titles:
    titles: Titles = {}
    for definition in known:
        for element in definition.model.elements.values():
            if name := used(element):
                titles.setdefault(name, diagram_names.of(element))
    return titles
