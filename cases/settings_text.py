"""A setting's value as a person reads and writes it: yes or no, a number, a line, else JSON."""

from __future__ import annotations

import json
from typing import Any

from cases.settings_known import KNOWN, wrong
from engine.errors import Refused
from engine.texts import Text

YES = frozenset({"ja", "yes"})
NO = frozenset({"nej", "no"})
LONGEST = 20_000

NOT_JSON = Text(
    "Värdet går inte att läsa. Skriv det som JSON, så som det står nu.",
    "The value cannot be read. Write it as JSON, as it stands now.",
)


def as_text(value: Any) -> Text:
    """The value in words, to be shown and changed."""
    if isinstance(value, bool):
        return Text("ja", "yes") if value else Text("nej", "no")
    if isinstance(value, (str, int)):
        return Text(str(value), str(value))
    told = json.dumps(value, ensure_ascii=False, indent=2)
    return Text(told, told)


def from_text(name: str, written: str) -> Any:
    """The value that was written for a setting. Raises Refused with what is wrong, in words."""
    value = _read(KNOWN[name].default, written.strip())
    found = wrong(name, value)
    if found is not None:
        raise Refused(found)
    return value


def _read(default: Any, written: str) -> Any:
    """As the type of the default says; what is not of it is left for ``wrong`` to tell of."""
    if isinstance(default, bool):
        return {**dict.fromkeys(YES, True), **dict.fromkeys(NO, False)}.get(written.lower())
    if isinstance(default, int):
        plain = "".join(written.split())
        return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) < 12 else None
    if isinstance(default, str):
        return written
    return _json(written)


def _json(written: str) -> Any:
    if len(written) > LONGEST:
        raise Refused(NOT_JSON)
    try:
        return json.loads(written, parse_constant=_refuse)
    except (ValueError, RecursionError) as unreadable:
        raise Refused(NOT_JSON) from unreadable


def _refuse(_word: str) -> Any:
    raise ValueError("Not a number.")
