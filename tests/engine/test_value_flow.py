"""What the linter says is set where a token comes is what the engine finds there."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from engine.elements import Element, ProcessModel
from engine.lint.value_flow import Names, ValueFlow
from engine.repeats import COUNTER
from engine.spiff.live import LiveInstance, Position
from engine.spiff.specs import build_bundle
from tests.engine.generated import EVERYTHING, MOVES, TOP, Block, models_of
from tests.engine.test_live_instance import begun, do, waiting

LAST = "last"
"""What is set from the beginning on, and by whatever sets anything."""


@settings(max_examples=150, deadline=None)
@given(EVERYTHING, MOVES)
def test_what_is_set_is_between_always_and_ever(block: Block, moves: list[tuple[int, int]]) -> None:
    models = models_of(block)
    model = replace(models[TOP], inputs=LAST)
    least = ValueFlow.of(model, {e.id: _sets(e, frozenset()) for e in model.elements.values()})
    most = ValueFlow.of(model, {e.id: _sets(e, None) for e in model.elements.values()})
    instance = begun(build_bundle(models, TOP))
    for number, (pick, value) in enumerate(moves * 2):
        for at in waiting(instance):
            if at.process == TOP:
                _between(model, at, least.always[at.element], most.ever[at.element])
        able = [at for at in waiting(instance) if not _stands_undecided(instance, at)]
        if not able:
            return
        do(instance, able[pick % len(able)], value, number)


def _between(model: ProcessModel, at: Position, always: Names, ever: Names) -> None:
    is_set = at.variables.keys() - {COUNTER}
    assert always is not None
    assert always - {COUNTER} <= is_set
    assert ever is None or is_set <= ever
    assert at.element in model.elements


def _sets(element: Element, by_calls: Names) -> Names:
    """What an element sets in these tests: itself; a call and what is thrown is not looked into."""
    if element.type == "callActivity" or element.event in ("error", "escalation"):
        return by_calls
    by_people_or_steps = ("userTask", "serviceTask")
    waits = element.type in by_people_or_steps or element.event == "message"
    return frozenset({element.id, LAST}) if waits else frozenset()


def _stands_undecided(instance: LiveInstance, at: Position) -> bool:
    return at in instance.steps_to_run() and instance.is_undecided(at.task)
