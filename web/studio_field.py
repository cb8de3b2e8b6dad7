"""One thing to fill in about a step in the studio's plain forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from web.studio_catalogue import Named


@dataclass(frozen=True)
class Field:
    """One thing to fill in. options: what may be chosen; empty for what is written freely.

    may_be_none: whether to choose nothing is a choice. language: what it is written in, where that
    is the same whoever reads. show_when: the answers that it belongs to, as forms say it. part: the
    heading of the fields that it stands among.
    """

    name: str
    label: str
    value: str
    options: Sequence[Named] = ()
    hint: str = ""
    is_long: bool = False
    language: str = ""
    may_be_none: bool = False
    show_when: str = ""
    part: str = ""
