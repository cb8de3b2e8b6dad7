"""A durable completion through the executor beside the naive baseline's, as an instance grows."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bench.speed import diagrams
from bench.speed.child import Child
from bench.speed.ground import Ground, interleaved, rate
from bench.speed.results import Figure, at_least
from bench.tables import number, show

WARM = dict(zip((30, 300, 3000), (3, 12, 50), strict=True))
COLD = dict(zip((30, 300, 3000), (2, 6, 12), strict=True))
KEEPS_UP = 0.5
"""The rate at the last point is at least so much of that at the first."""

FEWER_ROUNDS_FROM, FEWER = 1000, 3
"""The baseline needs most of a second for one completion there."""


def figures(ground: Ground) -> Iterator[Figure]:
    """The ratios on both diagrams."""
    naive = Child("bench.speed.naive", ground.url)
    try:
        for key in diagrams.KEYS:
            yield from _on(ground, naive, key)
    finally:
        naive.end()


def _on(ground: Ground, naive: Child, key: str) -> Iterator[Figure]:
    rows, first = [], 0.0
    instance, done = ground.workshop.begin(key), 0
    for point in ground.size.points:
        ground.workshop.walk(instance, point - done)
        took, measured = _at(ground, naive, key, instance, point)
        done = point + measured
        first = first or took["warm"]
        rows.append(_row(point, took, first))
        name = f"{ground.name}, {key} diagram, {point} tasks"
        yield at_least(f"{name}: warm / baseline", took["naive"] / took["warm"], WARM.get(point, 3))
        yield at_least(f"{name}: cold / baseline", took["naive"] / took["cold"], COLD.get(point, 2))
    keeps = first / took["warm"]
    show(
        f"Durable completions a second on {ground.name}, {key} diagram",
        ["tasks", "warm", "cold", "first ever", "baseline", "warm/base", "cold/base", "to first"],
        rows,
    )
    last = ground.size.points[-1]
    yield at_least(f"{ground.name}, {key} diagram: rate at {last} / first", keeps, KEEPS_UP)


def _at(
    ground: Ground, naive: Child, key: str, instance: int, point: int
) -> tuple[dict[str, float], int]:
    """Seconds of one completion each way, and how many of ours were done."""
    beside = naive.call("begin", key, point, ground.workshop.definition_of(instance))
    ways: dict[str, Callable[[], float]] = {
        "warm": lambda: ground.workshop.complete(instance),
        "cold": lambda: ground.workshop.complete_cold(instance),
        "first": lambda: ground.workshop.complete_first(instance),
        "naive": lambda: float(naive.call("complete", beside)),
    }
    rounds = FEWER if point >= FEWER_ROUNDS_FROM else ground.size.rounds
    window = diagrams.ROUND[key] if point >= FEWER_ROUNDS_FROM else ground.size.window
    return interleaved(rounds, window, ways), rounds * window * (len(ways) - 1)


def _row(point: int, took: dict[str, float], first: float) -> list[str]:
    ways = ("warm", "cold", "first", "naive")
    return [
        number(point),
        *(number(rate(took[way])) for way in ways),
        number(took["naive"] / took["warm"], 1),
        number(took["naive"] / took["cold"], 1),
        number(first / took["warm"], 2),
    ]
