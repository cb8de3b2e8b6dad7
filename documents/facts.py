"""Checks the facts of a letter against what its schema lets it have, and readies them for print."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, cast

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource

from documents.errors import FactsInvalid

LIMIT_BYTES = 512 * 1024
_FORMATS = FormatChecker(formats=("date", "time"))


def check(facts: Mapping[str, Any], schema: str, files: Mapping[str, bytes]) -> None:
    """Raise FactsInvalid, which names every wrong field and no value.

    ``schema`` is the name of a file among ``files``, in which the schemas it refers to are too.
    """
    validator = Draft202012Validator(
        json.loads(files[schema]), registry=_registry(files), format_checker=_FORMATS
    )
    found = sorted({field for error in validator.iter_errors(facts) for field in _fields(error)})
    if found:
        raise FactsInvalid(found)
    if len(json.dumps(facts)) > LIMIT_BYTES:
        raise FactsInvalid(["(all together)"])


def with_texts(facts: Mapping[str, Any], change: Callable[[str], str]) -> dict[str, Any]:
    """The facts with every text in them changed; names stay."""
    return {name: _changed(value, change) for name, value in facts.items()}


def texts_of(value: Any) -> Iterator[str]:
    """Every text in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from texts_of(list(value.values()))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts_of(each)


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return with_texts(value, change)
    if isinstance(value, list | tuple):
        return [_changed(each, change) for each in value]
    return value


def _registry(files: Mapping[str, bytes]) -> Registry[Any]:
    schemas = ((name, body) for name, body in files.items() if name.endswith(".schema.json"))
    return Registry().with_resources(
        (name, Resource.from_contents(json.loads(body))) for name, body in schemas
    )


def _fields(error: ValidationError) -> Iterable[str]:
    """Where a fault is, as ``contact.phone``; what is missing or unknown is named itself."""
    place = [str(step) for step in error.absolute_path]
    if error.validator == "required":
        needed = cast("list[str]", error.validator_value)
        missing = [name for name in needed if name not in cast("dict[str, Any]", error.instance)]
        return [".".join([*place, name]) for name in missing]
    if error.validator == "additionalProperties":
        # The name of an unknown field comes from the caller's code, but it could be anything.
        return [".".join([*place, "(unknown field)"])]
    return [".".join(place) or "(all)"]
