"""Who may do what: every person of the demo against every command, and nobody else anything."""

from __future__ import annotations

from typing import Any

import pytest

from cases.commands.basic import RecordDispatch, UndoMatch
from cases.commands.rules import RULES
from cases.permits import Policy
from cases.policy import DEPLOYER, PUBLIC_DOOR, WORKER, Membership, StaffMember
from engine.commands import (
    ClaimTask,
    CompleteTask,
    ContinueInstance,
    CorrelateMessage,
    DeliverMessage,
    ReleaseTask,
    RetrySteps,
)
from engine.models import user_tasks
from ledger.events import Actor
from tests.product import Product
from tests.steps import match, person, receive, rows

PEOPLE = ("rut", "hanna", "henrik", "sara", "malin", "gosta", "vera", "axel")
MACHINE = (
    CorrelateMessage("m"),
    DeliverMessage("n", "k", {}, "1"),
    RetrySteps(1),
    ContinueInstance(1, 2),
    RecordDispatch("l", number=1, outcome="sent", proof="250"),
)


def permits(product: Product, actor: Actor, command: object) -> bool:
    with product.database.reading() as session:
        return Policy(RULES).permits(session, actor, command, 1)


def who(product: Product, command: object) -> set[str]:
    """The people of the demo who may carry out the command."""
    return {p for p in PEOPLE if permits(product, person(product, f"demo-{p}"), command)}


def test_a_task_is_for_its_unit_and_a_match_is_undone_by_its_authority(product: Product) -> None:
    notice = receive(product)
    for command in on(task(product, "confirm_match")):
        assert who(product, command) == {"rut"}
    match(product)
    for command in on(task(product, "assess_case")):
        assert who(product, command) == {"hanna", "henrik", "malin"}
    assert who(product, UndoMatch(notice, "why")) == {"rut"}
    for machine in (WORKER, DEPLOYER, PUBLIC_DOOR):
        assert not permits(product, machine, UndoMatch(notice, "why"))
        assert not any(permits(product, machine, c) for c in on(task(product, "assess_case")))


def on(task: str) -> list[object]:
    return [ClaimTask(task), ReleaseTask(task), CompleteTask(task, {}, 1)]


def task(product: Product, element: str) -> str:
    (found,) = [t for t in rows(product, user_tasks) if (t.element, t.state) == (element, "open")]
    return str(found.public_id)


def test_only_the_worker_does_what_the_machine_does(product: Product) -> None:
    for command in MACHINE:
        assert who(product, command) == set()
        assert permits(product, WORKER, command)
        for other in (DEPLOYER, PUBLIC_DOOR, Actor("system:other"), Actor("")):
            assert not permits(product, other, command)


def test_a_command_that_is_not_known_is_for_nobody(product: Product) -> None:
    assert who(product, object()) == set()
    assert not permits(product, WORKER, object())


@pytest.mark.parametrize("command", [ClaimTask("none"), UndoMatch("none", "why")])
def test_what_is_not_there_is_for_nobody(product: Product, command: object) -> None:
    assert who(product, command) == set()


def member(*held: tuple[str, str, int]) -> StaffMember:
    memberships = tuple(Membership(role, unit, 1, unit, owner) for role, unit, owner in held)
    return StaffMember("staff:someone", memberships=memberships)


@pytest.mark.parametrize(
    ("held", "groups"),
    [
        ((), set()),
        ((("caseworker", "north", 1),), {"caseworker:north"}),
        ((("manager", "north", 1),), {"manager:north", "caseworker:north"}),
        (
            (("registrar", "reception", 1), ("manager", "south", 1)),
            {"registrar:reception", "manager:south", "caseworker:south"},
        ),
    ],
)
def test_a_manager_may_do_what_the_unit_does(held: Any, groups: set[str]) -> None:
    assert member(*held).groups == groups
