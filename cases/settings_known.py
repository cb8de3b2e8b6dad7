"""What may be set in an installation: name, default, what a value may be, and why it is there.

Defaults are proposals (P), not law, unless a text says otherwise; open points of law are switches
that the municipality's lawyer decides (domain 6.3 and 11).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cases.ladder_steps import DEFAULT_LADDER, wrong_in_ladder
from engine.texts import Text

Check = Callable[[Any], Text | None]

LARGEST_AMOUNT = 100_000_000
"""A million kronor, in öre: more than any delegate commits to."""


@dataclass(frozen=True)
class Setting:
    """A setting. wrong: tells what is wrong with a value, or None. group: where the page puts it.

    needs_decision: its change must name a decision of the board.
    """

    default: Any
    wrong: Check
    group: str
    title: Text
    explanation: Text
    needs_decision: bool = False


def _is_switch(value: Any) -> Text | None:
    return None if isinstance(value, bool) else Text("Svara ja eller nej.", "Answer yes or no.")


def _is_amount(value: Any) -> Text | None:
    wrong = Text(
        "Ange ett belopp i kronor, högst 1 000 000.", "Enter a sum in kronor, at most 1 000 000."
    )
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return None if is_whole and 0 <= value <= LARGEST_AMOUNT else wrong


def _is_count(low: int, high: int) -> Check:
    wrong = Text(
        f"Ange ett heltal mellan {low} och {high}.", f"Enter a whole number from {low} to {high}."
    )
    return lambda value: (
        None
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
        else wrong
    )


def _is_one_of(*choices: str) -> Check:
    listed = ", ".join(choices)
    wrong = Text(f"Välj ett av: {listed}.", f"Choose one of: {listed}.")
    return lambda value: None if value in choices else wrong


def _is_text(value: Any) -> Text | None:
    if isinstance(value, str) and len(value) <= 200 and value.isprintable():
        return None
    return Text("Skriv en rad på högst 200 tecken.", "Write one line of at most 200 characters.")


_LINES = {
    "name": Text("namn", "name"),
    "phone": Text("telefon", "phone"),
    "email": Text("e-post", "e-mail"),
    "hours": Text("telefontider", "telephone hours"),
}


def _has_lines(*names: str) -> Check:
    sv, en = (", ".join(getattr(_LINES[name], code) for name in names) for code in ("sv", "en"))
    wrong = Text(f"Ange på var sin rad: {sv}.", f"Enter on a line each: {en}.")
    return lambda value: (
        None
        if isinstance(value, Mapping)
        and set(value) == set(names)
        and all(line and _is_text(line) is None for line in value.values())
        else wrong
    )


def _days(title: Text, default: int, mark: str) -> Setting:
    return Setting(
        default,
        _is_count(0, 365),
        "sla",
        title,
        Text(f"Antal arbetsdagar. {mark}", "Number of working days. Local routine, not law."),
    )


_ROUTINE = "Kommunens rutin, inte lag."

KNOWN: Mapping[str, Setting] = {
    "limits.saturday_counts": Setting(
        False,
        _is_switch,
        "law",
        Text("Lördag räknas som vardag", "Saturday counts as a weekday"),
        Text(
            "Rättsläget är oklart: om lördag är en av de två vardagarna i 12 kap. 44 § andra "
            "stycket jordabalken. Påverkar bara upplysningen om tidigaste beslut.",
            "The law is unsettled: whether Saturday is one of the two weekdays in chapter 12, "
            "section 44 of the Land Code. Touches only the information on the earliest decision.",
        ),
    ),
    "limits.extra_days_from": Setting(
        "shifted",
        _is_one_of("shifted", "nominal"),
        "law",
        Text("De två vardagarna räknas från", "The two weekdays are counted from"),
        Text(
            "Rättsläget är oklart: från den framflyttade eller den ursprungliga sista dagen.",
            "The law is unsettled: from the shifted or from the nominal last day.",
        ),
    ),
    "limits.several_tenants": Setting(
        "latest",
        _is_one_of("latest", "earliest"),
        "law",
        Text("Flera hyresgäster, olika delgivningsdag", "Several tenants, different service dates"),
        Text(
            "Rättsläget är oklart: vilken delgivningsdag som gäller för hushållet.",
            "The law is unsettled: which service date counts for the household.",
        ),
    ),
    "confirmation.automatic": Setting(
        False,
        _is_switch,
        "confirmation",
        Text(
            "Bekräftelsen till Kronofogden går automatiskt",
            "The confirmation to Kronofogden goes automatically",
        ),
        Text(
            "Kräver nämndens beslut. Utan det ligger breven färdiga och jouren skickar dem.",
            "Needs the board's decision. Without it the letters are ready and the duty officer "
            "sends them.",
        ),
        needs_decision=True,
    ),
    "confirmation.kfm_address": Setting(
        "",
        _is_text,
        "confirmation",
        Text("Kronofogdens adress för bekräftelser", "Kronofogden's address for confirmations"),
        Text(
            "E-postadress eller funktionsadress som används när underrättelsen inte anger någon.",
            "E-mail or function address used when the notice states none.",
        ),
    ),
    "roster.deputy": Setting(
        "",
        _is_text,
        "confirmation",
        Text("Ersättare när jourlistan saknar namn", "Deputy when the roster names nobody"),
        Text(
            "Finns ingen ersättare tar systemet den som har rollen jour, sedan sektionschef, sedan "
            "registrator.",
            "Without a deputy: a duty officer, then a section head, then a registrar.",
        ),
    ),
    "ladder.steps": Setting(
        DEFAULT_LADDER,
        wrong_in_ladder,
        "ladder",
        Text("Kontaktstegen", "The contact ladder"),
        Text(
            "Stegen för varje grupp, i arbetsdagar från ankomstdagen. Kommunens rutin, inte lag.",
            "The steps of each group, in working days from the day of arrival. Local routine.",
        ),
    ),
    "commitment.section_head_limit": Setting(
        3_000_000,
        _is_amount,
        "delegation",
        Text("Sektionschef får åta sig högst", "A section head may commit at most"),
        Text(
            "Enligt kommunens delegationsordning. Förvalt belopp är ett exempel.",
            "By the municipality's delegation order. The default amount is an example.",
        ),
        needs_decision=True,
    ),
    "commitment.unit_head_limit": Setting(
        6_000_000,
        _is_amount,
        "delegation",
        Text("Enhetschef får åta sig högst", "A unit head may commit at most"),
        Text(
            "Över detta belopp beslutar utskottet. Förvalt belopp är ett exempel.",
            "Above this amount the committee decides. The default amount is an example.",
        ),
        needs_decision=True,
    ),
    "sla.registration": _days(Text("Registrering", "Registration"), 1, _ROUTINE),
    "sla.complement": _days(
        Text("Svar på begäran om komplettering", "Answer to a request to complete"), 3, _ROUTINE
    ),
    "sla.referral": _days(Text("Svar på remiss", "Answer to a referral"), 5, _ROUTINE),
    "sla.referral_booked": _days(
        Text("Svar på remiss när avhysning är bokad", "Answer to a referral, eviction booked"),
        2,
        _ROUTINE,
    ),
    "figures.smallest_number": Setting(
        5,
        _is_count(2, 50),
        "figures",
        Text("Minsta tal som visas i siffror", "The smallest number shown in figures"),
        Text(
            "Mindre tal än så döljs, och så många till att de inte går att räkna ut. Kommunens "
            "rutin, inte lag.",
            "Smaller numbers are hidden, and so many others that they cannot be counted out. Local "
            "routine, not law.",
        ),
    ),
    "figures.first_contact_days": Setting(
        1,
        _is_count(0, 30),
        "figures",
        Text(
            "Första kontaktförsöket vid obetald hyra",
            "The first attempt at contact when rent is unpaid",
        ),
        Text(
            "Antal arbetsdagar från ankomstdagen, som siffrorna räknar med. Kommunens rutin, inte "
            "lag.",
            "Working days from the day of arrival, as the figures count. Local routine, not law.",
        ),
    ),
    "letters.budget_advice": Setting(
        {"name": "Budget- och skuldrådgivarna", "phone": "040-628 04 10"},
        _has_lines("name", "phone"),
        "letters",
        Text("Budget- och skuldrådgivning i brev", "Budget and debt advice in letters"),
        Text(
            "Står i första och andra brevet om skulden. Förvalda uppgifter är påhittade.",
            "Stands in the first and second letter on the debt. The default is made up.",
        ),
    ),
    "letters.emergency": Setting(
        {"phone": "040-628 04 20", "hours": "Alla dagar, dygnet runt"},
        _has_lines("phone", "hours"),
        "letters",
        Text("Akut kontakt i brev inför avhysning", "Emergency contact before an eviction"),
        Text(
            "Står i brevet inför avhysningen. Förvalda uppgifter är påhittade.",
            "Stands in the letter before the eviction. The default is made up.",
        ),
    ),
    "letters.contact": Setting(
        {"phone": "040-628 04 00", "email": "kontakt@kommun.example", "hours": "Vardagar 8–16"},
        _has_lines("phone", "email", "hours"),
        "letters",
        Text("Kontaktuppgifter i brev", "Contact details in letters"),
        Text(
            "Står i varje brev. Förvalda uppgifter är påhittade.",
            "Stands in every letter. The default is made up.",
        ),
    ),
}


def wrong(name: str, value: Any) -> Text | None:
    """What is wrong with a value, or None. Raises KeyError for a name that is not known."""
    return KNOWN[name].wrong(value)
