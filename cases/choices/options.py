"""The options of questions whose alternatives depend on the case."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from cases.choices import arrears as choices_arrears
from cases.choices import eviction as choices_eviction
from cases.choices import flags as choices_flags
from cases.choices import household as choices_household
from cases.choices import letters as choices_letters
from cases.choices import matching as choices_matching
from cases.choices import protection as choices_protection
from cases.choices import referral as choices_referral
from cases.choices import same_day as choices_same_day
from cases.letters import channels
from db.session import Session
from engine.forms import Choices, Form, Option
from engine.values import Scalar

Source = Callable[[Session, str], list[Option]]
"""From the business key of the task, or the thing of an act, to the options."""


def for_form(
    session: Session,
    form: Form,
    business_key: str,
    variables: Mapping[str, Scalar],
    *,
    outlets: Collection[str],
) -> Choices:
    """The options of every question of the form that takes them from the case or the notice.

    variables: the routing values at the task, for what is asked about one letter; an act has none.
    outlets: the ways out that are set up; no letter is offered one that is not.
    """
    letter_id = str(variables.get("letter_id") or "")
    found = {
        field.name: _OF_LETTER[field.options_from](session, letter_id)
        if field.options_from in _OF_LETTER
        else _SOURCES[field.options_from](session, business_key)
        for field in form.fields
        if field.options_from in _SOURCES or field.options_from in _OF_LETTER
    }
    return {
        field.name: _that_exist(found[field.name], outlets)
        if field.options_from in _WAYS
        else found[field.name]
        for field in form.fields
        if field.name in found
    }


def _that_exist(options: list[Option], outlets: Collection[str]) -> list[Option]:
    """Beside the ways themselves there may be other answers, such as to wait."""
    return [
        option
        for option in options
        if (way := _CARRIED_BY.get(option.value, option.value)) not in channels.NAMES
        or channels.exists(way, outlets)
    ]


_CARRIED_BY = {choices_same_day.EMAIL_TO: "email"}


_SOURCES: Mapping[str, Source] = {
    "suggestions": choices_matching.suggestions,
    "open_flags": choices_flags.open_flags,
    "other_cases": choices_household.other_cases,
    "eviction_letter_channels": choices_eviction.letter_channels,
    "referral_recipients": choices_referral.recipients,
    "referral_consents": choices_referral.consents,
    "referral_facts": choices_referral.facts,
    "consent_kinds": choices_referral.kinds,
    "household_members": choices_protection.persons,
    "reached_persons": choices_protection.reached_persons,
    "colleagues": choices_protection.colleagues,
    "access_group": choices_protection.access_group,
    "confirmation_channels": choices_same_day.confirmation_channels,
    "copy_choices": choices_same_day.copy_choices,
    "measures": choices_arrears.measures,
    "tenants": choices_arrears.tenants,
    "ladder_letters": choices_arrears.ladder_letters,
    "household_channels": choices_arrears.household_channels,
}
"""What ``options_from`` may name; add a module ``cases/choices_<idea>.py`` for each idea."""

_OF_LETTER: Mapping[str, Source] = {
    "letter_channels": choices_letters.ways,
    "posting_ways": choices_letters.postings,
}
"""The same for questions about the letter of the task; they are given its id."""

_WAYS = frozenset(
    {
        "letter_channels",
        "eviction_letter_channels",
        "confirmation_channels",
        "copy_choices",
        "household_channels",
    }
)
"""Those of them whose options are the ways in which a letter may go."""
