"""A command is locked, asked for, carried out and recorded whole, or leaves nothing behind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError, OperationalError

from db.session import Database, Session
from engine import definitions, jobs
from engine.commands import ClaimTask, CompleteTask, CorrelateMessage, ReleaseTask, RetrySteps
from engine.context import ServiceTaskContext
from engine.early import PATIENCE
from engine.errors import (
    ConcurrentChange,
    FormInvalid,
    MessageNotCorrelated,
    NotFound,
    NotPermitted,
    Refused,
    TaskAlreadyCompleted,
)
from engine.models import (
    instance_states,
    message_subscriptions,
    messages,
    process_instances,
    task_drafts,
    user_tasks,
)
from engine.runtime import Runtime
from ledger import events
from ledger.events import Actor
from ledger.models import history
from tests.engine.diagrams import node, operator
from tests.engine.house import (
    ANNA,
    BO,
    PLACE,
    START,
    WORKER,
    House,
    catch,
    line,
    throw,
    user_task,
)

WEIGH = ("weigh", node("serviceTask", "weigh", operator("weigh", parcel="message")))
CARRIED = user_task(operation="carried")


class Operations:
    """The operations of the house; ``failure`` is raised by each, and ``result`` is returned."""

    def __init__(self) -> None:
        self.failure: Exception | None = None
        self.result: Mapping[str, Any] = {}
        self.calls: list[str] = []

    def weigh(self, ctx: ServiceTaskContext, parcel: str) -> Mapping[str, Any]:
        """Write a row of its own, then fail or not."""
        self.calls.append(parcel)
        ctx.session.execute(
            insert(task_drafts).values(
                task_id=1, actor=f"weigh-{len(self.calls)}", answers="{}", saved_at=ctx.now
            )
        )
        ctx.record("parcel.weighed", {"parcel": parcel})
        ctx.send_message("weighed", parcel, {}, once=f"weighed:{len(self.calls)}")
        ctx.submit_job("tell", {"parcel": parcel}, key=f"tell:{len(self.calls)}", deadline_at=None)
        return self._end({"parcel": parcel})

    def carried(self, ctx: ServiceTaskContext, answers: dict[str, Any]) -> Mapping[str, Any]:
        """Complete the task."""
        self.calls.append(answers["place"])
        ctx.record("parcel.carried", {"to": answers["place"]})
        return self._end({"carried": True})

    def _end(self, result: Mapping[str, Any]) -> Mapping[str, Any]:
        if self.failure is not None:
            raise self.failure
        return {**result, **self.result}


@pytest.fixture
def operations() -> Operations:
    return Operations()


@pytest.fixture
def house(database: Database, operations: Operations) -> House:
    made = House(database, {"weigh": operations.weigh, "carried": operations.carried})
    made.deploy(first=line("first", user_task()))
    made.correlate("came")
    with database.transaction() as session:
        # The first task has the id 1, which the step named weigh writes its rows beside.
        session.execute(text("UPDATE user_tasks SET state = 'cancelled', element = 'other'"))
        session.execute(text("UPDATE process_instances SET state = 'cancelled'"))
    return made


@pytest.fixture
def carrying(house: House) -> House:
    """A house with one task open, whose completion runs an operation."""
    house.deploy(first=line("first", CARRIED))
    house.correlate("came")
    return house


def newest(house: House) -> Any:
    return house.rows(process_instances)[-1]


def recorded(house: House) -> list[str]:
    return [row.kind for row in house.rows(history)]


def drafts(house: House) -> list[str]:
    return [row.actor for row in house.rows(task_drafts)]


# Permission and the ledger.


def test_permission_is_asked_with_the_stream_that_is_locked(carrying: House) -> None:
    task = carrying.task()
    carrying.execute(ClaimTask(task.public_id))
    assert carrying.asked[-1] == (
        "person:anna",
        ClaimTask(task.public_id),
        newest(carrying).stream_id,
    )


@pytest.mark.parametrize("kind", ["claim", "complete", "retry", "correlate"])
def test_who_may_not_leaves_nothing_behind(carrying: House, kind: str) -> None:
    task = carrying.claim(actor=BO)
    message = carrying.post("came")
    commands = {
        "claim": ClaimTask(task.public_id),
        "complete": CompleteTask(task.public_id, PLACE, task.version),
        "retry": RetrySteps(task.instance_id),
        "correlate": CorrelateMessage(message),
    }
    before = carrying.everything()
    carrying.refused.add(BO.id)
    with pytest.raises(NotPermitted):
        carrying.execute(commands[kind], BO)
    assert carrying.everything() == before


def test_every_accepted_command_stands_in_the_ledger_with_its_actor(carrying: House) -> None:
    task = carrying.claim()
    carrying.execute(ReleaseTask(task.public_id))
    carrying.complete(actor=BO)
    rows = [r for r in carrying.rows(history) if r.kind.startswith("command.")][-4:]
    assert [(r.kind, r.actor) for r in rows] == [
        ("command.claim_task", "person:anna"),
        ("command.release_task", "person:anna"),
        ("command.claim_task", "person:bo"),
        ("command.complete_task", "person:bo"),
    ]
    assert carrying.ledger().is_whole


@pytest.mark.parametrize(
    "command", [ClaimTask("none"), CompleteTask("none", {}, 1), RetrySteps(99)]
)
def test_a_command_on_nothing_is_not_found(carrying: House, command: object) -> None:
    with pytest.raises(NotFound):
        carrying.execute(command)


# Tasks.


def test_completing_runs_the_operation_and_ends_the_instance_once(
    carrying: House, operations: Operations
) -> None:
    carrying.complete()
    assert operations.calls == ["Hallen"]
    assert newest(carrying).state == "completed"
    assert recorded(carrying).count("instance.completed") == 1
    assert recorded(carrying).count("parcel.carried") == 1


def test_a_task_that_changed_since_it_was_shown_is_not_completed(carrying: House) -> None:
    task = carrying.claim()
    carrying.execute(ReleaseTask(task.public_id))
    carrying.claim()
    before = carrying.everything()
    with pytest.raises(ConcurrentChange):
        carrying.execute(CompleteTask(task.public_id, PLACE, task.version))
    assert carrying.everything() == before


def test_a_task_is_completed_only_by_the_one_who_took_it(carrying: House) -> None:
    task = carrying.claim(actor=BO)
    with pytest.raises(ConcurrentChange):
        carrying.execute(CompleteTask(task.public_id, PLACE, task.version), ANNA)


def test_a_task_is_not_completed_twice(carrying: House, operations: Operations) -> None:
    task = carrying.claim()
    complete = CompleteTask(task.public_id, PLACE, task.version)
    carrying.execute(complete)
    before = carrying.everything()
    for command in (complete, ClaimTask(task.public_id), ReleaseTask(task.public_id)):
        with pytest.raises(TaskAlreadyCompleted):
            carrying.execute(command)
    assert carrying.everything() == before
    assert operations.calls == ["Hallen"]


def test_a_task_that_someone_took_is_not_taken_by_another(carrying: House) -> None:
    task = carrying.claim(actor=BO)
    before = carrying.everything()
    with pytest.raises(ConcurrentChange):
        carrying.execute(ClaimTask(task.public_id), ANNA)
    assert carrying.everything() == before


def test_taking_a_task_again_changes_nothing_about_it(carrying: House) -> None:
    task = carrying.claim()
    assert carrying.claim() == task


def test_a_task_is_given_back_only_by_the_one_who_took_it(carrying: House) -> None:
    task = carrying.claim(actor=BO)
    with pytest.raises(ConcurrentChange):
        carrying.execute(ReleaseTask(task.public_id), ANNA)
    carrying.execute(ReleaseTask(task.public_id), BO)
    assert carrying.task().assignee is None


def test_wrong_answers_leave_everything_as_it_was(carrying: House, operations: Operations) -> None:
    task = carrying.claim()
    before = carrying.everything()
    with pytest.raises(FormInvalid):
        carrying.execute(CompleteTask(task.public_id, {"place": [""]}, task.version))
    assert carrying.everything() == before
    assert operations.calls == []


@pytest.mark.parametrize("failure", [Refused(), ValueError("x"), KeyError("y")])
def test_a_completion_that_fails_changes_nothing(
    carrying: House, operations: Operations, failure: Exception
) -> None:
    task = carrying.claim()
    before = carrying.everything()
    operations.failure = failure
    with pytest.raises(type(failure)):
        carrying.execute(CompleteTask(task.public_id, PLACE, task.version))
    assert carrying.everything() == before
    operations.failure = None
    carrying.execute(CompleteTask(task.public_id, PLACE, task.version))
    assert newest(carrying).state == "completed"


NOT_SCALARS = [
    {"typename": "parcel"},
    {"weight": 1.5},
    {"weight": float("nan")},
    {"place": {"street": "x"}},
    {"places": ["x"]},
    {"Place": 1},
    {"_hidden": 1},
    {"when": START},
    {"long": "x" * 501},
]


@pytest.mark.parametrize("values", NOT_SCALARS, ids=str)
def test_what_is_no_routing_value_never_becomes_a_variable(
    carrying: House, operations: Operations, values: dict[str, Any]
) -> None:
    task = carrying.claim()
    before = carrying.everything()
    operations.result = values
    with pytest.raises(ValueError, match="variable") as refused:
        carrying.execute(CompleteTask(task.public_id, PLACE, task.version))
    assert carrying.everything() == before
    assert "x" * 20 not in str(refused.value)


@pytest.mark.parametrize("values", NOT_SCALARS, ids=str)
def test_a_step_that_gives_no_routing_value_is_an_incident(
    house: House, operations: Operations, values: dict[str, Any]
) -> None:
    operations.result = values
    house.deploy(first=line("first", WEIGH))
    house.correlate("came")
    assert house.incident().cause == "ValueError"


# Automatic steps that fail.


@pytest.fixture
def failing(house: House, operations: Operations) -> House:
    """An instance whose only step has failed."""
    operations.failure = ZeroDivisionError("personal data")
    house.deploy(first=line("first", WEIGH))
    house.correlate("came")
    return house


def test_a_failing_step_is_an_open_incident_and_the_message_is_not_lost(failing: House) -> None:
    incident = failing.incident()
    assert (incident.state, incident.element, incident.attempts) == ("open", "weigh", 1)
    assert incident.cause == "ZeroDivisionError"
    assert failing.reported == [("ZeroDivisionError", newest(failing).public_id, "weigh")]
    assert newest(failing).state == "running"
    kept = failing.rows(messages)[-1]
    assert (kept.name, kept.state) == ("came", "correlated")
    assert recorded(failing)[-2:] == ["job.submitted", "incident.opened"]
    assert failing.ledger().is_whole


def test_what_a_failing_step_did_is_undone(failing: House) -> None:
    assert drafts(failing) == []
    assert "parcel.weighed" not in recorded(failing)
    assert [m.name for m in failing.rows(messages)] == ["came", "came"]
    assert [j.kind for j in failing.rows(jobs.jobs)] == ["retry_step"]


def test_a_step_that_fails_again_is_the_same_incident(failing: House) -> None:
    assert failing.retry(newest(failing).id) is False
    assert failing.incident().attempts == 2
    assert len(failing.rows(jobs.jobs)) == 1


def test_a_step_that_succeeds_at_last_resolves_its_incident(
    failing: House, operations: Operations
) -> None:
    failing.retry(newest(failing).id)
    operations.failure = None
    assert failing.retry(newest(failing).id) is True
    assert failing.incident().state == "resolved"
    assert newest(failing).state == "completed"
    assert drafts(failing) == ["weigh-3"]
    assert recorded(failing).count("parcel.weighed") == 1
    assert recorded(failing).count("incident.resolved") == 1
    assert failing.ledger().is_whole


def test_a_step_that_never_succeeds_is_never_lost(failing: House) -> None:
    for _ in range(30):
        failing.retry(newest(failing).id)
    assert failing.incident().attempts == 31
    assert newest(failing).state == "running"


def test_trying_again_what_is_completed_changes_nothing_about_it(
    failing: House, operations: Operations
) -> None:
    operations.failure = None
    failing.retry(newest(failing).id)
    done, calls = newest(failing), list(operations.calls)
    assert failing.retry(done.id) is True
    assert newest(failing) == done
    assert operations.calls == calls
    assert recorded(failing).count("instance.completed") == 1


def test_trying_again_what_was_cancelled_does_not_bring_it_back(
    failing: House, operations: Operations
) -> None:
    cancel(failing)
    cancelled = newest(failing)
    assert cancelled.state == "cancelled"
    operations.failure = None
    assert failing.retry(cancelled.id) is True
    assert newest(failing) == cancelled
    assert operations.calls == operations.calls[:1]
    assert "instance.completed" not in recorded(failing)


def test_what_a_cancelled_instance_had_not_sent_is_not_sent(failing: House) -> None:
    (job,) = failing.rows(jobs.jobs)
    assert (job.instance_id, job.element_id) == (newest(failing).id, "weigh")
    cancel(failing)
    assert [j.state for j in failing.rows(jobs.jobs)] == ["cancelled"]
    assert failing.incident().state == "ended"


def test_a_job_knows_the_instance_and_the_element_that_asked_for_it(house: House) -> None:
    house.deploy(first=line("first", WEIGH))
    house.correlate("came")
    (job,) = house.rows(jobs.jobs)
    assert (job.kind, job.instance_id, job.element_id) == ("tell", newest(house).id, "weigh")


def cancel(house: House) -> None:
    """End the newest instance where it stands, as a command of the rooms above does."""
    with house.database.transaction() as session:
        stream = events.lock(session, newest(house).stream_id)
        runtime = Runtime(house.engine, session, stream, ANNA, house.now)
        runtime.cancel(newest(house).id, "no longer wanted")
        runtime.finish()


# Messages.


def test_a_message_that_nothing_takes_is_unmatched(house: House) -> None:
    house.correlate("unheard_of")
    message = house.rows(messages)[-1]
    assert (message.state, message.cause) == ("unmatched", "nothing takes this message")
    assert len(house.rows(process_instances)) == 1


def test_a_message_is_handed_over_once(house: House) -> None:
    message = house.correlate("came")
    count = len(house.rows(process_instances))
    house.execute(CorrelateMessage(message), WORKER)
    assert len(house.rows(process_instances)) == count


def test_a_message_that_cannot_be_handed_over_stays_and_waits(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house.engine, "candidate_group", _nobody)
    house.post("came")
    assert house.hand_over() == 1
    message = house.rows(messages)[-1]
    assert (message.state, message.attempts, message.cause) == ("received", 1, "LookupError")
    assert house.hand_over() == 0
    monkeypatch.undo()
    house.now = message.next_attempt_at
    assert house.hand_over() == 1
    assert house.rows(messages)[-1].state == "correlated"


def _nobody(*_arguments: object) -> str:
    raise LookupError("nobody")


@pytest.fixture
def waiting(house: House) -> House:
    """An instance that waits for the message ``answered`` about the message that started it."""
    house.deploy(first=line("first", catch("wait", "answered", "message"), user_task("after")))
    house.correlate("came")
    return house


def key(house: House) -> str:
    return str(newest(house).business_key)


def test_a_message_goes_to_what_waits_for_it(waiting: House) -> None:
    waiting.answer("answered", key(waiting), weight=7)
    assert waiting.task("after").state == "open"
    assert waiting.rows(message_subscriptions) == []
    left = [e for e in subject(waiting) if (e.kind, e.element) == ("element.left", "wait")]
    assert left[0].payload["variables"]["weight"] == 7


def subject(house: House) -> list[Any]:
    with house.database.reading() as session:
        return list(events.read_subject(session, newest(house).public_id))


def test_a_message_with_another_key_moves_nothing(waiting: House) -> None:
    before = waiting.everything()
    for name, other in (
        ("answered", key(waiting) + "x"),
        ("answered", ""),
        ("asked", key(waiting)),
    ):
        with pytest.raises(MessageNotCorrelated):
            waiting.answer(name, other)
    assert waiting.everything() == before


def test_a_message_from_outside_with_another_key_moves_nothing(waiting: House) -> None:
    waiting.post("answered", {"weight": 1}, key=key(waiting) + "x")
    waiting.hand_over()
    assert waiting.rows(messages)[-1].state == "waiting"
    waiting.now += PATIENCE
    waiting.hand_over()
    assert waiting.rows(messages)[-1].state == "unmatched"
    assert len(waiting.rows(message_subscriptions)) == 1


def test_a_message_from_outside_goes_to_what_waits_for_it(waiting: House) -> None:
    waiting.post("answered", {"weight": 1}, key=key(waiting))
    waiting.hand_over()
    assert waiting.rows(messages)[-1].state == "correlated"
    assert waiting.task("after").state == "open"


def test_a_message_sent_twice_with_the_same_id_is_one_message(house: House) -> None:
    house.deploy(
        first=line("first", catch("w1", "answered", "message"), catch("w2", "answered", "message"))
    )
    house.correlate("came")
    house.answer("answered", key(house), "once")
    house.answer("answered", key(house), "once")
    assert [s.element for s in house.rows(message_subscriptions)] == ["w2"]
    house.answer("answered", key(house), "twice")
    assert newest(house).state == "completed"


def test_a_message_that_comes_early_is_handed_over_when_it_is_awaited(house: House) -> None:
    house.deploy(
        first=line(
            "first",
            throw("tell", "answered", "message", "{weight: 7}"),
            user_task("carry"),
            catch("wait", "answered", "message"),
            user_task("after"),
        )
    )
    house.correlate("came")
    early = house.rows(messages)[-1]
    assert (early.name, early.state) == ("answered", "waiting")
    house.complete("carry")
    assert house.rows(messages)[-1].state == "correlated"
    assert house.task("after").state == "open"
    assert house.rows(message_subscriptions) == []


def test_of_two_early_messages_each_is_handed_over_with_its_own_content(house: House) -> None:
    house.deploy(
        first=line(
            "first",
            throw("tell", "answered", "message", "{weight: 1}"),
            user_task("carry"),
            throw("tell_again", "answered", "message", "{weight: 2}"),
            catch("wait", "answered", "message"),
            user_task("after"),
        )
    )
    house.correlate("came")
    house.complete("carry")
    states = {m.message_id.split(":")[-1]: m.state for m in house.rows(messages)[2:]}
    assert sorted(states.values()) == ["correlated", "waiting"]
    left = [e for e in subject(house) if (e.kind, e.element) == ("element.left", "wait")]
    assert left[0].payload["variables"]["weight"] == 1


def test_a_message_starts_the_process_that_it_names_with_its_key(house: House) -> None:
    house.deploy(
        first=line("first", throw("tell", "told", "message", "{parcel: message}")),
        second=line("second", user_task("read"), starts="told"),
    )
    message = house.correlate("came")
    started = newest(house)
    assert (started.business_key, started.state) == (message, "running")
    assert house.task("read").business_key == message
    assert house.rows(messages)[-1].state == "correlated"


@pytest.mark.parametrize(
    ("key_of", "payload"),
    [
        ("null", "{}"),
        ("&quot;&quot;", "{}"),
        ("true", "{}"),
        ("message", "7"),
        ("message", "[1]"),
        ("message", "{a: [1]}"),
        ("missing", "{}"),
        ("message", "{a: missing}"),
    ],
)
def test_a_message_without_a_key_or_a_content_is_an_incident_and_is_not_sent(
    house: House, monkeypatch: pytest.MonkeyPatch, key_of: str, payload: str
) -> None:
    house.deploy(first=line("first", throw("tell", "told", "message")))
    with house.database.reading() as session:
        definition = house.engine.definition(session, _current(house))
    element = definition.model.elements["tell"]
    object.__setattr__(element, "correlation_key", key_of.replace("&quot;", '"'))
    object.__setattr__(element, "payload", payload)
    try:
        house.correlate("came")
    finally:
        object.__setattr__(element, "correlation_key", "message")
        object.__setattr__(element, "payload", "{}")
    assert house.incident().element == "tell"
    assert [m.name for m in house.rows(messages)] == ["came", "came"]


def _current(house: House) -> int:
    with house.database.reading() as session:
        return definitions.latest(session, "first").id


def test_an_event_that_waits_for_nothing_in_particular_is_an_incident(house: House) -> None:
    house.deploy(first=line("first", user_task(), catch("wait", "answered", "parcel")))
    house.correlate("came")
    house.complete()
    assert (house.incident().element, house.incident().state) == ("wait", "open")
    assert house.rows(message_subscriptions) == []
    assert house.rows(user_tasks)[-1].state == "completed"
    assert house.retry(newest(house).id) is True
    assert newest(house).state == "running"


def test_each_step_of_an_instance_is_stored_as_one_version(carrying: House) -> None:
    assert [r.version for r in carrying.rows(instance_states)][-1:] == [1]
    carrying.complete()
    stored = [r for r in carrying.rows(instance_states) if r.instance_id == newest(carrying).id]
    assert [(r.version, r.kind) for r in stored] == [(1, "snapshot"), (2, "delta")]


def test_the_actor_of_an_automatic_step_is_the_house_on_behalf_of_the_person(
    carrying: House,
) -> None:
    carrying.deploy(first=line("first", user_task(), WEIGH))
    carrying.execute(ReleaseTask(carrying.claim().public_id))
    carrying.complete()
    carrying.correlate("came")
    carrying.complete()
    (weighed,) = [r for r in carrying.rows(history) if r.kind == "parcel.weighed"]
    assert weighed.actor == "system:process"


# Data that the database refuses.


def test_a_step_whose_data_the_database_refuses_is_an_incident_like_any_other(
    house: House, operations: Operations
) -> None:
    operations.failure = IntegrityError("insert", {}, Exception("personal data"))
    house.deploy(first=line("first", WEIGH))
    house.correlate("came")
    assert house.incident().cause == "IntegrityError"


def test_a_step_that_meets_a_database_that_is_gone_undoes_the_whole_command(
    house: House, operations: Operations
) -> None:
    operations.failure = OperationalError("select", {}, Exception("gone"))
    house.deploy(first=line("first", WEIGH))
    message = house.post("came")
    before = house.everything()
    with pytest.raises(OperationalError):
        house.execute(CorrelateMessage(message), WORKER)
    assert house.everything() == before


def test_a_message_that_cannot_be_handed_over_does_not_keep_the_next_one_waiting(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.deploy(first=line("first", WEIGH))
    broken, good = house.post("came"), house.post("came")
    execute = house.engine.execute

    def _refuse_the_first(session: Session, command: object, actor: Actor) -> Any:
        if command == CorrelateMessage(broken):
            raise IntegrityError("insert", {}, Exception("personal data"))
        return execute(session, command, actor)

    monkeypatch.setattr(house.engine, "execute", _refuse_the_first)
    assert house.hand_over() == 2
    states = {row.public_id: (row.state, row.cause) for row in house.rows(messages)}
    assert states[broken] == ("received", "IntegrityError")
    assert states[good][0] == "correlated"
