"""The options of questions whose alternatives depend on the case."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cases import matching, notice
from db.session import Session
from engine.forms import Choices, Form, Option
from engine.texts import Text

Source = Callable[[Session, str], list[Option]]
"""From the business key of the task, or the thing of an act, to the options."""

_REASONS = {
    "same_number": Text("samma personnummer", "same personal number"),
    "same_name": Text("samma namn", "same name"),
    "same_dwelling": Text("samma adress och lägenhetsnummer", "same address and apartment"),
    "same_street_address": Text("samma adress", "same street address"),
    "other_apartment": Text("annat lägenhetsnummer", "another apartment number"),
    "other_number": Text("annat personnummer", "another personal number"),
}


def for_form(session: Session, form: Form, business_key: str) -> Choices:
    """The options of every question of the form that takes them from the case or the notice."""
    return {
        field.name: _SOURCES[field.options_from](session, business_key)
        for field in form.fields
        if field.options_from in _SOURCES
    }


def _suggestions(session: Session, business_key: str) -> list[Option]:
    registered = notice.find(session, business_key)
    if registered is None:
        return []
    return [_option(found) for found in matching.suggestions(session, registered.id)]


def _option(found: matching.Suggestion) -> Option:
    """A household in words. Neither name nor address: its protection is not known (2.5)."""
    reasons = [_REASONS[reason] for reason in found.reasons]
    sv, en = (", ".join(getattr(text, code) for text in reasons) for code in ("sv", "en"))
    if found.case_number is None:
        return Option(
            found.household,
            Text(
                f"Hushåll som vi känner sedan tidigare, utan öppet ärende: {sv}",
                f"A household known from before, without an open case: {en}",
            ),
        )
    return Option(
        found.household,
        Text(
            f"Hushållet i ärende {found.case_number}: {sv}",
            f"The household of case {found.case_number}: {en}",
        ),
    )


_SOURCES: Mapping[str, Source] = {
    "suggestions": _suggestions,
}
"""What ``options_from`` may name; add a module ``cases/choices_<idea>.py`` for each idea."""
