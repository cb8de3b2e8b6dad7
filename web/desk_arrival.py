"""When a notice that was typed in counts as come and as given, and the way the next one comes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from cases import intake, notice, typed_facts
from web.access import database
from web.formats import date_full
from web.i18n import current_language
from web.security import TokenRefused, read_send_token


def days(facts: Mapping[str, Any], received_at: datetime, channel: str) -> dict[str, Any]:
    """The legal day of arrival (FL 22 §) and the day that it counts as given (JB 12:63, BRL 7:32),
    with what to know about them."""
    found = notice.arrival_of(channel, dict(facts), received_at)
    return {
        "legal": date_full(found.legal_day),
        "given": date_full(found.given_on),
        "in_hand": date_full(found.physical_day),
        "remarks": [text.in_language(current_language()) for text in found.remarks],
    }


def of_typed(
    answers: Mapping[str, Any], today: date, now: datetime, channel: str
) -> dict[str, Any] | None:
    """The same of what is typed so far; None while the way or the day is not."""
    if not answers.get("arrival_channel") or not answers.get("reached_on"):
        return None
    return days(typed_facts.facts_on_arrival(answers, today), now, channel)


def same_way(token: str, channel: str) -> dict[str, list[str]]:
    """How and on which day the last one came: a pile of post comes in one way."""
    try:
        word = read_send_token(channel, token)
    except TokenRefused:
        return {}
    with database().reading() as session:
        typed = typed_facts.as_typed(intake.facts_of(session, word, channel))
    names = ("arrival_channel", "reached_on")
    return {name: [str(typed[name])] for name in names if typed.get(name)}
