"""Where a re-execution ends is where the instance is stored: whatever is planted there is found."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Executable, delete, select, update

from db.session import Database, Session
from engine import instances
from engine.commands import ReleaseTask
from engine.definition_store import process_definitions
from engine.handing_back import hand_back
from engine.models import (
    instance_states,
    message_subscriptions,
    messages,
    process_instances,
    timers,
    user_tasks,
)
from engine.replay import Outcome, Recording, Verdict
from engine.runtime import Runtime
from engine.spiff.state import State
from ledger import events
from tests.engine.diagrams import node
from tests.engine.house import (
    ANNA,
    BO,
    CALLED,
    START,
    WORKER,
    House,
    boundary,
    call,
    catch,
    drawn,
    line,
    user_task,
    wait,
)
from tests.engine.recorded import recorded, replayed

SECRET = "Åsa Prov"
UNCOMPARED = {"counter", "format", "changed", "alone", "latest", "fired"}
"""A count may stand higher, an older state does not tell how far it has come by itself, ticks count
in their order alone, and an unknown format is refused before anything is compared."""


WAITING = drawn(
    "waiting",
    [
        ("split", node("parallelGateway", "split")),
        user_task("carry"),
        boundary("late", "carry", due="reminder", interrupts=False),
        user_task("chase"),
        ("chased", node("endEvent", "chased")),
        catch("hear", "answered", "message"),
        wait("rest", "pause"),
        call("finish", "finish"),
        ("meet", node("parallelGateway", "meet")),
    ],
    [
        ("begun", "split"),
        *(("split", one) for one in ("carry", "hear", "rest", "finish")),
        *((one, "meet") for one in ("carry", "hear", "rest", "finish")),
        ("late", "chase"),
        ("chase", "chased"),
        ("meet", "ended"),
    ],
)
"""Everything that an instance can wait for, at once."""


@pytest.fixture
def house(database: Database) -> House:
    """An instance under way: tasks, one of them in a called process, a message, two timers."""
    made = House(database, {})
    made.times[""] = {
        "reminder": (START + timedelta(days=1)).isoformat(),
        "pause": (START + timedelta(days=2)).isoformat(),
    }
    made.deploy(finish=line("finish", user_task("sign"), starts="asked", **CALLED), waiting=WAITING)
    made.correlate("came")
    return made


@pytest.fixture
def under_way(house: House) -> Recording:
    return recorded(house)


def found(recording: Recording) -> Verdict:
    """The verdict, which names what is stored otherwise and none of its values."""
    verdict = replayed(recording)
    assert verdict.outcome is Outcome.DIVERGED
    assert verdict.compared == len(recording.steps)
    assert verdict.difference is not None
    assert verdict.difference.is_stored
    assert verdict.difference.seq == recording.steps[-1].entry.seq
    assert SECRET not in repr(verdict)
    return verdict


def expected(recording: Recording) -> str:
    difference = found(recording).difference
    assert difference is not None
    return difference.expected


def test_it_is_told_at_which_element(under_way: Recording) -> None:
    difference = found(
        with_state(under_way, lambda state: task_at(state, "sign")["data"].update(place=SECRET))
    ).difference
    assert difference is not None
    assert (difference.element, difference.found) == ("sign", "other values of place")


def with_state(recording: Recording, change: Callable[[State], Any]) -> Recording:
    assert recording.stored is not None
    state = copy.deepcopy(recording.stored.state)
    assert state is not None
    change(state)
    return replace(recording, stored=replace(recording.stored, state=state))


def task_at(state: State, element: str) -> dict[str, Any]:
    """The newest task at the element."""
    keys = [k for k, one in state.items() if k.startswith("t:") and one["spec"] == element]
    task: dict[str, Any] = state[max(keys, key=lambda key: int(key[2:]))]
    return task


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where a single value or an empty one stands."""
    if value and isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, (*path, key))
    else:
        yield path


def test_what_is_stored_at_any_moment_is_where_the_instance_came_to(house: House) -> None:
    message = house.rows(messages)[0].public_id
    for move in (
        lambda: house.claim("carry"),
        lambda: house.let_time_pass(START + timedelta(days=1)),
        lambda: house.answer("answered", message),
        lambda: house.complete("sign"),
        lambda: house.let_time_pass(START + timedelta(days=2)),
        lambda: house.complete("chase"),
    ):
        assert replayed(recorded(house)).outcome is Outcome.FAITHFUL
        move()
    assert replayed(recorded(house)).outcome is Outcome.FAITHFUL
    assert house.open_tasks() == ["carry"]


def test_no_value_of_a_stored_state_can_be_changed(under_way: Recording) -> None:
    assert under_way.stored is not None
    places = [path for path in leaves(under_way.stored.state) if UNCOMPARED.isdisjoint(path)]
    assert len(places) > 100
    for path in places:
        for other in (SECRET, 7, None, [SECRET], {SECRET: SECRET}):
            changed = with_state(under_way, lambda s, p=path, o=other: _put(s, p, o))  # type: ignore[misc]
            if changed != under_way:
                found(changed)


def _put(state: Any, path: tuple[Any, ...], other: Any) -> None:
    *way, last = path
    for name in way:
        state = state[name]
    state[last] = other


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda s: task_at(s, "sign")["data"].update(place=SECRET), "sign with what came out"),
        (lambda s: task_at(s, "sign").update(state=64), "sign that is READY"),
        (lambda s: s.update({"t:999": task_at(s, "sign")}), "no further task"),
        (lambda s: s.pop("t:1"), "a saved state"),
        (lambda s: s["meta"].update(counter=1), "a count that goes on"),
        (lambda s: s["meta"].update(completed=True), "a process as a whole as it came out"),
        (
            lambda s: task_at(s, "sign").update(changed=0),
            "tasks in the order in which they moved",
        ),
    ],
)
def test_what_is_stored_otherwise_is_named(
    under_way: Recording, change: Callable[[State], Any], named: str
) -> None:
    assert expected(with_state(under_way, change)) == named


@pytest.mark.parametrize(
    ("planted", "named"),
    [
        (
            update(user_tasks).where(user_tasks.c.element == "sign").values(state="cancelled"),
            "a task for sign",
        ),
        (
            update(user_tasks).where(user_tasks.c.element == "sign").values(position="1"),
            "a task for sign",
        ),
        (
            update(user_tasks).where(user_tasks.c.element == "sign").values(element=SECRET),
            "the task for sign as it was set",
        ),
        (
            update(user_tasks).where(user_tasks.c.element == "carry").values(assignee=SECRET),
            "the task for carry as it was set",
        ),
        (delete(timers), "a timer for "),
        (update(timers).values(due_at=START), "the timer for "),
        (delete(message_subscriptions), "a subscription for "),
        (update(message_subscriptions).values(correlation_key=SECRET), "the subscription for "),
        (update(message_subscriptions).values(name=SECRET), "the subscription for "),
        (update(process_instances).values(state="completed"), "an instance that is running"),
        (update(process_instances).values(business_key=SECRET), "what it began about"),
        (update(instance_states).values(body=b"nothing"), "a saved state"),
        (update(instance_states).values(format=2), "a saved state"),
        (delete(instance_states), "a saved state"),
    ],
)
def test_what_is_planted_in_the_database_is_found(
    house: House, planted: Executable, named: str
) -> None:
    with house.database.transaction() as session:
        session.execute(planted)
    assert expected(recorded(house)).startswith(named)


def test_a_version_that_it_did_not_begin_on_is_found(house: House) -> None:
    first = house.instance()
    other = select(process_definitions.c.id).where(process_definitions.c.id != first.definition_id)
    with house.database.transaction() as session:
        session.execute(
            update(process_instances).values(definition_id=other.limit(1).scalar_subquery())
        )
    assert expected(recorded(house)) == "the version of the process that it began on"


@pytest.mark.parametrize("planted", [{"assignee": None}, {"assignee": BO.id}, {"public_id": "x"}])
def test_a_task_that_another_has_than_who_took_it_is_found(
    house: House, planted: dict[str, str | None]
) -> None:
    house.claim("carry", ANNA)
    assert replayed(recorded(house)).outcome is Outcome.FAITHFUL
    with house.database.transaction() as session:
        session.execute(update(user_tasks).where(user_tasks.c.element == "carry").values(**planted))
    assert expected(recorded(house)) == "the task for carry as it was set"


def test_a_task_that_was_given_back_is_nobodys(house: House) -> None:
    house.execute(ReleaseTask(house.claim("carry").public_id))
    assert replayed(recorded(house)).outcome is Outcome.FAITHFUL
    house.claim("carry", BO)
    with house.database.transaction() as session:
        _hand_back(house, session)
    assert replayed(recorded(house)).outcome is Outcome.FAITHFUL
    with house.database.transaction() as session:
        session.execute(update(user_tasks).values(assignee=BO.id))
    assert expected(recorded(house)) == "the task for carry as it was set"


def _hand_back(house: House, session: Session) -> None:
    stream = events.lock(session, house.instance().stream_id)
    runtime = Runtime(house.engine, session, stream, WORKER, house.now)
    hand_back(runtime, BO.id, [house.task("carry").business_key])
    runtime.finish()


def test_a_task_that_is_open_once_more_is_found(house: House) -> None:
    house.complete("carry")
    with house.database.transaction() as session:
        session.execute(update(user_tasks).values(state="open"))
    assert expected(recorded(house)) == "no task for carry, for it does not wait"


def test_a_state_that_was_saved_short_of_one_step_is_found(house: House) -> None:
    """As when an older copy of one table was brought back."""
    house.complete("carry")
    with house.database.transaction() as session:
        first = house.rows(instance_states)[0].instance_id
        version, _state = instances.load_state(session, first)
        last = (instance_states.c.instance_id == first, instance_states.c.version == version)
        session.execute(delete(instance_states).where(*last))
    found(recorded(house))
