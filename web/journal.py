"""The journal of a case as it reads: each entry under the questions of its form."""

from __future__ import annotations

from typing import Any

from cases.journal import JournalEntry
from cases.lists.overview import Overview
from db.session import Session
from engine import definitions
from engine.forms import Form
from web import loaded
from web.access import site
from web.facts import sections
from web.i18n import current_language
from web.i18n import gettext as _

ACTS = "acts"
"""Stands for the process where an entry was written in the form of an act."""
_FORMS = {
    "assessment": ("main_case", "assess_case"),
    "review": ("receive_notice", "review_joined_notice"),
    "closing": ("close_case", "close_case"),
    "correction": (ACTS, "merge_households"),
}
"""For the kinds whose entries do not name their form: the process and the form."""


def entries(session: Session, whole: Overview, names: dict[str, str]) -> list[dict[str, Any]]:
    """The entries, newest first: what was asked and answered, by whom and when."""
    return [_entry(session, whole, one, names) for one in reversed(whole.journal)]


def outcomes(session: Session) -> dict[str, str]:
    """Every outcome with its code, in the words of the form that it is chosen in now."""
    process, name = _FORMS["closing"]
    language = current_language()
    fields = definitions.latest(session, process).forms[name].fields
    return {
        option.value: f"{option.value} {option.label.in_language(language)}"
        for field in fields
        if field.name == "outcome"
        for option in field.options
    }


def title(session: Session, one: JournalEntry) -> str:
    """What an entry is called, by the form as it is now."""
    return _title(one, _latest(session, one))


def rows(session: Session, one: JournalEntry) -> list[dict[str, str]]:
    """What was asked and answered in one entry, by the form as it is now."""
    return _rows(_latest(session, one), one)


def _entry(
    session: Session, whole: Overview, one: JournalEntry, names: dict[str, str]
) -> dict[str, Any]:
    form = _form(session, whole, one)
    return {
        "title": _title(one, form),
        "time": one.written_at,
        "who": names.get(one.author, ""),
        "rows": _rows(form, one),
    }


def _rows(form: Form, one: JournalEntry) -> list[dict[str, str]]:
    answered = [row for section in sections(form, one.facts) for row in section["rows"]]
    if one.form is None and one.kind == "correction":
        # What was chosen was a case by its id, and stands here by its number.
        answered.insert(0, {"label": _("Det andra ärendet"), "value": str(one.facts["other"])})
    return answered


def _title(one: JournalEntry, form: Form) -> str:
    if one.form is not None:
        return form.title.in_language(current_language())
    return {
        "assessment": _("Bedömning"),
        "review": _("Tillkommen underrättelse läst"),
        "closing": _("Avslut"),
        "correction": _("Sammanfört med ett annat ärende"),
    }[one.kind]


def _latest(session: Session, one: JournalEntry) -> Form:
    process, name = tuple(one.form.split("/", 1)) if one.form else _FORMS[one.kind]
    if process == ACTS:
        return site().act_forms[name]
    return definitions.latest(session, process).forms[name]


def _form(session: Session, whole: Overview, one: JournalEntry) -> Form:
    """The form in the version that the case ran on when the entry was written."""
    process, name = tuple(one.form.split("/", 1)) if one.form else _FORMS[one.kind]
    if process == ACTS:
        return site().act_forms[name]
    for row in reversed(whole.instances):
        if row.started_at <= one.written_at:
            for part in definitions.parts(loaded.definition(session, row.definition_id)):
                if part.key == process and name in part.forms:
                    return part.forms[name]
    return _latest(session, one)
