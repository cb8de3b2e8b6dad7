"""Escalations and signals on the edge of what is under way, stored and loaded at every step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from db.session import Database
from engine.elements import read_process
from engine.live_instances import LiveInstances
from engine.models import incidents, message_subscriptions, user_tasks
from engine.spiff.live import LiveInstance
from engine.spiff.specs import build_bundle
from tests.engine.diagrams import flow, node
from tests.engine.house import CALLED, House, call, drawn, event, line, user_task
from tests.engine.recorded import not_faithful
from tests.engine.test_elements_run import caught, part
from tests.engine.test_live_instance import elements, finish, through_text

LOUD = event("escalation", "amiss")
TOLD = ("told", node("endEvent", "told", LOUD))
"""An end that escalates, as an element that flows can lead to."""
CALLS_OUT = ("told", node("intermediateThrowEvent", "told", LOUD))
RING = ("ring", node("intermediateThrowEvent", "ring", event("signal", "bell")))


@pytest.fixture
def house(database: Database) -> Iterator[House]:
    """Nothing is kept in memory: each command brings the instance to life from what is stored."""
    made = House(database, {})
    made.engine.live = LiveInstances(most=0)
    yield made
    assert made.ledger().is_whole
    assert not_faithful(made) == []


def listens(name: str, host: str, *, interrupts: bool) -> tuple[str, str]:
    """A boundary event that waits for the bell."""
    more = {"attachedToRef": host, "cancelActivity": str(interrupts).lower()}
    return name, node("boundaryEvent", name, event("signal", "bell"), **more)


def two_at_once(*first: tuple[str, str]) -> tuple[str, str]:
    """A sub-process: a task that an escalating end follows, beside a task of its own."""
    steps = [("fork", node("parallelGateway", "fork")), *first, user_task("wash")]
    ways = [("hall_begun", "fork"), ("fork", "lift"), ("lift", "told"), ("fork", "wash"),
            ("wash", "hall_ended")]  # fmt: skip
    inside = node("startEvent", "hall_begun") + "".join(text for _, text in steps)
    inside += node("endEvent", "hall_ended") + "".join(flow(*way) for way in ways)
    return "hall", node("subProcess", "hall", inside)


def guarded(hall: tuple[str, str], *, interrupts: bool) -> str:
    """A sub-process, and what is done when it escalates."""
    return drawn(
        "job",
        [hall, caught("heard", "hall", "escalation", interrupts=interrupts), user_task()],
        [("begun", "hall"), ("hall", "ended"), ("heard", "carry"), ("carry", "ended")],
    )


ENDS = two_at_once(user_task("lift"), TOLD)
GOES_ON = part("hall", user_task("lift"), CALLS_OUT, user_task("wash"))
STANDING = guarded(ENDS, interrupts=True)
BESIDE = guarded(ENDS, interrupts=False)


def below(end: str) -> str:
    """A called process of one task, which ends so."""
    body = line("below", user_task("lift"), starts="never", **CALLED)
    if not end:
        return body
    loud = body.replace('id="ended" name="Name">', f'id="ended" name="Name">{end}')
    declared = '<bpmn:escalation id="escalation_amiss" escalationCode="amiss"/><bpmn:message '
    return loud.replace("<bpmn:message ", declared, 1)


def calling(*, interrupts: bool) -> str:
    guard = caught("heard", "ask", "escalation", interrupts=interrupts)
    ways = [("begun", "ask"), ("ask", "wash"), ("wash", "ended"), ("heard", "carry"),
            ("carry", "ended")]  # fmt: skip
    return drawn("job", [call("ask", "below"), guard, user_task("wash"), user_task()], ways)


def belled(*, interrupts: bool) -> str:
    """A task that a bell ends, or that it is rung beside."""
    guard = listens("catch_bell", "lift", interrupts=interrupts)
    ways = [("begun", "lift"), ("lift", "ended"), ("catch_bell", "carry"), ("carry", "ended")]
    return drawn("job", [user_task("lift"), guard, user_task()], ways)


# In memory, dumped to text and read back before and after each step.

Walk = tuple[Mapping[str, str], tuple[tuple[str, list[str]], ...]]
WALKS: Mapping[str, Walk] = {
    "an escalation end that interrupts": (
        {"job": STANDING},
        (("lift", ["told", "wash"]), ("told", ["carry"]), ("carry", [])),
    ),
    "an escalation end that does not": (
        {"job": BESIDE},
        (("lift", ["told", "wash"]), ("told", ["carry", "wash"]), ("wash", ["carry"]),
         ("carry", [])),
    ),
    "an escalation on the way that interrupts": (
        {"job": guarded(GOES_ON, interrupts=True)},
        (("lift", ["told"]), ("told", ["carry"]), ("carry", [])),
    ),
    "an escalation on the way that does not": (
        {"job": guarded(GOES_ON, interrupts=False)},
        (("lift", ["told"]), ("told", ["carry", "wash"]), ("carry", ["wash"]), ("wash", [])),
    ),
    "an escalation end of a called process that interrupts": (
        {"job": calling(interrupts=True), "below": below(LOUD).replace('"ended"', '"told"')},
        (("lift", ["told"]), ("told", ["carry"]), ("carry", [])),
    ),
    "an escalation end of a called process that does not": (
        {"job": calling(interrupts=False), "below": below(LOUD).replace('"ended"', '"told"')},
        (("lift", ["told"]), ("told", ["carry", "wash"]), ("wash", ["carry"]), ("carry", [])),
    ),
    "a signal that interrupts": (
        {"job": belled(interrupts=True)},
        (("catch_bell", ["carry"]), ("carry", [])),
    ),
    "a signal that does not, twice": (
        {"job": belled(interrupts=False)},
        (("catch_bell", ["carry", "catch_bell", "lift"]),
         ("catch_bell", ["carry", "carry", "catch_bell", "lift"]),
         ("lift", ["carry", "carry"]), ("carry", ["carry"]), ("carry", [])),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WALKS)
def test_it_goes_where_it_is_drawn_through_text_at_every_step(name: str) -> None:
    files, steps = WALKS[name]
    bundle = build_bundle({key: read_process(xml.encode()) for key, xml in files.items()}, "job")
    instance = LiveInstance.begin(bundle, {"message": "m"})
    instance.advance()
    for element, left in steps:
        instance = through_text(bundle, instance)
        finish(instance, element)
        assert elements(through_text(bundle, instance)) == left
    assert through_text(bundle, instance).is_completed


# Through the front door, from the tables at every command.


def moves(house: House) -> set[tuple[str, str | None]]:
    return {(entry.kind, entry.element) for entry in house.events()}


def test_an_escalation_end_ends_all_that_is_under_way_where_it_interrupts(house: House) -> None:
    house.deploy(job=STANDING)
    house.correlate("came")
    assert house.open_tasks() == ["lift", "wash"]
    house.complete("lift")
    assert house.open_tasks() == ["carry"]
    assert {("escalation.thrown", "told"), ("element.cancelled", "wash")} <= moves(house)
    house.complete()
    assert house.instance().state == "completed"


def test_an_escalation_end_ends_its_own_branch_alone_where_it_does_not(house: House) -> None:
    house.deploy(job=BESIDE)
    house.correlate("came")
    house.complete("lift")
    assert house.open_tasks() == ["carry", "wash"]
    assert ("element.cancelled", "wash") not in moves(house)
    house.complete()
    house.complete("wash")
    assert house.instance().state == "completed"


def test_what_follows_an_escalation_on_the_way_is_not_reached_where_it_interrupts(
    house: House,
) -> None:
    house.deploy(job=guarded(GOES_ON, interrupts=True))
    house.correlate("came")
    house.complete("lift")
    assert house.open_tasks() == ["carry"]
    assert ("element.entered", "wash") not in moves(house)
    house.complete()
    assert house.instance().state == "completed"


@pytest.mark.parametrize(("interrupts", "left"), [(True, ["carry"]), (False, ["carry", "wash"])])
def test_an_escalation_end_of_a_called_process_is_heard_by_its_caller(
    house: House, interrupts: bool, left: list[str]
) -> None:
    house.deploy(below=below(LOUD), job=calling(interrupts=interrupts))
    house.correlate("came")
    house.complete("lift")
    assert house.open_tasks() == left
    for element in left:
        house.complete(element)
    assert house.instance().state == "completed"


def test_an_escalation_that_nobody_hears_ends_quietly(house: House) -> None:
    """Unlike an error."""
    house.deploy(job=line("job", two_at_once(user_task("lift"), TOLD)))
    house.correlate("came")
    house.complete("lift")
    assert house.open_tasks() == ["wash"]
    assert house.rows(incidents) == []
    house.complete("wash")
    assert house.instance().state == "completed"


def ring(house: House) -> None:
    house.correlate("rang")
    while house.hand_over():
        pass


def test_a_signal_that_interrupts_takes_the_task_away_and_is_heard_once(house: House) -> None:
    house.deploy(job=belled(interrupts=True), bell=line("bell", RING, starts="rang"))
    house.correlate("came")
    ring(house)
    assert house.open_tasks() == ["carry"]
    assert house.rows(message_subscriptions) == []
    ring(house)
    assert house.open_tasks() == ["carry"]
    house.complete()
    assert house.instance().state == "completed"


def test_a_signal_that_does_not_is_heard_each_time_while_the_task_is_open(house: House) -> None:
    house.deploy(job=belled(interrupts=False), bell=line("bell", RING, starts="rang"))
    house.correlate("came")
    ring(house)
    ring(house)
    assert house.open_tasks() == ["carry", "carry", "lift"]
    house.complete("lift")
    assert house.rows(message_subscriptions) == []
    ring(house)
    assert house.open_tasks() == ["carry", "carry"]
    for row in house.rows(user_tasks):
        if row.state == "open":
            house.complete_row(row)
    assert house.instance().state == "completed"
