"""Operations say which values they need and give, and shipped processes name the same."""

from __future__ import annotations

import ast
import inspect
import textwrap

import pytest

from engine.elements import read_process, value_names
from engine.lint.context import declared
from engine.signatures import signature_of
from front.shipped import PROCESSES
from handlers import SERVICE_TASKS

MODELS = {
    model.key: model
    for model in (read_process(path.read_bytes()) for path in PROCESSES.glob("*/process.bpmn"))
}
CALLS = [
    (model.key, element)
    for model in MODELS.values()
    for element in model.elements.values()
    if element.called_process
]


@pytest.mark.parametrize("name", sorted(SERVICE_TASKS))
def test_every_operation_says_what_it_gives(name: str) -> None:
    given = signature_of(SERVICE_TASKS[name]).gives
    assert given is not None
    assert _returned(name) <= given


def test_every_process_that_is_called_declares_and_every_call_names_the_same() -> None:
    assert len(CALLS) >= 19
    for key, call in CALLS:
        called = MODELS[call.called_process or ""]
        assert called.inputs is not None, called.key
        assert called.outputs is not None, called.key
        assert declared(call.inputs) == declared(called.inputs), (key, call.id)
        assert set(value_names(call.outputs or "")) <= set(value_names(called.outputs)), call.id


def _returned(name: str) -> set[str]:
    """The names that stand in what an operation returns, as far as it says them itself."""
    source = textwrap.dedent(inspect.getsource(SERVICE_TASKS[name]))
    dicts = [
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Dict)
    ]
    keys = [key for one in dicts for key in one.keys]
    return {str(key.value) for key in keys if isinstance(key, ast.Constant)}
