"""What a thing is called in a sentence: by the name a person has given it, and then by its id."""

from __future__ import annotations

from textwrap import shorten

from engine.texts import Text

LONGEST_NAME = 60
"""Signs of a name that a sentence tells."""
_MORE = " …"


def quoted(name: Text) -> Text:
    """A name on one line, as much of it as a sentence can hold; empty for none."""
    return Text(_between("”", name.sv, "”"), _between("“", name.en, "”"))


def called(kind: Text, name: Text, own_id: str) -> Text:
    """The kind of a thing, its name and its id; without a name its id alone."""
    names = quoted(name)
    return Text(_joined(kind.sv, names.sv, own_id), _joined(kind.en, names.en, own_id))


def capital(words: Text) -> Text:
    """The words as the beginning of a sentence."""
    return Text(words.sv[:1].upper() + words.sv[1:], words.en[:1].upper() + words.en[1:])


def _between(before: str, name: str, after: str) -> str:
    words = shorten(name, LONGEST_NAME, placeholder=_MORE)
    if words == _MORE.strip():  # Its first word is too long by itself.
        words = f"{name.strip()[: LONGEST_NAME - 1]}…"
    return f"{before}{words}{after}" if words else ""


def _joined(kind: str, name: str, own_id: str) -> str:
    if name and own_id:
        return f"{kind} {name} ({own_id})"
    return f"{kind} {name or own_id}".rstrip()
