"""The town has every state that a municipality has after a year, and was made by commands alone."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Table, func, select

from cases.tables.landlord_models import landlords
from cases.tables.letter_models import letters
from cases.tables.limit_models import time_limits
from cases.tables.models import authorities, cases, memberships, notices, persons, staff, units
from cases.tables.office_models import deviations
from cases.tables.sharing_models import referrals
from cases.tables.track_models import commitments, evictions, payments
from db.session import Database
from demo.year import Year
from engine.beats import all_beats
from engine.job_rows import jobs
from engine.models import incidents, messages, process_instances, user_tasks
from ledger.models import history
from ledger.verify import verify


def rows(database: Database, table: Table) -> list[Any]:
    with database.reading() as session:
        return list(session.execute(select(table)))


def kinds(database: Database) -> Counter[str]:
    with database.reading() as session:
        counted = select(history.c.kind, func.count()).group_by(history.c.kind)
        return Counter({row.kind: row[1] for row in session.execute(counted)})


def facts(notice: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(notice.facts)
    return found


def test_the_ledger_of_the_town_is_whole(town: Database) -> None:
    with town.reading() as session:
        assert verify(session).is_whole


def test_what_happened_is_spread_over_a_year_in_the_order_of_time(town: Database) -> None:
    with town.reading() as session:
        first, last = session.execute(select(func.min(history.c.at), func.max(history.c.at))).one()
    assert last - first > timedelta(days=340)
    opened = [case.opened_at for case in rows(town, cases)]
    assert opened == sorted(opened)
    assert len({(at.year, at.month) for at in opened}) >= 12


def test_no_message_is_left_that_nobody_took(town: Database) -> None:
    left = [(one.name, one.state) for one in rows(town, messages) if one.state != "correlated"]
    assert left == []


def test_a_town_is_not_made_twice(town_app: Flask) -> None:
    before = len(rows(town_app.extensions["bokvar"].database, history))
    said = town_app.test_cli_runner().invoke(args=["demo", "--town"]).output
    assert "There are notices here already; no town is made." in said
    assert len(rows(town_app.extensions["bokvar"].database, history)) == before


def test_there_are_eighty_cases_in_two_units_of_people_of_three_authorities(town: Database) -> None:
    assert len(rows(town, cases)) >= 80
    assert len({case.unit_id for case in rows(town, cases)}) == 2
    assert len(rows(town, authorities)) == 3
    assert len(rows(town, units)) >= 4
    assert len(rows(town, staff)) >= 10


def test_at_least_ten_people_work_in_units_of_each_of_the_three_authorities(town: Database) -> None:
    with town.reading() as session:
        found = session.execute(
            select(memberships.c.staff_id, units.c.id, units.c.authority_id).join(units)
        ).all()
    assert len({row.staff_id for row in found}) >= 10
    assert len({row.id for row in found}) >= 4
    assert len({row.authority_id for row in found}) == 3


def test_twelve_landlords_of_all_kinds_have_sent_notices(town: Database) -> None:
    senders = {
        (facts(one)["sender_name"], facts(one)["sender_kind"]) for one in rows(town, notices)
    } - {("Kronofogden", "kfm")}
    assert len(senders) == 12
    kept = rows(town, landlords)
    assert {one.name for one in kept} == {name for name, _ in senders}
    assert {one.kind for one in kept} == {
        *("municipal", "private", "association", "sublessor", "other")
    }
    assert {kind for _, kind in senders} == {"landlord", "association", "agent"}


def test_every_track_is_there(town: Database) -> None:
    types = {one.type_code for one in rows(town, notices)}
    assert types >= {"U10", "U11", "U20", "U22", "U30", "U31", "U32", "U90"}


def test_cases_have_ended_in_many_ways_and_some_go_on(town: Database) -> None:
    outcomes = {case.outcome for case in rows(town, cases) if case.state == "closed"}
    assert outcomes >= {
        *("O01", "O02", "O03", "O04", "O05", "O06", "O07", "O08", "O09"),
        *("O12", "O13", "O15", "O16", "O17"),
    }
    states = Counter(case.state for case in rows(town, cases))
    assert states["open"] >= 20
    assert states["void"] >= 1


def test_commitments_are_sent_in_time_refused_too_late_and_proposed(town: Database) -> None:
    results = {(one.state, one.result) for one in rows(town, commitments)}
    assert results >= {
        ("sent", "ATAGANDE_SKICKAT_I_TID"),
        ("refused", "AVSLAG"),
        ("too_late", "FOR_SENT"),
    }


def test_debts_are_paid_in_time_and_late_by_aid_and_by_plan(town: Database) -> None:
    paid = {(one.kind, one.in_time) for one in rows(town, payments)}
    assert {("paid", True), ("paid", False), ("aid_paid", True)} <= paid
    assert {"plan_accepted", "withdrawn"} <= {kind for kind, _ in paid}


def test_evictions_have_happened_been_called_off_and_are_booked(town: Database) -> None:
    states = Counter(one.state for one in rows(town, evictions))
    assert states["carried_out"] >= 3
    assert states["cancelled"] + states["withdrawn"] >= 3
    assert states["replaced"] >= 1
    assert states["booked"] >= 3


def test_an_eviction_is_booked_within_ten_days(town: Database, town_app: Flask) -> None:
    now = town_app.extensions["bokvar"].engine.clock()
    booked = [one.eviction_at for one in rows(town, evictions) if one.state == "booked"]
    assert any(timedelta() < at - now < timedelta(days=10) for at in booked if at)


def test_a_same_day_duty_was_missed_and_has_its_reason_and_most_were_met(town: Database) -> None:
    missed = rows(town, deviations)
    assert [one.code for one in missed] == ["C1_MISSAD"] * len(missed)
    assert missed
    assert all(one.reason for one in missed)
    duties = Counter(
        one.state for one in rows(town, time_limits) if one.kind == "same_day_confirmation"
    )
    assert duties["met"] > duties["missed"] > 0


def test_a_same_day_duty_runs_now(town: Database) -> None:
    waiting = {one.element for one in rows(town, user_tasks) if one.state == "open"}
    assert "approve_sending" in waiting


def test_some_cases_are_sealed_around_protected_persons(town: Database) -> None:
    assert sum(case.sealed for case in rows(town, cases)) == 2
    assert sum(one.protection == "marked" for one in rows(town, persons)) == 2


@pytest.mark.parametrize(
    "kind",
    ["match.undone", "case.voided", "case.reopened", "case.merged", "notice.copied"],
)
def test_what_goes_wrong_in_a_town_has_gone_wrong(town: Database, kind: str) -> None:
    assert kinds(town)[kind] >= 1


def test_one_incident_is_open_and_waits_for_a_person(town: Database) -> None:
    (left,) = [one for one in rows(town, incidents) if one.state == "open"]
    assert (left.element, left.cause) == ("prepare_complement", "MadeUpFault")
    retries = [one.state for one in rows(town, jobs) if one.kind == "retry_step"]
    assert retries == ["cancelled"]


def test_referrals_were_answered_both_ways_and_one_is_under_way(town: Database) -> None:
    assert {one.state for one in rows(town, referrals)} == {"accepted", "declined", "sent"}


def test_notices_wait_to_be_matched(town: Database) -> None:
    waiting = [one for one in rows(town, notices) if one.state == "registered"]
    assert len(waiting) >= 3


def test_some_limits_have_passed_and_some_tasks_are_late(town: Database, town_app: Flask) -> None:
    now = town_app.extensions["bokvar"].engine.clock()
    assert any(one.state == "missed" for one in rows(town, time_limits))
    waiting = [one for one in rows(town, user_tasks) if one.state == "open"]
    assert any(now - one.created_at > timedelta(days=7) for one in waiting)
    assert {one.assignee is None for one in waiting} == {True, False}


def test_letters_were_sent_in_two_languages_and_every_kind_has_proof(town: Database) -> None:
    sent = [one for one in rows(town, letters) if one.state == "sent"]
    assert {one.language for one in sent} == {"sv", "en"}
    assert all(one.proof for one in sent)
    assert {one.kind for one in sent} >= {"L01", "L02", "L03", "L04", "L08", "L09", "L10", "L13"}


def test_every_number_is_of_the_test_series(town: Database) -> None:
    numbers = [one.personal_number for one in rows(town, persons) if one.personal_number]
    assert numbers
    assert {number[8:11] for number in numbers} <= {"238", "239"}


def test_outside_of_a_demonstration_no_town_is_made(town_app: Flask) -> None:
    parts = town_app.extensions["bokvar"]
    object.__setattr__(parts.settings, "demo", False)
    try:
        said = town_app.test_cli_runner().invoke(args=["demo", "--town"])
    finally:
        object.__setattr__(parts.settings, "demo", True)
    assert said.exit_code == 1
    assert "only made in a demonstration" in said.output


def test_a_year_has_as_many_notices_as_were_asked_for_and_is_not_made_twice(
    bare_app: Flask,
) -> None:
    asked = ["demo", "--year", "--notices", "9"]
    made = bare_app.test_cli_runner().invoke(args=asked)
    database = bare_app.extensions["bokvar"].database
    assert made.exit_code == 0, made.exception
    assert len(rows(database, notices)) == 9
    assert len({one.arrived_at.month for one in rows(database, notices)}) > 3
    with database.reading() as session:
        assert verify(session).is_whole
    again = bare_app.test_cli_runner().invoke(args=asked).output
    assert "There are notices here already; no town is made." in again
    assert len(rows(database, notices)) == 9


def test_a_town_that_was_ended_half_way_is_neither_gone_on_with_nor_taken_for_whole(
    bare_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if the process were killed in the middle: what was committed stays, and no more comes."""
    lived: list[int] = []

    def ended(_year: Year, _until: object, tell: object) -> None:
        lived.append(1)
        raise KeyboardInterrupt

    monkeypatch.setattr(Year, "run", ended)
    asked = ["demo", "--year", "--notices", "3"]
    assert bare_app.test_cli_runner().invoke(args=asked).exit_code == 1
    monkeypatch.undo()
    for again in (asked, ["demo", "--town"]):
        refused = bare_app.test_cli_runner().invoke(args=again)
        assert refused.exit_code == 1
        assert "is not finished" in refused.output
    assert lived == [1]
    assert rows(bare_app.extensions["bokvar"].database, notices) == []


def test_the_worker_that_made_the_town_is_not_missed_afterwards(town: Database) -> None:
    with town.reading() as session:
        assert all_beats(session) == []


def test_every_case_of_the_town_is_replayed_faithfully(town_app: Flask) -> None:
    result = town_app.test_cli_runner().invoke(args=["replay", "--all"])
    count = len(rows(town_app.extensions["bokvar"].database, process_instances))
    assert count > 500
    assert result.output.startswith(f"{count} process instances: {count} faithful, 0 diverged, ")
    assert result.exit_code == 0
