"""What an operator may do about an incident: the worker makes the try, and none is made in vain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from db.session import Database
from engine import interventions, jobs, messages, open_incidents
from engine.commands import AskRetry
from engine.context import ServiceTaskContext
from engine.errors import MessageNotCorrelated, NotAnswered, NotFound, Refused
from engine.executor import Processor
from engine.models import message_subscriptions
from engine.open_incidents import IncidentView, Mending
from engine.runtime import Runtime
from tests.engine.diagrams import node, operator
from tests.engine.house import House, catch, line, user_task
from tests.engine.recorded import not_faithful


@dataclass(frozen=True)
class EndNow:
    """End the instance of an incident."""

    incident: str


def _end(runtime: Runtime, command: EndNow) -> None:
    found = interventions.still_open(runtime.session, command.incident)
    interventions.end_instance(runtime, found, "It waits for nothing.")


WEIGH = ("weigh", node("serviceTask", "weigh", operator("weigh")))
FAILS = {"is_failing": True}


def weigh(_ctx: ServiceTaskContext) -> dict[str, int]:
    if FAILS["is_failing"]:
        raise NotAnswered("personal data")
    return {"weight": 7}


@pytest.fixture
def house(database: Database) -> Iterator[House]:
    FAILS["is_failing"] = True
    made = House(database, {"weigh": weigh})
    made.engine.processors = {
        **made.engine.processors,
        **interventions.processors(),
        EndNow: Processor(interventions.home, _end),
    }
    yield made
    assert made.ledger().is_whole
    assert not_faithful(made) == []


@pytest.fixture
def failing(house: House) -> House:
    house.deploy(first=line("first", WEIGH))
    house.correlate("came")
    return house


@pytest.fixture
def keyless(house: House) -> House:
    """An event that waits for a message about nothing in particular; its retry has been made."""
    house.deploy(first=line("first", user_task(), catch("wait", "answered", "parcel")))
    house.correlate("came")
    house.complete()
    end_jobs(house, "done")
    return house


def end_jobs(house: House, state: str) -> None:
    with house.database.transaction() as session:
        session.execute(jobs.jobs.update().values(state=state, attempts=20, finished_at=house.now))


def seen(house: House) -> IncidentView:
    with house.database.reading() as session:
        found = open_incidents.find(session, house.incident().public_id)
    assert found is not None
    return found


def test_a_failed_step_is_tried_again_until_its_tries_have_run_out(failing: House) -> None:
    assert (seen(failing).mending, seen(failing).element) == (Mending.RETRYING, "weigh")
    assert seen(failing).next_try is not None
    end_jobs(failing, "failed")
    assert (seen(failing).mending, seen(failing).next_try) == (Mending.GIVEN_UP, None)


def test_a_try_that_is_asked_for_is_the_workers_and_mends_only_when_it_works(
    failing: House,
) -> None:
    end_jobs(failing, "poison")
    FAILS["is_failing"] = False
    failing.execute(AskRetry(failing.incident().public_id))
    assert seen(failing).mending is Mending.RETRYING
    (job,) = failing.rows(jobs.jobs)
    assert (job.state, job.attempts, job.finished_at) == ("waiting", 0, None)
    assert failing.retry() is True
    assert seen(failing).mending is Mending.MENDED
    with pytest.raises(Refused):
        failing.execute(AskRetry(failing.incident().public_id))


def test_a_try_that_works_may_lead_to_an_event_that_waits(house: House) -> None:
    house.deploy(first=line("first", WEIGH, catch("wait", "answered", "message")))
    parcel = house.correlate("came")
    FAILS["is_failing"] = False
    assert house.retry() is True
    (waiting,) = house.rows(message_subscriptions)
    assert waiting.correlation_key == parcel


def test_a_try_that_is_under_way_is_let_be(failing: House) -> None:
    with failing.database.transaction() as session:
        (claimed,) = jobs.claim(session, failing.now, 1, timedelta(minutes=5))
    failing.execute(AskRetry(failing.incident().public_id))
    (job,) = failing.rows(jobs.jobs)
    assert (job.state, job.fencing_token) == ("leased", claimed.fencing_token)


def test_a_try_without_the_key_leaves_the_incident_open(keyless: House) -> None:
    assert seen(keyless).mending is Mending.UNTRIED
    keyless.execute(AskRetry(keyless.incident().public_id))
    keyless.retry()
    assert (keyless.incident().state, keyless.incident().attempts) == ("open", 2)
    assert keyless.rows(message_subscriptions) == []


def test_a_try_waits_by_the_key_that_is_known_by_now(keyless: House) -> None:
    keyless.known[keyless.instance().business_key] = {"parcel": "p7"}
    keyless.execute(AskRetry(keyless.incident().public_id))
    keyless.retry()
    assert seen(keyless).mending is Mending.MENDED
    (waiting,) = keyless.rows(message_subscriptions)
    assert waiting.correlation_key == "p7"
    keyless.post("answered", {}, key="p8")
    keyless.hand_over()
    assert keyless.instance().state == "running"
    keyless.post("answered", {}, key="p7")
    keyless.hand_over()
    assert keyless.instance().state == "completed"


def test_a_message_that_came_before_its_key_was_known_is_handed_over(keyless: House) -> None:
    with keyless.database.transaction() as session:
        named = {"public_id": "early", "message_id": "early", "correlation_key": "p7"}
        messages.receive(session, "answered", {}, **named, now=keyless.now)
    keyless.hand_over()
    keyless.known[keyless.instance().business_key] = {"parcel": "p7"}
    keyless.retry()
    assert keyless.instance().state == "completed"
    assert seen(keyless).mending is Mending.MENDED


def test_what_is_known_of_another_thing_is_no_key(keyless: House) -> None:
    keyless.known["another"] = {"parcel": "p7"}
    keyless.retry()
    assert keyless.incident().state == "open"


def test_what_waits_for_a_key_that_is_missing_is_ended_and_not_called_mended(
    keyless: House,
) -> None:
    keyless.execute(EndNow(keyless.incident().public_id))
    assert seen(keyless).mending is Mending.ENDED
    assert (keyless.instance().state, keyless.rows(message_subscriptions)) == ("cancelled", [])
    with pytest.raises(Refused):
        keyless.execute(EndNow(keyless.incident().public_id))


def test_what_is_about_to_be_tried_is_not_ended(house: House) -> None:
    house.deploy(first=line("first", user_task(), catch("wait", "answered", "parcel")))
    house.correlate("came")
    house.complete()
    with pytest.raises(Refused):
        house.execute(EndNow(house.incident().public_id))
    assert house.instance().state == "running"


def test_an_answer_about_nothing_is_not_taken_by_who_waits_for_nothing(keyless: House) -> None:
    for key in ("null", "None", ""):
        with pytest.raises(MessageNotCorrelated):
            keyless.answer("answered", key)
    assert keyless.instance().state == "running"


def test_an_incident_that_is_none_is_not_found(failing: House) -> None:
    with pytest.raises(NotFound):
        failing.execute(AskRetry("none"))
