"""The token of an act's form, so that what is sent twice without a script is done once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from cases.policy import StaffMember
from engine.texts import Text
from web.security import new_send_token, read_send_token

SENT_BEFORE = Text(
    "Formuläret är redan skickat, och sedan dess har du ändrat något. Ändringen är inte sparad. "
    "Skicka igen om du vill göra det en gång till.",
    "The form has been sent already, and you have changed something since. The change is not "
    "saved. Send again if you want to do it once more.",
)
IS_OVER = Text(
    "Formuläret var redan skickat. Det du ändrade sedan dess är inte sparat.",
    "The form had been sent already. What you changed since then is not saved.",
)


def new(actor: StaffMember, action: str) -> str:
    """A token for the form as it is drawn now, good for this person and this act only."""
    return new_send_token(_form(actor, action))


def read(actor: StaffMember, action: str, token: str) -> str:
    """The random word within it. Raises TokenRefused."""
    return read_send_token(_form(actor, action), token)


def digest(word: str, typed: Mapping[str, list[str]]) -> str:
    """What tells these answers from others, under this token alone."""
    told = json.dumps([word, sorted(typed.items())])
    return hashlib.sha256(told.encode()).hexdigest()


def _form(actor: StaffMember, action: str) -> str:
    return f"act:{actor.id}:{action}"
