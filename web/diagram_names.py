"""What a process and its steps are called in the reader's language, as their diagram says."""

from __future__ import annotations

from engine.elements import Element, Flow, Lane, ProcessModel
from web import element_kinds
from web.i18n import current_language


def process(model: ProcessModel) -> str:
    """The name of a process; one without a name is spoken of by its key."""
    return of(model) or model.key


def step(element: Element) -> str:
    """The name of a step; one without a name is spoken of by what sort it is."""
    return of(element) or element_kinds.kind(element)


def of(named: ProcessModel | Element | Flow | Lane) -> str:
    """The name, in Swedish where it has no English one; empty for what has no name."""
    return named.name.in_language(current_language())
