"""Streams that somebody has joined in a circle, in the tables: nothing waits for ever."""

from __future__ import annotations

from itertools import pairwise

import pytest
from sqlalchemy import update

from db.session import Database
from ledger import events
from ledger.models import streams
from tests.ledger.tampering import without_triggers
from tests.ledger.test_order import told


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_circle_of_streams_is_refused_where_one_is_locked_or_followed(
    database: Database, count: int
) -> None:
    ring = [told(database, str(number)) for number in range(count)]
    with database.transaction() as session, without_triggers(session):
        for one, other in pairwise([*ring, ring[0]]):
            session.execute(update(streams).where(streams.c.id == one).values(joined_to=other))
    for follow in (events.lock, events.root_of):
        with database.transaction() as session, pytest.raises(LookupError, match="circle"):
            follow(session, ring[0])
