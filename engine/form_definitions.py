"""What a form is: groups of questions in two languages, each with the schema of its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from jsonschema import Draft202012Validator

from engine.texts import Text


class Widget(StrEnum):
    """How a question is asked."""

    TEXT = "text"
    TEXTAREA = "textarea"
    RADIOS = "radios"
    BUTTONS = "buttons"
    CHECKBOXES = "checkboxes"
    SELECT = "select"
    DATE = "date"
    MONEY = "money"
    NUMBER = "number"
    EMAIL = "email"
    TEL = "tel"
    PERSONAL_NUMBER = "personal_number"
    MONTHS = "months"
    FILE = "file"


CHOICES = frozenset({Widget.RADIOS, Widget.BUTTONS, Widget.CHECKBOXES, Widget.SELECT})
DATE_BOXES = ("day", "month", "year")


@dataclass(frozen=True)
class Option:
    """One of the answers to choose from. submit: what the button says while it is chosen, where
    that is something else than what the form's button says."""

    value: str
    label: Text
    hint: Text | None = None
    submit: Text | None = None


@dataclass(frozen=True)
class Show:
    """A follow-up question is asked while an earlier question has one of these answers."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class FileRule:
    """How many files may come with the form, and which kinds the file picker offers."""

    max_files: int
    accept: tuple[str, ...] = ()


@dataclass(frozen=True)
class Field:
    """One question. ``errors``: the form's own sentences, by the code of the mistake.

    ``is_asked``: the answer may be left out but is wanted. ``options_from`` names what the options
    are to be made of; whoever draws the form gives them as choices. ``latest`` is ``today`` for a
    day that cannot lie ahead.
    """

    name: str
    widget: Widget
    label: Text
    schema: Mapping[str, Any]
    validator: Draft202012Validator
    hint: Text | None = None
    why: Text | None = None
    options: tuple[Option, ...] = ()
    options_from: str = ""
    show: Show | None = None
    errors: Mapping[str, Text] = field(default_factory=dict)
    is_required: bool = False
    is_asked: bool = False
    is_routing: bool = False
    autocomplete: str = ""
    rows: int = 5
    width: int = 0
    spellcheck: bool = False
    latest: str = ""

    @property
    def controls(self) -> tuple[str, ...]:
        """The names that the answer may be sent under; a day has three boxes, or one ISO text."""
        if self.widget is Widget.DATE:
            return (*(f"{self.name}-{box}" for box in DATE_BOXES), self.name)
        return () if self.widget is Widget.FILE else (self.name,)

    @property
    def show_when(self) -> str:
        """The condition as the script reads it: ``field=value|value``; empty when always asked."""
        return f"{self.show.field}={'|'.join(self.show.values)}" if self.show else ""

    @property
    def inputmode(self) -> str:
        """Which keys a phone shows; the telephone's have digits, plus and hyphen."""
        by_widget = {Widget.NUMBER: "numeric", Widget.MONEY: "decimal"}
        by_format = {"postal_code": "numeric", "flat_number": "numeric"}
        dashed = ("personal_number", "stated_personal_number", "organisation_number")
        asked = str(self.schema.get("format", ""))
        return (
            by_widget.get(self.widget) or by_format.get(asked) or ("tel" if asked in dashed else "")
        )


@dataclass(frozen=True)
class Group:
    """Questions under one heading."""

    title: Text
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Form:
    """A form as it is deployed; ``version`` is counted up by whoever changes it. submit: what the
    button that sends it says, where the page's own word would not tell what it does."""

    id: str
    version: int
    title: Text
    intro: Text | None
    groups: tuple[Group, ...]
    files: Mapping[str, FileRule]
    submit: Text | None = None

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """All questions in the order in which they are asked."""
        return tuple(field for group in self.groups for field in group.fields)

    @cached_property
    def controls(self) -> frozenset[str]:
        """Every name that may be sent with the form."""
        return frozenset(control for field in self.fields for control in field.controls)

    @cached_property
    def routing(self) -> tuple[str, ...]:
        """The names of the answers that may stand in a process variable."""
        return tuple(field.name for field in self.fields if field.is_routing)
