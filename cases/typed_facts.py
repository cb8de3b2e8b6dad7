"""A day and a time of day are asked for in two questions and kept as one fact of a notice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from cases import notice_facts
from cases.law.calendar import local_clock, local_day

MIDDAY = "12:00"
_QUESTIONS = ("reached_on", "reached_clock", "eviction_on", "eviction_clock")


def facts_of(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that were typed: ``reached_at``, and ``eviction_at`` or only ``eviction_date``."""
    found = {name: value for name, value in answers.items() if name not in _QUESTIONS}
    if answers.get("reached_on"):
        found["reached_at"] = f"{answers['reached_on']}T{answers.get('reached_clock') or MIDDAY}"
    if answers.get("eviction_on"):
        clock = answers.get("eviction_clock")
        found["eviction_date"] = answers["eviction_on"]
        found["eviction_at"] = f"{answers['eviction_on']}T{clock}" if clock else None
    return found


def amended(facts: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that say something else than the facts do; None takes a fact back. A day and its
    time of day are one fact, so that they come together."""
    stands = as_typed(facts)
    found = {name: value for name, value in answers.items() if value != stands.get(name)}
    for day, clock in (_QUESTIONS[:2], _QUESTIONS[2:]):
        if day in found or clock in found:
            found.setdefault(day, answers.get(day, stands.get(day)))
            found.setdefault(clock, answers.get(clock))
    return found


def facts_amended(found: Mapping[str, Any]) -> dict[str, Any]:
    """The same as facts: None for what is taken back."""
    facts = facts_of(found)
    if "reached_on" in found and not found["reached_on"]:
        facts["reached_at"] = None
    if "eviction_on" in found and not found["eviction_on"]:
        facts |= {"eviction_at": None, "eviction_date": None}
    return facts


def digest(facts: Mapping[str, Any]) -> str:
    """A word for the facts as they stand, which says nothing of them."""
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def facts_on_arrival(answers: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The same for a notice that is typed in as it comes: today without a time of day means now,
    and what is not known is left out."""
    came_now = answers.get("reached_on") == today.isoformat() and not answers.get("reached_clock")
    known = {name: value for name, value in answers.items() if not came_now or name != "reached_on"}
    return {name: value for name, value in facts_of(known).items() if value is not None}


def as_typed(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as the questions that they were typed in, to read them by."""
    found = dict(facts)
    for name in ("reached", "eviction"):
        at = notice_facts.instant(facts, f"{name}_at")
        if at is not None:
            found[f"{name}_on"] = local_day(at).isoformat()
            found[f"{name}_clock"] = local_clock(at)
    if "eviction_on" not in found and notice_facts.day(facts, "eviction_date"):
        found["eviction_on"] = facts["eviction_date"]
    return found
