"""Time limits as pages show them: the sentence, the days left, what is unsettled, what changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from cases import limits, recovery
from cases.law.calendar import local_day
from cases.law.days_left import days_left
from cases.limits import StoredLimit
from cases.notice import Notice
from db.session import Session
from web import limit_words
from web.formats import date_full, datetime_short
from web.i18n import current_language
from web.i18n import gettext as _

View = dict[str, Any]

ASKS_FOR_COMMITMENT = frozenset(
    {"choose_measures", "decide_commitment", "commitment", "work_on_arrears"}
)
"""The processes whose tasks lead to a commitment; elsewhere what can no longer be done only
frightens."""


def listed(session: Session, keys: Sequence[str], now: datetime) -> dict[str, list[View]]:
    """The limits of these things: those that are open, soonest first, and those that have ended."""
    found = [_limit(session, one, now) for one in limits.of(session, list(keys))]
    return {
        "open": [one for one in found if one["is_open"]],
        "ended": [one for one in found if not one["is_open"]],
    }


def beside(session: Session, keys: Sequence[str], now: datetime) -> list[View]:
    """The open limits beside a form: the days at a glance, and how they are counted on demand."""
    # Those of the home; each tenant's own stand on the page of the case.
    found = [one for one in limits.of(session, list(keys)) if one.is_open and not one.tenant]
    language = current_language()
    return [
        {
            "title": _("Frister"),
            "note": "",
            "rows": [{"label": _name(one), "value": _days(one, local_day(now))} for one in found],
            "more": {
                "title": _("Så är dagarna räknade"),
                "lines": [one.sentence.in_language(language) for one in found],
            },
        }
    ][: len(found)]


def commitment_section(session: Session, about: Notice, process: str, now: datetime) -> list[View]:
    """Whether a commitment can be made, beside the forms where that is asked for."""
    if about.type_code not in recovery.UNPAID_TYPES or process not in ASKS_FOR_COMMITMENT:
        return []
    why_not = recovery.why_no_commitment(session, about, now)
    note = _commitment(session, about, now, why_not)
    return [{"title": _("Åtagande"), "note": note, "rows": []}]


def _commitment(session: Session, about: Notice, now: datetime, why_not: Any) -> str:
    if why_not is not None:
        return str(why_not.in_language(current_language()))
    period = recovery.of_notice(session, about.public_id, now)
    if period is None:
        return ""
    if period.is_uncertain_on(period.today):
        return _(
            "Osäkert: den preliminära sista dagen var %(day)s, och delgivningsdagen är inte känd. "
            "Fristen kan löpa längre eller redan vara slut. Fråga hyresvärden innan ni åtar er "
            "något.",
            day=date_full(period.last_day),
        )
    if period.is_after_internal:
        return _(
            "Kommunens egen sista dag har gått. Lagens sista dag är %(day)s, %(left)s.",
            day=date_full(period.last_day),
            left=days_left(period.last_day, period.today).in_language(current_language()),
        )
    return _(
        "Går att göra. Kommunens sista dag är %(internal)s, %(left)s. Lagens sista dag är %(day)s.",
        internal=date_full(period.internal_day),
        left=days_left(period.internal_day, period.today).in_language(current_language()),
        day=date_full(period.last_day),
    )


def _limit(session: Session, one: StoredLimit, now: datetime) -> View:
    text, tone = limit_words.state(_standing(one, local_day(now)))
    language = current_language()
    return {
        "name": _name(one),
        "is_open": one.is_open,
        "state": text,
        "tone": tone,
        "when": _when(one, local_day(now)),
        "internal": _internal(one, local_day(now)),
        "sentence": one.sentence.in_language(language),
        "remarks": [remark.in_language(language) for remark in one.remarks],
        "cause": limit_words.cause(one.cause),
        "history": _history(session, one),
    }


def _name(one: StoredLimit) -> str:
    called = limit_words.name(one.kind, one.basis)
    if not one.tenant:
        return called
    return _("%(name)s, hyresgäst %(number)s", name=called, number=one.tenant)


def _when(one: StoredLimit, today: date) -> str:
    day = one.day("legal")
    if day is None:
        return ""
    if not one.is_open:
        return date_full(day)
    return f"{date_full(day)}, {days_left(day, today).in_language(current_language())}"


def _internal(one: StoredLimit, today: date) -> str:
    day = one.day("internal")
    if day is None or not one.is_open or day == one.day("legal"):
        return ""
    return _(
        "Kommunens egen sista dag: %(day)s, %(left)s.",
        day=date_full(day),
        left=days_left(day, today).in_language(current_language()),
    )


def _standing(one: StoredLimit, today: date) -> str:
    """Its state; ``passed`` when its day is over and nothing has ended it yet."""
    day = one.day("legal")
    return "passed" if one.state == "fixed" and day is not None and day < today else one.state


def _days(one: StoredLimit, today: date) -> str:
    """For example "tisdag 24 mars 2026, om 21 dagar. Kommunens egen sista dag: .... Preliminär"."""
    text, _tone = limit_words.state(one.state)
    uncertain = text if one.state == "preliminary" else ""
    parts = [_when(one, today), _internal(one, today).removesuffix("."), uncertain]
    return ". ".join(part for part in parts if part)


def _history(session: Session, one: StoredLimit) -> list[View]:
    """Every calculation before the last one, newest first."""
    earlier = limits.calculations(session, one.id)[:-1]
    language = current_language()
    return [
        {
            "when": datetime_short(row.calculated_at),
            "cause": limit_words.cause(row.cause),
            "sentence": row.sentence_en if language == "en" else row.sentence_sv,
        }
        for row in reversed(earlier)
    ]
