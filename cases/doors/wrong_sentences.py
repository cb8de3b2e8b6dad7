"""What a sender's own system is told of a place that does not conform: what was expected there."""

from __future__ import annotations

from cases.doors import fact_schemas as forms
from engine.texts import Text

OF_KEYWORD = {
    "required": Text("Uppgiften saknas.", "The fact is missing."),
    "unknown": Text(
        "Uppgiften finns inte för den här typen.", "There is no such fact for this type."
    ),
    "type": Text("Värdet ska vara {limit}.", "The value must be {limit}."),
    "enum": Text("Värdet ska vara ett av: {limit}.", "The value must be one of: {limit}."),
    "minLength": Text(
        "Texten är tom. Utelämna uppgiften om den inte är känd.",
        "The text is empty. Leave the fact out if it is not known.",
    ),
    "maxLength": Text("Högst {limit} tecken.", "At most {limit} signs."),
    "pattern": Text("{limit}", "{limit}"),
    "minimum": Text("Värdet är för litet: minst {limit}.", "Too small: at least {limit}."),
    "maximum": Text("Värdet är för stort: högst {limit}.", "Too large: at most {limit}."),
    "minItems": Text("Listan är för kort: minst {limit}.", "Too few: at least {limit}."),
    "maxItems": Text("Listan är för lång: högst {limit}.", "Too many: at most {limit}."),
    "minProperties": Text("Ange minst {limit} uppgift.", "State at least {limit} fact."),
}
"""One sentence for each word of a schema that may not hold, in the order in which to mend them."""

OF_FORM = {
    forms.LINE: Text(
        "En rad text väntades, som börjar med ett synligt tecken och saknar radbrytning.",
        "One line of text was expected, beginning with a visible sign and without line breaks.",
    ),
    forms.TEXT: Text(
        "Text väntades, som börjar med ett synligt tecken och saknar styrtecken.",
        "Text was expected, beginning with a visible sign and without control characters.",
    ),
    forms.EMAIL: Text(
        "En e-postadress väntades, med domänen i små bokstäver: namn@exempel.se.",
        "An e-mail address was expected, its domain in small letters: name@example.com.",
    ),
    forms.DAY: Text(
        "En dag som finns väntades, på formen ÅÅÅÅ-MM-DD: 2026-11-26.",
        "A day that exists was expected, in the form YYYY-MM-DD: 2026-11-26.",
    ),
    forms.MONTH: Text(
        "En månad väntades, på formen ÅÅÅÅ-MM: 2026-11.",
        "A month was expected, in the form YYYY-MM: 2026-11.",
    ),
    forms.DAY_AND_TIME: Text(
        "Dag och klockslag i svensk tid väntades, på formen ÅÅÅÅ-MM-DDTTT:MM: 2026-11-26T09:30.",
        "Day and time of day in Sweden were expected, as YYYY-MM-DDThh:mm: 2026-11-26T09:30.",
    ),
    forms.PHONE: Text(
        "Ett telefonnummer med 6 till 19 siffror väntades: 070-123 45 67 eller +46 70 123 45 67.",
        "A telephone number of 6 to 19 digits was expected: 070-123 45 67 or +46 70 123 45 67.",
    ),
    forms.POSTAL_CODE: Text(
        "Ett postnummer med fem siffror väntades: 211 34 eller 21134.",
        "A postal code of five digits was expected: 211 34 or 21134.",
    ),
    forms.PERSONAL_NUMBER: Text(
        "Ett personnummer med tio eller tolv siffror väntades: ÅÅÅÅMMDD-NNNN eller ÅÅMMDD-NNNN.",
        "A personal number of ten or twelve digits was expected: YYYYMMDD-NNNN or YYMMDD-NNNN.",
    ),
    forms.APARTMENT_NUMBER: Text(
        "Ett lägenhetsnummer med fyra siffror väntades: 1201.",
        "An apartment number of four digits was expected: 1201.",
    ),
    forms.BASE64: Text(
        "Filens innehåll väntades i base64, utan radbrytningar.",
        "The content of the file was expected in base64, without line breaks.",
    ),
}
"""The form that a pattern asks for, with an example."""

OF_KIND = {
    "string": Text("text", "text"),
    "integer": Text("ett heltal, utan citattecken", "a whole number, without quotes"),
    "boolean": Text("true eller false", "true or false"),
    "array": Text("en lista", "a list"),
    "object": Text("ett objekt", "an object"),
}
"""The kinds of values that a schema may ask for."""


def sentence(keyword: str, limit: object) -> Text:
    """What is wrong by this word of a schema, and what it asks for."""
    said, shown = OF_KEYWORD[keyword], _shown(keyword, limit)
    return Text(said.sv.format(limit=shown.sv), said.en.format(limit=shown.en))


def _shown(keyword: str, limit: object) -> Text:
    if keyword == "pattern":
        return OF_FORM[str(limit)]
    if keyword == "type":
        return OF_KIND[str(limit)]
    words = ", ".join(map(str, limit)) if isinstance(limit, list) else str(limit)
    return Text(words, words)
