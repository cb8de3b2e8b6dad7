"""Answers that are filled in beforehand, because nearly everybody gives them: each can be changed.

Nothing that has an effect in law is guessed: the time of a posting, the day of service and whether
somebody is protected are always stated by a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from cases.policy import StaffMember
from engine.forms import Choices, Form

Typed = dict[str, list[str]]

_TODAY: Mapping[str, str] = {
    "state_posting": "sent_on",
    "notice_kfm": "reached_on",
    "notice_desk": "reached_on",
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
