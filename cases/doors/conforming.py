"""Whether what came conforms to a schema; each place that does not, with a sentence about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from jsonschema import Draft202012Validator, ValidationError, validators

from cases.doors import wrong_sentences
from engine.texts import Text

MOST_WRONG = 50


@dataclass(frozen=True)
class Wrong:
    """What is wrong at one place. pointer: RFC 6901; empty for the whole."""

    pointer: str
    code: str
    text: Text


def wrong_in(schema: Mapping[str, Any], value: object, at: str = "") -> list[Wrong]:
    """Every place that does not conform, at most so many; none repeats what was sent.

    A place is told once: what is empty has not got the wrong form as well.
    """
    found = (
        wrong for error in _VALIDATOR(schema).iter_errors(value) for wrong in _described(error, at)
    )
    first: dict[str, Wrong] = {}
    for one in islice(found, MOST_WRONG):
        first[one.pointer] = min(first.get(one.pointer, one), one, key=_order)
    return list(first.values())


def pointer(*steps: object) -> str:
    """A JSON pointer to a place."""
    return "".join(f"/{str(s).replace('~', '~0').replace('/', '~1')}" for s in steps)


_extend: Any = validators.extend


def _whole_text(
    validator: Any, pattern: str, instance: object, _schema: object
) -> Iterator[ValidationError]:
    """As in ECMA 262: ``$`` is the end of the text, and not also before a last line break."""
    if validator.is_type(instance, "string") and not re.fullmatch(pattern, str(instance)):
        yield ValidationError("pattern")


def _of_few(
    validator: Any, items: object, instance: object, schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    """A list that is too long is told so, and not looked through: it may have millions."""
    if isinstance(instance, list) and len(instance) <= schema.get("maxItems", len(instance)):
        for number, item in enumerate(instance):
            yield from validator.descend(item, items, path=number)


def _only_known(
    _validator: Any, _allowed: object, instance: object, schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    """The library's own sentence names every one of them, however many."""
    if isinstance(instance, Mapping) and any(name not in schema["properties"] for name in instance):
        yield ValidationError("unknown")


_VALIDATOR: Any = _extend(
    Draft202012Validator,
    {"pattern": _whole_text, "items": _of_few, "additionalProperties": _only_known},
)


def _order(one: Wrong) -> int:
    """What is to be mended first, before anything else can be said of the place."""
    return tuple(wrong_sentences.OF_KEYWORD).index(one.code)


def _described(error: ValidationError, at: str) -> Iterator[Wrong]:
    place = at + pointer(*error.absolute_path)
    code = str(error.validator)
    schema: Any = error.schema
    given: Any = error.instance
    if code == "required":
        missing = [name for name in schema["required"] if name not in given]
        yield from (_wrong(place + pointer(name), code) for name in missing)
    elif code == "additionalProperties":
        unknown = (name for name in given if name not in schema["properties"])
        for name in sorted(islice(unknown, MOST_WRONG)):
            yield _wrong(place + pointer(name[:60]), "unknown")
    else:
        yield _wrong(place, code, error.validator_value)


def _wrong(place: str, code: str, limit: object = None) -> Wrong:
    return Wrong(place, code, wrong_sentences.sentence(code, limit))
