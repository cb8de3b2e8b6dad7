"""Whatever way is taken through the shipped processes, what is recorded replays faithfully."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from db.session import Database
from engine.replay import Outcome, recording_of, replay
from tests.installed import once
from tests.processes.wandering import PROCESSES_SHIPPED, Wanderer


@pytest.fixture
def wanderer(database: Database) -> Wanderer:
    made = Wanderer(database)
    once(database, "wandered", made.deploy)
    return made


@pytest.mark.parametrize("process", PROCESSES_SHIPPED)
@settings(
    max_examples=3,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    # A smaller seed makes no smaller walk.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(seed=st.integers(0, 2**32))
def test_a_random_walk_is_replayed(wanderer: Wanderer, process: str, seed: int) -> None:
    walked = wanderer.walk(process, seed, steps=25)
    assert walked, process
    for instance in walked:
        with wanderer.house.database.reading() as session:
            recording = recording_of(session, instance)
        verdict = replay(recording, wanderer.house.engine.bundle(recording.definition))
        assert verdict.outcome is Outcome.FAITHFUL, verdict
        assert verdict.compared == len(recording.steps)
