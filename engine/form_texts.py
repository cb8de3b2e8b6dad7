"""What a form says when an answer cannot be taken: one sentence per kind of mistake."""

from __future__ import annotations

from collections.abc import Mapping

from engine.texts import Text


class Unreadable(ValueError):
    """What was written cannot be read; ``code`` names the sentence to show, never the value."""

    def __init__(self, code: str, box: str = "", **figures: object) -> None:
        super().__init__(code)
        self.code = code
        self.box = box
        self.figures = figures


SENTENCES: Mapping[str, Text] = {
    "required": Text("Svara på frågan.", "Answer the question."),
    "characters": Text(
        "Texten innehåller tecken som inte går att spara. Ta bort dem eller skriv om texten.",
        "The text has characters that cannot be saved. Remove them or write the text again.",
    ),
    "too_long": Text(
        "Skriv högst {limit} tecken. Du har skrivit {actual}.",
        "Write at most {limit} characters. You have written {actual}.",
    ),
    "too_short": Text("Skriv minst {limit} tecken.", "Write at least {limit} characters."),
    "repeated": Text(
        "Svaret skickades flera gånger. Fyll i fältet igen.",
        "The answer was sent several times. Fill in the field again.",
    ),
    "choice": Text("Välj ett av alternativen i listan.", "Choose one of the options in the list."),
    "too_few": Text("Välj minst {limit}.", "Choose at least {limit}."),
    "too_many": Text("Ange högst {limit}.", "Give at most {limit}."),
    "too_small": Text("Ange minst {limit}.", "Give at least {limit}."),
    "too_large": Text("Ange högst {limit}.", "Give at most {limit}."),
    "date": Text(
        "Datumet finns inte. Kontrollera dag, månad och år.",
        "There is no such date. Check the day, month and year.",
    ),
    "date_incomplete": Text("Fyll i dag, månad och år.", "Fill in the day, month and year."),
    "year": Text(
        "Skriv året med fyra siffror, till exempel 2026.",
        "Write the year with four digits, for example 2026.",
    ),
    "future": Text("Datumet kan inte ligga i framtiden.", "The date cannot be in the future."),
    "months": Text(
        "Skriv månaderna med namn och år, till exempel januari och februari 2026.",
        "Write the months with name and year, for example January and February 2026.",
    ),
    "money": Text(
        "Skriv beloppet i kronor med siffror, till exempel 12 500,50.",
        "Write the sum in kronor with digits, for example 12 500,50.",
    ),
    "money_unclear": Text(
        "Det går inte att se om beloppet har ören. Skriv till exempel 12 500 eller 12 500,50.",
        "It is not clear whether the sum has decimals. Write for example 12 500 or 12 500,50.",
    ),
    "negative": Text("Beloppet kan inte vara mindre än noll.", "The sum cannot be below zero."),
    "number": Text("Skriv ett heltal med siffror.", "Write a whole number with digits."),
    "email": Text(
        "Skriv en e-postadress i formatet namn@exempel.se.",
        "Write an e-mail address in the format name@example.com.",
    ),
    "phone": Text(
        "Skriv telefonnumret med siffror, till exempel 070-123 45 67 eller +46 70 123 45 67.",
        "Write the phone number with digits, for example 070-123 45 67 or +46 70 123 45 67.",
    ),
    "postal_code": Text(
        "Skriv postnumret med fem siffror, till exempel 211 20.",
        "Write the postal code with five digits, for example 211 20.",
    ),
    "flat_number": Text(
        "Skriv lägenhetsnumret med fyra siffror, till exempel 1102.",
        "Write the flat number with four digits, for example 1102.",
    ),
    "time_of_day": Text(
        "Skriv klockslaget som timme och minut, till exempel 16.45.",
        "Write the time as hour and minute, for example 16:45.",
    ),
    "organisation_number": Text(
        "Numret är inget organisationsnummer. Kontrollera de tio siffrorna.",
        "This is not an organisation number. Check the ten digits.",
    ),
    "personal_number": Text(
        "Skriv personnumret med tio eller tolv siffror, till exempel ÅÅÅÅMMDD-NNNN.",
        "Write the personal identity number with ten or twelve digits, as in YYYYMMDD-NNNN.",
    ),
    "personal_number_day": Text(
        "Födelsedatumet i personnumret finns inte. Kontrollera siffrorna.",
        "There is no such date of birth. Check the digits of the personal identity number.",
    ),
    "check_digit": Text(
        "Personnumrets sista siffra stämmer inte. Kontrollera numret.",
        "The last digit of the personal identity number is wrong. Check the number.",
    ),
    "invalid": Text("Kontrollera svaret.", "Check the answer."),
    "unknown": Text(
        "Formuläret skickades med fält som inte hör dit: {names}. Ladda om sidan och försök igen.",
        "The form was sent with fields that are not part of it: {names}. Reload and try again.",
    ),
    "too_much": Text(
        "Det är för mycket text i formuläret. Korta svaren eller bifoga texten som fil.",
        "There is too much text in the form. Shorten the answers or attach the text as a file.",
    ),
    "too_many_fields": Text(
        "Formuläret skickades med för många fält. Ladda om sidan och försök igen.",
        "The form was sent with too many fields. Reload the page and try again.",
    ),
}
"""The code of each mistake is stable; a form may have its own sentence for it under ``errors``."""


def sentence(code: str, own: Mapping[str, Text], figures: Mapping[str, object]) -> Text:
    """The form's own sentence for a mistake, else ours, with its figures filled in."""
    if code in own:
        return own[code]
    ours = SENTENCES[code]
    return Text(ours.sv.format(**figures), ours.en.format(**figures))
