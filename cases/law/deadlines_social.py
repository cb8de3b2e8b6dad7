"""The clocks of the board itself and of the tenancy's end: children, slow cases, appeals, goods."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from cases.law.calendar import add_months, add_weeks, previous_weekday
from cases.law.deadlines import Kind, TimeLimit, fixed, latest

WEEDING_YEARS = 5


def protection_assessment(known_on: date) -> TimeLimit:
    """C10: assess at once whether a child needs protection, and document it the same day.

    V as practice under the former act's 11:1 a; the number in SoL (2025:400) M-md, not printed.
    """
    facts = {"concern_known_on": known_on.isoformat()}
    limit = fixed(
        Kind.PROTECTION_ASSESSMENT, "SoL protection assessment", known_on, known_on, facts
    )
    return replace(limit, internal_end=known_on)


def preliminary_assessment(reported_on: date) -> TimeLimit:
    """C11: decide on opening an inquiry concerning a child within 14 days from the report.

    Number M-md, not printed. The day is never moved forward: our own last day is the weekday before
    when the end is no weekday (domain 6.3).
    """
    end = reported_on + timedelta(days=14)
    return _of_child(
        Kind.PRELIMINARY_ASSESSMENT, "SoL preliminary assessment", "reported_on", reported_on, end
    )


def child_inquiry(opened_on: date) -> TimeLimit:
    """C12: an inquiry concerning a child is done within four months. Number M-md, not printed."""
    end = add_months(opened_on, 4)
    return _of_child(Kind.CHILD_INQUIRY, "SoL child inquiry", "inquiry_opened_on", opened_on, end)


def slow_case_decision(requested_on: date) -> TimeLimit:
    """C13: decide, or refuse by an appealable decision, within four weeks from when the party of a
    slow case asked for it. FL 12 §, V."""
    facts = {"requested_on": requested_on.isoformat()}
    end = add_weeks(requested_on, 4)
    return latest(Kind.SLOW_CASE_DECISION, "FL 12", requested_on, end, facts)


def appeal(received_on: date) -> TimeLimit:
    """C14: appeal within three weeks from when the party got the decision. FL 44 §, M-hi: from
    memory, and so not printed as law."""
    facts = {"decision_received_on": received_on.isoformat()}
    return latest(Kind.APPEAL, "FL 44", received_on, add_weeks(received_on, 3), facts)


def goods_left_after_demand(demanded_on: date) -> TimeLimit:
    """C16: goods left in the home are the landlord's three months after the demand to fetch them.

    JB 12:27, V. Counted for the one who fetches them: the day does not move.
    """
    facts = {"demanded_on": demanded_on.isoformat()}
    end = add_months(demanded_on, 3)
    return fixed(Kind.GOODS_LEFT_AFTER_DEMAND, "JB 12:27", demanded_on, end, facts)


def goods_left(left_on: date) -> TimeLimit:
    """C16: without a demand, six months after the home was left. JB 12:27, V."""
    facts = {"left_on": left_on.isoformat()}
    return fixed(Kind.GOODS_LEFT, "JB 12:27", left_on, add_months(left_on, 6), facts)


def prolongation_dispute(lease_ends_on: date) -> TimeLimit:
    """C17: the landlord takes a dispute on prolongation to the tribunal within one month from the
    end of the lease. JB 12:49, V; that the day may move, RH 2016:28, V."""
    facts = {"lease_ends_on": lease_ends_on.isoformat()}
    end = add_months(lease_ends_on, 1)
    return latest(Kind.PROLONGATION_DISPUTE, "JB 12:49", lease_ends_on, end, facts)


def weeding(last_note_on: date) -> TimeLimit:
    """C18: a file is weeded five years after its last note, at the latest the calendar year after.

    SoL (2001:453) 12:1, V; the number in SoL (2025:400) was not read and is not printed.
    nominal_end is the day the duty arises, legal_end the last day to do it.
    """
    duty_on = add_months(last_note_on, 12 * WEEDING_YEARS)
    facts = {"last_note_on": last_note_on.isoformat()}
    limit = fixed(Kind.WEEDING, "SoL weeding", last_note_on, duty_on, facts)
    return replace(limit, legal_end=date(duty_on.year + 1, 12, 31))


def _of_child(kind: Kind, basis: str, fact: str, start: date, end: date) -> TimeLimit:
    limit = fixed(kind, basis, start, end, {fact: start.isoformat()})
    return replace(limit, internal_end=previous_weekday(end))
