"""Whether what came conforms to a schema; each place that does not, with a sentence about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from jsonschema import Draft202012Validator, ValidationError, validators

from engine.texts import Text

MOST_WRONG = 50


@dataclass(frozen=True)
class Wrong:
    """What is wrong at one place. pointer: RFC 6901; empty for the whole."""

    pointer: str
    code: str
    text: Text


def wrong_in(schema: Mapping[str, Any], value: object, at: str = "") -> list[Wrong]:
    """Everything that does not conform, at most so many; none repeats what was sent."""
    found = (
        wrong for error in _VALIDATOR(schema).iter_errors(value) for wrong in _described(error, at)
    )
    unique = {(one.pointer, one.code): one for one in islice(found, MOST_WRONG)}
    return list(unique.values())


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


_VALIDATOR: Any = _extend(Draft202012Validator, {"pattern": _whole_text})


def _described(error: ValidationError, at: str) -> Iterator[Wrong]:
    place = at + pointer(*error.absolute_path)
    code = str(error.validator)
    schema: Any = error.schema
    given: Any = error.instance
    if code == "required":
        for name in schema["required"]:
            if name not in given:
                yield Wrong(place + pointer(name), "required", _SENTENCES["required"])
    elif code == "additionalProperties":
        for name in sorted(set(given) - set(schema["properties"])):
            yield Wrong(place + pointer(name[:60]), "unknown", _SENTENCES["unknown"])
    else:
        yield Wrong(place, code, _sentence(code, error.validator_value))


def _sentence(code: str, limit: object) -> Text:
    known = _SENTENCES.get(code, _SENTENCES["pattern"])
    shown = ", ".join(map(str, limit)) if isinstance(limit, list) else limit
    return Text(known.sv.format(limit=shown), known.en.format(limit=shown))


_SENTENCES = {
    "required": Text("Uppgiften saknas.", "The fact is missing."),
    "unknown": Text(
        "Uppgiften finns inte för den här typen.", "There is no such fact for this type."
    ),
    "type": Text("Värdet är av fel sort: ska vara {limit}.", "Wrong kind of value: {limit}."),
    "enum": Text("Värdet ska vara ett av: {limit}.", "The value must be one of: {limit}."),
    "pattern": Text(
        "Värdet har inte den form som uppgiften ska ha.", "The value is not in the form asked for."
    ),
    "minLength": Text("Texten är för kort.", "The text is too short."),
    "maxLength": Text("Högst {limit} tecken.", "At most {limit} signs."),
    "minimum": Text("Värdet är för litet: minst {limit}.", "Too small: at least {limit}."),
    "maximum": Text("Värdet är för stort: högst {limit}.", "Too large: at most {limit}."),
    "minItems": Text("Listan är för kort: minst {limit}.", "Too few: at least {limit}."),
    "maxItems": Text("Listan är för lång: högst {limit}.", "Too many: at most {limit}."),
}
"""One sentence for each word of a schema that may not hold."""
