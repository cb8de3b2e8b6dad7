"""The words and the tone for the states of things, the same on every page."""

from __future__ import annotations

from collections.abc import Callable

from web.i18n import gettext as _

_NOTICE_TYPES: dict[str, Callable[[], str]] = {
    "U10": lambda: _("Obetald hyra, hyresrätt"),
    "U11": lambda: _("Obetald avgift, bostadsrätt"),
    "U20": lambda: _("Störning, hyresrätt"),
    "U21": lambda: _("Störning, bostadsrätt"),
    "U22": lambda: _("Allvarlig störning, uppsagd hyresrätt"),
    "U23": lambda: _("Allvarlig störning, uppsagd bostadsrätt"),
    "U30": lambda: _("Ansökan om avhysning"),
    "U31": lambda: _("Tid för avhysning"),
    "U32": lambda: _("Ändrad eller inställd avhysning"),
    "U33": lambda: _("Verkställd avhysning"),
    "U34": lambda: _("Ansökan om avlägsnande"),
    "U35": lambda: _("Tid för avlägsnande"),
    "U40": lambda: _("Tvist i hyresnämnd eller domstol"),
    "U50": lambda: _("Orosanmälan som nämner bostaden"),
    "U51": lambda: _("Hushållets egen kontakt"),
    "U52": lambda: _("Tidig signal från hyresvärd"),
    "U60": lambda: _("Krav eller påminnelse"),
    "U90": lambda: _("Felsänd"),
}
"""The document types of domain 2.3, as short as they are spoken of."""


def notice_type(code: str | None) -> str:
    """What kind of notice it is, code first: the code is what colleagues say to each other."""
    if code in _NOTICE_TYPES:
        return f"{code} {_NOTICE_TYPES[code]()}"
    return _("Typ inte bestämd")


def case_state(state: str) -> tuple[str, str]:
    """A case's state in a word and the tone it is shown in."""
    return {
        "open": (_("Öppet"), "active"),
        "closed": (_("Avslutat"), "done"),
        "void": (_("Makulerat"), "neutral"),
    }[state]


def notice_state(state: str) -> tuple[str, str]:
    """Where a notice is on its way to a case."""
    return {
        "registered": (_("Väntar på koppling"), "warning"),
        "linked": (_("Kopplad till ärende"), "done"),
        "misdirected": (_("Felsänd"), "neutral"),
        "duplicate": (_("Exemplar till"), "neutral"),
    }[state]


def closed_reason(reason: str | None) -> str:
    """Why a notice was closed without a case, in words."""
    return {
        None: "",
        "other_municipality": _("Bostaden ligger i en annan kommun."),
        "not_a_home": _("Det gäller inte en bostad."),
        "not_a_notice": _("Det är ingen underrättelse."),
        "copy": "",
    }.get(reason, reason or "")


def instance_state(state: str) -> tuple[str, str]:
    """A process instance's state."""
    return {
        "running": (_("Pågår"), "active"),
        "completed": (_("Klar"), "done"),
        "cancelled": (_("Avbruten"), "neutral"),
    }[state]


def letter_state(state: str, channel: str) -> tuple[str, str]:
    """A letter's state; only proof makes it sent, and nothing else is green."""
    handed = _("Ska lämnas för hand – inte skickat än")
    if channel == "print":
        handed = _("Överlämnat för utskrift – inte skickat än")
    return {
        "prepared": (_("Förberett, inte skickat"), "warning"),
        "queued": (_("I kö för att skickas"), "warning"),
        "handed_over": (handed, "warning"),
        "sent": (_("Skickat"), "done"),
        "failed": (_("Kunde inte skickas"), "stopped"),
        "void": (_("Makulerat"), "neutral"),
    }[state]
