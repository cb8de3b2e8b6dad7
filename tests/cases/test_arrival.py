"""When a document has come and was given, by its channel (FL 22 §, JB 12:63; domain 6.4)."""

from __future__ import annotations

from datetime import date, datetime

from cases.law.arrival import (
    LAY_UNOPENED,
    NOT_WRITTEN,
    OPENED_BEFORE_ARRIVAL,
    POSTED_AFTER_ARRIVAL,
    POSTING_UNKNOWN,
    arrival_day,
)
from cases.law.calendar import STOCKHOLM


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


def day(text: str) -> date:
    return date.fromisoformat(text)


def test_a_document_has_come_by_the_rules_of_its_channel() -> None:
    monday = at("2026-12-21T08:10")
    legal = {
        channel: arrival_day(channel, monday).legal_day.isoformat()
        for channel in ("EPOST", "SDK", "POST", "POSTLADA", "BUD", "FAX", "REK")
    }
    assert {channel for channel, day_ in legal.items() if day_ == "2026-12-18"} == {
        "POST", "POSTLADA", "REK",
    }  # fmt: skip
    later = arrival_day("POSTLADA", monday, is_first_emptying=False)
    assert later.legal_day == day("2026-12-21")


def test_an_email_before_midnight_utc_has_come_on_the_next_day_here() -> None:
    arrival = arrival_day("EPOST", datetime.fromisoformat("2026-12-18T23:30+00:00"))
    assert arrival.legal_day == day("2026-12-19")


def test_post_that_was_posted_after_the_weekday_before_came_when_it_was_opened() -> None:
    arrival = arrival_day("POST", at("2026-12-22T08:00"), posting_date=day("2026-12-22"))
    assert arrival.legal_day == day("2026-12-22")


def test_contradictions_of_an_arrival_are_remarks() -> None:
    posted_after = arrival_day("REK", at("2026-11-30T09:00"), posting_date=day("2026-12-01"))
    assert posted_after.remarks == (POSTED_AFTER_ARRIVAL,)
    assert posted_after.given_on == day("2026-11-27")
    unknown = arrival_day("REK", at("2026-11-30T09:00"))
    assert unknown.remarks == (POSTING_UNKNOWN,)
    assert not unknown.is_given_certain
    early = arrival_day("POST", at("2026-11-30T09:00"), at("2026-11-29T09:00"))
    assert (early.remarks, early.physical_day) == ((OPENED_BEFORE_ARRIVAL,), day("2026-11-30"))
    lay = arrival_day("POST", at("2026-11-27T09:00"), at("2026-11-30T09:00"))
    assert (lay.remarks, lay.physical_day) == ((LAY_UNOPENED,), day("2026-11-30"))
    assert arrival_day("MUNTLIG", at("2026-11-30T09:00")).remarks == (NOT_WRITTEN,)
