"""What an operation is called with is read from its signature."""

from __future__ import annotations

import pytest

from engine.signatures import OperationSignature, signature_of


def weigh(ctx: object, parcel: str, *, scale: str = "old") -> None: ...


def anything(ctx: object, **answers: str) -> None: ...


def nothing() -> None: ...


def nameless(ctx: object, *values: str) -> None: ...


def test_parameters_are_those_after_the_context() -> None:
    assert signature_of(weigh) == OperationSignature(frozenset({"parcel"}), frozenset({"scale"}))


def test_missing_and_unknown_names_are_told() -> None:
    signature = signature_of(weigh)

    assert signature.missing(frozenset({"scale"})) == ["parcel"]
    assert signature.unknown(frozenset({"parcel", "size"})) == ["size"]
    assert signature_of(anything).unknown(frozenset({"size"})) == []


@pytest.mark.parametrize("function", [nothing, nameless])
def test_a_function_that_cannot_be_called_by_name_is_no_operation(function: object) -> None:
    with pytest.raises(TypeError):
        signature_of(function)  # type: ignore[arg-type]
