"""Decision table D7: who decides on a commitment, and when nobody can."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.decisions import decide, read_decision
from engine.values import Scalar

TABLE = Path(__file__).resolve().parents[2] / "processes/commitment/commitment_authority.dmn"
PLAIN: dict[str, Scalar] = {
    "tenure": "rental",
    "is_too_late": False,
    "amount_known": True,
    "amount": 1_840_000,
    "earlier_commitments": 0,
    "children": False,
    "economy": "yes",
    "section_head_limit": 3_000_000,
    "unit_head_limit": 6_000_000,
}


@pytest.mark.parametrize(
    ("facts", "level", "row"),
    [
        ({}, "manager", "first"),
        ({"tenure": "cooperative", "is_too_late": True}, "not_possible", "cooperative"),
        ({"is_too_late": True, "amount_known": False}, "too_late", "too_late"),
        ({"amount_known": False, "amount": 0}, "complement", "unknown"),
        ({"amount": 3_000_000}, "manager", "first"),
        ({"amount": 3_000_001}, "unit_head", "unit_head"),
        ({"amount": 6_000_000}, "unit_head", "unit_head"),
        ({"amount": 6_000_001, "earlier_commitments": 5}, "committee", "committee"),
        ({"earlier_commitments": 1}, "manager", "first"),
        ({"earlier_commitments": 2}, "unit_head", "repeated"),
        ({"children": True, "economy": "uncertain"}, "manager", "children"),
        ({"children": True, "economy": "uncertain", "amount": 3_000_001}, "unit_head", "unit_head"),
        ({"amount": 2, "section_head_limit": 1, "unit_head_limit": 1}, "committee", "committee"),
    ],
)
def test_the_row_of_d7_that_fits_names_the_delegate(
    facts: dict[str, Scalar], level: str, row: str
) -> None:
    found = decide(read_decision(TABLE.read_bytes()), PLAIN | facts)
    assert found.outputs["level"] == level
    assert found.rules == (f"d7_{row}",)
    assert found.outputs["can_decide"] is (level in ("manager", "unit_head", "committee"))
