"""Forms: one definition for drawing the questions, reading what was typed and checking it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from engine.form_characters import visible
from engine.form_definitions import Field, FileRule, Form, Group, Option, Widget
from engine.form_fields import Raw, read_field
from engine.form_reading import FormDefinitionInvalid, read_form
from engine.form_schema import MAX_FIELDS
from engine.form_texts import Unreadable, sentence
from engine.texts import Text

__all__ = [
    "Answer", "Choices", "Field", "FieldError", "FileRule", "Form",
    "FormDefinitionInvalid", "Group", "Option", "bind", "blank", "read_form",
]  # fmt: skip

MAX_CHARACTERS = 200_000
_NAMES_SHOWN = 5
_SAFE_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}\Z")
_NO_ERRORS: Mapping[str, Text] = {}

Choices = Mapping[str, Sequence[Option]]


@dataclass(frozen=True)
class FieldError:
    """A mistake. ``field`` is None for the whole form; ``control`` is the id to lead the person to.

    ``text`` stands at the field; ``summary`` also says which field, for the list at the top.
    """

    field: str | None
    code: str
    text: Text
    control: str | None = None
    label: Text | None = None

    @property
    def summary(self) -> Text:
        """The sentence with the question before it, unless it is the form's own."""
        if self.label is None:
            return self.text
        return Text(
            f"{_ended(self.label.sv)} {self.text.sv}", f"{_ended(self.label.en)} {self.text.en}"
        )


@dataclass(frozen=True)
class Answer:
    """What was answered. ``data``: the values to keep; ``raw``: what was typed, as it was typed.

    ``data`` holds texts, whole numbers (money in öre), ISO days and lists and objects of them.
    """

    data: dict[str, Any]
    raw: dict[str, list[str]]
    errors: tuple[FieldError, ...] = ()
    choices: Choices = field(default_factory=dict)
    routing_names: tuple[str, ...] = ()

    def routing(self) -> dict[str, str | int | None]:
        """The answers that may stand in a process variable; None for a question without one."""
        return {name: self.data.get(name) for name in self.routing_names}

    def text(self, control: str) -> str:
        """What to draw in a control again; signs that cannot be kept are made visible."""
        return visible(next(iter(self.raw.get(control, ())), ""))

    def has(self, control: str, value: str) -> bool:
        """Whether an option was chosen."""
        return value in self.raw.get(control, ())

    def options(self, asked: Field) -> tuple[Option, ...]:
        """The options of a question: those given for this occasion first, then the form's own."""
        given = self.choices.get(asked.name, ()) if asked.options_from else ()
        return (*given, *asked.options)

    def errors_at(self, name: str) -> tuple[FieldError, ...]:
        """The mistakes in one field."""
        return tuple(error for error in self.errors if error.field == name)

    def form_errors(self) -> tuple[FieldError, ...]:
        """The mistakes that belong to no field."""
        return tuple(error for error in self.errors if error.field is None)


def bind(
    form: Form,
    fields: Mapping[str, Sequence[str]],
    *,
    today: date,
    choices: Choices | None = None,
    ignored: Collection[str] = (),
) -> Answer:
    """Read and check everything that was sent; never raises for what a person or a script types.

    ``choices`` are the options of the questions that have ``options_from``, by name of the field.
    ``ignored`` are the page's own controls. Answers to questions that are not asked are dropped.
    """
    answer = blank(form, fields, choices=choices)
    errors = [*_whole(form, fields, ignored)]
    data: dict[str, Any] = {}
    if not _is_oversized(errors):
        for asked in form.fields:
            errors.extend(_bind_field(asked, answer, data, today))
    return Answer(data, answer.raw, tuple(errors), answer.choices, form.routing)


def blank(
    form: Form,
    values: Mapping[str, Sequence[str]] | None = None,
    *,
    choices: Choices | None = None,
) -> Answer:
    """A form to draw, empty or with what was typed before; nothing in it is checked."""
    raw = {
        name: [given] if isinstance(given, str) else list(given)
        for name, given in (values or {}).items()
        if name in form.controls
    }
    return Answer({}, raw, choices=choices or {}, routing_names=form.routing)


def _whole(
    form: Form, fields: Mapping[str, Sequence[str]], ignored: Collection[str]
) -> Iterable[FieldError]:
    if sum(len(values) for values in fields.values()) > MAX_FIELDS:
        yield _form_error("too_many_fields")
    elif sum(len(value) for values in fields.values() for value in values) > MAX_CHARACTERS:
        yield _form_error("too_much")
    unknown = sorted(fields.keys() - form.controls - set(ignored))
    if unknown:
        yield _form_error("unknown", names=_safe(unknown))


def _is_oversized(errors: Iterable[FieldError]) -> bool:
    return any(error.code in ("too_many_fields", "too_much") for error in errors)


def _safe(names: Sequence[str]) -> str:
    """Only names that can be nothing but names are repeated to the reader."""
    shown = [name for name in names if _SAFE_NAME.match(name)][:_NAMES_SHOWN]
    rest = len(names) - len(shown)
    return ", ".join([*shown, *([f"+{rest}"] if rest else [])])


def _form_error(code: str, **figures: object) -> FieldError:
    return FieldError(None, code, sentence(code, _NO_ERRORS, figures))


def _bind_field(
    asked: Field, answer: Answer, data: dict[str, Any], today: date
) -> Iterable[FieldError]:
    """Put the answer into ``data``, or tell what is wrong with it."""
    if asked.widget is Widget.FILE or not is_asked(asked, data):
        return
    try:
        value = read_field(asked, _of(asked, answer.raw), answer.options(asked), today)
    except Unreadable as failure:
        yield _field_error(asked, failure)
        return
    if value is not None:
        data[asked.name] = value
    elif asked.is_required:
        yield _field_error(asked, Unreadable("required"))


def is_asked(asked: Field, data: Mapping[str, Any]) -> bool:
    """Whether a question is asked, given the answers to the earlier ones."""
    if asked.show is None:
        return True
    given = data.get(asked.show.field)
    chosen = given if isinstance(given, list) else [given]
    return any(value in asked.show.values for value in chosen)


def _of(asked: Field, raw: Raw) -> Raw:
    return {control: raw[control] for control in asked.controls if control in raw}


def _field_error(asked: Field, failure: Unreadable) -> FieldError:
    text = sentence(failure.code, asked.errors, failure.figures)
    label = None if failure.code in asked.errors else asked.label
    return FieldError(asked.name, failure.code, text, failure.box or asked.controls[0], label)


def _ended(label: str) -> str:
    return label if label.endswith(("?", ".", ":")) else f"{label}:"
