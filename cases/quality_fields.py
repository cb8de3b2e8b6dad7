"""Which facts each type of notice should carry (domain 2.4), and what is said when one is amiss."""

from __future__ import annotations

from cases.notice_facts import Facts
from engine.texts import Text

_SENDER_AND_HOME = ("sender_name", "dwelling_street")
_UNPAID_ASKED = (
    "service_date",
    "amount",
    "arrears_months",
    "tenure",
    "monthly_rent",
    "due_dates",
    "payment_account",
    "termination_date",
    "sender_phone",
    "tenant_personal_number",
    "apartment_number",
)
_DISTURBANCE_ASKED = (
    "what_happened",
    "tenure",
    "sender_phone",
    "tenant_personal_number",
    "apartment_number",
)
_SERIOUS_ASKED = (*_DISTURBANCE_ASKED, "termination_date")
_KFM_ASKED = ("kfm_case_number", "kfm_officer", "kfm_phone")

_STOPPING = {"U35": _SENDER_AND_HOME, "U34": _SENDER_AND_HOME}
_ASKED = {
    "U10": _UNPAID_ASKED,
    "U11": _UNPAID_ASKED,
    "U20": _DISTURBANCE_ASKED,
    "U21": _DISTURBANCE_ASKED,
    "U22": _SERIOUS_ASKED,
    "U23": _SERIOUS_ASKED,
    "U30": (*_KFM_ASKED, "ground", "children"),
    "U31": ("eviction_date", *_KFM_ASKED, "ground", "children"),
    "U32": _KFM_ASKED,
    "U33": ("eviction_date", *_KFM_ASKED),
    "U34": _KFM_ASKED,
    "U35": ("eviction_date", *_KFM_ASKED),
}

MISSING: dict[str, Text] = {
    "sender_name": Text("Avsändaren saknas.", "The sender is missing."),
    "tenant_name": Text("Hyresgästens namn saknas.", "The tenant's name is missing."),
    "dwelling_street": Text("Bostadens adress saknas.", "The address of the home is missing."),
    "service_date": Text(
        "Dagen då hyresgästen delgavs saknas; återvinningsfristen är preliminär.",
        "The day of service on the tenant is missing; the recovery period is preliminary.",
    ),
    "amount": Text("Beloppet att betala saknas.", "The amount to pay is missing."),
    "arrears_months": Text(
        "Månaderna som skulden gäller saknas.", "The months that the debt is for are missing."
    ),
    "tenure": Text("Upplåtelseformen saknas.", "The tenure is missing."),
    "monthly_rent": Text(
        "Månadshyran eller avgiften saknas.", "The monthly rent or fee is missing."
    ),
    "due_dates": Text("Förfallodagar och ränta saknas.", "Due dates and interest are missing."),
    "payment_account": Text("Kontot att betala till saknas.", "The account to pay to is missing."),
    "termination_date": Text(
        "Dagen för uppsägningen saknas.", "The day of the termination is missing."
    ),
    "sender_phone": Text(
        "Avsändarens telefonnummer saknas.", "The sender's telephone number is missing."
    ),
    "tenant_personal_number": Text(
        "Personnummer eller samordningsnummer saknas.",
        "The personal or coordination number is missing.",
    ),
    "apartment_number": Text("Lägenhetsnumret saknas.", "The apartment number is missing."),
    "posting_date": Text(
        "Dagen då det rekommenderade brevet lämnades till posten saknas; fristen kan ha börjat "
        "tidigare.",
        "The day on which the registered letter was posted is missing; the period may have begun "
        "earlier.",
    ),
    "what_happened": Text("Vad som har hänt saknas.", "What has happened is missing."),
    "kfm_case_number": Text(
        "Kronofogdens målnummer saknas.", "Kronofogden's case number is missing."
    ),
    "kfm_officer": Text("Kronofogdens handläggare saknas.", "Kronofogden's officer is missing."),
    "kfm_phone": Text(
        "Telefonnumret till Kronofogden saknas.", "The telephone number of Kronofogden is missing."
    ),
    "ground": Text("Grunden för avhysningen saknas.", "The ground for the eviction is missing."),
    "children": Text(
        "Det framgår inte om barn bor i bostaden; fråga i dag.",
        "It does not say whether children live in the home; ask today.",
    ),
    "eviction_date": Text(
        "Dagen och tiden för avhysningen saknas.", "The day and time of the eviction are missing."
    ),
}

ROOMS_MISSING = Text(
    "Antalet rum saknas. En underrättelse har godtagits ändå (NJA 1985 s. 586).",
    "The number of rooms is missing. A notice has been accepted all the same (NJA 1985 s. 586).",
)
AMOUNT_DIFFERS = Text(
    "Beloppet skiljer sig från summan av månaderna. Fel belopp i underrättelsen har lett till att "
    "avhysning vägrades (RH 1995:34); det avgör domstolen. Fristen löper.",
    "The amount differs from the sum of the months. A wrong amount in the notice has led to an "
    "eviction being refused (RH 1995:34); that is for the court. The period runs.",
)
TENURE_DIFFERS = Text(
    "Upplåtelseformen stämmer inte med typen av underrättelse.",
    "The tenure does not agree with the type of notice.",
)
SUBLET = Text(
    "Andrahandshyresgäst: om upplåtelsen är tillåten krävs alltid tillsägelse och underrättelse "
    "före uppsägning (12 kap. 42 § fjärde stycket jordabalken).",
    "Subtenant: if the sublet is permitted, a call to stop and a notice are always required before "
    "termination (chapter 12, section 42, fourth paragraph, of the Land Code, jordabalken).",
)
TERMINATED_TOO_SOON = Text(
    "Avtalet är uppsagt redan. För störning får det inte sägas upp innan socialnämnden har "
    "underrättats (12 kap. 42 § jordabalken, 7 kap. 20 § bostadsrättslagen).",
    "The contract has been terminated already. For disturbance it may not be terminated before the "
    "board was notified (chapter 12, section 42 of the Land Code, jordabalken; chapter 7, section "
    "20 of the Tenant-Ownership Act, bostadsrättslagen).",
)
NUMBER_UNREADABLE = Text("Personnumret går inte att läsa.", "The personal number cannot be read.")
NUMBER_UNCONFIRMED = Text(
    "Kontrollsiffran i personnumret stämmer inte. Numret sparas som obekräftat och används inte "
    "för att slå upp någon eller för digital post.",
    "The check digit of the personal number is wrong. The number is kept as unconfirmed and is not "
    "used to look anyone up or for digital post.",
)


def stopping(type_code: str) -> tuple[str, ...]:
    """The facts without which nobody knows what a notice is about. A removal names no tenant."""
    if type_code not in _ASKED:
        return ()
    return _STOPPING.get(type_code, (*_SENDER_AND_HOME, "tenant_name"))


def asked_for(type_code: str, facts: Facts) -> tuple[str, ...]:
    """The facts that the sender is asked for when they are missing."""
    asked = _ASKED.get(type_code, ())
    is_registered = facts.get("is_sent_registered") == "yes" or facts.get("channel") == "REK"
    if type_code in ("U10", "U11") and is_registered:
        return (*asked, "posting_date")
    return asked
