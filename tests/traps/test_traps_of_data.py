"""Traps A1 to A8 (docs/traps.md): what loses or corrupts a case without a word."""

from __future__ import annotations

import json
import random
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from SpiffWorkflow.bpmn.util.task import BpmnTaskIterator
from SpiffWorkflow.util.task import TaskIterator

from db.session import Database
from engine.context import ServiceTaskContext
from engine.spiff import state
from engine.spiff.live import LiveInstance
from engine.values import checked
from tests.engine.diagrams import node, operator
from tests.engine.house import START, House, line, user_task
from tests.engine.test_walking import THEIRS, THEIRS_OF_BPMN
from tests.traps import drawings
from tests.traps.ours import Trap, bundle_of, refused
from tests.traps.stock import happened

ROOT = Path(__file__).parents[2]


def test_a1_the_order_in_which_rows_come_back_does_not_matter() -> None:
    assert happened()["a1"]["before"] == {"case": "BKV-1", "place": "hall"}
    assert happened()["a1"]["after"] == {}  # The case is lost.

    trap = Trap(drawings.TWO_TASKS, case="BKV-1")
    trap.run("first", place="hall")
    kept = trap.live.dump()
    chance = random.Random(1)  # noqa: S311  Nothing secret hangs on it.
    orders = [list(kept), list(reversed(kept)), sorted(kept, key=lambda k: (len(k), k))]
    orders += [chance.sample(list(kept), len(kept)) for _ in range(20)]
    for order in orders:
        trap.live = LiveInstance.resume(trap.bundle, {key: kept[key] for key in order})
        assert trap.values("second") == {"case": "BKV-1", "place": "hall"}


def test_a2_a_value_called_typename_is_a_value() -> None:
    assert happened()["a2"] == {"unknown": "TypeError", "known": "timedelta"}

    house = {"typename": "timedelta", "days": 1}
    trap = Trap(drawings.ONE_TASK, house=house, typename="Villa")
    trap.keep()
    assert trap.values("carry") == {"house": house, "typename": "Villa"}
    # It never comes so far: the name is refused where values come in, and by the linter.
    with pytest.raises(ValueError, match="typename"):
        checked({"typename": "Villa"})
    refused(drawings.CHOICE.replace(">answer<", ">typename = 1<"), "name_reserved")


def test_a3_what_json_does_not_have_never_becomes_a_value() -> None:
    assert happened()["a3"] == {
        "pair": "list",
        "keys": ["str"],
        "date": "TypeError",
        "datetime": "TypeError",
    }

    for odd in (START, START.date(), (1, 2), {1: "a"}, 1.5, float("nan"), {1}, b"x", print):
        with pytest.raises(ValueError, match="odd"):
            checked({"odd": odd})
    fine = {"none": None, "yes": True, "many": 10**30, "word": "å\U0001f600"}
    trap = Trap(drawings.ONE_TASK, **checked(fine))
    trap.keep()
    assert trap.values("carry") == fine


def test_a4_depth_does_not_hide_a_task_or_end_a_case() -> None:
    assert happened()["a4"] == {"rounds": 333, "open": 1, "completed": True}

    trap = Trap(drawings.ROUND, more=True)
    for _ in range(400):
        trap.run("carry")
        trap.keep()
    assert trap.ready() == ["carry"]
    assert not trap.live.is_completed
    trap.run("carry", more=False)
    assert trap.live.is_completed


def leave(patch: pytest.MonkeyPatch, *cures: str) -> None:
    """Take every cure of A4 but these away."""
    if "walk" not in cures:
        patch.setattr(TaskIterator, "_next", THEIRS._next)
        patch.setattr(BpmnTaskIterator, "_next", THEIRS_OF_BPMN._next)
    if "cut" not in cures:
        patch.setattr(state, "compact", lambda _workflow: None)


def rounds(trap: Trap) -> int:
    """How often the task is done again, of 340 times."""
    for done in range(340):
        if trap.ready() != ["carry"]:
            return done
        trap.run("carry")
        trap.live.dump()
    return 340


@pytest.mark.parametrize("cure", ["walk", "cut"])
def test_a4_either_of_two_cures_is_enough(monkeypatch: pytest.MonkeyPatch, cure: str) -> None:
    """The walk that does not count its depth, and the tree that is cut short."""
    leave(monkeypatch, cure)
    assert rounds(Trap(drawings.ROUND, more=True)) == 340


def test_a4_is_back_when_both_cures_are_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    leave(monkeypatch)
    assert rounds(Trap(drawings.ROUND, more=True)) == happened()["a4"]["rounds"]


def test_a5_what_was_recorded_cannot_be_changed_later() -> None:
    assert happened()["a5"] == {"first": {"rooms": [1, 2]}}  # It was [1] when it was completed.

    given: dict[str, Any] = {"rooms": [1]}
    trap = Trap(drawings.TWO_TASKS, house=given)
    kept = trap.live.dump()
    trap.values("first")["house"]["rooms"].append(2)
    given["rooms"].append(3)
    trap.run("first", flat=given)
    given["rooms"].append(4)
    assert trap.values("second")["house"] == {"rooms": [1]}
    assert trap.values("second")["flat"] == {"rooms": [1, 3]}
    assert all(record["data"].get("house") in (None, {"rooms": [1]}) for record in kept.values())
    with pytest.raises(ValueError, match="house"):
        checked({"house": given})  # Nothing nested, to begin with.


def test_a6_a_step_that_fails_half_way_leaves_nothing_half_done(database: Database) -> None:
    assert happened()["a6"] == {"error": "WorkflowTaskException", "state": "ERROR", "half": True}

    house = House(database, {"weigh": _half})
    house.deploy(
        trap=line(
            "trap", user_task("first"), ("step", node("serviceTask", "step", operator("weigh")))
        )
    )
    house.correlate("came")
    house.complete("first")
    assert (house.incident().element, house.incident().state) == ("step", "open")
    assert "half.done" not in house.kinds()
    assert "half" not in house.variables()
    assert house.instance().state == "running"
    assert house.ledger().is_whole


def _half(ctx: ServiceTaskContext) -> dict[str, Any]:
    ctx.record("half.done", {})
    raise ValueError


def test_a7_a_state_of_another_format_is_refused_and_never_guessed_at() -> None:
    assert happened()["a7"] == "NameError"

    trap = Trap(drawings.calling(), drawings.CALLED)
    trap.run("first")
    kept = trap.live.dump()
    assert kept["meta"]["format"] == state.FORMAT
    for other in (0, state.FORMAT + 1, "1.4", None):
        with pytest.raises(ValueError, match="format"):
            LiveInstance.resume(trap.bundle, {**kept, "meta": {**kept["meta"], "format": other}})
    trap.keep()
    assert trap.ready() == ["inside"]
    # The library's own format is stored nowhere, and the library itself is pinned.
    assert "spiffworkflow==3.2.0" in (ROOT / "pyproject.toml").read_text()
    assert version("spiffworkflow") == "3.2.0"


def test_a8_an_instance_goes_on_with_the_diagram_it_began_with(database: Database) -> None:
    assert happened()["a8"] == "TypeError"

    house = House(database, {})
    house.deploy(trap=line("trap", user_task("first"), user_task("second")))
    house.correlate("came")
    house.deploy(trap=line("trap", user_task("third")))
    house.complete("first")
    house.complete("second")
    assert house.instance().state == "completed"
    # And where the two were brought together all the same, it is said.
    kept = json.loads(json.dumps(Trap(drawings.TWO_TASKS).live.dump()))
    with pytest.raises(KeyError):
        LiveInstance.resume(bundle_of(drawings.ONE_TASK), kept)
