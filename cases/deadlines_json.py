"""The time limits of a notice given as JSON, as JSON: for the command ``deadlines``.

The keys stand in docs/notice-facts.md. Nothing of what is given is repeated but days and codes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cases import notice_facts, notice_types
from cases.law.arrival import CHANNELS, Arrival, arrival_day
from cases.law.calendar import local_time
from cases.law.deadlines import RecoveryEnd, ServedTenant, Switches, TimeLimit
from cases.law.deadlines_policy import forwarding
from cases.law.limit_sentences import explain
from cases.law.limit_wording import OPEN_POINTS
from cases.law.references import POLICY, printable
from cases.limits_of_notice import limits_of, limits_of_reception
from cases.notice_facts import Facts
from cases.quality_dates import PAST_DAYS, UNREADABLE
from engine.texts import Text

LARGEST_BYTES = 100_000

TYPES = frozenset(f"U{n}" for n in (10, 11, *range(20, 24), *range(30, 36), 40, 50, 51, 52, 60, 90))


class Unusable(ValueError):
    """What was given is no notice; ``text`` says why and what is wanted."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True)
class StatedNotice:
    """A notice as it was given: its type, facts and arrival, and how to count."""

    type_code: str
    channel: str
    facts: Facts
    arrival: Arrival
    switches: Switches
    today: date


def read_notice(raw: bytes, *, today: date) -> StatedNotice:
    """The notice in this JSON. Raises Unusable."""
    given = _object(raw)
    type_code = _one_of(given, "type", TYPES, None)
    facts = {**given, "service_date": given.get("served_on", given.get("service_date"))}
    channel = _one_of(given, "channel", CHANNELS, "ETJANST")
    arrival = arrival_day(
        channel,
        _arrived_at(given),
        _instant(given, "opened_at"),
        posting_date=notice_facts.day(given, "posting_date"),
        is_first_emptying=given.get("is_first_emptying") is not False,
    )
    return StatedNotice(
        type_code,
        channel,
        facts,
        arrival,
        _switches(given.get("switches")),
        _today(given) or today,
    )


def described(notice: StatedNotice) -> dict[str, Any]:
    """The arrival and every time limit with its reason, ready to be printed as JSON."""
    limits = limits_of(
        notice.type_code, notice.facts, notice.arrival, notice.switches, today=notice.today
    )
    return {
        "type": notice.type_code,
        "channel": notice.channel,
        "today": notice.today.isoformat(),
        "arrival": _arrival(notice.arrival),
        "limits": [_limit(limit) for limit in limits],
        "reception": [_limit(limit) for limit in _of_reception(notice)],
        "remarks": _unreadable(notice.facts),
    }


def _of_reception(notice: StatedNotice) -> tuple[TimeLimit, ...]:
    found = limits_of_reception(notice.arrival)
    is_ours = notice.type_code != notice_types.MISDIRECTED
    return found if is_ours else (*found, forwarding(notice.arrival.physical_day))


def _object(raw: bytes) -> dict[str, Any]:
    if len(raw) > LARGEST_BYTES:
        raise Unusable(
            Text(
                "Underrättelsen är för stor; högst 100 kB.",
                "The notice is too big; 100 kB at most.",
            )
        )
    if not raw.strip():
        raise Unusable(
            Text(
                "Ingen underrättelse gavs; ge den som JSON.",
                "No notice was given; give it as JSON.",
            )
        )
    try:
        given = json.loads(raw)
    except (ValueError, RecursionError) as failure:
        raise Unusable(
            Text("Underrättelsen är inte giltig JSON.", "The notice is not valid JSON.")
        ) from failure
    if not isinstance(given, dict):
        raise Unusable(
            Text("Underrättelsen ska vara ett JSON-objekt.", "The notice must be a JSON object.")
        )
    return given


def _one_of(
    given: Mapping[str, Any], key: str, known: frozenset[str], otherwise: str | None
) -> str:
    value = given.get(key, otherwise)
    word = value.strip().upper() if isinstance(value, str) else None
    if word in known:
        return word
    choices = ", ".join(sorted(known))
    raise Unusable(Text(f"{key} ska vara ett av {choices}.", f"{key} must be one of {choices}."))


def _arrived_at(given: Mapping[str, Any]) -> datetime:
    found = _instant(given, "arrived_at")
    if found is None:
        raise _no_instant("arrived_at")
    return found


def _instant(given: Mapping[str, Any], key: str) -> datetime | None:
    if given.get(key) is None:
        return None
    day = notice_facts.day(given, key)
    found = notice_facts.instant(given, key) or (local_time(day, 0) if day else None)
    if found is None:
        raise _no_instant(key)
    return found


def _no_instant(key: str) -> Unusable:
    return Unusable(
        Text(
            f"{key} ska vara en tid som 2026-03-03T10:15, mellan 1900 och 2199.",
            f"{key} must be a time like 2026-03-03T10:15, between 1900 and 2199.",
        )
    )


def _today(given: Mapping[str, Any]) -> date | None:
    if given.get("today") is None:
        return None
    found = notice_facts.day(given, "today")
    if found is None:
        raise Unusable(
            Text("today ska vara en dag som 2026-03-03.", "today must be a day like 2026-03-03.")
        )
    return found


def _switches(given: object) -> Switches:
    if given is None:
        return Switches()
    if not isinstance(given, dict):
        raise _no_switches()
    chosen = dict(given)
    try:
        is_weekday = chosen.pop("saturday_is_weekday", False)
        found = Switches(
            is_weekday,
            RecoveryEnd(chosen.pop("extra_weekdays_from", RecoveryEnd.SHIFTED)),
            ServedTenant(chosen.pop("several_tenants", ServedTenant.LATEST)),
        )
    except ValueError as failure:
        raise _no_switches() from failure
    if chosen or not isinstance(is_weekday, bool):
        raise _no_switches()
    return found


def _no_switches() -> Unusable:
    words = (
        "saturday_is_weekday: true, false; extra_weekdays_from: shifted, nominal; "
        "several_tenants: latest, earliest"
    )
    return Unusable(Text(f"switches ska vara {words}.", f"switches must be {words}."))


def _arrival(arrival: Arrival) -> dict[str, Any]:
    return {
        "legal_day": arrival.legal_day.isoformat(),
        "physical_day": arrival.physical_day.isoformat(),
        "given_on": arrival.given_on.isoformat(),
        "is_given_certain": arrival.is_given_certain,
        "remarks": [_text(remark) for remark in arrival.remarks],
    }


def _limit(limit: TimeLimit) -> dict[str, Any]:
    return {
        "kind": limit.kind.value,
        "tenant": limit.tenant,
        "status": limit.status,
        "is_earliest": limit.is_earliest,
        "start": limit.start.isoformat(),
        "nominal_end": limit.nominal_end.isoformat(),
        "legal_end": limit.legal_end.isoformat(),
        "internal_end": limit.internal_end.isoformat() if limit.internal_end else None,
        "ends_at": None if limit.is_earliest else limit.ends_at.isoformat(),
        "warn_at": [at.isoformat() for at in limit.warn_at],
        "basis": limit.basis,
        "law": None if limit.basis == POLICY else printable(limit.basis, limit.start),
        "start_facts": dict(limit.start_facts),
        "sentence": _text(explain(limit)),
        "unsettled": [
            {"point": point.value, **_text(OPEN_POINTS[point])} for point in limit.unsettled
        ],
        "remarks": [_text(remark) for remark in limit.remarks],
    }


def _unreadable(facts: Facts) -> list[dict[str, str]]:
    """A day that was given but cannot be read is not counted, and that is said."""
    names = [*PAST_DAYS, "eviction_date"]
    odd = [name for name in names if facts.get(name) and not notice_facts.day(facts, name)]
    at = facts.get("eviction_at")
    if at and notice_facts.eviction_day({"eviction_at": at}) is None:
        odd.append("eviction_at")
    tenants = facts.get("tenants")
    if tenants and not notice_facts.are_tenants_readable(tenants):
        odd.append("tenants")
    return [{"fact": name, **_text(UNREADABLE)} for name in odd]


def _text(text: Text) -> dict[str, str]:
    return {"sv": text.sv, "en": text.en}
