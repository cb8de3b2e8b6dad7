"""Table D8: on which ground another authority may be told, and when nobody may."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from cases.law.referral_grounds import BASIS, REFUSED
from engine.decisions import decide, read_decision
from engine.values import Scalar

TABLE = Path(__file__).resolve().parents[2] / "processes/refer_case/legal_ground.dmn"
GROUNDS = ("consent", "osl_26_9", "osl_26_9_c", "general_clause")


def verdict(**inputs: Scalar) -> tuple[object, object]:
    given: dict[str, Scalar] = {
        "is_inside": True,
        "ground": "consent",
        "consent_covers": False,
        "has_reason": False,
    }
    outputs = decide(read_decision(TABLE.read_bytes()), given | inputs).outputs
    return outputs["verdict"], outputs["why"]


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"consent_covers": True}, ("allowed", None)),
        ({}, ("no", "no_consent")),
        ({"is_inside": False}, ("no", "outside_needs_consent")),
        ({"is_inside": False, "consent_covers": True}, ("outside", None)),
        ({"ground": "osl_26_9_c"}, ("no", "no_reason")),
        ({"ground": "osl_26_9_c", "has_reason": True}, ("allowed", None)),
        ({"ground": "osl_26_9", "has_reason": True}, ("allowed", None)),
        ({"ground": "osl_26_9_c", "has_reason": True, "is_inside": False}, ("no", None)),
        ({"ground": "general_clause", "has_reason": True}, ("no", "general_clause")),
    ],
)
def test_d8_says_who_may_be_told(
    inputs: dict[str, Scalar], expected: tuple[str, str | None]
) -> None:
    found, why = verdict(**inputs)
    assert found == expected[0]
    assert expected[1] in (None, why)


def test_d8_answers_every_question_and_says_why_not() -> None:
    for inside, ground, covers, reason in itertools.product(
        (True, False), GROUNDS, (True, False), (True, False)
    ):
        found, why = verdict(
            is_inside=inside, ground=ground, consent_covers=covers, has_reason=reason
        )
        assert found == "no" or (why is None and ground in BASIS)
        assert found != "no" or why in REFUSED
