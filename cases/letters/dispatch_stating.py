"""A person's statement of how a letter went out, which is its proof."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from cases.law.calendar import local_time
from cases.letters.letter import Letter
from engine.errors import Refused
from engine.texts import Text

IN_THE_FUTURE = Text(
    "Tiden ligger framåt. Ange när brevet lämnades, när det är gjort.",
    "The time lies ahead. State when the letter was given, once that is done.",
)
IN_WRITING = frozenset({"L02", "L03", "L09"})
"""Letters that the law wants in writing (SOF 11:3, JB 12:44): a call is no proof of them."""
BY_PHONE = Text(
    "Brevet ska lämnas skriftligen. Ett samtal räknas inte.",
    "The letter is to be given in writing. A call does not count.",
)
BEFORE_THE_LETTER = Text(
    "Tiden ligger före brevet. Kontrollera dag och klockslag.",
    "The time lies before the letter was written. Check the day and the time.",
)


def require_way(way: str, letter: Letter) -> None:
    """What the law wants in writing is sent: to read it out by phone proves nothing (SOF 11:3 for
    the confirmation and its copy, JB 12:44 for a commitment). Raises Refused."""
    if way == "phone" and letter.kind in IN_WRITING:
        raise Refused(BY_PHONE)


def stated_at(answers: Mapping[str, Any], letter: Letter, now: datetime) -> datetime:
    """The instant that a person states. Raises Refused: never ahead, never before the letter, and
    never by phone where the law wants it in writing."""
    require_way(answers["way"], letter)
    hour, minute = (int(part) for part in str(answers["sent_at"]).split(":"))
    at = local_time(date.fromisoformat(answers["sent_on"]), hour, minute).astimezone(UTC)
    if at > now:
        raise Refused(IN_THE_FUTURE)
    if at < letter.created_at.replace(second=0, microsecond=0):
        raise Refused(BEFORE_THE_LETTER)
    return at


def proof(answers: Mapping[str, Any], actor: str) -> str:
    """The statement as it stands as proof: ids and times only."""
    return f"{answers['way']} {answers['sent_on']} {answers['sent_at']} ({actor})"
