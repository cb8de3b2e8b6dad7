"""Whenever a message comes, it is taken once and in its turn, or is unmatched and told why.

Random processes that catch messages are run, while messages come before, at and after their events
and twice, about what is known late or never, to two workers, and instances end first. None is left
waiting for what has ended, and at the end nothing waits.
"""

from __future__ import annotations

from collections import defaultdict

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.session import Database
from tests.engine.message_walk import Step, Walk

BY_CHANCE = settings(
    max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
NAMES = st.sampled_from(["answered"] * 4 + ["asked"])
VALUES = st.sampled_from(["message"] * 4 + ["parcel"])
"""What an event asks for as its key: always there, or known late or never."""
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["catch", "catch", "catch", "task", "tell", "stop", "beside", "call"]),
        NAMES,
        VALUES,
    ),
    min_size=4,
    max_size=8,
)
HAPPENINGS = [
    *("post", "post", "post", "post", "twice", "work", "work", "work", "fail"),
    *("late", "hasty", "unseen"),
    *("complete", "complete", "complete", "begin", "know", "cancel", "wait", "retry"),
]
MOVES = st.lists(
    st.tuples(
        st.sampled_from(HAPPENINGS),
        st.integers(0, 7),
        NAMES,
    ),
    min_size=20,
    max_size=40,
)


@BY_CHANCE
@given(steps=STEPS, moves=MOVES)
def test_each_message_is_taken_once_and_in_its_turn_or_is_unmatched_and_nothing_waits(
    database: Database, steps: list[Step], moves: list[tuple[str, int, str]]
) -> None:
    walk = Walk(database, steps)
    for move, which, name in moves:
        getattr(walk, move)(which, name)
        assert walk.out_of_turn() == ([], [])
    for _ended in walk.to_the_end():
        assert walk.out_of_turn() == ([], [])
    kept = walk.messages()
    assert {one.state for one in kept} <= {"correlated", "unmatched"}
    assert all(one.cause for one in kept if one.state == "unmatched")
    assert len({one.message_id for one in kept if one.is_from_outside}) == len(walk.posted)
    expected, found = defaultdict(list), defaultdict(list)
    for one in kept:
        if one.state == "correlated":
            expected[one.place].append(one.weight)
    for place, weight in walk.taken():
        found[place].append(weight)
    assert found == expected
    assert walk.house.ledger().is_whole
