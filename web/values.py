"""Process variables in words: what each is called, and its value as a person would say it."""

from __future__ import annotations

from collections.abc import Callable

from engine import definitions
from engine.definitions import Definition
from web import values_intake, values_work
from web.facts import option_text
from web.i18n import gettext as _
from web.states import notice_type

_NAMES: dict[str, Callable[[], str]] = {
    **values_intake.NAMES,
    **values_work.NAMES,
    "basis": lambda: _("Grund för bekräftelsen"),
    "case": lambda: _("Ärendets id"),
    "channel": lambda: _("Brevet skickas med"),
    "closed": lambda: _("Ärendet avslutas"),
    "decision": lambda: _("Beslut om koppling"),
    "ground": lambda: _("Orsak"),
    "in_municipality": lambda: _("Bostaden ligger i kommunen"),
    "joined": lambda: _("Kopplad till ett öppet ärende"),
    "letter": lambda: _("Brevtyp"),
    "letter_id": lambda: _("Brevets id"),
    "letter_state": lambda: _("Brevets läge"),
    "loop_counter": lambda: _("Vilken gång i ordningen"),
    "message": lambda: _("Meddelandets id"),
    "next_step": lambda: _("Nästa steg"),
    "notice": lambda: _("Underrättelsens id"),
    "outcome": lambda: _("Utfall"),
    "premises": lambda: _("Bostad eller annat"),
    "sender_kind": lambda: _("Avsändare"),
    "sender_role": lambda: _("Ansvarig för brevet"),
    "stated_termination": lambda: _("Uppsägning anges"),
    "suggestions": lambda: _("Antal föreslagna hushåll"),
    "tenure": lambda: _("Upplåtelseform"),
    "track": lambda: _("Spår"),
    "type_code": lambda: _("Underrättelsens typ"),
    "way": lambda: _("Så gick brevet"),
}

_WORDS: dict[tuple[str, str], Callable[[], str]] = {
    **values_intake.WORDS,
    **values_work.WORDS,
    ("basis", "policy"): lambda: _("kommunens rutin"),
    ("basis", "none"): lambda: _("ingen"),
    ("channel", "email"): lambda: _("e-post"),
    ("channel", "digital_mail"): lambda: _("digital post"),
    ("channel", "secure_message"): lambda: _("säkert meddelande"),
    ("channel", "print"): lambda: _("utskrift"),
    ("channel", "by_hand"): lambda: _("för hand"),
    ("channel", "none"): lambda: _("inget tillåtet sätt"),
    ("basis", "same_day"): lambda: _("samma dag, egen process"),
    ("letter_state", "sent"): lambda: _("skickat"),
    ("letter_state", "waiting"): lambda: _("inte skickat än"),
    ("outcome", "sent"): lambda: _("skickat"),
    ("outcome", "handed_over"): lambda: _("överlämnat"),
    ("outcome", "failed"): lambda: _("misslyckat"),
    ("outcome", "taken_over"): lambda: _("ska gå på annat sätt"),
    ("way", "stated"): lambda: _("lämnat för hand"),
    ("way", "channel"): lambda: _("i utskickskön"),
    ("decision", "join"): lambda: _("till ett öppet ärende"),
    ("decision", "open"): lambda: _("ett nytt ärende öppnas"),
    ("decision", "misdirected"): lambda: _("felsänd"),
    ("letter", "L02"): lambda: _("L02 bekräftelse till Kronofogden"),
    ("letter", "L04"): lambda: _("L04 bekräftelse av mottagandet"),
    ("letter", "none"): lambda: _("inget brev"),
    ("track", "unpaid_rent"): lambda: _("obetald hyra"),
    ("track", "disturbance"): lambda: _("störning"),
    ("track", "misdirected"): lambda: _("felsänd"),
    ("track", "manual"): lambda: _("bestäms av registratorn"),
}


def variable_name(name: str) -> str:
    """What the variable is called; one that has no word stands as it is in the diagram."""
    return _NAMES[name]() if name in _NAMES else name


def variable_value(definition: Definition, name: str, value: object) -> str:
    """The value as a person would say it: by our words, else by the options of a form."""
    if value is None:
        return _("inget")
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    text = str(value)
    if name == "type_code":
        return notice_type(text)
    if (name, text) in _WORDS:
        return _WORDS[name, text]()
    return _in_a_form(definition, name, text)


def _in_a_form(definition: Definition, name: str, text: str) -> str:
    """The label of the option with this value, where a form of the process has such a question."""
    for part in definitions.parts(definition):
        for form in part.forms.values():
            words = option_text(form, name, text)
            if words != text:
                return words
    return text
