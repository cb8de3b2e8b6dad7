"""The meta-schema: how a form file is written, and what a schema of an answer may say."""

from __future__ import annotations

from typing import Any

MAX_BYTES = 200_000
MAX_FIELDS = 200
MAX_TEXT = 20_000
MAX_MONEY_ORE = 100_000_000_000
NAME = r"^[a-z][a-z0-9_]{0,59}\Z"
RESERVED = frozenset({"typename", "version", "csrf_token", "send_token", "content"})
"""``typename`` is read as a type by the library's serializer; the others belong to the
page: its own controls, and the id of its main part."""

_TEXT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "sv": {"type": "string", "minLength": 1, "maxLength": 2000},
        "en": {"type": "string", "minLength": 1, "maxLength": 2000},
    },
    "required": ["sv", "en"],
    "additionalProperties": False,
}
_OPTION: dict[str, Any] = {
    "type": "object",
    "properties": {
        "value": {"type": "string", "pattern": r"^[A-Za-z0-9][A-Za-z0-9_-]{0,59}\Z"},
        "label": _TEXT,
        "hint": _TEXT,
        "submit": _TEXT,
    },
    "required": ["value", "label"],
    "additionalProperties": False,
}
_FIELD: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "pattern": NAME},
        "widget": {
            "enum": [
                "text", "textarea", "radios", "buttons", "checkboxes", "select", "date", "money",
                "number", "email", "tel", "personal_number", "months", "file",
            ]
        },
        "label": _TEXT,
        "hint": _TEXT,
        "why": _TEXT,
        "options": {"type": "array", "items": _OPTION, "maxItems": 100},
        "options_from": {"type": "string", "pattern": NAME},
        "show": {
            "type": "object",
            "minProperties": 1,
            "maxProperties": 1,
            "additionalProperties": {
                "type": "array",
                "items": {"type": "string"},
                "minItems": 1,
                "maxItems": 100,
            },
        },
        "errors": {"type": "object", "additionalProperties": _TEXT},
        "routing": {"type": "boolean"},
        "asked": {"type": "boolean"},
        "autocomplete": {"type": "string", "pattern": r"^[a-z0-9-]{1,30}( [a-z0-9-]{1,30})?\Z"},
        "rows": {"type": "integer", "minimum": 2, "maximum": 30},
        "width": {"enum": [2, 3, 4, 5, 10, 20, 30]},
        "spellcheck": {"type": "boolean"},
        "latest": {"enum": ["today"]},
    },
    "required": ["name", "widget", "label"],
    "additionalProperties": False,
}  # fmt: skip
_FORMATS = [
    "date", "month", "email", "phone", "postal_code", "flat_number", "time_of_day",
    "organisation_number", "personal_number", "stated_personal_number",
]  # fmt: skip
_ITEMS: dict[str, Any] = {
    "type": "object",
    "properties": {
        "type": {"const": "string"},
        "enum": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 100},
        "format": {"enum": _FORMATS},
    },
    "required": ["type"],
    "additionalProperties": False,
}
_ANSWER: dict[str, Any] = {
    "type": "object",
    "properties": {
        **_ITEMS["properties"],
        "type": {"enum": ["string", "integer", "array", "object"]},
        "minLength": {"type": "integer", "minimum": 1, "maximum": MAX_TEXT},
        "maxLength": {"type": "integer", "minimum": 1, "maximum": MAX_TEXT},
        "minimum": {"type": "integer", "minimum": 0, "maximum": MAX_MONEY_ORE},
        "maximum": {"type": "integer", "minimum": 0, "maximum": MAX_MONEY_ORE},
        "items": _ITEMS,
        "minItems": {"type": "integer", "minimum": 1, "maximum": 100},
        "maxItems": {"type": "integer", "minimum": 1, "maximum": 100},
    },
    "required": ["type"],
    "additionalProperties": False,
}
FORM: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "pattern": NAME},
        "version": {"type": "integer", "minimum": 1, "maximum": 1_000_000},
        "title": _TEXT,
        "intro": _TEXT,
        "submit": _TEXT,
        "schema": {
            "type": "object",
            "properties": {
                "type": {"const": "object"},
                "properties": {
                    "type": "object",
                    "additionalProperties": _ANSWER,
                    "maxProperties": MAX_FIELDS,
                },
                "required": {"type": "array", "items": {"type": "string"}},
                "additionalProperties": {"const": False},
            },
            "required": ["type", "properties", "additionalProperties"],
            "additionalProperties": False,
        },
        "ui": {
            "type": "array",
            "minItems": 1,
            "maxItems": 30,
            "items": {
                "type": "object",
                "properties": {
                    "group": _TEXT,
                    "fields": {
                        "type": "array",
                        "items": _FIELD,
                        "minItems": 1,
                        "maxItems": MAX_FIELDS,
                    },
                },
                "required": ["group", "fields"],
                "additionalProperties": False,
            },
        },
        "files": {
            "type": "object",
            "maxProperties": 5,
            "additionalProperties": {
                "type": "object",
                "properties": {
                    "max_files": {"type": "integer", "minimum": 1, "maximum": 5},
                    "accept": {
                        "type": "array",
                        "items": {"type": "string", "pattern": r"^\.[a-z0-9]{1,8}\Z"},
                        "maxItems": 30,
                    },
                },
                "required": ["max_files"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["id", "version", "title", "schema", "ui"],
    "additionalProperties": False,
}

CHOICE = frozenset({"type", "enum"})
ANSWERS: dict[str, tuple[dict[str, Any], frozenset[str]]] = {
    "text": ({"type": "string"}, frozenset({"type", "minLength", "maxLength", "format"})),
    "textarea": ({"type": "string"}, frozenset({"type", "minLength", "maxLength"})),
    "radios": ({"type": "string"}, CHOICE),
    "buttons": ({"type": "string"}, CHOICE),
    "select": ({"type": "string"}, CHOICE),
    "checkboxes": ({"type": "array"}, frozenset({"type", "items", "minItems", "maxItems"})),
    "date": ({"type": "string", "format": "date"}, frozenset({"type", "format"})),
    "money": ({"type": "integer"}, frozenset({"type", "minimum", "maximum"})),
    "number": ({"type": "integer"}, frozenset({"type", "minimum", "maximum"})),
    "email": ({"type": "string", "format": "email"}, frozenset({"type", "format", "maxLength"})),
    "tel": ({"type": "string", "format": "phone"}, frozenset({"type", "format"})),
    "personal_number": ({}, frozenset({"type", "format"})),
    "months": ({"type": "array"}, frozenset({"type", "items", "minItems", "maxItems"})),
}
"""For each widget: what the schema of its answer must say, and which words it may use."""

TEXT_FORMATS = frozenset({None, "postal_code", "flat_number", "time_of_day", "organisation_number"})
PERSONAL_NUMBERS = (("string", "personal_number"), ("object", "stated_personal_number"))
"""The object keeps a number whose check digit is wrong, with ``confirmed`` false."""

ROUTING_WIDGETS = frozenset({"radios", "buttons", "select", "date", "money", "number"})
"""Free text and lists may not leave the facts of what a process is about."""
