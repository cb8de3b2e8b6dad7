"""From what a sender's own system states to the facts that are kept; the key says who it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from cases.doors.conforming import Wrong, wrong_in
from cases.doors.notice_schema import IMPLIED, SENDERS, TYPES, notice_schema
from engine import form_formats
from engine.form_identity import personal_number
from engine.form_texts import Unreadable
from engine.texts import Text

UNKNOWN_TYPE = Text("Typen finns inte. Välj U10 till U60.", "No such type. Choose U10 to U60.")
NOT_FOR_THE_KEY = Text(
    "Nyckeln hör till en avsändare som inte lämnar den här typen.",
    "The key belongs to a sender that does not send this type.",
)
NOT_AN_OBJECT = Text("Ett JSON-objekt väntades.", "A JSON object was expected.")


class Stating(Protocol):
    """Who states the facts: a key's sender, or the one whose table is read at the desk."""

    @property
    def sender_kind(self) -> str: ...
    @property
    def sender_name(self) -> str: ...
    @property
    def org_number(self) -> str: ...


def wrong_with(body: object, key: Stating) -> list[Wrong]:
    """Everything that keeps a notice from being taken."""
    if not isinstance(body, Mapping):
        return [Wrong("", "type", NOT_AN_OBJECT)]
    type_code = body.get("type")
    if not isinstance(type_code, str) or type_code not in TYPES:
        return [Wrong("/type", "enum", UNKNOWN_TYPE)]
    found = wrong_in(notice_schema(type_code), body)
    if key.sender_kind not in SENDERS[type_code]:
        return [Wrong("/type", "not_for_the_key", NOT_FOR_THE_KEY), *found]
    return found


def facts_of(body: Mapping[str, Any], key: Stating, today: date) -> dict[str, Any]:
    """The facts of a notice that conforms: what it says, what its type says, and who sent it."""
    stated = as_forms_keep(body["facts"], today)
    facts = {**IMPLIED[body["type"]], "premises": "home", **stated}
    if body["type"] == "U32" and facts.get("result"):
        facts["kfm_document"] = "cancelled"
    return {**_sender(key), **facts}


def _sender(key: Stating) -> dict[str, str]:
    who = {"sender_kind": key.sender_kind, "sender_name": key.sender_name}
    if key.sender_kind == "agent":
        who["agent_name"] = key.sender_name
    elif key.org_number:
        who["sender_org_number"] = key.org_number
    return who


def as_forms_keep(stated: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The same shapes as the forms keep; what they could not read stays as it was written."""
    kept: dict[str, Any] = whole_numbers(stated)
    for name, reader in _READERS.items():
        if name in kept:
            kept[name] = _read_or_leave(reader, kept[name])
    if "tenant_personal_number" in kept:
        kept["tenant_personal_number"] = _number(kept["tenant_personal_number"], today)
    return kept


_READERS = {
    "sender_phone": form_formats.phone,
    "kfm_phone": form_formats.phone,
    "sender_postal_code": form_formats.postal_code,
    "dwelling_postal_code": form_formats.postal_code,
    "sender_email": form_formats.email,
}


def _read_or_leave(reader: Any, text: str) -> str:
    try:
        return str(reader(text))
    except Unreadable:
        return text


def _number(text: str, today: date) -> Any:
    try:
        number = personal_number(text, today)
    except Unreadable:
        return text
    return {"value": number.value, "confirmed": number.confirmed}


def whole_numbers(value: Any) -> Any:
    """For JSON ``8400.0`` is the whole number 8400."""
    return json.loads(json.dumps(value), parse_float=lambda text: int(float(text)))
