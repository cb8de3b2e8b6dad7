"""The JSON schema of each fact that a sender's own system may state; see docs/notice-facts.md.

What conforms is kept and what does not is refused: nothing beside the schema decides. Patterns mean
the whole text, and use what ECMA 262 and Python read alike.
"""

from __future__ import annotations

from typing import Any

from engine.form_schema import MAX_MONEY_ORE

Schema = dict[str, Any]

_SIGN = r"[^\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffe\uffff]"
_FIRST = r"[^\s\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffe\uffff]"
LINE = f"^{_FIRST}{_SIGN}*$"
_IN_TEXT = r"(?:[\n\t]|[^\u0000-\u001f\u007f-\u009f\ufffe\uffff])"
TEXT = f"^{_FIRST}{_IN_TEXT}*$"
_YEAR = "(?:19|2[01])[0-9]{2}"
_LONG_MONTH = "(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
_SHORT_MONTH = "(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
_FEBRUARY = "02-(?:0[1-9]|1[0-9]|2[0-8])"
_LEAP_YEAR = "(?:(?:19|2[01])(?:0[48]|[2468][048]|[13579][26])|2000)"
_DAY = f"(?:{_YEAR}-(?:{_LONG_MONTH}|{_SHORT_MONTH}|{_FEBRUARY})|{_LEAP_YEAR}-02-29)"
_MONTH = f"{_YEAR}-(?:0[1-9]|1[0-2])"
_TIME = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
EMAIL = rf"^{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+[a-z]{{2,24}}$"

DAY = f"^{_DAY}$"
MONTH = f"^{_MONTH}$"
DAY_AND_TIME = f"^{_DAY}T{_TIME}$"
PHONE = r"^\+?[0-9](?:[ ()./-]?[0-9]){5,18}$"
POSTAL_CODE = "^[1-9][0-9]{2} ?[0-9]{2}$"
PERSONAL_NUMBER = "^(?:[0-9]{2})?[0-9]{6}[-+]?[0-9]{4}$"
APARTMENT_NUMBER = "^[0-9]{4}$"
BASE64 = "^[A-Za-z0-9+/]+={0,2}$"

FEWEST_ORE = 100
MOST_MONTHS = 60
MOST_TENANTS = 20


def line(longest: int, meaning: str) -> Schema:
    """A text on one line that begins with a sign that can be seen."""
    return {"type": "string", "pattern": LINE, **_at_most(longest), "description": meaning}


def _at_most(longest: int) -> Schema:
    return {"minLength": 1, "maxLength": longest}


def _text(longest: int, meaning: str) -> Schema:
    return {"type": "string", "pattern": TEXT, **_at_most(longest), "description": meaning}


def _day(meaning: str) -> Schema:
    described = f"{meaning} YYYY-MM-DD."
    return {"type": "string", "pattern": DAY, "description": described}


def _money(meaning: str) -> Schema:
    return {
        "type": "integer",
        "minimum": FEWEST_ORE,
        "maximum": MAX_MONEY_ORE,
        "description": f"{meaning} In whole öre.",
    }


def _phone(meaning: str) -> Schema:
    return {
        "type": "string",
        "pattern": PHONE,
        "description": meaning,
    }


def _one_of(meaning: str, *words: str) -> Schema:
    return {"enum": list(words), "description": meaning}


_YES_OR_NO = ("yes", "no")
_MONTH_SCHEMA: Schema = {"type": "string", "pattern": MONTH}

FACTS: dict[str, Schema] = {
    # Who tells us; who she is says the key.
    "sender_name": line(200, "Whom the agent acts for, or the person who made contact herself."),
    "sender_phone": _phone("Where the sender is reached."),
    "sender_language": _one_of(
        "The language of letters to the sender; Swedish unless told.", "sv", "en"
    ),
    "sender_email": {
        "type": "string",
        "pattern": EMAIL,
        "maxLength": 200,
        "description": "Where confirmations to the sender go.",
    },
    "sender_street": line(200, "The sender's address."),
    "sender_postal_code": {
        "type": "string",
        "pattern": POSTAL_CODE,
        "description": "The sender's postal code.",
    },
    "sender_town": line(100, "The sender's town."),
    # Whom and which home it is about.
    "tenant_name": line(200, "Tenant or holder of the home."),
    "tenant_personal_number": {
        "type": "string",
        "pattern": PERSONAL_NUMBER,
        "description": "Personal or coordination number. One whose check digit is wrong is kept, "
        "marked as unconfirmed and never used to look anyone up.",
    },
    "other_tenants": line(500, "Further tenants, who must be served as well."),
    "dwelling_street": line(200, "Street, number and entrance of the home."),
    "dwelling_postal_code": {
        "type": "string",
        "pattern": POSTAL_CODE,
        "description": "Postal code of the home.",
    },
    "dwelling_town": line(100, "Town of the home."),
    "apartment_number": {
        "type": "string",
        "pattern": APARTMENT_NUMBER,
        "description": "Four digits (Lantmäteriet).",
    },
    "tenure": _one_of(
        "How the home is held.",
        "rental",
        "sublet",
        "cooperative_ownership",
        "cooperative_rental",
        "municipal_contract",
    ),
    "rooms": line(20, "Size of the home."),
    "children": _one_of("Whether children live in the home.", "yes", "no", "unknown"),
    # The debt.
    "amount": _money("What must be paid to win the home back."),
    "monthly_rent": _money("Rent or fee of one month."),
    "arrears_months": {
        "type": "array",
        "items": _MONTH_SCHEMA,
        "minItems": 1,
        "maxItems": MOST_MONTHS,
        "description": "The months that the debt is for, YYYY-MM.",
    },
    "months_amounts": {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {"month": _MONTH_SCHEMA, "amount": _money("What is owed for the month.")},
            "required": ["month", "amount"],
            "additionalProperties": False,
        },
        "minItems": 1,
        "maxItems": MOST_MONTHS,
        "description": "The amount of each month.",
    },
    "due_dates": line(500, "Due dates and interest."),
    "payment_account": line(100, "The account to pay to."),
    # The termination and its service.
    "is_terminated": _one_of("Whether the contract has been terminated.", *_YES_OR_NO),
    "termination_date": _day("The day of the termination."),
    "termination_way": _one_of(
        "How it was terminated.", "in_person", "registered_letter", "process_server", "other"
    ),
    "service_date": _day("The day on which the tenant was served."),
    "tenants": {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {
                "name": line(200, "A tenant."),
                "served_on": _day("The day on which she was served."),
            },
            "additionalProperties": False,
        },
        "minItems": 1,
        "maxItems": MOST_TENANTS,
        "description": "Service on each tenant; comes before service_date.",
    },
    "is_sent_registered": _one_of("Whether it was, or was also, sent registered.", *_YES_OR_NO),
    "posting_date": _day("The day on which the registered letter was posted."),
    "what_happened": _text(5000, "What has happened."),
    # Kronofogden.
    "kfm_case_number": line(60, "Kronofogden's case number."),
    "kfm_officer": line(200, "The officer at Kronofogden."),
    "kfm_phone": _phone("Where the officer is reached."),
    "kfm_address": line(200, "Kronofogden's address."),
    "measure": _one_of("Which measure it is about.", "eviction", "removal"),
    "ground": _one_of("Why.", "unpaid", "disturbance", "other"),
    "eviction_at": {
        "type": "string",
        "pattern": DAY_AND_TIME,
        "description": "Local day and time of day of the eviction; comes before eviction_date.",
    },
    "eviction_date": _day("The day of the eviction, when the time of day is not known."),
    "previous_eviction_date": _day("The day that was stated before."),
    "result": _one_of("Why it is off.", "cancelled", "withdrawn"),
    "order_served_on": _day("Kronofogden's order was served."),
    "answer_days": {
        "type": "integer",
        "minimum": 1,
        "maximum": 365,
        "description": "The time to answer that the order states, in days.",
    },
    "contest_sent_on": _day("Kronofogden sent the notice that the application is contested."),
    "judgment_on": _day("Kronofogden's decision (utslag)."),
    "documents_in_on": _day("The documents for enforcement were in."),
    "heard_on": _day("The tenant could comment."),
    "safety": _text(2000, "What those who visit the home should know."),
    "other": _text(5000, "Anything else."),
}
"""Every fact by its name."""
