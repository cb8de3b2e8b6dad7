"""What stands in a letter, as rows that can be read aloud: the preview itself is a picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from web.facts import Row
from web.formats import clock_short, date_full, money, months_full
from web.i18n import gettext as _

_LABELS: Mapping[str, Callable[[], str]] = {
    "recipient": lambda: _("Till"),
    "municipality": lambda: _("Kommun"),
    "authority": lambda: _("Nämnd"),
    "unit": lambda: _("Enhet"),
    "contact": lambda: _("Kontaktuppgifter"),
    "written_on": lambda: _("Brevets datum"),
    "case_number": lambda: _("Ärendenummer"),
    "language": lambda: _("Språk"),
    "tenure": lambda: _("Upplåtelseform"),
    "landlord_name": lambda: _("Hyresvärd eller förening"),
    "amount_ore": lambda: _("Belopp"),
    "months": lambda: _("Månader"),
    "last_day_to_pay": lambda: _("Sista dag att betala"),
    "is_preliminary": lambda: _("Preliminär dag"),
    "budget_advice": lambda: _("Budget- och skuldrådgivning"),
    "received_on": lambda: _("Underrättelsen kom"),
    "received_at": lambda: _("Klockslag"),
    "kfm_case_number": lambda: _("Kronofogdens målnummer"),
    "responsible_officer": lambda: _("Ansvarig handläggare"),
    "officer_phone": lambda: _("Handläggarens telefon"),
    "law_reference": lambda: _("Lagrum"),
    "notice_of": lambda: _("Underrättelsen gällde"),
    "is_removal": lambda: _("Avlägsnande"),
    "eviction_on": lambda: _("Avhysningens dag"),
    "eviction_at": lambda: _("Avhysningens klockslag"),
    "receipt_number": lambda: _("Kvittonummer"),
    "missing_fields": lambda: _("Uppgifter som saknas"),
    "misdirected_because": lambda: _("Varför den är felsänd"),
    "meeting_on": lambda: _("Mötets dag"),
    "meeting_at": lambda: _("Mötets klockslag"),
    "place": lambda: _("Plats"),
    "answer_by": lambda: _("Svar senast"),
    "dwelling": lambda: _("Bostad"),
    "tenants": lambda: _("Hyresgäster"),
    "payment_on": lambda: _("Betalas senast"),
    "last_day": lambda: _("Sista dag"),
    "deadline_basis": lambda: _("Så är sista dagen räknad"),
    "decided_on": lambda: _("Beslutat"),
    "delegate_name": lambda: _("Beslutat av"),
    "delegate_title": lambda: _("Titel"),
    "person_name": lambda: _("Den som samtycker"),
    "about_name": lambda: _("Den som uppgifterna gäller"),
    "given_to": lambda: _("Får lämnas till"),
    "information": lambda: _("Uppgifter"),
    "purpose": lambda: _("Ändamål"),
    "valid_from": lambda: _("Gäller från"),
    "valid_to": lambda: _("Gäller till"),
    "recorded_by": lambda: _("Antecknat av"),
    "document_reference": lambda: _("Handling"),
    "chosen_facts": lambda: _("Uppgifter som lämnas"),
    "legal_basis": lambda: _("Rättslig grund"),
    "emergency_contact": lambda: _("Akut kontakt"),
    "result": lambda: _("Resultat"),
    "addressee": lambda: _("Brevet går till"),
    "other_municipality": lambda: _("Annan kommun"),
}
_WORDS: Mapping[str, Callable[[], str]] = {
    "sv": lambda: _("svenska"),
    "en": lambda: _("engelska"),
    "rental": lambda: _("Hyresrätt"),
    "bostadsratt": lambda: _("Bostadsrätt"),
    "time": lambda: _("tiden"),
    "application": lambda: _("ansökan"),
    "change": lambda: _("ändring"),
    "municipality": lambda: _("den andra kommunen"),
    "sender": lambda: _("den som lämnade underrättelsen"),
    "other_municipality": lambda: _("Bostaden ligger i en annan kommun"),
    "not_a_home": lambda: _("Det gäller inte en bostad"),
    "not_a_notice": lambda: _("Det är ingen underrättelse"),
    "other": lambda: _("Annat skäl"),
}
_ORDER = ("name", "address", "phone", "email", "hours")
"""How the parts of a recipient or a contact are read."""
_CHOSEN = frozenset({"language", "tenure", "notice_of", "addressee", "misdirected_because"})
_DAYS = frozenset({"valid_from", "valid_to", "last_day", "last_day_to_pay", "answer_by"})


def rows(facts: Mapping[str, Any]) -> list[Row]:
    """Each fact of a letter with its label, in the order of the letters' own lists."""
    return [
        _row(name, label(), facts)
        for name, label in _LABELS.items()
        if name in facts and facts[name] not in (None, [], "")
    ]


def language(facts: Mapping[str, Any]) -> str:
    """The language that the letter is written in."""
    return "en" if facts.get("language") == "en" else "sv"


def _row(name: str, label: str, facts: Mapping[str, Any]) -> Row:
    shown = _shown(name, facts[name])
    is_quoted = shown == "\n".join(_lines(facts[name]))
    return {"label": label, "value": shown, **({"lang": language(facts)} if is_quoted else {})}


def _shown(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("Ja") if value else _("Nej")
    if isinstance(value, int):
        return money(value)
    if name == "months":
        return months_full(value)
    if name in _CHOSEN and value in _WORDS:
        return _WORDS[value]()
    if name.endswith("_on") or name in _DAYS:
        return date_full(date.fromisoformat(value))
    if name.endswith("_at"):
        return clock_short(value)
    return "\n".join(_lines(value))


def _lines(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        if set(value) == {"label", "value"}:
            return [f"{value['label']}: {value['value']}"]
        parts = [value[name] for name in sorted(value, key=_ORDER.index)]
        return [line for part in parts if part for line in _lines(part)]
    if isinstance(value, list):
        return [line for part in value for line in _lines(part)]
    return [str(value)]
