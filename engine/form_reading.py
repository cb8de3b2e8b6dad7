"""From a form file to a form; a file with any fault is refused with every reason."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Never

from jsonschema import Draft202012Validator

from engine.errors import DefinitionInvalid
from engine.findings import error
from engine.form_characters import is_text_character
from engine.form_checks import check_form
from engine.form_definitions import Field, FileRule, Form, Group, Option, Show, Widget
from engine.form_formats import FORMATS
from engine.form_schema import MAX_BYTES
from engine.texts import Text

KEPT = 256
"""How many forms are kept: several times what is shipped."""


class FormDefinitionInvalid(DefinitionInvalid):
    """The form file cannot be used; every reason is listed in ``findings``."""


@lru_cache(maxsize=KEPT)
def read_form(raw: bytes) -> Form:
    """The form in a file. Raises FormDefinitionInvalid with every finding at once.

    Kept by its bytes: versions of a process share most of their forms, and a form never changes.
    """
    definition = _json(raw)
    findings = check_form(definition)
    if findings:
        raise FormDefinitionInvalid(findings)
    return _form(definition)


def _json(raw: bytes) -> Any:
    if len(raw) > MAX_BYTES:
        raise _unreadable("Filen är för stor.", "The file is too large.")
    try:
        found = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_without_repeats,
            parse_float=_no_float,
            parse_constant=_no_float,
        )
        _check_signs(found)
    except (ValueError, RecursionError) as failure:
        raise _unreadable(
            "Filen är inte JSON med unika namn, heltal och tecken som går att visa.",
            "The file is not JSON with unique names, whole numbers and signs that can be shown.",
        ) from failure
    return found


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("A name stands twice.")
    return found


def _check_signs(found: Any) -> None:
    """An escape in JSON may stand for half a sign or a control sign, which no page can show."""
    waiting = [found]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str) and not all(is_text_character(s, multiline=True) for s in value):
            raise ValueError("A text holds a sign that cannot be shown.")
        if isinstance(value, dict):
            waiting += [*value.keys(), *value.values()]
        if isinstance(value, list):
            waiting += value


def _no_float(_: str) -> Never:
    raise ValueError("No number with decimals may stand in a form.")


def _unreadable(sv: str, en: str) -> FormDefinitionInvalid:
    return FormDefinitionInvalid((error("form.unreadable", None, Text(sv, en)),))


def _form(definition: Mapping[str, Any]) -> Form:
    schema = definition["schema"]
    return Form(
        id=definition["id"],
        version=definition["version"],
        title=_text(definition["title"]),
        intro=_optional_text(definition.get("intro")),
        groups=tuple(
            Group(_text(group["group"]), tuple(_field(field, schema) for field in group["fields"]))
            for group in definition["ui"]
        ),
        files={
            name: FileRule(rule["max_files"], tuple(rule.get("accept", ())))
            for name, rule in definition.get("files", {}).items()
        },
        submit=_optional_text(definition.get("submit")),
    )


def _field(field: Mapping[str, Any], schema: Mapping[str, Any]) -> Field:
    name = field["name"]
    answer = schema["properties"].get(name, {})
    given = {key: field[key] for key in _AS_WRITTEN & field.keys()}
    return Field(
        name=name,
        widget=Widget(field["widget"]),
        label=_text(field["label"]),
        schema=answer,
        validator=Draft202012Validator(answer, format_checker=FORMATS),
        hint=_optional_text(field.get("hint")),
        why=_optional_text(field.get("why")),
        options=tuple(_option(option) for option in field.get("options", ())),
        show=_show(field.get("show")),
        errors={code: _text(text) for code, text in field.get("errors", {}).items()},
        is_required=name in schema.get("required", ()),
        is_asked=field.get("asked", False),
        is_routing=field.get("routing", False),
        **given,
    )


_AS_WRITTEN = frozenset({"options_from", "autocomplete", "rows", "width", "spellcheck", "latest"})


def _option(option: Mapping[str, Any]) -> Option:
    return Option(
        option["value"],
        _text(option["label"]),
        _optional_text(option.get("hint")),
        _optional_text(option.get("submit")),
    )


def _show(show: Mapping[str, list[str]] | None) -> Show | None:
    for field, values in (show or {}).items():
        return Show(field, tuple(values))
    return None


def _text(text: Mapping[str, str]) -> Text:
    return Text(text["sv"], text["en"])


def _optional_text(text: Mapping[str, str] | None) -> Text | None:
    return None if text is None else _text(text)
