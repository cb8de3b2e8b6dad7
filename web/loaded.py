"""Definitions, looked up once in a request however many tasks and instances are shown."""

from __future__ import annotations

from typing import cast

from flask import g

from db.session import Session
from engine import definitions
from engine.definitions import Definition


def definition(session: Session, definition_id: int) -> Definition:
    """The definition with this id, which never changes. Raises DefinitionNotFound."""
    kept = cast("dict[int, Definition]", g.setdefault("definitions", {}))
    if definition_id not in kept:
        kept[definition_id] = definitions.load(session, definition_id)
    return kept[definition_id]
