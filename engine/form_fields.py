"""From what was typed in one field to the value that is kept; mistakes in reading come first."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from jsonschema.exceptions import ValidationError

from engine import form_dates, form_formats, form_identity
from engine.form_characters import is_seen, is_text_character
from engine.form_definitions import CHOICES, DATE_BOXES, Field, Option, Widget
from engine.form_schema import MAX_TEXT
from engine.form_texts import Unreadable

Raw = Mapping[str, Sequence[str]]
Value = str | int | list[str] | dict[str, Any] | None


def read_field(field: Field, raw: Raw, options: Sequence[Option], today: date) -> Value:
    """The value of a field; None when nothing was answered.

    Raises Unreadable with the code of the mistake: first those of reading, then the schema's.
    """
    for control in field.controls:
        _require_plain(field, control, raw.get(control, ()))
    value = _read(field, raw, options, today)
    if value is not None:
        _require_schema(field, value)
    return value


def _require_plain(field: Field, control: str, values: Sequence[str]) -> None:
    if len(values) > 1 and field.widget not in (Widget.CHECKBOXES, Widget.MONTHS):
        raise Unreadable("repeated", control)
    multiline = field.widget is Widget.TEXTAREA
    for value in values:
        if len(value) > MAX_TEXT:
            raise Unreadable("too_long", control, limit=MAX_TEXT, actual=len(value))
        # Some browsers send a line of its own with the line break it was pasted with.
        if not all(is_text_character(s, multiline=multiline) for s in _lines(value).strip()):
            raise Unreadable("characters", control)


def _read(field: Field, raw: Raw, options: Sequence[Option], today: date) -> Value:
    if field.widget is Widget.DATE:
        return _date(field, raw, today)
    if field.widget is Widget.CHECKBOXES:
        return _several(raw.get(field.name, ()), options)
    text = _lines(", ".join(raw.get(field.name, ()))).strip()
    if not is_seen(text):
        return None
    if field.widget in CHOICES:
        return _one(text, options)
    if field.widget is Widget.PERSONAL_NUMBER:
        return _personal_number(field, text, today)
    return _READERS.get(field.widget, _text)(field, text)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _text(field: Field, text: str) -> str:
    reader = _TEXT_FORMATS.get(field.schema.get("format", ""))
    return unicodedata.normalize("NFC", text) if reader is None else reader(text)


_TEXT_FORMATS: Mapping[str, Callable[[str], str]] = {
    "postal_code": form_formats.postal_code,
    "flat_number": form_formats.flat_number,
    "time_of_day": form_formats.time_of_day,
    "organisation_number": form_identity.organisation_number,
}
_READERS: Mapping[Widget, Callable[[Field, str], Value]] = {
    Widget.MONEY: lambda _, text: form_formats.money(text),
    Widget.NUMBER: lambda _, text: form_formats.integer(text),
    Widget.EMAIL: lambda _, text: form_formats.email(text),
    Widget.TEL: lambda _, text: form_formats.phone(text),
    Widget.MONTHS: lambda _, text: list(form_dates.months(text)),
}


def _one(text: str, options: Sequence[Option]) -> str:
    if all(option.value != text for option in options):
        raise Unreadable("choice")
    return text


def _several(values: Sequence[str], options: Sequence[Option]) -> Value:
    chosen = {value for value in values if value}
    if chosen - {option.value for option in options}:
        raise Unreadable("choice")
    return [option.value for option in options if option.value in chosen] or None


def _personal_number(field: Field, text: str, today: date) -> Value:
    """A wrong check digit is kept, marked, only where the schema has a place for the mark."""
    number = form_identity.personal_number(text, today)
    if field.schema["type"] == "object":
        return {"value": number.value, "confirmed": number.confirmed}
    if not number.confirmed:
        raise Unreadable("check_digit")
    return number.value


def _date(field: Field, raw: Raw, today: date) -> str | None:
    boxes = {box: _first(raw, f"{field.name}-{box}") for box in DATE_BOXES}
    whole = _first(raw, field.name)
    if whole and any(boxes.values()):
        raise Unreadable("repeated")
    if whole:
        return _not_ahead(field, form_dates.iso_day(whole), today)
    if not any(boxes.values()):
        return None
    for box, text in boxes.items():
        if not text:
            raise Unreadable("date_incomplete", f"{field.name}-{box}")
    return _not_ahead(field, _day(field, boxes), today)


def _day(field: Field, boxes: Mapping[str, str]) -> str:
    try:
        return form_dates.day(boxes["year"], boxes["month"], boxes["day"])
    except Unreadable as failure:
        box = "year" if failure.code == "year" else "day"
        raise Unreadable(failure.code, f"{field.name}-{box}") from failure


def _not_ahead(field: Field, day: str, today: date) -> str:
    if field.latest == "today" and day > today.isoformat():
        raise Unreadable("future")
    return day


def _first(raw: Raw, control: str) -> str:
    return next(iter(raw.get(control, ())), "").strip()


def _require_schema(field: Field, value: Value) -> None:
    failure = next(iter(field.validator.iter_errors(value)), None)
    if failure is not None:
        code = _CODES.get(str(failure.validator), "invalid")
        raise Unreadable(code, limit=_limit(field, failure), actual=_actual(value))


_CODES = {
    "maxLength": "too_long",
    "minLength": "too_short",
    "minimum": "too_small",
    "maximum": "too_large",
    "minItems": "too_few",
    "maxItems": "too_many",
}


def _limit(field: Field, failure: ValidationError) -> str:
    limit = str(failure.validator_value)
    return f"{int(limit) // 100} kr" if field.widget is Widget.MONEY else limit


def _actual(value: Value) -> int:
    return len(value) if isinstance(value, str | list) else 0
