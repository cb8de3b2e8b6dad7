"""The shipped decision tables give what domain.md says in D1 and D6, and never guess."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.decisions import Decision, DecisionFailed, DecisionTable, decide, read_decision
from engine.values import Scalar

PROCESSES = Path(__file__).resolve().parents[2] / "processes"
RENT: dict[str, Scalar] = {
    "sender_kind": "landlord",
    "ground": "unpaid",
    "premises": "home",
    "tenure": "rental",
    "in_municipality": True,
    "stated_termination": True,
}
FEE: dict[str, Scalar] = RENT | {"sender_kind": "association", "tenure": "cooperative_ownership"}


def table(path: str) -> DecisionTable:
    return read_decision((PROCESSES / path).read_bytes())


def classified(**facts: Scalar) -> Decision:
    return decide(table("receive_notice/classify_notice.dmn"), RENT | facts)


def confirmed(type_code: str) -> Decision:
    return decide(table("confirm_receipt/choose_confirmation.dmn"), {"type_code": type_code})


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
        (15, {"sender_kind": "household", "ground": "other"}, "U51", "manual"),
    ],
)
def test_a_notice_is_classified_by_the_row_of_d1_that_fits(
    row: int, facts: dict[str, Scalar], type_code: str, track: str
) -> None:
    decision = classified(**facts)
    assert decision.outputs == {"type_code": type_code, "track": track}
    assert decision.rules == (f"d1_row_{row}",)


@pytest.mark.parametrize(
    "facts",
    [
        {"sender_kind": "authority", "ground": "other"},
        {"sender_kind": "authority"},
        {"sender_kind": "court", "ground": "other"},
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
    assert decision.outputs == {"type_code": "manual", "track": "manual"}
    assert decision.rules == ("d1_row_19",)


def test_premises_that_are_no_home_come_before_everything_else() -> None:
    decision = classified(premises="other", in_municipality=False, sender_kind="household")
    assert decision.rules == ("d1_row_1",)


@pytest.mark.parametrize("type_code", ["U10", "U11", "U20", "U21", "U22", "U23", "manual"])
def test_notices_to_confirm_by_policy_get_letter_l04(type_code: str) -> None:
    assert confirmed(type_code).outputs == {"letter": "L04", "basis": "policy"}


@pytest.mark.parametrize("type_code", ["U33", "U50", "U51", "U52", "U60"])
def test_other_types_get_no_confirmation(type_code: str) -> None:
    assert confirmed(type_code).outputs == {"letter": "none", "basis": "none"}


@pytest.mark.parametrize("type_code", ["U30", "U31", "U32", "U34", "U35", "U40"])
def test_a_type_with_another_letter_in_d6_is_never_answered_with_silence(type_code: str) -> None:
    with pytest.raises(DecisionFailed):
        confirmed(type_code)


@pytest.mark.parametrize(
    "path", ["receive_notice/classify_notice.dmn", "confirm_receipt/choose_confirmation.dmn"]
)
def test_the_table_is_named_as_its_file_and_every_rule_says_where_it_comes_from(path: str) -> None:
    read = table(path)
    number = "D1" if "classify" in path else "D6"
    assert read.id == Path(path).stem
    assert all(number in (rule.annotation or "") for rule in read.rules)


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
