"""The shipped decision tables give what domain.md says in D1, D3 and D6, and never guess."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases import notice_types
from engine.decisions import Decision, DecisionTable, decide, read_decision
from engine.values import Scalar

PROCESSES = Path(__file__).resolve().parents[2] / "processes"
RENT: dict[str, Scalar] = {
    "sender_kind": "landlord",
    "ground": "unpaid",
    "premises": "home",
    "tenure": "rental",
    "in_municipality": True,
    "stated_termination": True,
    "kfm_document": "none",
    "measure": "eviction",
    "states_time": False,
}
FEE: dict[str, Scalar] = RENT | {"sender_kind": "association", "tenure": "cooperative_ownership"}


def table(path: str) -> DecisionTable:
    return read_decision((PROCESSES / path).read_bytes())


def classified(**facts: Scalar) -> Decision:
    return decide(table("receive_notice/classify_notice.dmn"), RENT | facts)


def confirmed(type_code: str, *, statutory: bool = False, asks: bool = False) -> Decision:
    facts: dict[str, Scalar] = {
        "type_code": type_code,
        "statutory": statutory,
        "asks_sender": asks,
    }
    return decide(table("confirm_receipt/choose_confirmation.dmn"), facts)


@pytest.mark.parametrize(
    ("row", "facts", "type_code", "track"),
    [
        (1, {"premises": "other"}, "U90", "misdirected"),
        (2, {"in_municipality": False}, "U90", "misdirected"),
        (8, {}, "U10", "unpaid_rent"),
        (8, {"sender_kind": "agent"}, "U10", "unpaid_rent"),
        (9, FEE, "U11", "unpaid_rent"),
        (9, FEE | {"sender_kind": "agent"}, "U11", "unpaid_rent"),
        (10, {"ground": "disturbance"}, "U22", "disturbance"),
        (11, FEE | {"ground": "disturbance"}, "U23", "disturbance"),
        (12, {"ground": "disturbance", "stated_termination": False}, "U20", "disturbance"),
        (13, FEE | {"ground": "disturbance", "stated_termination": False}, "U21", "disturbance"),
        (14, {"sender_kind": "court", "ground": "dispute"}, "U40", "manual"),
        (15, {"sender_kind": "household", "ground": "other"}, "U51", "manual"),
        (16, {"sender_kind": "authority", "ground": "concern"}, "U50", "manual"),
        (17, {"ground": "early_signal", "stated_termination": False}, "U52", "manual"),
        (18, {"sender_kind": "agent", "ground": "reminder"}, "U60", "manual"),
    ],
)
def test_a_notice_is_classified_by_the_row_of_d1_that_fits(
    row: int, facts: dict[str, Scalar], type_code: str, track: str
) -> None:
    decision = classified(**facts)
    assert decision.outputs == {"type_code": type_code, "track": track, "statutory": False}
    assert decision.rules == (f"d1_row_{row}",)


KFM: dict[str, Scalar] = RENT | {"sender_kind": "kfm", "stated_termination": False}
REMOVAL: dict[str, Scalar] = {"measure": "removal"}
NEW_TIME: dict[str, Scalar] = {"kfm_document": "changed_time", "states_time": True}


@pytest.mark.parametrize(
    ("row", "facts", "type_code", "track", "statutory"),
    [
        ("3", {"kfm_document": "time", "states_time": True}, "U31", "eviction_booked", True),
        ("3", {"kfm_document": "time"}, "U31", "eviction_booked", True),
        ("4", {"kfm_document": "time", **REMOVAL}, "U35", "eviction_booked", True),
        ("4_new_time", {**NEW_TIME, **REMOVAL}, "U35", "eviction_booked", True),
        ("5", {"kfm_document": "application"}, "U30", "kfm_application", False),
        ("6", {"kfm_document": "application", **REMOVAL}, "U34", "kfm_application", False),
        ("7_new_time", NEW_TIME, "U32", "eviction_booked", True),
        ("7_changed", {"kfm_document": "changed_time"}, "U32", "eviction_changed", False),
        ("7_changed", {"kfm_document": "cancelled"}, "U32", "eviction_changed", False),
        ("7_carried_out", {"kfm_document": "carried_out"}, "U33", "eviction_changed", False),
    ],
)
def test_a_notice_of_kronofogdens_is_classified_and_the_time_of_an_eviction_is_statutory(
    row: str, facts: dict[str, Scalar], type_code: str, track: str, statutory: bool
) -> None:
    decision = classified(**{**KFM, **facts})
    assert decision.outputs == {"type_code": type_code, "track": track, "statutory": statutory}
    assert decision.rules == (f"d1_row_{row}",)


@pytest.mark.parametrize("type_code", ["U10", "U20", "U30", "U31", "U32", "U33", "U35", "U90"])
@pytest.mark.parametrize("facts", [{}, {"eviction_at": "2027-01-19T09:00"}])
def test_a_type_that_a_person_chooses_has_the_track_of_the_table(
    type_code: str, facts: dict[str, str]
) -> None:
    read = table("receive_notice/classify_notice.dmn")
    tracks = {tuple(result.evaluate({}) for result in rule.results)[:2] for rule in read.rules}
    assert (type_code, notice_types.track_of(type_code, facts)) in tracks


NOTHING: dict[str, Scalar] = {
    "type_code": "U10",
    "track": "unpaid_rent",
    "days_left": 16,
    "has_children": False,
    "extra_attention": False,
    "is_repeated": False,
    "owes_over_a_month": False,
}


@pytest.mark.parametrize(
    ("facts", "priority"),
    [
        ({}, 4),
        ({"days_left": None}, 4),
        ({"type_code": "U31", "track": "eviction_booked"}, 1),
        ({"type_code": "U32", "track": "eviction_booked"}, 1),
        ({"type_code": "U22", "track": "disturbance", "days_left": None}, 1),
        ({"has_children": True, "days_left": 5}, 1),
        ({"has_children": True, "days_left": 6}, 2),
        ({"days_left": 2}, 1),
        ({"days_left": 3}, 4),
        ({"extra_attention": True}, 2),
        ({"type_code": "U30", "track": "kfm_application", "days_left": None}, 2),
        ({"is_repeated": True}, 2),
        ({"owes_over_a_month": True}, 3),
        ({"type_code": "U20", "track": "disturbance", "days_left": None}, 3),
    ],
)
def test_the_most_urgent_row_of_d3_that_fits_gives_the_priority(
    facts: dict[str, Scalar], priority: int
) -> None:
    read = table("receive_notice/set_priority.dmn")
    assert decide(read, NOTHING | facts).outputs == {"priority": priority}


@pytest.mark.parametrize(
    "facts",
    [
        {"sender_kind": "authority", "ground": "other"},
        {"sender_kind": "authority"},
        {"sender_kind": "kfm"},
        {"sender_kind": "other"},
        {"tenure": "unknown"},
        {"tenure": "cooperative_ownership"},
        {"stated_termination": False},
        {"ground": "other"},
        {"sender_kind": "agent", "ground": "disturbance"},
        {"sender_kind": "association"},
    ],
)
def test_what_d1_cannot_tell_is_left_to_the_registrar(facts: dict[str, Scalar]) -> None:
    decision = classified(**facts)
    assert decision.outputs == {"type_code": "manual", "track": "manual", "statutory": False}
    assert decision.rules == ("d1_row_19",)


def test_premises_that_are_no_home_come_before_everything_else() -> None:
    decision = classified(premises="other", in_municipality=False, sender_kind="household")
    assert decision.rules == ("d1_row_1",)


@pytest.mark.parametrize("type_code", ["U10", "U11", "U20", "U21", "U22", "U23", "manual"])
def test_notices_to_confirm_by_policy_get_letter_l04(type_code: str) -> None:
    assert confirmed(type_code).outputs == {"letter": "L04", "basis": "policy"}


@pytest.mark.parametrize("type_code", ["U10", "U11"])
def test_whoever_is_asked_for_what_is_missing_gets_one_letter_and_not_two(type_code: str) -> None:
    assert confirmed(type_code, asks=True).outputs == {"letter": "none", "basis": "policy"}


@pytest.mark.parametrize("type_code", ["U50", "U51", "U52", "U60"])
def test_other_types_get_no_confirmation(type_code: str) -> None:
    assert confirmed(type_code).outputs == {"letter": "none", "basis": "none"}


@pytest.mark.parametrize("type_code", ["U31", "U32", "U35"])
def test_a_time_is_confirmed_by_the_process_of_the_same_day_and_not_twice(type_code: str) -> None:
    outputs = confirmed(type_code, statutory=True).outputs
    assert outputs == {"letter": "none", "basis": "same_day"}


@pytest.mark.parametrize("type_code", ["U30", "U32", "U33", "U34"])
def test_what_else_kronofogden_tells_is_confirmed_by_policy(type_code: str) -> None:
    assert confirmed(type_code).outputs == {"letter": "L02", "basis": "policy"}


def test_a_dispute_is_confirmed_by_policy() -> None:
    assert confirmed("U40").outputs == {"letter": "L04", "basis": "policy"}


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("receive_notice/classify_notice.dmn", "D1"),
        ("receive_notice/set_priority.dmn", "D3"),
        ("confirm_receipt/choose_confirmation.dmn", "D6"),
    ],
)
def test_the_table_is_named_as_its_file_and_every_rule_says_where_it_comes_from(
    path: str, number: str
) -> None:
    read = table(path)
    assert read.id == Path(path).stem
    assert all(number in rule.annotation.sv for rule in read.rules)


def test_every_type_that_d1_gives_is_known_to_d6() -> None:
    facts: list[dict[str, Scalar]] = [
        {},
        FEE,
        {"premises": "other"},
        {"ground": "other"},
        {"ground": "disturbance"},
        {"sender_kind": "household"},
    ]
    letters = [confirmed(str(classified(**one).outputs["type_code"])).outputs for one in facts]
    assert [letter["letter"] for letter in letters] == ["L04", "L04", "L04", "L04", "L04", "none"]
