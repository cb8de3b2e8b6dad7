"""The diagrams that a process owner compares: a process as it would be, and as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from documents.diagram import DiagramUnreadable, draw
from engine.folder import DIAGRAM
from web import diagram_names
from web.i18n import current_language
from web.i18n import gettext as _
from web.studio_piece import Piece


def drawn(files: Mapping[str, bytes], title: str) -> Markup | None:
    """The diagram among these files; none when there is nothing to draw."""
    try:
        svg = draw(files[DIAGRAM], title=title, language=current_language())
    except DiagramUnreadable:
        return None
    return Markup(svg)  # noqa: S704 - the drawing escapes every text of the diagram


def both(piece: Piece) -> list[dict[str, Any]]:
    """The draft's diagram, open, and the one in force, folded; nothing where they are the same."""
    before, after = piece.current.files, piece.files
    if before[DIAGRAM] == after[DIAGRAM]:
        return []
    in_force = _("Diagrammet i version %(version)s", version=piece.current.version)
    return [
        _one(_("Diagrammet i utkastet"), after, diagram_names.process(piece.model), is_open=True),
        _one(in_force, before, diagram_names.process(piece.current.model), is_open=False),
    ]


def _one(name: str, files: Mapping[str, bytes], title: str, *, is_open: bool) -> dict[str, Any]:
    return {"name": name, "drawing": drawn(files, title), "is_open": is_open}
