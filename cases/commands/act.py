"""An act: one thing that a person may do about a case or a notice outside a task."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from db.session import Session
from engine.texts import Text

SEEN = "seen"

Offer = Callable[[Session, Any], bool]


@dataclass(frozen=True)
class Act:
    """One thing to do. form: the name of its form. done: what the page says when it is done.

    command: from the public id of the thing and the answers to the command. offered: whether it
    makes sense now; the command's own rules decide in the end. stands: what the form is filled in
    with, from the thing to answers as they stand now; one that was emptied reaches the command as
    None, and under ``SEEN`` a word for what stood when the form was drawn.
    """

    form: str
    roles: frozenset[str]
    command: Callable[[str, Mapping[str, Any]], object]
    done: Text
    offered: Offer = lambda _session, _thing: True
    stands: Callable[[Any], Mapping[str, Any]] | None = None
