"""What a step does, fact by fact: by the title of each thing, with its own name beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.compare.repeats import told_repeats
from engine.definitions import Definition
from engine.elements import Element
from web import diagram_names, first_uses
from web.first_uses import Titles
from web.i18n import current_language
from web.i18n import gettext as _
from web.studio_piece import Piece

Fact = dict[str, str]


@dataclass(frozen=True)
class Known:
    """The titles of everything that a step may name, by the names that the diagram has."""

    forms: Titles
    tables: Titles
    processes: Titles
    operations: Titles
    messages: Titles
    times: Titles


def known(piece: Piece, every: Sequence[Definition]) -> Known:
    """The titles as the reader has them; every: all processes as they are in force."""
    language = current_language()
    forms = piece.current.forms.items()
    return Known(
        forms={name: form.title.in_language(language) for name, form in forms},
        tables={one.id: one.name.in_language(language) for one in piece.current.decisions.values()},
        processes={one.key: diagram_names.process(one.model) for one in every},
        operations=first_uses.operations(every),
        messages=first_uses.messages(every),
        times=first_uses.times(every),
    )


def of(element: Element, titles: Known) -> list[Fact]:
    """What the step does: list of {label, title, name}; without a title the name stands alone,
    without a name the title."""
    facts: tuple[tuple[str, Titles, str | None], ...] = (
        (_("Formulär"), titles.forms, element.form),
        (_("Operation"), _own(titles.operations, element), element.operation),
        (_("Tabell"), titles.tables, element.decision),
        (_("Process"), titles.processes, element.called_process),
        (_("Meddelande"), titles.messages, element.message),
        (_("Tid"), titles.times, element.due),
        (_("Börjar av sig själv"), {}, element.cycle),
        (_("Kod"), {}, element.code),
    )
    often = told_repeats(element.repeats).in_language(current_language())
    return [
        {"label": label, "title": found.get(name, ""), "name": name}
        for label, found, name in facts
        if name
    ] + [{"label": _("Görs"), "title": often, "name": ""}] * bool(often)


def _own(operations: Titles, element: Element) -> Titles:
    """An operation is called as the first step that uses it; told of another step, that would say
    that this one does the other's work."""
    name = element.operation or ""
    return operations if operations.get(name) == diagram_names.of(element) else {}
