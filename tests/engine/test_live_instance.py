"""The live instance runs as the standard says and as the library does, dumped or never dumped."""

from __future__ import annotations

import itertools
import json
import random
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from engine.elements import read_process
from engine.errors import TaskNotFound
from engine.expressions import ExpressionFailed
from engine.spiff import specs
from engine.spiff.live import STEP_LIMIT, LiveInstance, Position, Thrown, Transition
from engine.spiff.specs import SpecBundle, build_bundle
from tests.engine.diagrams import CONDITION, diagram, flow, node, timer_event
from tests.engine.generated import (
    BLOCKS,
    EVERYTHING,
    MOVES,
    TOP,
    Block,
    has_join_in_loop,
    models_of,
)
from tests.engine.token_game import TokenGame

DUE = datetime(2026, 3, 2, 9, tzinfo=UTC)
LOOP: Block = ("loop", ("seq", ("task",), ("step",)))
JOIN_IN_LOOP: Block = ("loop", ("par", ("task",), ("task",)))
FEW = settings(max_examples=60, deadline=None)
MANY = settings(max_examples=200, deadline=None)


def bundle_of(block: Block) -> SpecBundle:
    return build_bundle(models_of(block), TOP)


def begun(bundle: SpecBundle) -> LiveInstance:
    instance = LiveInstance.begin(bundle, {"last": 0})
    instance.advance()
    return instance


def through_text(bundle: SpecBundle, instance: LiveInstance) -> LiveInstance:
    return LiveInstance.resume(bundle, json.loads(json.dumps(instance.dump())))


def waiting(instance: LiveInstance) -> list[Position]:
    found = instance.open_user_tasks() + instance.steps_to_run()
    found += instance.awaited_messages() + instance.awaited_timers()
    return sorted(found, key=lambda p: (p.element, int(p.task)))


def do(instance: LiveInstance, at: Position, value: int, number: int) -> list[Transition]:
    answer = {at.element: value, "last": number}
    if at.element.startswith(("failed", "told")):
        kind = "error" if at.element.startswith("failed") else "escalation"
        return instance.throw(at.task, Thrown(kind, "amiss", answer, ends=True))
    if at.element.startswith(("catch", "again")):
        return instance.deliver(at.task, answer)
    if at.element.startswith(("late", "beside")):
        return instance.fire(at.task, DUE)
    return instance.complete(at.task, answer)


def finish(instance: LiveInstance, element: str, value: int = 9) -> list[Transition]:
    """Do what waits at the element."""
    at = next(p for p in waiting(instance) if p.element == element)
    return do(instance, at, value, 0)


def elements(instance: LiveInstance) -> list[str]:
    return [position.element for position in waiting(instance)]


@FEW
@given(BLOCKS.filter(lambda block: not has_join_in_loop(block)), MOVES)
def test_an_instance_that_is_dumped_after_every_step_runs_as_one_that_never_is(
    block: Block, moves: list[tuple[int, int]]
) -> None:
    bundle = bundle_of(block)
    whole = begun(bundle)
    dumped = through_text(bundle, begun(bundle))
    for number, (pick, value) in enumerate(moves):
        assert waiting(dumped) == waiting(whole)
        assert dumped.is_completed == whole.is_completed
        if whole.is_completed:
            return
        at = waiting(whole)[pick % len(waiting(whole))]
        assert do(dumped, at, value, number) == do(whole, at, value, number)
        dumped = through_text(bundle, dumped)


@FEW
@given(BLOCKS, MOVES)
def test_tokens_move_as_the_standard_says(block: Block, moves: list[tuple[int, int]]) -> None:
    models = models_of(block)
    bundle, game = build_bundle(models, TOP), TokenGame(models)
    instance = through_text(bundle, begun(bundle))
    for number, (pick, value) in enumerate(moves):
        assert elements(instance) == game.open_elements()
        assert instance.is_completed == game.is_completed
        if game.is_completed:
            return
        at = waiting(instance)[pick % len(waiting(instance))]
        do(instance, at, value, number)
        game.do(at.element, value)
        instance = through_text(bundle, instance)


@MANY
@given(EVERYTHING, MOVES)
def test_tokens_move_as_the_standard_says_in_all_that_runs(
    block: Block, moves: list[tuple[int, int]]
) -> None:
    models = models_of(block)
    bundle, game = build_bundle(models, TOP), TokenGame(models)
    whole, dumped = begun(bundle), through_text(bundle, begun(bundle))
    for number, (pick, value) in enumerate(moves):
        assert elements(dumped) == game.open_elements()
        assert waiting(whole) == waiting(dumped)
        assert dumped.is_completed == game.is_completed
        if game.is_completed:
            return
        at = waiting(dumped)[pick % len(waiting(dumped))]
        assert do(dumped, at, value, number) == do(whole, at, value, number)
        game.do(at.element, value)
        dumped = through_text(bundle, dumped)


@FEW
@given(BLOCKS, MOVES)
def test_what_is_entered_is_left_once_and_nothing_is_left_unentered(
    block: Block, moves: list[tuple[int, int]]
) -> None:
    bundle = bundle_of(block)
    instance = LiveInstance.begin(bundle, {"last": 0})
    told = instance.advance()
    for number, (pick, value) in enumerate(moves):
        instance = through_text(bundle, instance)
        if instance.is_completed:
            break
        at = waiting(instance)[pick % len(waiting(instance))]
        told += do(instance, at, value, number)
    entered = [(t.task, t.element) for t in told if t.kind == "entered"]
    gone = [(t.task, t.element) for t in told if t.kind != "entered"]
    assert len(entered) == len(set(entered))
    assert len(gone) == len(set(gone))
    assert set(gone) <= set(entered)
    if instance.is_completed:
        assert set(gone) == set(entered)


@pytest.mark.parametrize("orders", list(itertools.product((0, 1), repeat=4)))
def test_a_join_in_a_loop_waits_for_every_branch_in_every_order(orders: tuple[int, ...]) -> None:
    bundle = bundle_of(JOIN_IN_LOOP)
    instance = begun(bundle)
    left, right = elements(instance)
    for order in orders:
        first, second = (left, right) if order else (right, left)
        finish(instance, first)
        instance = through_text(bundle, instance)
        assert elements(instance) == [second]
        finish(instance, second)
        instance = through_text(bundle, instance)
        (decide,) = elements(instance)
        finish(instance, decide)
        instance = through_text(bundle, instance)
        assert elements(instance) == sorted([left, right])


@pytest.mark.parametrize("orders", list(itertools.product((0, 1), repeat=4)))
def test_a_join_in_a_loop_beside_another_branch_waits_too(orders: tuple[int, ...]) -> None:
    bundle = bundle_of(("par", ("catch",), JOIN_IN_LOOP))
    instance = begun(bundle)
    beside, left, right = elements(instance)
    for order in orders:
        first, second = (left, right) if order else (right, left)
        finish(instance, first)
        instance = through_text(bundle, instance)
        assert elements(instance) == sorted([beside, second])
        finish(instance, second)
        instance = through_text(bundle, instance)
        (decide,) = set(elements(instance)) - {beside}
        finish(instance, decide)
        instance = through_text(bundle, instance)
        assert elements(instance) == sorted([beside, left, right])


def test_a_join_in_a_loop_takes_over_only_the_values_of_its_own_round() -> None:
    bundle = bundle_of(JOIN_IN_LOOP)
    instance = begun(bundle)
    left, right = elements(instance)
    for value in (1, 2, 3):
        finish(instance, left, value)
        instance = through_text(bundle, instance)
        finish(instance, right, value * 10)
        instance = through_text(bundle, instance)
        (decide,) = waiting(instance)
        assert (decide.variables[left], decide.variables[right]) == (value, value * 10)
        finish(instance, decide.element)
        instance = through_text(bundle, instance)


def rounds(bundle: SpecBundle, count: int) -> list[int]:
    """The size of the dump in characters after each round of the loop."""
    instance, sizes = begun(bundle), []
    for _ in range(count):
        while not (at := waiting(instance)[0]).element.startswith("task"):
            do(instance, at, 9, 7)
        do(instance, at, 9, 7)
        text = json.dumps(instance.dump())
        instance = LiveInstance.resume(bundle, json.loads(text))
        sizes.append(len(text))
    return sizes


def test_four_hundred_rounds_of_a_loop_do_not_make_the_state_larger() -> None:
    sizes = rounds(bundle_of(LOOP), 400)
    # Longer only by the digits of the ids, which count up.
    assert max(sizes[-50:]) <= max(sizes[5:50]) * 1.25


def test_a_loop_goes_on_past_the_depth_at_which_the_library_stalls() -> None:
    assert len(rounds(bundle_of(("loop", ("step",))), 1500)) == 1500


def test_a_loop_of_calls_does_not_make_the_state_larger() -> None:
    sizes = rounds(bundle_of(("loop", ("call", ("task",)))), 200)
    assert max(sizes[-20:]) <= max(sizes[5:40]) * 1.25


def test_a_loop_beside_a_waiting_branch_does_not_make_the_state_larger_either() -> None:
    bundle = bundle_of(("par", ("catch",), ("loop", ("step",))))
    instance, sizes = begun(bundle), []
    for _ in range(400):
        assert [e for e in elements(instance) if e.startswith("catch")]
        finish(instance, next(e for e in elements(instance) if not e.startswith("catch")))
        instance = through_text(bundle, instance)
        sizes.append(len(instance.dump()))
    assert max(sizes[-50:]) <= max(sizes[:10])
    assert len(elements(instance)) == 2


def test_values_given_to_an_instance_are_copies() -> None:
    instance = begun(bundle_of(("seq", ("task",), ("task",))))
    given_values: dict[str, Any] = {"held": ["a"]}
    instance.complete(instance.open_user_tasks()[0].task, given_values)
    given_values["held"].append("b")
    instance.open_user_tasks()[0].variables["held"].append("c")
    assert instance.open_user_tasks()[0].variables["held"] == ["a"]
    dumped = instance.dump()
    for key in dumped:
        if key.startswith("t:"):
            dumped[key]["data"].clear()
    assert instance.open_user_tasks()[0].variables["held"] == ["a"]


def test_a_loop_that_nobody_waits_in_goes_only_so_far_in_one_portion() -> None:
    xml = diagram(
        node("startEvent", "begun")
        + node("exclusiveGateway", "again")
        + node("exclusiveGateway", "is_over", default="is_over_to_again")
        + node("endEvent", "ended"),
        flow("begun", "again")
        + flow("again", "is_over")
        + flow("is_over", "again")
        + flow("is_over", "ended", CONDITION),
        lanes="",
        messages="",
        key=TOP,
    )
    bundle = build_bundle({TOP: read_process(xml.encode())}, TOP)
    instance = LiveInstance.begin(bundle, {"weight": 1})
    instance.advance()
    assert (instance.steps, instance.has_more) == (STEP_LIMIT, True)
    instance.advance()
    assert instance.steps == STEP_LIMIT  # Another portion begins where this one is stored.


def undecided(instance: LiveInstance) -> list[str]:
    """What stands and cannot tell where to go, also when it is asked once more."""
    standing = [at for at in instance.steps_to_run() if instance.is_undecided(at.task)]
    for at in standing:
        with pytest.raises(ExpressionFailed):
            instance.decide(at.task)
    return [at.element for at in standing]


@pytest.mark.parametrize("answer", ["nej", "true", "", 0, 1, None])
def test_only_true_and_false_answer_a_condition(answer: object) -> None:
    xml = diagram(key=TOP).replace("weight &gt; 5", "weight")
    bundle = build_bundle({TOP: read_process(xml.encode())}, TOP)
    instance = LiveInstance.begin(bundle, {"weight": answer})
    instance.advance()
    instance.complete(instance.steps_to_run()[0].task, {})
    assert undecided(through_text(bundle, instance)) == ["is_heavy"]


def test_a_condition_over_a_value_that_is_not_there_fails_aloud() -> None:
    instance = begun(bundle_of(("xor", ("task",), ("task",))))
    instance.complete(instance.open_user_tasks()[0].task, {})
    assert undecided(instance) == elements(instance)


def test_a_task_that_was_completed_cannot_be_completed_again() -> None:
    instance = begun(bundle_of(("seq", ("task",), ("task",))))
    first = instance.open_user_tasks()[0].task
    instance.complete(first, {})
    with pytest.raises(TaskNotFound):
        instance.complete(first, {})


@pytest.mark.parametrize("task", ["1", "999999", ""])
def test_a_task_that_does_not_stand_ready_cannot_be_completed(task: str) -> None:
    with pytest.raises(TaskNotFound):
        begun(bundle_of(("task",))).complete(task, {})


def test_a_message_is_taken_only_where_it_is_awaited() -> None:
    instance = begun(bundle_of(("seq", ("task",), ("catch",))))
    with pytest.raises(TaskNotFound):
        instance.deliver(instance.open_user_tasks()[0].task, {})
    instance.complete(instance.open_user_tasks()[0].task, {})
    (caught,) = instance.awaited_messages()
    with pytest.raises(TaskNotFound):
        instance.complete(caught.task, {})
    instance.deliver(caught.task, {"answer": 1})
    assert instance.is_completed
    assert instance.variables["answer"] == 1


@settings(max_examples=30, deadline=None)
@given(BLOCKS, MOVES, st.randoms(use_true_random=False))
def test_the_order_of_keys_in_the_stored_text_does_not_matter(
    block: Block, moves: list[tuple[int, int]], rng: random.Random
) -> None:
    bundle = bundle_of(block)
    instance = begun(bundle)
    for number, (pick, value) in enumerate(moves[:8]):
        if instance.is_completed:
            break
        state = instance.dump()
        keys = list(state)
        rng.shuffle(keys)
        shuffled = json.loads(json.dumps({key: state[key] for key in keys}))
        other = LiveInstance.resume(bundle, shuffled)
        sorted_one = LiveInstance.resume(bundle, json.loads(json.dumps(state, sort_keys=True)))
        instance = LiveInstance.resume(bundle, json.loads(json.dumps(state)))
        assert waiting(other) == waiting(sorted_one) == waiting(instance)
        at = waiting(instance)[pick % len(waiting(instance))]
        told = do(instance, at, value, number)
        assert do(other, at, value, number) == do(sorted_one, at, value, number) == told
        assert other.dump() == sorted_one.dump() == instance.dump()


@pytest.mark.parametrize("kind", ["par", "call"])
@pytest.mark.parametrize("is_dumped", [True, False])
@pytest.mark.parametrize("turned", [True, False])
def test_a_branch_that_only_carried_a_value_along_does_not_undo_a_change_to_it(
    kind: str, is_dumped: bool, turned: bool
) -> None:
    two: Block = ("par", ("task",), ("task",))
    if kind == "call":
        two = ("call", ("fork", ("task",), ("task",)))
    bundle = bundle_of(("seq", ("task",), two, ("task",)))
    instance = begun(bundle)
    instance.complete(instance.open_user_tasks()[0].task, {"held": 1})
    changing, carrying = instance.open_user_tasks()[:: -1 if turned else 1]
    instance.complete(changing.task, {"held": 2})
    if is_dumped:
        instance = through_text(bundle, instance)
    instance.complete(carrying.task, {})
    assert instance.open_user_tasks()[0].variables["held"] == 2


def test_of_two_changes_to_a_value_the_later_one_holds() -> None:
    bundle = bundle_of(("seq", ("par", ("task",), ("task",)), ("task",)))
    instance = begun(bundle)
    first, second = instance.open_user_tasks()
    instance.complete(second.task, {"last": 5})
    instance.complete(first.task, {"last": 6})
    assert instance.open_user_tasks()[0].variables["last"] == 6


@settings(max_examples=40, deadline=None)
@given(BLOCKS.filter(lambda block: not has_join_in_loop(block)), MOVES)
def test_tokens_move_as_with_the_joins_of_the_library(
    block: Block, moves: list[tuple[int, int]]
) -> None:
    ours, stock = begun(bundle_of(block)), begun(stock_bundle_of(block))
    for number, (pick, value) in enumerate(moves):
        assert elements(ours) == elements(stock)
        if ours.is_completed:
            break
        place = pick % len(waiting(ours))
        told = do(ours, waiting(ours)[place], value, number)
        assert paths(told) == paths(do(stock, waiting(stock)[place], value, number))
    assert ours.is_completed == stock.is_completed


def paths(told: list[Transition]) -> list[tuple[str, str, str]]:
    return [(t.kind, t.process, t.element) for t in told]


def stock_bundle_of(block: Block) -> SpecBundle:
    """The same diagrams with the joins that the library brings along."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(
            specs._NODES,
            "parallelGateway",
            lambda _model, spec, element: defaults.ParallelGateway(spec, element.id),
        )
        patch.setattr(specs, "_empty", lambda name: BpmnProcessSpec(name=name))
        return bundle_of(block)


def test_thirty_parallel_pairs_in_a_row_are_planned_one_at_a_time() -> None:
    """Stock makes 524 285 tasks of sixteen, before anything is done (engine.md B4)."""
    instance = begun(bundle_of(("seq", *[("par", ("task",), ("task",))] * 30)))
    assert len(instance.dump()) < 15
    for _ in range(60):
        finish(instance, elements(instance)[0])
    assert instance.is_completed


def test_a_loop_that_no_gateway_leads_out_of_is_planned_one_step_ahead() -> None:
    """Stock plans it until Python's stack is full: only a boundary event ends it."""
    late = timer_event("due")
    xml = diagram(
        node("startEvent", "begun")
        + node("exclusiveGateway", "again")
        + node("userTask", "task_1")
        + node("boundaryEvent", "late_1", late, attachedToRef="task_1")
        + node("endEvent", "ended"),
        flow("begun", "again")
        + flow("again", "task_1")
        + flow("task_1", "again")
        + flow("late_1", "ended"),
        lanes="",
        messages="",
        key=TOP,
    )
    instance = begun(build_bundle({TOP: read_process(xml.encode())}, TOP))
    for _ in range(50):
        finish(instance, "task_1")
        assert elements(instance) == ["late_1", "task_1"]
    finish(instance, "late_1")
    assert instance.is_completed
