"""What a sender may tell of a notice afterwards: a correction, or that it no longer holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cases.doors.fact_schemas import FACTS, Schema
from engine.texts import Text

CORRECTION, WITHDRAWAL = "correction", "withdrawal"
IN_WORDS = "in_words"
"""What is told in a sender's own words: a registrar enters it, for no fact can be read from it."""

SETTLED = ("paid", "aid_paid", "plan_accepted", "withdrawn")
"""The reasons that say how a debt was settled (D10)."""

REASONS = (*SETTLED, "wrong_person", "wrong_municipality", "other")

_TOLD_OF_HERSELF = ("sender_name", "sender_phone", "sender_email", "sender_street")
_ABOUT: Mapping[str, Schema] = {
    name: schema for name, schema in FACTS.items() if name not in _TOLD_OF_HERSELF
}
_NOTE: Schema = FACTS["safety"] | {"description": "Why, in words."}
_YES: Schema = {"type": "boolean"}

SCHEMAS: Mapping[str, Schema] = {
    CORRECTION: {
        "type": "object",
        "title": "Correction",
        "properties": {
            "facts": {
                "type": "object",
                "properties": dict(_ABOUT),
                "minProperties": 1,
                "additionalProperties": False,
                "description": "The right facts; those that are left out stand as they were.",
            },
            "reason": _NOTE,
        },
        "required": ["facts", "reason"],
        "additionalProperties": False,
    },
    WITHDRAWAL: {
        "type": "object",
        "title": "Withdrawal",
        "properties": {
            "reason": {"enum": list(REASONS), "description": "Why the notice no longer holds."},
            "paid_on": FACTS["service_date"] | {"description": "The day of payment. YYYY-MM-DD."},
            "amount": FACTS["amount"] | {"description": "What was paid. In whole öre."},
            "is_whole": _YES | {"description": "All that was owed is paid."},
            "accepts": _YES | {"description": "The household may stay although it was late."},
            "waived": _YES | {"description": "The plan is agreed in writing."},
            "note": _NOTE,
        },
        "required": ["reason"],
        "additionalProperties": False,
    },
}
"""The schema of each kind of report."""

_CORRECTED = Text(
    "Avsändaren har rättat uppgifter i underrättelsen. Rättelsen är inte bedömd än.",
    "The sender has corrected facts of the notice. The correction is not judged yet.",
)
_SAID: Mapping[str, Text] = {
    "paid": Text(
        "Avsändaren uppger att skulden är betald. Uppgiften är inte bedömd än.",
        "The sender says that the debt is paid. It is not judged yet.",
    ),
    "aid_paid": Text(
        "Avsändaren uppger att skulden är betald med bistånd. Uppgiften är inte bedömd än.",
        "The sender says that the debt is paid by aid. It is not judged yet.",
    ),
    "plan_accepted": Text(
        "Avsändaren uppger att en avbetalningsplan är godtagen. Uppgiften är inte bedömd än.",
        "The sender says that a plan is accepted. It is not judged yet.",
    ),
    "withdrawn": Text(
        "Avsändaren tar tillbaka underrättelsen. Uppgiften är inte bedömd än.",
        "The sender takes the notice back. It is not judged yet.",
    ),
    "wrong_person": Text(
        "Avsändaren uppger att underrättelsen gäller fel person. Uppgiften är inte bedömd än.",
        "The sender says that the notice is about the wrong person. It is not judged yet.",
    ),
    "wrong_municipality": Text(
        "Avsändaren uppger att underrättelsen skulle till en annan kommun. "
        "Uppgiften är inte bedömd än.",
        "The sender says that the notice was for another municipality. It is not judged yet.",
    ),
    "other": Text(
        "Avsändaren uppger att underrättelsen inte gäller. Uppgiften är inte bedömd än.",
        "The sender says that the notice does not hold. It is not judged yet.",
    ),
}


_IN_WORDS: Mapping[str, Text] = {
    "missing": Text(
        "Avsändaren uppger något som saknades. Uppgiften är inte bedömd än.",
        "The sender tells something that was missing. It is not judged yet.",
    ),
    "wrong": Text(
        "Avsändaren uppger att något var fel. Uppgiften är inte bedömd än.",
        "The sender says that something was wrong. It is not judged yet.",
    ),
}
_IN_WORDS_SHORT: Mapping[str, Text] = {
    "missing": Text("Något saknades", "Something was missing"),
    "wrong": Text("Något var fel", "Something was wrong"),
}
_SHORT: Mapping[str, Text] = {
    "paid": Text("betald skuld", "the debt is paid"),
    "aid_paid": Text("skuld betald med bistånd", "the debt is paid by aid"),
    "plan_accepted": Text("godtagen avbetalningsplan", "a plan is accepted"),
    "withdrawn": Text("avsändaren tar tillbaka", "the sender takes back"),
    "wrong_person": Text("fel person", "wrong person"),
    "wrong_municipality": Text("fel kommun", "wrong municipality"),
    "other": Text("annat skäl", "another reason"),
}


def short(kind: str, said: Mapping[str, Any]) -> Text:
    """The same in a few words, for a list."""
    if kind == CORRECTION:
        return Text("Rättelse", "Correction")
    if kind == IN_WORDS:
        return _IN_WORDS_SHORT[said["about"]]
    why = _SHORT[said["reason"]]
    return Text(f"Gäller inte längre: {why.sv}", f"No longer holds: {why.en}")


def sentence(kind: str, said: Mapping[str, Any]) -> Text:
    """What is told, in words that hold no fact of a person."""
    if kind == IN_WORDS:
        return _IN_WORDS[said["about"]]
    return _CORRECTED if kind == CORRECTION else _SAID[said["reason"]]
