"""The diagrams of the traps, drawn once and run twice: by the library alone, and by us."""

from __future__ import annotations

from tests.engine.diagrams import diagram, flow, node, operator, properties, timer_event

Way = tuple[str, str] | tuple[str, str, str]
"""From, to, and perhaps the condition, which FEEL and Python read alike."""


def drawn(nodes: str, ways: list[Way], *, more: str = "", key: str = "trap") -> str:
    """A process with a start ``begun`` and an end ``ended``; ``more`` stands in the process too."""
    ends = node("startEvent", "begun") + node("endEvent", "ended")
    return diagram(ends + nodes + more, "".join(map(_way, ways)), lanes="", messages="", key=key)


def person(name: str) -> str:
    """A task that waits for a person."""
    return node("userTask", name, properties(form="carry"))


def wait(name: str, due: str) -> str:
    """An event that waits for the time that a value holds."""
    return node("intermediateCatchEvent", name, timer_event(due))


def boundary(name: str, host: str, inside: str, *, interrupts: bool = True) -> str:
    """An event on the border of a step."""
    more = {"attachedToRef": host, "cancelActivity": str(interrupts).lower()}
    return node("boundaryEvent", name, inside, **more)


def _way(way: Way) -> str:
    source, target, *condition = way
    inside = "".join(
        f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{text}'
        "</bpmn:conditionExpression>"
        for text in condition
    )
    return flow(source, target, inside)


ONE_TASK = drawn(person("carry"), [("begun", "carry"), ("carry", "ended")])
TWO_TASKS = drawn(
    person("first") + person("second"),
    [("begun", "first"), ("first", "second"), ("second", "ended")],
)
ROUND = drawn(
    node("exclusiveGateway", "meet")
    + person("carry")
    + node("exclusiveGateway", "again", default="again_to_ended"),
    [
        ("begun", "meet"),
        ("meet", "carry"),
        ("carry", "again"),
        ("again", "meet", "more"),
        ("again", "ended"),
    ],
)
"""A task that is done again while ``more`` holds."""
JOIN_IN_A_ROUND = drawn(
    node("exclusiveGateway", "meet")
    + node("parallelGateway", "part")
    + person("left")
    + person("right")
    + node("parallelGateway", "join")
    + person("behind")
    + node("exclusiveGateway", "again", default="again_to_ended"),
    [
        ("begun", "meet"),
        ("meet", "part"),
        ("part", "left"),
        ("part", "right"),
        ("left", "join"),
        ("right", "join"),
        ("join", "behind"),
        ("behind", "again"),
        ("again", "meet", "more"),
        ("again", "ended"),
    ],
)
"""Two branches that are joined, and the whole of it done again while ``more`` holds."""
RACE_OF_TIMERS = drawn(
    node("eventBasedGateway", "race") + wait("sooner", "soon") + wait("later", "late"),
    [("begun", "race"), ("race", "later"), ("race", "sooner"), ("sooner", "ended"),
     ("later", "ended")],
)  # fmt: skip
CHOICE = drawn(
    node("exclusiveGateway", "choose", default="choose_to_other")
    + person("chosen")
    + person("other"),
    [
        ("begun", "choose"),
        ("choose", "chosen", "answer"),
        ("choose", "other"),
        ("chosen", "ended"),
        ("other", "ended"),
    ],
)
"""Which task comes hangs on ``answer``."""
LATE = drawn(
    person("carry") + boundary("too_late", "carry", timer_event("soon")) + person("remind"),
    [("begun", "carry"), ("carry", "ended"), ("too_late", "remind"), ("remind", "ended")],
)
"""A task with a time that ends it."""
BESIDE = drawn(
    node("parallelGateway", "part")
    + wait("rest", "soon")
    + person("carry")
    + node("parallelGateway", "join"),
    [
        ("begun", "part"),
        ("part", "rest"),
        ("part", "carry"),
        ("rest", "join"),
        ("carry", "join"),
        ("join", "ended"),
    ],
)
"""A timer, and beside it a task that has nothing to do with it."""
WEIGHED = drawn(
    person("first") + node("serviceTask", "step", operator("weigh")),
    [("begun", "first"), ("first", "step"), ("step", "ended")],
)
"""A task, and behind it a step that runs an operation."""
MERGED = drawn(
    node("parallelGateway", "part") + person("left") + person("right") + person("meet"),
    [
        ("begun", "part"),
        ("part", "left"),
        ("part", "right"),
        ("left", "meet"),
        ("right", "meet"),
        ("meet", "ended"),
    ],
)
"""Two branches that come to one task with no gateway between."""
BACK_TO_A_TASK = drawn(
    node("parallelGateway", "part") + person("carry") + person("aside") + person("again"),
    [
        ("begun", "carry"),
        ("carry", "part"),
        ("part", "aside"),
        ("part", "again"),
        ("again", "carry"),
        ("aside", "ended"),
    ],
)
"""A task that a branch leads back to with no gateway before it."""
CALLED = drawn(person("inside"), [("begun", "inside"), ("inside", "ended")], key="called")


def calling(inside: str = "") -> str:
    """A process that calls another between two tasks."""
    return drawn(
        person("first")
        + node("callActivity", "call", inside, calledElement="called")
        + person("second"),
        [("begun", "first"), ("first", "call"), ("call", "second"), ("second", "ended")],
    )


def pairs(count: int) -> str:
    """So many parallel splits and joins, one pair after the other."""
    nodes, ways, before = "", list[Way](), "begun"
    for number in range(count):
        split, join = f"split_{number}", f"join_{number}"
        nodes += node("parallelGateway", split) + node("parallelGateway", join)
        ways.append((before, split))
        for side in ("left", "right"):
            nodes += person(f"{side}_{number}")
            ways += [(split, f"{side}_{number}"), (f"{side}_{number}", join)]
        before = join
    return drawn(nodes, [*ways, (before, "ended")])
