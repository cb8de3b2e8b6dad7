"""The stored state: deltas add up to the whole, and only a format that we know is read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.spiff import state
from engine.spiff.live import LiveInstance
from engine.spiff.specs import build_bundle
from tests.engine.generated import BLOCKS, MOVES, TOP, Block, models_of
from tests.engine.test_live_instance import begun, bundle_of, do, waiting

STATES = st.dictionaries(
    st.text(max_size=4), st.dictionaries(st.text(max_size=3), st.integers()), max_size=6
)


@given(STATES, STATES)
def test_a_difference_applied_to_the_old_state_gives_the_new_one(
    old: dict[str, Any], new: dict[str, Any]
) -> None:
    moved = dict(old)
    state.apply(moved, state.difference(old, new))
    assert moved == new


@given(STATES)
def test_no_change_is_an_empty_difference(whole: dict[str, Any]) -> None:
    assert state.difference(whole, dict(whole)) == {"set": {}, "del": []}


@settings(max_examples=40, deadline=None)
@given(BLOCKS, MOVES)
def test_the_deltas_of_a_whole_run_add_up_to_its_last_state(
    block: Block, moves: list[tuple[int, int]]
) -> None:
    bundle = build_bundle(models_of(block), TOP)
    instance = begun(bundle)
    added_up: dict[str, Any] = {}
    before: dict[str, Any] = {}
    for number, (pick, value) in enumerate([*moves, (0, 0)]):
        whole = instance.dump()
        state.apply(added_up, json.loads(json.dumps(state.difference(before, whole))))
        assert added_up == whole
        before = whole
        instance = LiveInstance.resume(bundle, added_up)
        if instance.is_completed:
            return
        at = waiting(instance)[pick % len(waiting(instance))]
        do(instance, at, value, number)


@settings(max_examples=30, deadline=None)
@given(BLOCKS, MOVES)
def test_a_state_that_is_resumed_and_dumped_is_the_same_state(
    block: Block, moves: list[tuple[int, int]]
) -> None:
    bundle = build_bundle(models_of(block), TOP)
    instance = begun(bundle)
    for number, (pick, value) in enumerate(moves[:10]):
        whole = instance.dump()
        instance = LiveInstance.resume(bundle, json.loads(json.dumps(whole)))
        assert instance.dump() == whole
        if instance.is_completed:
            return
        at = waiting(instance)[pick % len(waiting(instance))]
        do(instance, at, value, number)


def test_a_step_in_a_long_loop_changes_a_handful_of_records() -> None:
    bundle = bundle_of(("loop", ("task",)))
    instance = begun(bundle)
    before: dict[str, Any] = {}
    for _ in range(40):
        whole = instance.dump()
        changes = state.difference(before, whole)
        before = whole
        do(instance, waiting(instance)[0], 9, 1)
    assert len(changes["set"]) + len(changes["del"]) <= 25


@pytest.mark.parametrize("known", [0, 2, "1", None])
def test_a_format_that_is_not_ours_is_refused(known: object) -> None:
    bundle = bundle_of(("task",))
    whole = begun(bundle).dump()
    whole["meta"]["format"] = known
    with pytest.raises(ValueError, match="format"):
        LiveInstance.resume(bundle, whole)


def test_an_instance_is_not_brought_to_life_with_a_diagram_that_lacks_its_tasks() -> None:
    whole = begun(bundle_of(("seq", ("task",), ("step",)))).dump()
    with pytest.raises(KeyError):
        LiveInstance.resume(bundle_of(("catch",)), whole)
