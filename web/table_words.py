"""What is said of a table: its columns and the faults of its rows, in the words of the forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cases.doors import batch
from cases.doors.batch import RowResult
from cases.doors.conforming import Wrong
from cases.doors.fact_schemas import DAY, FACTS
from cases.doors.notice_schema import TYPES
from engine.forms import Field
from engine.texts import Text
from web.access import site
from web.i18n import current_language
from web.i18n import gettext as _
from web.states import notice_type

_FORMS = ("notice_desk", "notice_kfm")
_MONEY = "_kr"
_INSTEAD: Mapping[str, Text] = {
    "not_for_the_key": Text(
        "Den här avsändaren lämnar inte underrättelser av den typen.",
        "This sender does not leave notices of that type.",
    ),
}
"""What is said to a person in place of what is said to a system."""


def faults(row: RowResult) -> list[str]:
    """What is wrong with a row, place by place: the question, its column, and the sentence."""
    return [_fault(one) for one in row.wrong]


def columns() -> list[dict[str, Any]]:
    """Every column of the template: its name, what it is, and the words that it takes."""
    types = [f"{code}: {notice_type(code).partition(' ')[2]}" for code in TYPES]
    first = {"name": batch.TYPE, "label": _("Underrättelsens typ"), "words": types}
    return [first, *(_column(name) for name in batch.COLUMNS if name != batch.TYPE)]


def _column(name: str) -> dict[str, Any]:
    fact = name.removesuffix(_MONEY)
    field = _field(fact)
    words = [_option(field, one) for one in FACTS[fact].get("enum", ())]
    return {"name": name, "label": _label(fact), "words": words or _shape(name)}


def _shape(name: str) -> list[str]:
    """How a value is written where that is not plain."""
    fact = name.removesuffix(_MONEY)
    pattern = FACTS[fact].get("pattern", "")
    if name.endswith(_MONEY):
        return [_("kronor, till exempel 18400,50")]
    if fact == "arrears_months":
        return [_("till exempel 2026-09, 2026-10")]
    if fact == "eviction_at":
        return [_("till exempel 2026-12-15T09:30")]
    return [_("till exempel 2026-11-25")] if pattern == DAY else []


def _fault(one: Wrong) -> str:
    text = _INSTEAD.get(one.code, one.text).in_language(current_language())
    steps = one.pointer.split("/")[1:]
    if not steps:
        return text
    if steps == [batch.TYPE]:
        return f"{_('Underrättelsens typ')} ({batch.TYPE}): {text}"
    fact = steps[1] if len(steps) > 1 else steps[0]
    column = f"{fact}{_MONEY}" if f"{fact}{_MONEY}" in batch.COLUMNS else fact
    label = _label(fact)
    return f"{label} ({column}): {text}" if label else f"{column}: {text}"


def _label(fact: str) -> str:
    """The question that asks for a fact at the desk; empty for one that is not asked for there."""
    field = _field(fact)
    return field.label.in_language(current_language()).rstrip("?") if field else ""


def _option(field: Field | None, word: str) -> str:
    options = field.options if field else ()
    found = (one.label.in_language(current_language()) for one in options if one.value == word)
    said = next(found, "")
    return f"{word}: {said}" if said else word


def _field(fact: str) -> Field | None:
    forms = (site().act_forms[name] for name in _FORMS)
    return next((one for form in forms for one in form.fields if one.name == fact), None)
