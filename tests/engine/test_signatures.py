"""What an operation is called with is read from its signature."""

from __future__ import annotations

import pytest

from engine.signatures import OperationSignature, gives, signature_of


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


def carried(ctx: object, answers: dict[str, str], parcel: str, note: str = "") -> None: ...


@gives("weight", "unit")
def weighed(ctx: object) -> dict[str, int]:
    return {"weight": 1}


def test_what_completes_a_task_takes_its_answers_and_the_values_that_it_names() -> None:
    assert signature_of(carried).completes
    assert signature_of(anything).completes
    assert not signature_of(weigh).completes
    assert signature_of(carried).reads == {"parcel"}


def test_what_a_step_does_not_say_is_the_value_of_that_name_and_nothing_else_goes_along() -> None:
    values = {"parcel": "P1", "secret": "S"}
    assert signature_of(carried).arguments({"answers": {}}, values) == {
        "answers": {},
        "parcel": "P1",
    }
    assert signature_of(weigh).arguments({"parcel": "P2"}, values) == {"parcel": "P2"}
    assert signature_of(weigh).arguments({}, {}) == {}


def test_what_an_operation_gives_stands_above_it() -> None:
    assert signature_of(weighed).gives == frozenset({"weight", "unit"})
    assert signature_of(weighed).undeclared({"weight": 1, "unit": 2, "secret": 3}) == ["secret"]
    assert signature_of(weigh).gives is None
    assert signature_of(weigh).undeclared({"anything": 1}) == []
