"""Answers that are filled in beforehand, because nearly everybody gives them: each can be changed.

Nothing that has an effect in law is guessed: the time of a posting, the day of service and whether
somebody is protected are always stated by a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from cases.policy import StaffMember
from engine.form_definitions import Field, Widget
from engine.forms import Choices, Form, bind

Typed = dict[str, list[str]]

_TODAY: Mapping[str, str] = {
    "state_posting": "sent_on",
    "notice_kfm": "reached_on",
    "notice_desk": "reached_on",
    "notice_table": "reached_on",
    "record_consent": "valid_from",
}
"""Form -> the day that is nearly always today."""

_OWN_NAME: Mapping[str, str] = {"state_posting": "sent_by"}

_FIRST: Mapping[str, tuple[str, ...]] = {
    "write_to_household": ("letter", "channel"),
    "approve_sending": ("confirmation_channel",),
    "write_meeting_letter": ("channel",),
    "write_closing_letter": ("channel",),
    "write_consent_form": ("channel",),
}
"""Form -> questions whose first option is the usual one: the options are offered in that order."""

_USUAL: Mapping[str, Mapping[str, str]] = {
    "write_to_household": {"language": "sv"},
    "write_meeting_letter": {"language": "sv"},
    "write_closing_letter": {"language": "sv"},
}


def answers(form: Form, choices: Choices, actor: StaffMember, today: date) -> Typed:
    """What to draw in a form that nobody has typed in yet."""
    filled = {**_only_options(form, choices), **_first_options(form, choices)}
    filled |= {name: [value] for name, value in _USUAL.get(form.id, {}).items()}
    if (name := _OWN_NAME.get(form.id)) is not None:
        filled[name] = [actor.name]
    if (name := _TODAY.get(form.id)) is not None:
        filled |= _day(name, today)
    return filled


def of_values(
    form: Form,
    values: Mapping[str, Any],
    choices: Choices,
    today: date,
    when: Mapping[str, str] | None = None,
) -> Typed:
    """The answers as they stand, as somebody would type them. What would not be read back as the
    same is left empty: a fact from another door may be in no shape that the form takes. when: the
    answers by which the questions are asked, themselves left as they are."""
    stands = [field for field in form.fields if values.get(field.name) is not None]
    typed = {field.name: _as_typed(field, values[field.name]) for field in stands}
    sent = {name: text for controls in typed.values() for name, text in controls.items()}
    sent |= {name: [answer] for name, answer in (when or {}).items()}
    read = bind(form, sent, today=today, choices=choices).data
    same = [field.name for field in stands if read.get(field.name) == values[field.name]]
    return {name: text for kept in same for name, text in typed[kept].items()}


def _as_typed(field: Field, value: Any) -> Typed:
    if field.widget is Widget.DATE:
        day = _iso_day(value)
        return _day(field.name, day) if day else {}
    if field.widget is Widget.MONEY and type(value) is int:
        whole, rest = divmod(value, 100)
        return {field.name: [f"{whole},{rest:02}" if rest else str(whole)]}
    if isinstance(value, list):
        return {field.name: [", ".join(str(one) for one in value)]}
    return {field.name: [str(value)]}


def _iso_day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def _only_options(form: Form, choices: Choices) -> Typed:
    """A question with one possible answer needs no tap."""
    return {
        field.name: [options[0].value]
        for field in form.fields
        if field.widget == "radios"
        and field.is_required
        and len(options := (*field.options, *choices.get(field.name, ()))) == 1
    }


def _first_options(form: Form, choices: Choices) -> Typed:
    return {name: [choices[name][0].value] for name in _FIRST.get(form.id, ()) if choices.get(name)}


def _day(name: str, day: date) -> Typed:
    boxes = (("day", day.day), ("month", day.month), ("year", day.year))
    return {f"{name}-{box}": [str(value)] for box, value in boxes}
