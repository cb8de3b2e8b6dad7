"""The steps of the contact ladder, and what came of each, in words."""

from __future__ import annotations

from collections.abc import Callable

from web.i18n import gettext as _

_STEPS: dict[str, Callable[[], str]] = {
    "letter": lambda: _("Första brevet"),
    "sms": lambda: _("Sms"),
    "phone_1": lambda: _("Telefon, första försöket"),
    "phone_2": lambda: _("Telefon, andra försöket"),
    "visit": lambda: _("Hembesök erbjuds"),
    "third_party": lambda: _("Genom hyresvärd eller känd kontakt"),
    "second_letter": lambda: _("Andra brevet"),
    "decision": lambda: _("Sektionschefens beslut"),
    "outside": lambda: _("Utanför kontaktstegen"),
    "meeting": lambda: _("Erbjudande om möte"),
}
_RESULTS: dict[str, Callable[[], str]] = {
    "answer": lambda: _("svar, men inget samtal"),
    "no_answer": lambda: _("inget svar"),
    "wrong_number": lambda: _("fel nummer"),
    "returned": lambda: _("retur"),
    "refused": lambda: _("vägrar kontakt"),
    "two_way": lambda: _("samtal med hushållet"),
    "skipped": lambda: _("steget hoppades över"),
    "sent": lambda: _("skickat"),
}


def step_name(step: str) -> str:
    """A step of the contact ladder in words."""
    said = _STEPS.get(step)
    return said() if said else step


def result(code: str) -> str:
    """What came of a step."""
    said = _RESULTS.get(code)
    return said() if said else code


_GROUPS: dict[str, Callable[[], str]] = {
    "default": lambda: _("Den vanliga"),
    "children": lambda: _("Barnfamilj"),
    "elderly": lambda: _("65 år eller äldre"),
    "young": lambda: _("Ung vuxen"),
    "violence": lambda: _("Känt våld"),
    "ill_health": lambda: _("Psykisk ohälsa eller beroende"),
}


def group_name(group: str) -> str:
    """Whom a ladder is for."""
    said = _GROUPS.get(group)
    return said() if said else group
