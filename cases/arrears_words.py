"""The sentences of the track of unpaid rent: warnings and flags, none with a word of a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from cases.law.day_words import weekday_words
from cases.recovery import OTHER_TOOLS
from engine.texts import Text

WARNINGS: Mapping[str, Text] = {
    "DAG_7": Text(
        "Sju dagar av fristen har gått. Stäm av betalningen.",
        "Seven days of the period have passed. Check the payment.",
    ),
    "DAG_14": Text(
        "Fjorton dagar av fristen har gått och skulden är inte löst.",
        "Fourteen days of the period have passed and the debt is not settled.",
    ),
    "SISTA_DAG": Text(
        "Kommunens sista dag för ett åtagande har kommit. Besluta hur skulden ska lösas.",
        "The municipality's last day for a commitment has come. Decide how to settle the debt.",
    ),
    "FRIST_SLUT": Text(
        "Fristen har gått ut utan betalning eller åtagande. " + OTHER_TOOLS.sv,
        "The period has ended without payment or commitment. " + OTHER_TOOLS.en,
    ),
    "FRIST_OKAND": Text(
        "Den preliminära sista dagen har passerat. Delgivningsdagen är inte känd, så fristen kan "
        "löpa längre eller redan vara slut. Fråga hyresvärden vilken dag hyresgästen delgavs.",
        "The preliminary last day has passed. The day of service is not known, so the period may "
        "run longer or be over already. Ask the landlord on which day the tenant was served.",
    ),
    "FOR_SENT": Text(
        "Åtagandet blev för sent. " + OTHER_TOOLS.sv,
        "The commitment was too late. " + OTHER_TOOLS.en,
    ),
}

WARNS: Mapping[str, tuple[str, ...]] = {
    "DAG_7": ("caseworker",),
    "DAG_14": ("manager",),
    "SISTA_DAG": ("caseworker", "manager"),
    "FRIST_SLUT": ("caseworker",),
    "FRIST_OKAND": ("caseworker", "manager"),
    "FOR_SENT": ("caseworker",),
}
"""Whom each warning is for."""

MILDER: Mapping[str, tuple[str, ...]] = {
    "SISTA_DAG": ("DAG_7", "DAG_14"),
    "FRIST_SLUT": ("DAG_7", "DAG_14", "SISTA_DAG", "FRIST_OKAND"),
    "FRIST_OKAND": ("DAG_7", "DAG_14", "SISTA_DAG"),
    "FOR_SENT": ("DAG_7", "DAG_14", "SISTA_DAG"),
}
"""What a warning makes needless for those whom it is for."""

LATE_RENT = Text(
    "En hyra efter den lösta skulden är inte betald. Ta kontakt med hushållet.",
    "A rent after the settled debt has not been paid. Contact the household.",
)
REPEATED = Text(
    "Det är inte den första underrättelsen på tolv månader. Varje underrättelse har sin egen "
    "frist.",
    "This is not the first notice in twelve months. Each notice has its own period.",
)
PAID_LATE = Text(
    "Betalningen kom efter fristens sista dag. Fråga om hyresvärden godtar att hushållet bor kvar.",
    "The payment came after the last day of the period. Ask whether the landlord lets the "
    "household stay.",
)
PAID_IN_PART = Text(
    "Bara en del av skulden är betald. Fristen löper för resten.",
    "Only a part of the debt has been paid. The period runs for the rest.",
)
PLAN_WITHOUT_WAIVER = Text(
    "En avbetalningsplan stoppar inte fristen. Be hyresvärden avstå skriftligt.",
    "An instalment plan does not stop the period. Ask the landlord to waive its right in writing.",
)
PAYMENT_DIFFERS = Text(
    "En ny uppgift om betalning stämmer inte med en tidigare. Kontrollera vilken som gäller.",
    "A new report of payment does not agree with an earlier one. Check which one holds.",
)
PAYMENT_AHEAD = Text(
    "Betalningsdagen ligger efter i dag. Kontrollera den.",
    "The day of payment is after today. Check it.",
)
SERVICE_DIFFERS = Text(
    "En ny delgivningsdag stämmer inte med en tidigare. Kontrollera vilken som gäller.",
    "A new day of service does not agree with an earlier one. Check which one holds.",
)
SERVICE_AHEAD = Text(
    "Delgivningsdagen ligger efter i dag och räknas inte. Kontrollera den.",
    "The day of service is after today and is not counted. Check it.",
)
AFTER_INTERNAL = Text(
    "Åtagandet skickas efter kommunens egen sista dag.",
    "The commitment is sent after the municipality's own last day.",
)
PROVED_AFTERWARDS = Text(
    "Att åtagandet lämnades i tid uppgavs först efter sista dagen. Spara det som styrker det.",
    "That the commitment was given in time was stated after the last day only. Keep what proves "
    "it.",
)
BELOW_DEBT = Text(
    "Det föreslagna åtagandet är lägre än skulden enligt underrättelsen. Kontrollera att allt som "
    "ska betalas för att bostaden ska behållas är med.",
    "The proposed commitment is less than the debt of the notice. Check that it covers all that is "
    "to be paid for the home to be kept.",
)
ON_MOVED_DAY = Text(
    "Rättsläget oklart: åtagandet skickas på en dag som räknas bara för att den uträknade dagen "
    "inte är en vardag.",
    "The law is not settled: the commitment is sent on a day that counts only because the counted "
    "day is no weekday.",
)
UNCERTAIN_PERIOD = Text(
    "Åtagandet skickades efter den preliminära sista dagen. Delgivningsdagen är inte känd, så "
    "det är oklart om det kom i tid. Fråga hyresvärden.",
    "The commitment was sent after the preliminary last day. The day of service is not known, so "
    "it is uncertain whether it was in time. Ask the landlord.",
)


def recounted(last_day: date, *, is_preliminary: bool) -> Text:
    """The recovery period has been counted anew: what its last day is now."""
    day = weekday_words(last_day)
    sv, en = (", preliminär", ", preliminary") if is_preliminary else ("", "")
    return Text(
        f"Fristen har räknats om. Sista dagen är nu {day.sv}{sv}.",
        f"The period has been counted anew. The last day is now {day.en}{en}.",
    )
