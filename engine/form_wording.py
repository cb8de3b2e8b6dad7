"""The texts of a form, in both languages, one by one: read, and written back without the rest.

What a form asks and which answers it takes stays as it is; only what it says can be changed here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.texts import Text

BOTH = {"sv", "en"}


@dataclass(frozen=True)
class Wording:
    """One text. path: where it stands in the file. field: the name of what it belongs to, or empty
    for a text of the form as a whole. part: which text of that it is, such as ``label``."""

    path: str
    field: str
    part: str
    text: Text


def wordings(body: bytes) -> list[Wording]:
    """Every text of a form, in the order of the file. Raises ValueError for what is no JSON."""
    return list(_texts(json.loads(body), "", ""))


def reworded(body: bytes, texts: Mapping[str, Text]) -> bytes:
    """The form with these texts by their paths; paths that it does not have are left out."""
    form = json.loads(body)
    for path, holder in _holders(form, ""):
        if path in texts:
            holder.update(sv=texts[path].sv, en=texts[path].en)
    return (json.dumps(form, ensure_ascii=False, indent=2) + "\n").encode()


def without_texts(body: bytes) -> Any:
    """What is left of a form when its texts are taken out: what it asks and takes."""
    form = json.loads(body)
    for _path, holder in _holders(form, ""):
        holder.clear()
    return form


def _texts(value: Any, path: str, field: str) -> Iterator[Wording]:
    if isinstance(value, dict) and value.keys() == BOTH:
        part = next((word for word in reversed(path.split("/")) if not word.isdigit()), "")
        yield Wording(path, field, part, Text(str(value["sv"]), str(value["en"])))
        return
    own = value.get("name") if isinstance(value, dict) else None
    within = own if isinstance(own, str) else field
    for step, inner in _inside(value):
        yield from _texts(inner, f"{path}/{step}", within)


def _holders(value: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, dict) and value.keys() == BOTH:
        yield path, value
        return
    for step, inner in _inside(value):
        yield from _holders(inner, f"{path}/{step}")


def _inside(value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return list(value.items())
    if isinstance(value, list):
        return [(str(number), inner) for number, inner in enumerate(value)]
    return []
