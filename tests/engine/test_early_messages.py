"""A message from outside that comes before its event is reached waits for it, and is never lost."""

from __future__ import annotations

from typing import Any

import pytest

from db.session import Database
from db.types import public_id
from engine import early as early_messages
from engine import messages as message_rows
from engine.agenda import EARLY_AT_ONCE
from engine.commands import CorrelateMessage
from engine.correlation import LOOK_AGAIN
from engine.early import ENDED, PATIENCE, UNKNOWN
from engine.errors import ConcurrentChange, EngineError
from engine.models import message_subscriptions, messages, process_instances
from engine.runtime import Runtime
from ledger import events
from tests.engine.diagrams import node, operator
from tests.engine.house import (
    ANNA,
    CALLED,
    WORKER,
    House,
    boundary,
    call,
    catch,
    drawn,
    line,
    throw,
    user_task,
)


@pytest.fixture
def house(database: Database) -> House:
    return House(database, {})


def begun(house: House, *steps: tuple[str, str]) -> str:
    """An instance that stands at its first step; what its messages are about."""
    house.deploy(first=line("first", *steps))
    return house.correlate("came")


def comes(house: House, key: str, name: str = "answered", **payload: Any) -> str:
    """A message comes in, and the worker has a turn; its public id."""
    message = house.post(name, payload, key=key)
    house.hand_over()
    return message


def a_day_later(house: House) -> None:
    house.now += PATIENCE
    house.hand_over()


def row(house: House, message: str) -> Any:
    return next(one for one in house.rows(messages) if one.public_id == message)


def states(house: House) -> list[str]:
    return [one.state for one in house.rows(messages) if one.name == "answered"]


def newest(house: House) -> Any:
    return house.rows(process_instances)[-1]


def left(house: House, element: str) -> list[Any]:
    """The variables with which tokens left the element."""
    with house.database.reading() as session:
        told = events.read_subject(session, newest(house).public_id)
    wanted = ("element.left", element)
    return [e.payload["variables"] for e in told if (e.kind, e.element) == wanted and e.payload]


LATER = (user_task("carry"), catch("wait", "answered", "message"), user_task("after"))


def test_it_waits_and_is_handed_over_once_when_its_event_is_reached(house: House) -> None:
    early = comes(house, begun(house, *LATER), weight=7)
    assert (row(house, early).state, row(house, early).cause) == ("waiting", None)
    assert row(house, early).waits_since is not None
    house.complete("carry")
    assert row(house, early).state == "correlated"
    assert [told["weight"] for told in left(house, "wait")] == [7]
    assert house.open_tasks() == ["after"]
    assert house.rows(message_subscriptions) == []
    assert house.ledger().is_whole


def test_it_is_handed_over_after_a_restart_too(house: House) -> None:
    early = comes(house, begun(house, *LATER), weight=7)
    again = House(house.database, {})
    again.now = house.now
    assert again.hand_over() == 0
    again.complete("carry")
    assert row(again, early).state == "correlated"
    assert again.open_tasks() == ["after"]


def test_two_of_them_are_taken_in_the_order_in_which_they_came(house: House) -> None:
    twice = (catch("one", "answered", "message"), user_task("between"))
    about = begun(house, user_task(), *twice, catch("two", "answered", "message"))
    comes(house, about, weight=1)
    comes(house, about, weight=2)
    assert states(house) == ["waiting", "waiting"]
    house.complete("carry")
    assert states(house) == ["correlated", "waiting"]
    house.complete("between")
    assert states(house) == ["correlated", "correlated"]
    weighed = [told["weight"] for name in ("one", "two") for told in left(house, name)]
    assert weighed == [1, 2]
    assert newest(house).state == "completed"


def test_two_events_in_a_row_take_two_of_them_in_one_command(house: House) -> None:
    row_of = (catch("one", "answered", "message"), catch("two", "answered", "message"))
    about = begun(house, user_task(), *row_of)
    comes(house, about)
    comes(house, about)
    house.complete()
    assert states(house) == ["correlated", "correlated"]
    assert newest(house).state == "completed"


def test_the_second_is_told_to_a_person_when_only_one_event_takes_it(house: House) -> None:
    about = begun(house, user_task(), catch("one", "answered", "message"))
    comes(house, about)
    second = comes(house, about)
    house.complete()
    assert states(house) == ["correlated", "unmatched"]
    assert row(house, second).cause == ENDED


def _choosing(house: House) -> str:
    """An instance that may go by its event or past it."""
    past = boundary("told", "carry", message="past", key="message")
    house.deploy(
        first=drawn(
            "first",
            [user_task(), past, catch("wait", "answered", "message")],
            [("begun", "carry"), ("carry", "wait"), ("wait", "ended"), ("told", "ended")],
        )
    )
    return house.correlate("came")


def test_it_is_told_to_a_person_when_the_process_ends_another_way(house: House) -> None:
    about = _choosing(house)
    early = comes(house, about)
    assert row(house, early).state == "waiting"
    comes(house, about, "past")
    assert newest(house).state == "completed"
    assert (row(house, early).state, row(house, early).cause) == ("unmatched", ENDED)


def test_it_is_told_to_a_person_when_the_instance_is_cancelled(house: House) -> None:
    early = comes(house, begun(house, *LATER))
    with house.database.transaction() as session:
        stream = events.lock(session, newest(house).stream_id)
        runtime = Runtime(house.engine, session, stream, ANNA, house.now)
        runtime.cancel(newest(house).id, "no longer wanted")
        runtime.finish()
    assert (row(house, early).state, row(house, early).cause) == ("unmatched", ENDED)


def test_it_is_told_to_a_person_when_the_instance_ends_after_it_has_got_another_key(
    house: House,
) -> None:
    about = begun(house, user_task(), catch("wait", "answered", "parcel"))
    house.known[about] = {"parcel": "p7"}
    early = comes(house, "p7")
    house.known[about] = {"parcel": "p9"}
    _cancel(house)
    assert row(house, early).state == "waiting"
    house.now += LOOK_AGAIN
    house.hand_over()
    assert row(house, early).state == "unmatched"


def test_it_is_told_to_a_person_when_the_instance_ends_at_the_moment_when_it_is_kept(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    if house.database.writing_engine.dialect.name == "sqlite":
        return  # There nobody else writes meanwhile.
    about = begun(house, user_task(), catch("wait", "answered", "parcel"))
    house.known[about] = {"parcel": "p7"}
    looked = early_messages.may_be_awaited

    def meanwhile(runtime: Runtime, message: message_rows.Message) -> bool:
        found = looked(runtime, message)
        monkeypatch.undo()
        _cancel(house)
        return found

    monkeypatch.setattr(early_messages, "may_be_awaited", meanwhile)
    early = comes(house, "p7")
    assert row(house, early).state == "waiting"
    house.now += LOOK_AGAIN
    house.hand_over()
    assert row(house, early).state == "unmatched"


def _cancel(house: House) -> None:
    with house.database.transaction() as session:
        stream = events.lock(session, newest(house).stream_id)
        runtime = Runtime(house.engine, session, stream, ANNA, house.now)
        runtime.cancel(newest(house).id, "no longer wanted")
        runtime.finish()


def test_it_goes_on_waiting_while_another_instance_may_take_it(house: House) -> None:
    about = begun(
        house, user_task("decide"), throw("tell", "begin", "message", "{message: message}"), *LATER
    )
    house.deploy(second=line("second", user_task("other"), *LATER[1:], starts="begin"))
    early = comes(house, about)
    house.complete("decide")
    with house.database.transaction() as session:
        (first, _) = house.rows(process_instances)
        stream = events.lock(session, first.stream_id)
        runtime = Runtime(house.engine, session, stream, ANNA, house.now)
        runtime.cancel(first.id, "no longer wanted")
        runtime.finish()
    assert row(house, early).state == "waiting"
    house.complete("other")
    assert row(house, early).state == "correlated"


def test_what_is_behind_and_not_ahead_is_not_waited_for(house: House) -> None:
    about = begun(house, catch("wait", "answered", "message"), user_task("after"))
    comes(house, about)
    late = comes(house, about)
    assert house.open_tasks() == ["after"]
    assert (row(house, late).state, row(house, late).cause) == ("waiting", UNKNOWN)
    a_day_later(house)
    assert (row(house, late).state, row(house, late).cause) == (
        "unmatched",
        message_rows.NOTHING_TAKES_IT,
    )


@pytest.mark.parametrize("key", ["null", "somebody-else"])
def test_another_key_is_waited_for_until_it_is_known_for_a_day(house: House, key: str) -> None:
    begun(house, *LATER)
    comes(house, key)
    assert states(house) == ["waiting"]
    a_day_later(house)
    assert states(house) == ["unmatched"]


def test_one_without_a_key_is_not_waited_for(house: House) -> None:
    begun(house, *LATER)
    comes(house, "")
    assert states(house) == ["unmatched"]


def test_another_name_is_not_waited_for(house: House) -> None:
    early = comes(house, begun(house, *LATER), "asked")
    a_day_later(house)
    assert row(house, early).state == "unmatched"


def test_it_waits_for_an_event_of_a_process_that_is_called_later(house: House) -> None:
    house.deploy(
        inner=line(
            "inner",
            user_task("within"),
            catch("wait", "answered", "message"),
            starts="in",
            **CALLED,
        ),
        first=line("first", user_task(), call("calling", "inner")),
    )
    about = house.correlate("came")
    early = comes(house, about)
    house.complete("carry")
    assert row(house, early).state == "waiting"
    house.complete("within")
    assert row(house, early).state == "correlated"
    assert newest(house).state == "completed"


def test_it_waits_for_what_comes_after_the_process_that_is_called(house: House) -> None:
    house.deploy(
        inner=line("inner", user_task("within"), starts="in", **CALLED),
        first=line("first", call("calling", "inner"), *LATER[1:]),
    )
    early = comes(house, house.correlate("came"))
    assert row(house, early).state == "waiting"
    house.complete("within")
    assert row(house, early).state == "correlated"


def test_it_waits_for_a_receive_task_and_for_an_event_at_a_step_to_come(house: House) -> None:
    at = boundary("heard", "after", message="asked", key="message")
    receives = node(
        "receiveTask",
        "hear",
        "<bpmn:extensionElements><spiffworkflow:properties>"
        '<spiffworkflow:property name="correlation_key" value="message"/>'
        "</spiffworkflow:properties></bpmn:extensionElements>",
        messageRef="message_answered",
    )
    house.deploy(
        first=drawn(
            "first",
            [user_task(), ("hear", receives), user_task("after"), at],
            [("begun", "carry"), ("carry", "hear"), ("hear", "after"), ("after", "ended"),
             ("heard", "ended")],
        )
    )  # fmt: skip
    about = house.correlate("came")
    comes(house, about)
    asked = comes(house, about, "asked")
    assert [*states(house), row(house, asked).state] == ["waiting", "waiting"]
    house.complete()
    assert [*states(house), row(house, asked).state] == ["correlated", "correlated"]
    assert newest(house).state == "completed"


def test_it_waits_for_who_is_known_by_its_key(house: House) -> None:
    about = begun(house, user_task(), catch("wait", "answered", "parcel"))
    house.known[about] = {"parcel": "p7"}
    other = comes(house, "p8")
    early = comes(house, "p7")
    assert (row(house, other).cause, row(house, early).cause) == (UNKNOWN, None)
    house.complete()
    assert row(house, early).state == "correlated"
    assert newest(house).state == "completed"


def test_one_that_came_before_its_key_was_known_to_anybody_is_handed_over(house: House) -> None:
    about = begun(house, user_task(), catch("wait", "answered", "parcel"))
    early = comes(house, "p7")
    assert (row(house, early).state, row(house, early).cause) == ("waiting", UNKNOWN)
    house.known[about] = {"parcel": "p7"}
    house.complete()
    assert row(house, early).state == "correlated"
    assert newest(house).state == "completed"


def test_one_whose_key_was_not_known_yet_goes_before_one_that_came_after_it(house: House) -> None:
    twice = (catch("one", "answered", "parcel"), user_task("b"), catch("two", "answered", "parcel"))
    about = begun(house, user_task(), *twice)
    comes(house, "p7", weight=1)
    house.known[about] = {"parcel": "p7"}
    comes(house, "p7", weight=2)
    house.complete()
    house.complete("b")
    assert [told["weight"] for name in ("one", "two") for told in left(house, name)] == [1, 2]


def test_one_that_cannot_be_handed_over_now_goes_before_one_that_came_after_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = begun(house, user_task(), catch("one", "answered", "message"), user_task("between"))
    failing = house.post("answered", {"weight": 1}, key=about)
    with monkeypatch.context() as patch:
        patch.setattr(early_messages, "keep", _fails)
        house.hand_over()
    later = comes(house, about, weight=2)
    assert (row(house, failing).attempts, row(house, later).attempts) == (1, 0)
    house.complete()
    assert house.open_tasks() == []
    house.now += message_rows.LATER
    house.hand_over()
    assert [told["weight"] for told in left(house, "one")] == [1]
    assert row(house, failing).state == "correlated"


def _fails(*_given: Any) -> str:
    raise EngineError("It does not work now.")


def test_one_that_waited_unseen_goes_before_one_that_comes_when_its_event_is_reached(
    house: House,
) -> None:
    about = begun(house, catch("one", "answered", "message"), user_task("between"))
    first = house.post("answered", {"weight": 1}, key=about)
    with house.database.transaction() as session:  # Kept by one that did not see the event.
        seen = message_rows.by_public_id(session, first)
        assert seen is not None
        message_rows.let_wait(session, seen, house.now, house.now + PATIENCE)
    second = house.post("answered", {"weight": 2}, key=about)
    house.execute(CorrelateMessage(second), WORKER)
    assert (row(house, first).state, row(house, second).state) == ("received", "received")
    house.hand_over()
    assert [told["weight"] for told in left(house, "one")] == [1]


def test_what_no_process_can_be_given_does_not_hold_up_what_came_after_it(house: House) -> None:
    about = begun(house, catch("one", "answered", "message"), user_task("between"))
    bad = comes(house, about, weight={"not": "a value"})
    assert (row(house, bad).state, row(house, bad).cause) == ("unmatched", message_rows.NOT_VALUES)
    comes(house, about, weight=2)
    assert house.open_tasks() == ["between"]


def test_however_many_have_come_early_the_task_before_their_event_can_be_completed(
    house: House,
) -> None:
    names = [f"wait_{number}" for number in range(EARLY_AT_ONCE * 3)]
    about = begun(house, user_task(), *(catch(name, "answered", "message") for name in names))
    for number in range(len(names)):
        house.post("answered", {"weight": number}, key=about)
    while house.hand_over():
        pass
    house.complete()
    assert states(house).count("correlated") == EARLY_AT_ONCE
    while house.hand_over():
        pass
    assert [told["weight"] for name in names for told in left(house, name)] == [*range(len(names))]
    assert newest(house).state == "completed"


# Sent inside the house.


TELLS = throw("tell", "answered", "message", "{weight: 7}")


def test_one_sent_inside_the_house_waits_as_long_as_anything_runs_about_its_key(
    house: House,
) -> None:
    begun(house, TELLS, user_task("carry"), *LATER[1:])
    told = newest_message(house)
    for _day in range(3):
        a_day_later(house)
        assert row(house, told).state == "waiting"
    house.complete("carry")
    assert row(house, told).state == "correlated"


def test_one_sent_inside_the_house_that_nobody_takes_is_told_of_when_all_has_ended(
    house: House,
) -> None:
    begun(house, TELLS, user_task("carry"))
    told = newest_message(house)
    assert row(house, told).state == "waiting"
    house.complete("carry")
    a_day_later(house)
    assert (row(house, told).state, row(house, told).cause) == ("unmatched", ENDED)


def test_one_sent_inside_the_house_is_told_of_at_once_when_what_could_take_it_ends(
    house: House,
) -> None:
    begun(house, TELLS, *LATER)
    told = newest_message(house)
    _cancel(house)
    assert (row(house, told).state, row(house, told).cause) == ("unmatched", ENDED)


def test_one_with_a_key_of_its_own_waits_where_it_was_sent(house: House) -> None:
    tells = throw("tell", "answered", "letter", "{weight: 7}")
    writes = ("write", node("serviceTask", "write", operator("write")))
    house.operations["write"] = lambda _ctx: {"letter": "l1"}
    begun(house, writes, tells, user_task("carry"), catch("wait", "answered", "letter"))
    told = newest_message(house)
    a_day_later(house)
    assert row(house, told).state == "waiting"
    house.complete("carry")
    assert row(house, told).state == "correlated"


def newest_message(house: House) -> str:
    found: str = house.rows(messages)[-1].public_id
    return found


@pytest.mark.parametrize("has_waited", [True, False])
def test_what_a_person_was_told_of_is_not_handed_over_by_itself_afterwards(
    house: House, has_waited: bool
) -> None:
    about = _choosing(house)
    early = comes(house, about if has_waited else "p7")
    comes(house, about, "past")
    a_day_later(house)
    about = str(row(house, early).correlation_key)
    house.deploy(second=line("second", catch("wait", "answered", "key"), starts="begin"))
    with house.database.transaction() as session:
        message_rows.subscribe(session, newest(house).id, "1", "wait", "answered", about)
    house.now += LOOK_AGAIN
    assert house.hand_over() == 0
    assert row(house, early).state == "unmatched"


def test_a_message_that_somebody_else_has_handed_over_is_not_taken_twice(house: House) -> None:
    about = begun(house, catch("wait", "answered", "message"), user_task("after"))
    early = house.post("answered", {}, key=about)
    with house.database.reading() as session:
        seen = message_rows.by_public_id(session, early)
    assert seen is not None
    house.execute(CorrelateMessage(early), WORKER)
    with pytest.raises(ConcurrentChange), house.database.transaction() as session:
        message_rows.mark(session, seen, "correlated")


def test_one_that_waits_keeps_its_id_so_that_the_same_one_again_is_no_other(house: House) -> None:
    about = begun(house, *LATER)
    with house.database.transaction() as session:
        is_new = [
            message_rows.receive(
                session, "answered", {}, public_id=public_id(), message_id="once",
                correlation_key=about, now=house.now,
            )
            for _ in range(2)
        ]  # fmt: skip
    house.hand_over()
    assert (is_new, states(house)) == ([True, False], ["waiting"])
    house.complete("carry")
    assert states(house) == ["correlated"]
