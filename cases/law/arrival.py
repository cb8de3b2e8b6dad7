"""When a notice came: its legal day of arrival, the day it was in hand, and the day it was given.

FL 22 §, JB 12:63 and BRL 7:32; domain 2.2 and 6.4. V but where a mark says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from cases.law.calendar import local_day, weekdays_before
from engine.texts import Text

REGISTERED = "REK"
BY_POST = frozenset({REGISTERED, "POST"})
LETTER_BOX = "POSTLADA"
BY_PHONE = "MUNTLIG"
ELECTRONIC = frozenset({"EPOST", "ETJANST", "SDK", "API", "FIL", "FAX"})
CHANNELS = BY_POST | ELECTRONIC | {LETTER_BOX, BY_PHONE, "BUD"}

POSTED_AFTER_ARRIVAL = Text(
    "Inlämningsdagen hos posten ligger efter ankomsten och räknas inte.",
    "The posting date is after the arrival and is not counted.",
)
POSTING_UNKNOWN = Text(
    "Det är inte känt när det rekommenderade brevet lämnades till posten. Underrättelsen räknas "
    "som lämnad redan den dagen, så den verkliga sista dagen kan vara tidigare.",
    "It is not known when the registered letter was posted. The notice counts as given on that day "
    "already, so the real last day may be earlier.",
)
OPENED_BEFORE_ARRIVAL = Text(
    "Handlingen är angiven som öppnad före ankomsten; ankomsten räknas.",
    "The document is stated as opened before it arrived; the arrival counts.",
)
LAY_UNOPENED = Text(
    "Handlingen öppnades en senare dag än den kom.",
    "The document was opened on a later day than it came.",
)
NOT_WRITTEN = Text(
    "Ett samtal är ingen skriftlig underrättelse. Dokumentera det och be om en i skrift.",
    "A call is not a written notice. Document it and ask for the notice in writing.",
)


@dataclass(frozen=True)
class Arrival:
    """legal_day: by FL 22 §. physical_day: in hand, from which the same-day clock runs.

    given_on: when the notice counts as given to the board (B), from which the three weeks run.
    physical_at: the instant in hand. is_given_certain: False when given_on is only what we know.
    """

    legal_day: date
    physical_day: date
    given_on: date
    physical_at: datetime
    is_given_certain: bool = True
    remarks: tuple[Text, ...] = ()


def arrival_day(
    channel: str,
    received_at: datetime,
    opened_at: datetime | None = None,
    *,
    posting_date: date | None = None,
    is_first_emptying: bool = True,
) -> Arrival:
    """When a document by this channel counts as come and as given.

    Electronic: the local day it reached our system, at any hour. Post, and the first emptying of
    our own letter box: the weekday before, unless that is improbable (FL 22 § second and third
    paragraphs). By registered letter a notice is given on its posting date (JB 12:63, BRL 7:32).
    """
    remarks = _contradictions(received_at, opened_at)
    opened_at = max(received_at, opened_at or received_at)
    physical = local_day(opened_at) if channel in BY_POST | {LETTER_BOX} else local_day(received_at)
    in_hand = opened_at if channel in BY_POST | {LETTER_BOX} else received_at
    legal = _legal_day(channel, local_day(received_at), posting_date, is_first_emptying)
    found = Arrival(legal, physical, legal, in_hand, remarks=remarks)
    if channel == REGISTERED:
        return given_by_registered_letter(found, posting_date)
    if channel == BY_PHONE:
        return replace(found, is_given_certain=False, remarks=(*remarks, NOT_WRITTEN))
    return found


def given_by_registered_letter(arrival: Arrival, posting_date: date | None) -> Arrival:
    """The arrival of a notice that was also, or only, sent by registered letter: it counts as given
    on the posting date if that is the earlier day (JB 12:63, BRL 7:32)."""
    if posting_date is None:
        remarks = (*arrival.remarks, POSTING_UNKNOWN)
        return replace(arrival, is_given_certain=False, remarks=remarks)
    if posting_date > arrival.physical_day:
        remarks = (*arrival.remarks, POSTED_AFTER_ARRIVAL)
        return replace(arrival, is_given_certain=False, remarks=remarks)
    given_on = min(arrival.given_on, posting_date)
    remarks = tuple(remark for remark in arrival.remarks if remark != POSTING_UNKNOWN)
    return replace(arrival, given_on=given_on, is_given_certain=True, remarks=remarks)


def _legal_day(channel: str, day: date, posting_date: date | None, is_first: bool) -> date:
    comes_early = channel in BY_POST or (channel == LETTER_BOX and is_first)
    if not comes_early:
        return day
    before = weekdays_before(day, 1)
    # It cannot have been sorted out for us on a day before it was posted: improbable in FL 22 §.
    is_improbable = posting_date is not None and before < posting_date <= day
    return day if is_improbable else before


def _contradictions(received_at: datetime, opened_at: datetime | None) -> tuple[Text, ...]:
    if opened_at is None:
        return ()
    if opened_at < received_at:
        return (OPENED_BEFORE_ARRIVAL,)
    return (LAY_UNOPENED,) if local_day(opened_at) > local_day(received_at) else ()
