"""What a notice of each type (domain 2.3) holds: the facts it may state, and those it must.

The type says some facts by itself (``IMPLIED``), so that table D1 comes to the same type; the table
has the last word all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cases.doors.fact_schemas import BASE64, FACTS, Schema, line

MOST_FILES = 5
LONGEST_FILE_NAME = 200

_SENDER = (
    "sender_phone",
    "sender_email",
    "sender_language",
    "sender_street",
    "sender_postal_code",
    "sender_town",
)
_HOME = ("dwelling_street", "dwelling_postal_code", "dwelling_town", "apartment_number")
_TENANT = ("tenant_name", "tenant_personal_number", "other_tenants", "children")
_ALWAYS = (*_SENDER, *_TENANT, *_HOME, "other")
_TERMINATION = ("termination_date", "termination_way", "service_date", "tenants")
_DEBT = (
    "amount",
    "monthly_rent",
    "arrears_months",
    "months_amounts",
    "due_dates",
    "payment_account",
)
_UNPAID = (*_DEBT, *_TERMINATION, "rooms", "tenure")
_POSTED = ("is_sent_registered", "posting_date")
_OFFICE = ("kfm_case_number", "kfm_officer", "kfm_phone", "kfm_address", "ground", "safety")
_STEPS = (
    "order_served_on",
    "answer_days",
    "contest_sent_on",
    "judgment_on",
    "documents_in_on",
    "heard_on",
)
_TIME = ("eviction_at", "eviction_date")
_DISTURBED = ("what_happened", "tenure", "rooms")

_OF_TYPE: Mapping[str, tuple[str, ...]] = {
    "U10": (*_UNPAID, *_POSTED),
    "U11": (*_UNPAID, *_POSTED),
    "U20": _DISTURBED,
    "U21": _DISTURBED,
    "U22": (*_DISTURBED, *_TERMINATION),
    "U23": (*_DISTURBED, *_TERMINATION),
    "U30": (*_OFFICE, *_STEPS),
    "U31": (*_OFFICE, *_TIME, "documents_in_on", "heard_on"),
    "U32": (*_OFFICE, *_TIME, "previous_eviction_date", "result", "measure"),
    "U33": (*_OFFICE, *_TIME, "measure"),
    "U34": (*_OFFICE, *_STEPS),
    "U35": (*_OFFICE, *_TIME),
    "U40": ("what_happened", "tenure", "is_terminated"),
    "U50": ("what_happened",),
    "U51": ("what_happened",),
    "U52": ("what_happened", "amount", "monthly_rent", "arrears_months", "tenure"),
    "U60": ("what_happened", "amount", "monthly_rent", "arrears_months", "due_dates", "tenure"),
}
TYPES = tuple(_OF_TYPE)

_REQUIRED = ("dwelling_street", "dwelling_postal_code", "dwelling_town")
_NAMELESS = frozenset({"U34", "U35"})
"""An unlawful occupant need not be known by name."""
_ALSO_REQUIRED = {"U10": ("amount",), "U11": ("amount",), "U20": ("what_happened",)}
_ALSO_REQUIRED |= dict.fromkeys(("U21", "U22", "U23", "U50", "U51"), ("what_happened",))

_RENTED: Schema = FACTS["tenure"] | {"enum": ["rental", "sublet"]}
_OWNED: Schema = FACTS["tenure"] | {"enum": ["cooperative_ownership"]}
_NARROWER: Mapping[str, Mapping[str, Schema]] = {
    **{code: {"tenure": _RENTED} for code in ("U10", "U20", "U22")},
    **{code: {"tenure": _OWNED} for code in ("U11", "U21", "U23")},
}

_NO_TERMINATION = {"ground": "disturbance", "is_terminated": "no"}
_SERIOUS = {"ground": "disturbance", "is_terminated": "yes"}
IMPLIED: Mapping[str, Mapping[str, str]] = {
    "U10": {"ground": "unpaid", "tenure": "rental", "is_terminated": "yes"},
    "U11": {"ground": "unpaid", "tenure": "cooperative_ownership", "is_terminated": "yes"},
    "U20": {"tenure": "rental", **_NO_TERMINATION},
    "U21": {"tenure": "cooperative_ownership", **_NO_TERMINATION},
    "U22": {"tenure": "rental", **_SERIOUS},
    "U23": {"tenure": "cooperative_ownership", **_SERIOUS},
    "U30": {"kfm_document": "application", "measure": "eviction"},
    "U31": {"kfm_document": "time", "measure": "eviction"},
    "U32": {"kfm_document": "changed_time", "measure": "eviction"},
    "U33": {"kfm_document": "carried_out", "measure": "eviction"},
    "U34": {"kfm_document": "application", "measure": "removal"},
    "U35": {"kfm_document": "time", "measure": "removal"},
    "U40": {"ground": "dispute"},
    "U50": {"ground": "concern"},
    "U51": {"ground": "other", "sender_kind": "household"},
    "U52": {"ground": "early_signal", "is_terminated": "no"},
    "U60": {"ground": "reminder"},
}
"""What a type says by itself, where the notice does not say it otherwise."""

_LANDLORDS = ("landlord", "agent")
_ANY_LANDLORD = ("landlord", "association", "agent")
SENDERS: Mapping[str, tuple[str, ...]] = {
    "U10": _LANDLORDS,
    "U11": ("association", "agent"),
    **dict.fromkeys(("U20", "U22"), ("landlord",)),
    **dict.fromkeys(("U21", "U23"), ("association",)),
    **dict.fromkeys(("U30", "U31", "U32", "U33", "U34", "U35"), ("kfm",)),
    "U40": ("court",),
    "U50": (*_ANY_LANDLORD, "authority", "internal"),
    "U51": ("internal",),
    "U52": _ANY_LANDLORD,
    "U60": _ANY_LANDLORD,
}
"""Which kinds of sender may send each type."""


def facts(type_code: str) -> tuple[str, ...]:
    """The names of the facts of a type, in the order of the form."""
    named = {*_ALWAYS, *_OF_TYPE[type_code], *_spoken_for(type_code)}
    return tuple(name for name in FACTS if name in named)


def facts_schema(type_code: str) -> Schema:
    """The schema of the facts of a notice of this type."""
    narrower = _NARROWER.get(type_code, {})
    return {
        "type": "object",
        "properties": {name: narrower.get(name, FACTS[name]) for name in facts(type_code)},
        "required": list(required(type_code)),
        "additionalProperties": False,
    }


def required(type_code: str) -> tuple[str, ...]:
    """The facts without which the door does not take the notice; the same as the form asks for."""
    named = () if type_code in _NAMELESS else ("tenant_name",)
    return (*named, *_REQUIRED, *_ALSO_REQUIRED.get(type_code, ()))


def notice_schema(type_code: str) -> Schema:
    """The schema of a whole notice: its type, its facts and the files that come with it."""
    return {
        "type": "object",
        "title": type_code,
        "properties": {
            "type": {"type": "string", "enum": [type_code], "description": "The document type."},
            "facts": facts_schema(type_code),
            "files": FILES,
        },
        "required": ["type", "facts"],
        "additionalProperties": False,
    }


def _spoken_for(type_code: str) -> tuple[str, ...]:
    """An agent says whom she acts for, and the municipality's own e-service who made contact."""
    return ("sender_name",) if {"agent", "internal"} & {*SENDERS[type_code]} else ()


FILES: dict[str, Any] = {
    "type": "array",
    "maxItems": MOST_FILES,
    "description": "Files that come with the notice: PDF, images, Word, Excel, OpenDocument or "
    "text in UTF-8, without macros, at most 20 MB each.",
    "items": {
        "type": "object",
        "properties": {
            "name": line(LONGEST_FILE_NAME, "The name of the file."),
            "content": {
                "type": "string",
                "pattern": BASE64,
                "contentEncoding": "base64",
                "description": "The bytes of the file in base64.",
            },
        },
        "required": ["name", "content"],
        "additionalProperties": False,
    },
}
