"""Traps B1 to B12 (docs/traps.md): what stalls, runs wild, or goes another way than it says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from db.session import Database
from engine.commands import CompleteTask
from engine.context import ServiceTaskContext
from engine.errors import TaskAlreadyCompleted
from engine.models import timers
from engine.spiff import live as live_instance
from engine.spiff.live import STEP_LIMIT, LiveInstance
from tests.engine.diagrams import node, operator
from tests.engine.house import PLACE, START, House, boundary, drawn, line, user_task, wait
from tests.traps import drawings, odd_drawings
from tests.traps.ours import Trap, bundle_of, passes, refused
from tests.traps.stock import happened

SOON, LATER = (START + timedelta(days=days) for days in (1, 2))
STEP = ("step", node("serviceTask", "step", operator("weigh")))


class Scale:
    """An operation that fails until it is mended, with a reason that is no text."""

    is_broken = True

    def weigh(self, _ctx: ServiceTaskContext) -> Mapping[str, Any]:
        if self.is_broken:
            raise KeyError(5)
        return {}


@pytest.fixture
def scale() -> Scale:
    return Scale()


@pytest.fixture
def house(database: Database, scale: Scale) -> House:
    return House(database, {"weigh": scale.weigh})


def test_b1_a_join_waits_for_every_branch_in_every_round() -> None:
    assert happened()["b1"] == 14  # Of 16.

    for order in product((0, 1), repeat=4):
        trap = Trap(drawings.JOIN_IN_A_ROUND, more=True)
        for is_turned in order:
            first, second = ("right", "left") if is_turned else ("left", "right")
            trap.run(first)
            trap.keep()
            assert trap.ready() == [second]
            trap.run(second)
            trap.keep()
            assert trap.ready() == ["behind"]
            trap.run("behind")


def test_b2_of_two_times_that_are_awaited_the_sooner_one_counts(house: House) -> None:
    assert happened()["b2"] == [False, "MultipleEventDefinition"]  # Its time had come.

    race = ("race", node("eventBasedGateway", "race"))
    ways = [("begun", "race"), ("race", "later"), ("race", "sooner")]
    ends = [("later", "ended"), ("sooner", "ended")]
    house.deploy(
        trap=drawn("trap", [race, wait("later", "late"), wait("sooner", "soon")], [*ways, *ends])
    )
    house.times[""] = {"soon": SOON.isoformat(), "late": LATER.isoformat()}
    house.correlate("came")
    assert (house.timer("sooner").due_at, house.timer("later").due_at) == (SOON, LATER)
    house.let_time_pass(SOON)
    assert house.instance().state == "completed"


def test_b3_a_reminder_stays_open_when_what_it_reminds_of_is_done() -> None:
    assert happened()["b3"] == {"reminded": True, "left": []}  # It was open, and is gone.

    refused(odd_drawings.REMINDED_FOR_EVER, "element_not_supported")
    trap = Trap(drawings.LATE.replace('cancelActivity="true"', 'cancelActivity="false"'))
    (timer,) = trap.live.awaited_timers()
    trap.live.fire(timer.task, SOON)
    trap.keep()
    trap.run("carry")
    trap.keep()
    assert trap.ready() == ["remind"]


def test_b4_what_is_planned_ahead_is_bounded() -> None:
    assert happened()["b4"] == [29, 125, 2045]  # For 2, 4 and 8 pairs; 16 make 524 285.

    assert passes(drawings.pairs(16))
    trap, most = Trap(drawings.pairs(16)), 0
    while trap.ready():
        most = max(most, len(trap.live.dump()))
        trap.run(trap.ready()[0])
        trap.keep()
    assert trap.live.is_completed
    assert most < 20


def test_b5_a_time_that_nobody_can_read_spoils_nothing_else(house: House) -> None:
    assert happened()["b5"] == "Exception"

    refused(odd_drawings.THREE_DAYS, "element_not_supported")
    late = boundary("late", "carry", due="limit")
    house.deploy(
        trap=drawn(
            "trap",
            [user_task("carry"), late, user_task("chase")],
            [("begun", "carry"), ("carry", "ended"), ("late", "chase"), ("chase", "ended")],
        )
    )
    house.times[""] = {"limit": "3 dagar"}
    house.correlate("came")
    assert (house.incident().element, house.incident().state) == ("late", "open")
    house.complete("carry")
    assert house.instance().state == "completed"


def test_b6_an_instance_leaves_no_trace_in_the_specs_that_others_share() -> None:
    assert happened()["b6"] == {"before": 0, "after": 1}  # Sub-processes of a new instance.

    refused(odd_drawings.EVENT_SUB_PROCESS, "element_not_supported")
    trap = Trap(drawings.calling(), drawings.CALLED)
    before = trap.live.dump()
    for name in ("first", "inside", "second"):
        trap.run(name)
        trap.keep()
    anew = LiveInstance.begin(trap.bundle, {})
    anew.advance()
    assert anew.dump() == before


def test_b7_an_hour_in_july_is_not_an_hour_in_january(house: House) -> None:
    assert len(happened()["b7"]) == 1  # One distance to UTC for both, which Stockholm never has.

    house.deploy(trap=line("trap", wait("rest", "limit")))
    for local, due in (
        ("2026-07-01T09:00:00+02:00", datetime(2026, 7, 1, 7, tzinfo=UTC)),
        ("2026-12-01T09:00:00+01:00", datetime(2026, 12, 1, 8, tzinfo=UTC)),
    ):
        house.times[""] = {"limit": local}
        house.correlate("came")
        house.times[""] = {}
        assert house.rows(timers)[-1].due_at == due
    # A time without its zone could mean anything: it is an incident, not a guess.
    house.times[""] = {"limit": "2026-07-01T09:00:00"}
    house.correlate("came")
    assert house.incident().cause == "ValueError"


def test_b8_a_task_whose_time_has_run_out_cannot_be_completed(house: House) -> None:
    assert happened()["b8"] == {"carry": "COMPLETED", "open": ["remind"]}  # Done, and too late.

    late = boundary("late", "carry", due="limit")
    house.deploy(
        trap=drawn(
            "trap",
            [user_task("carry"), late, user_task("chase")],
            [("begun", "carry"), ("carry", "ended"), ("late", "chase"), ("chase", "ended")],
        )
    )
    house.times[""] = {"limit": SOON.isoformat()}
    house.correlate("came")
    task = house.claim("carry")
    house.now = SOON  # No worker has looked at the clock yet.
    with pytest.raises(TaskAlreadyCompleted):
        house.execute(CompleteTask(task.public_id, PLACE, task.version))
    house.let_time_pass()
    assert house.open_tasks() == ["chase"]


def test_b9_a_step_that_failed_is_seen_and_tried_again(house: House, scale: Scale) -> None:
    assert happened()["b9"] == {"going on": "none", "open": [], "completed": False}

    house.deploy(trap=line("trap", STEP, user_task("behind")))
    house.correlate("came")
    assert (house.incident().element, house.incident().state) == ("step", "open")
    assert house.retry() is False
    scale.is_broken = False
    assert house.retry() is True
    assert house.open_tasks() == ["behind"]
    assert house.incident().state == "resolved"


def test_b10_the_cause_of_a_failure_is_told_as_what_it_is(house: House) -> None:
    assert happened()["b10"] == "NameError"  # Whatever the service had raised.

    house.deploy(trap=line("trap", STEP))
    house.correlate("came")
    assert house.incident().cause == "KeyError"


@pytest.mark.parametrize("answer", ["nej", "", 1, 0, [], None])
def test_b11_only_true_opens_a_way(answer: object) -> None:
    assert happened()["b11"] == ["chosen"]  # The answer was the word for no.

    trap = Trap(drawings.CHOICE, answer=answer)
    (undecided,) = trap.live.steps_to_run()
    assert undecided.element == "choose"
    assert trap.live.is_undecided(undecided.task)
    assert trap.ready() == []


def test_b12_what_goes_round_by_itself_is_stopped_aloud(monkeypatch: pytest.MonkeyPatch) -> None:
    assert happened()["b12"] == {"steps": 1001, "completed": True}  # Stopped by A4, and silently.

    refused(odd_drawings.ENDLESS, "endless_loop")
    monkeypatch.setattr(live_instance, "ALONE_LIMIT", 3 * STEP_LIMIT)
    live = LiveInstance.begin(bundle_of(odd_drawings.ENDLESS), {"more": True})
    live.advance()
    while not live.has_gone_round:
        assert (live.steps, live.has_more, live.is_completed) == (STEP_LIMIT, True, False)
        live = LiveInstance.resume(bundle_of(odd_drawings.ENDLESS), live.dump())
        live.advance()
    live.hold()
    assert len(live.held()) == 1
    assert not live.has_more
    assert not live.is_completed
