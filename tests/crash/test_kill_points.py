"""Ending the work at a commit, on either side of it, loses nothing and does nothing twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import books, kill_points
from bench.kill_points import Ground, KillPoint
from tests.conftest import server_url
from tests.databases import chosen_kinds

POINTS = 8
"""`make crash` tries them all; these are spread over the whole run."""


@pytest.fixture(params=chosen_kinds())
def ground(request: pytest.FixtureRequest, tmp_path: Path) -> Ground:
    is_postgresql = request.param == "postgresql"
    return Ground(tmp_path, server_url(request.config) if is_postgresql else None)


def test_nothing_is_lost_wherever_the_process_ends(ground: Ground) -> None:
    commits, expected = kill_points.undisturbed(ground)
    points = kill_points.spread(commits, POINTS)
    results = list(kill_points.run(ground, points, expected))
    assert kill_points.lost(results) == []
    assert all(result.reached for result in results)
    assert {point.side for point in points} == {"before", "after"}


def test_a_loss_would_be_seen() -> None:
    expected = {"mails": 2, "rows": {"letters": 5, "notices": 2}}
    found = {"mails": 3, "rows": {"letters": 4, "notices": 2, "cases": 1}}
    assert books.differences(expected, found) == [
        "mails : 3 instead of 2.",
        "rows cases: 1 instead of 0.",
        "rows letters: 4 instead of 5.",
    ]


def test_points_are_spread_from_the_first_commit_on() -> None:
    points = kill_points.spread(100, 8)
    assert points[0] == KillPoint(1, "before")
    assert len(points) >= 8
    assert points[-1].commit > 85
