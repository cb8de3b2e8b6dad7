"""Several processes on PostgreSQL beside one: how much more they do, and that nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select

from bench.speed.child import Child
from bench.speed.ground import Ground
from bench.speed.results import Figure, at_least, at_most
from bench.tables import number, show
from engine.models import user_tasks

WORKERS, INSTANCES = 4, 200
TIMES, CONFLICTS, LOST = 1.5, 0.01, 0


def figures(ground: Ground) -> Iterator[Figure]:
    """Rate, conflicts and lost updates of four processes."""
    instances = [ground.workshop.begin("plain") for _ in range(INSTANCES)]
    children = [Child("bench.speed.clerk", ground.url) for _ in range(WORKERS)]
    try:
        for child in children:
            child.call("work", instances, 0.2)
        before = _completed(ground, instances)
        one = _worked(children[:1], instances, ground.size.seconds)
        four = _worked(children, instances, ground.size.seconds)
        again = _worked(children[:1], instances, ground.size.seconds)
    finally:
        for child in children:
            child.end()
    told = one[0] + four[0] + again[0]
    lost = told - (_completed(ground, instances) - before)
    alone = (one[0] + again[0]) / 2
    conflicts = four[1] / max(1, sum(four))
    show(
        f"Processes at once on {ground.name}",
        ["processes", "completions a second", "conflicts %"],
        [
            ["1", number(alone / ground.size.seconds), "0"],
            [str(WORKERS), number(four[0] / ground.size.seconds), number(conflicts * 100, 2)],
        ],
    )
    name = f"{ground.name}, {WORKERS} worker processes"
    yield at_least(f"{name}: rate / rate of one", four[0] / max(1, alone), TIMES)
    yield at_most(f"{name}: conflicts", conflicts, CONFLICTS)
    yield at_most(f"{name}: lost updates", abs(lost), LOST)


def _worked(children: list[Child], instances: list[int], seconds: float) -> tuple[int, int]:
    for child in children:
        child.send("work", instances, seconds)
    found = [child.receive() for child in children]
    return sum(done for done, _ in found), sum(conflicts for _, conflicts in found)


def _completed(ground: Ground, instances: list[int]) -> int:
    count = select(func.count()).where(
        user_tasks.c.instance_id.in_(instances), user_tasks.c.state == "completed"
    )
    with ground.database.reading() as session:
        return int(session.execute(count).scalar_one())
