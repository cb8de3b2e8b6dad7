"""Stored states that are kept for ever, each with its diagrams and what followed from there.

``python -m tests.engine.golden_states`` makes those that are missing. What is there is never made
anew: it was written by the program of its day, and every later program must be able to go on.
"""

from __future__ import annotations

import itertools
import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from engine.elements import read_process
from engine.spiff import state
from engine.spiff.live import LiveInstance, Position, Thrown, Transition
from engine.spiff.specs import SpecBundle, build_bundle
from tests.engine.generated import TOP, Block, files_of

FOLDER = Path(__file__).with_name("golden")
SHIPPED = Path(__file__).parents[2] / "processes"
_COMPARED = re.compile(r"\b([a-z_]+) ?!?= ?(\"\w+\"|true|false)<")
_KEPT = ("kind", "task", "element", "process", "variables")
MOST_MOVES = 120
SEEDS = 400
DUE = datetime(2026, 3, 2, 9, tzinfo=UTC)
"""When every timer was due."""

Move = tuple[str, dict[str, Any]]
"""Where something happens, and the values that come with it."""

MOMENTS: Mapping[str, tuple[Block, int]] = {
    "in_a_call": (("call", ("seq", ("task",), ("task",))), 1),
    "in_a_call_in_a_call": (("call", ("call", ("seq", ("task",), ("step",)))), 0),
    "in_a_sub_process": (("sub", ("seq", ("task",), ("catch",), ("task",))), 1),
    "waiting_at_a_join": (("seq", ("par", ("task",), ("task",), ("catch",)), ("task",)), 2),
    "waiting_at_an_inclusive_join": (("seq", ("some", ("task",), ("task",)), ("task",)), 1),
    "in_a_race_of_events": (("seq", ("race", ("task",), ("task",)), ("task",)), 0),
    "with_an_interrupting_timer": (("stop", ("task",), ("task",)), 0),
    "with_a_timer_beside": (("beside", ("call", ("task",)), ("task",)), 1),
    "with_a_message_beside": (("again", ("task",), ("task",)), 1),
    "in_a_loop": (("loop", ("seq", ("task",), ("step",))), 5),
    "with_an_error_to_come": (("fail", ("task",), ("task",)), 0),
    "with_an_escalation_to_come": (("tell", ("task",), ("task",)), 0),
    "at_a_step_that_failed": (("seq", ("task",), ("step",), ("task",)), 1),
    "in_parallel_instances": (("seq", ("each", ("task",)), ("task",)), 1),
    "in_instances_until_the_first": (("seq", ("first", ("task",)), ("task",)), 0),
    "in_instances_in_turn": (("seq", ("row", ("task",)), ("task",)), 1),
    "in_a_standard_loop": (("seq", ("round", ("task",)), ("task",)), 1),
    "before_a_termination": (("sub", ("halt", ("task",), ("task",))), 0),
}
"""Generated diagrams, and after how many moves each is kept."""

SHIPPED_MOMENTS = {
    "main_case": 6,
    "receive_notice": 2,
    "send_letter": 3,
    "contact_ladder": 3,
    "unpaid_rent": 4,
    "choose_measures": 3,
    "send_confirmation": 2,
    "request_complement": 3,
}
"""Shipped diagrams as they are today, and after how many moves each is kept."""


@dataclass(frozen=True)
class Golden:
    """What is kept: the bodies as stored, then each move and the transitions it must give."""

    top: str
    format: int
    bodies: Sequence[Mapping[str, Any]]
    moves: Sequence[tuple[Move, Sequence[Mapping[str, Any]]]]


def names() -> list[str]:
    """Every state that is kept."""
    return sorted(path.parent.name for path in FOLDER.glob("*/state.json"))


def read(name: str) -> tuple[Golden, SpecBundle]:
    """A kept state, and the specs of the diagrams beside it."""
    kept = json.loads((FOLDER / name / "state.json").read_text())
    golden = Golden(**kept)
    return golden, _bundle(
        {p.stem: p.read_text() for p in FOLDER.glob(f"{name}/*.bpmn")}, golden.top
    )


def loaded(golden: Golden, bundle: SpecBundle) -> LiveInstance:
    """The instance as it stood: the snapshot, and the deltas upon it."""
    whole = state.State()
    for body in golden.bodies:
        state.apply(whole, body)
    return LiveInstance.resume(bundle, whole)


def told(transitions: Sequence[Transition]) -> list[dict[str, Any]]:
    """Transitions as JSON keeps them, with what was told of them when the first were kept."""
    found: list[dict[str, Any]] = json.loads(json.dumps([asdict(one) for one in transitions]))
    return [{name: one[name] for name in one if name in _KEPT} for one in found]


def waiting(instance: LiveInstance) -> list[Position]:
    """Everything that something can happen to, always in the same order."""
    found = instance.open_user_tasks() + instance.steps_to_run()
    found += instance.awaited_messages() + instance.awaited_timers()
    return sorted(found, key=lambda at: (at.element, int(at.task)))


def do(instance: LiveInstance, move: Move) -> list[Transition]:
    """Let it happen at the first that waits at the element."""
    element, values = move
    at = next(found for found in waiting(instance) if found.element == element)
    if at in instance.awaited_messages():
        return instance.deliver(at.task, values)
    if at in instance.awaited_timers():
        return instance.fire(at.task, DUE)
    if element.startswith(("failed", "told")):
        kind = "error" if element.startswith("failed") else "escalation"
        return instance.throw(at.task, Thrown(kind, "amiss", values, ends=True))
    return instance.complete(at.task, values)


def _bundle(files: Mapping[str, str], top: str) -> SpecBundle:
    return build_bundle({key: read_process(xml.encode()) for key, xml in files.items()}, top)


def _make(name: str, files: Mapping[str, str], top: str, after: int) -> None:
    """The first walk, by lot, that comes to an end."""
    for seed in range(SEEDS):
        golden = _walk(files, top, after, random.Random(seed))  # noqa: S311 - no secret
        if golden is not None:
            break
    else:
        raise ValueError(f"No walk through {name} comes to an end.")
    folder = FOLDER / name
    folder.mkdir()
    for key, xml in files.items():
        (folder / f"{key}.bpmn").write_text(xml)
    text = json.dumps(asdict(golden), ensure_ascii=False, indent=1)
    (folder / "state.json").write_text(f"{text}\n")


def _walk(files: Mapping[str, str], top: str, after: int, lot: random.Random) -> Golden | None:
    bundle, words = _bundle(files, top), _words(files)
    instance = LiveInstance.begin(bundle, _values(words, lot))
    instance.advance()
    states, moves = [_stored(instance)], []
    for _ in range(MOST_MOVES):
        if instance.is_completed:
            break
        at = lot.choice(waiting(instance))
        if at in instance.steps_to_run() and instance.is_undecided(at.task):
            return None
        move = (at.element, {at.element: lot.randrange(10), **_values(words, lot)})
        moves.append((move, told(do(instance, move))))
        states.append(_stored(instance))
        instance = LiveInstance.resume(bundle, states[-1])
    if not instance.is_completed or len(moves) <= after:
        return None
    deltas = [state.difference(*pair) for pair in itertools.pairwise(states[: after + 1])]
    bodies = [state.difference({}, states[0]), *deltas]
    return Golden(top, state.FORMAT, bodies, moves[after:])


def _stored(instance: LiveInstance) -> state.State:
    found: state.State = json.loads(json.dumps(instance.dump()))
    return found


def _words(files: Mapping[str, str]) -> dict[str, list[Any]]:
    """What the diagrams compare their variables with."""
    found: dict[str, list[Any]] = {}
    for xml in files.values():
        for variable, word in _COMPARED.findall(xml):
            found.setdefault(variable, []).append(json.loads(word))
    return found


def _values(words: Mapping[str, list[Any]], lot: random.Random) -> dict[str, Any]:
    """One of the words each, or what is none of them."""
    return {name: lot.choice([*given, _other(given[0])]) for name, given in words.items()}


def _other(given: object) -> object:
    return not given if isinstance(given, bool) else "other"


def _called(key: str) -> dict[str, str]:
    """A shipped diagram with those that it calls."""
    found: dict[str, str] = {}
    left = [key]
    while left:
        one = left.pop()
        if one not in found:
            found[one] = (SHIPPED / one / "process.bpmn").read_text()
            left += re.findall(r'calledElement="(\w+)"', found[one])
    return found


def _wanted() -> Iterator[tuple[str, Mapping[str, str], str, int]]:
    for name, (block, after) in MOMENTS.items():
        yield name, files_of(block), TOP, after
    for key, after in SHIPPED_MOMENTS.items():
        yield f"shipped_{key}", _called(key), key, after


if __name__ == "__main__":
    for wanted, diagrams, top_key, moves_before in _wanted():
        if wanted not in names():
            _make(wanted, diagrams, top_key, moves_before)
