"""A time limit in one plain sentence: from what day, by which rule, to what day, and how sure."""

from __future__ import annotations

from datetime import date

from cases.law.arrival import NOT_WRITTEN, POSTED_AFTER_ARRIVAL, POSTING_UNKNOWN
from cases.law.calendar import why_no_weekday
from cases.law.day_words import day_words, weekday_words
from cases.law.deadlines import Kind, TimeLimit
from cases.law.deadlines_policy import ANSWERED
from cases.law.limit_wording import FROM_ANSWER, FROM_NOTICE, FROM_SERVICE, OPEN_POINTS, PERIODS
from cases.law.references import POLICY, printable
from engine.texts import Text

_UNTIL, _EARLIEST = Text("räknat till", "counted to"), Text("tidigast", "at the earliest")
_ROUTINE = Text("enligt kommunens rutin", "by the municipality's routine")
_NOT_VERIFIED = Text(
    "enligt lagrum som ännu inte är kontrollerat",
    "by a paragraph that has not been verified yet",
)
_SERVICE_UNKNOWN = Text(
    "preliminär: vi vet inte när hyresgästen delgavs; den verkliga dagen kan bara bli senare",
    "preliminary: we do not know when the tenant was served; the real day can only be later",
)
_SERVICE_PARTLY_KNOWN = Text(
    "preliminär: vi vet inte när alla hyresgäster delgavs; den verkliga dagen kan bara bli senare",
    "preliminary: we do not know when every tenant was served; the real day can only be later",
)
_GIVEN_UNKNOWN = Text(
    "preliminär: vi vet inte säkert när underrättelsen lämnades till socialnämnden",
    "preliminary: we do not know for certain when the notice was given to the board",
)
_DEPENDS = Text(
    "preliminär: dagen som tiden räknas från är inte säker",
    "preliminary: the day that the time is counted from is not certain",
)
_ORDER_UNKNOWN = Text(
    "preliminär: tiden i föreläggandet är inte känd; den verkliga dagen kan vara tidigare",
    "preliminary: the time in the order is not known; the real day may be earlier",
)
_GIVEN_UNCERTAIN = {NOT_WRITTEN, POSTED_AFTER_ARRIVAL, POSTING_UNKNOWN}


def explain(limit: TimeLimit) -> Text:
    """The whole reason for a time limit, in Swedish and English, without a word of any person."""
    parts = [_counted(limit), *_moved(limit), *_preliminary(limit), *_unsettled(limit)]
    return Text("; ".join(part.sv for part in parts) + ".", "; ".join(p.en for p in parts) + ".")


def _counted(limit: TimeLimit) -> Text:
    period, start = _period(limit), day_words(limit.start)
    rule, end = _rule(limit), weekday_words(limit.legal_end)
    until = _EARLIEST if limit.is_earliest else _UNTIL
    return Text(
        f"{period.sv.format(start=start.sv)}, {rule.sv}, {until.sv} {end.sv}",
        f"{period.en.format(start=start.en)}, {rule.en}, {until.en} {end.en}",
    )


def _period(limit: TimeLimit) -> Text:
    if ANSWERED in limit.start_facts:
        return FROM_ANSWER
    if limit.kind is not Kind.RECOVERY_PERIOD:
        return PERIODS[limit.kind]
    is_from_service = limit.start_facts.get("served_on") == limit.start.isoformat()
    return FROM_SERVICE if is_from_service else FROM_NOTICE


def _rule(limit: TimeLimit) -> Text:
    if limit.basis == POLICY:
        return _ROUTINE
    # A duty that arises years after its start does so under the law of that later day.
    day = limit.nominal_end if limit.kind is Kind.WEEDING else limit.start
    citation = printable(limit.basis, day)
    # A paragraph is cited as the law writes it, in both languages.
    return Text(citation, citation) if citation else _NOT_VERIFIED


def _moved(limit: TimeLimit) -> tuple[Text, ...]:
    reason = why_no_weekday(limit.nominal_end)
    if limit.legal_end == limit.nominal_end or limit.kind is Kind.WEEDING or reason is None:
        return ()
    day = _short(limit.nominal_end)
    return (
        Text(
            f"den {day.sv} är {reason.sv} och därför räknas nästa vardag",
            f"{day.en} is {reason.en}, so that the next weekday counts",
        ),
    )


def _preliminary(limit: TimeLimit) -> tuple[Text, ...]:
    if not limit.is_preliminary:
        return ()
    if limit.kind is not Kind.RECOVERY_PERIOD:
        return (_ORDER_UNKNOWN if limit.kind is Kind.ANSWER_AT_KFM else _DEPENDS,)
    if _GIVEN_UNCERTAIN.intersection(limit.remarks):
        return (_GIVEN_UNKNOWN,)
    return (_SERVICE_PARTLY_KNOWN if "served_on" in limit.start_facts else _SERVICE_UNKNOWN,)


def _unsettled(limit: TimeLimit) -> tuple[Text, ...]:
    if not limit.unsettled:
        return ()
    points = [OPEN_POINTS[point] for point in limit.unsettled]
    return (
        Text(
            "rättsläget oklart: " + " och ".join(point.sv for point in points),
            "the law is not settled: " + " and ".join(point.en for point in points),
        ),
    )


def _short(day: date) -> Text:
    """The day without its year, as one says it of a feast."""
    words = day_words(day)
    return Text(words.sv.rpartition(" ")[0], words.en.rpartition(" ")[0])
