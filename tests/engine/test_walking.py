"""Our walk through the library's tree sees what the library's own sees, in the same order."""

from __future__ import annotations

import random
from importlib.util import find_spec, module_from_spec
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from SpiffWorkflow.bpmn.util.task import BpmnTaskIterator
from SpiffWorkflow.util.task import TaskIterator, TaskState

from engine.expressions import ExpressionFailed
from engine.spiff.determinism import Counter, counting
from engine.spiff.live import LiveInstance
from tests.engine.generated import EVERYTHING, Block
from tests.engine.test_live_instance import begun, bundle_of, do, waiting

MASKS = (
    TaskState.READY,
    TaskState.WAITING,
    TaskState.STARTED,
    TaskState.COMPLETED,
    TaskState.NOT_FINISHED_MASK,
    TaskState.ANY_MASK,
)
MOST_MOVES = 12


def as_shipped(name: str) -> Any:
    """A module of the library once more, which nobody has changed."""
    spec = find_spec(name)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


THEIRS = as_shipped("SpiffWorkflow.util.task").TaskIterator
THEIRS_OF_BPMN = as_shipped("SpiffWorkflow.bpmn.util.task").BpmnTaskIterator


@settings(max_examples=150, deadline=None)
@given(block=EVERYTHING, seed=st.integers(0, 9999))
def test_every_walk_sees_the_same_in_the_same_order(block: Block, seed: int) -> None:
    chosen = random.Random(seed)  # noqa: S311 - not for secrets
    instance = begun(bundle_of(block))
    for number in range(MOST_MOVES):
        same_walks(instance)
        if not (places := waiting(instance)):
            return
        try:
            do(instance, chosen.choice(places), chosen.randint(0, 9), number)
        except ExpressionFailed:
            return
        if chosen.random() < 0.5:
            instance.dump()


def same_walks(instance: LiveInstance) -> None:
    """Depth first: the other way the library's own breaks off at a call that is over, and nothing
    of it asks for that."""
    for workflow in instance._workflows():
        for mask in MASKS:
            assert seen(TaskIterator, workflow, mask) == seen(THEIRS, workflow, mask)
            for skip in (True, False):
                how = {"skip_subprocesses": skip}
                ours = seen(BpmnTaskIterator, workflow, mask, **how)
                assert ours == seen(THEIRS_OF_BPMN, workflow, mask, **how)


def seen(walk: Any, workflow: Any, mask: int, **how: bool) -> list[str]:
    return [task.id for task in walk(workflow.task_tree, state=mask, **how)]


def test_the_walks_that_are_compared_are_two() -> None:
    assert TaskIterator._next is not THEIRS._next
    assert BpmnTaskIterator._next is not THEIRS_OF_BPMN._next


@pytest.mark.parametrize("walk", [TaskIterator, BpmnTaskIterator])
def test_a_walk_goes_as_deep_as_the_tree(walk: Any) -> None:
    tree = begun(bundle_of(("task",)))._workflows()[0].task_tree
    deepest = tree
    with counting(Counter(10)):
        for _ in range(1200):
            deepest = deepest._add_child(tree.task_spec, TaskState.FUTURE)
    assert seen(walk, tree.workflow, TaskState.FUTURE)[-1] == deepest.id
