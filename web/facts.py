"""What was answered in a form, as rows that can be read: the form's own questions and groups."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from cases.choices.referral import OUTSIDE
from cases.referral_facts import KINDS
from engine.form_characters import visible
from engine.forms import Field, Form
from engine.texts import Text
from web import phone_numbers
from web.formats import clock_short, date_full, money, months_full
from web.i18n import current_language
from web.i18n import gettext as _

Row = dict[str, str]


def sections(form: Form, facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One section for each group that has an answer; questions without an answer are left out."""
    language = current_language()
    found = []
    for group in form.groups:
        rows = [row(field, facts[field.name]) for field in group.fields if field.name in facts]
        if rows:
            found.append({"title": group.title.in_language(language), "rows": rows, "note": ""})
    return found


def row(field: Field, value: Any) -> Row:
    """A question and its answer in the reader's language."""
    return {"label": field.label.in_language(current_language()), "value": _shown(field, value)}


def typed(form: Form, sent: Mapping[str, Sequence[str]]) -> list[Row]:
    """Every answer as it was typed, under its question; nothing of it is judged."""
    found = []
    for field in form.fields:
        values = [value for control in field.controls for value in sent.get(control, ()) if value]
        if values:
            words = [_option(field, value) for value in values] if field.options else values
            label = field.label.in_language(current_language())
            found.append({"label": label, "text": visible("\n".join(words))})
    return found


def option_text(form: Form, name: str, value: str) -> str:
    """An answer in words, by the options of the question; the answer itself when it has none."""
    field = next((field for field in form.fields if field.name == name), None)
    return _option(field, value) if field else value


def personal_number(number: str | None) -> str:
    """For example "19850515-2382"; as it is written in Sweden."""
    if not number:
        return _("saknas")
    return f"{number[:-4]}-{number[-4:]}" if number.isdecimal() and len(number) == 12 else number


def postal_address(dwelling: Any) -> str:
    """For example "211 34 Exempelstad"."""
    code = dwelling.postal_code.replace(" ", "")
    return f"{code[:3]} {code[3:]} {dwelling.town}"


def _shown(field: Field, value: Any) -> str:
    """The answer as its question gives it; what another door brought in another shape, as it is."""
    try:
        return _as_asked(field, value)
    except (TypeError, ValueError, AttributeError, ArithmeticError):
        return str(value)


def _as_asked(field: Field, value: Any) -> str:
    if field.options:
        return ", ".join(_option(field, one) for one in _as_list(value))
    if isinstance(value, dict):
        note = "" if value.get("confirmed") else f" ({_('kontrollsiffran stämmer inte')})"
        return f"{personal_number(str(value.get('value', '')))}{note}"
    if field.schema.get("format") == "time_of_day":
        return clock_short(value)
    if field.widget in _BY_WIDGET:
        return _BY_WIDGET[field.widget](value)
    return ", ".join(_of_case(field, one) for one in _as_list(value))


def _of_case(field: Field, value: Any) -> str:
    """An answer whose options were made for the case: by its word, else as it was kept."""
    found = _WORDS_OF_CASE.get(field.name, {}).get(str(value))
    return found.in_language(current_language()) if found else str(value)


_WORDS_OF_CASE: Mapping[str, Mapping[str, Text]] = {
    "scope": KINDS,
    "recipient": {OUTSIDE.value: OUTSIDE.label},
}


def _option(field: Field, value: Any) -> str:
    language = current_language()
    found = (o.label.in_language(language) for o in field.options if o.value == value)
    return next(found, _SOMETIMES.get(str(value), lambda: str(value))())


_SOMETIMES: Mapping[str, Callable[[], str]] = {
    "commitment": lambda: _("Åtagande om betalningsansvar"),
}
"""Answers that are options in some cases only, and so do not stand in their form."""


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


_BY_WIDGET: Mapping[str, Callable[[Any], str]] = {
    "money": money,
    "date": lambda value: date_full(date.fromisoformat(value)),
    "tel": phone_numbers.written,
    "personal_number": lambda value: personal_number(str(value)),
    "months": lambda value: months_full(_as_list(value)),
}
"""How an answer is written, by what it was typed into."""
