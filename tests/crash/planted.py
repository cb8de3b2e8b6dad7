"""Ways in which the product must not be, planted to see that the end of the work finds them."""

from __future__ import annotations

import secrets
from typing import Any

import pytest
from sqlalchemy import ColumnElement, and_

from connectors.messages import OutgoingLetter
from db.session import Session
from engine import jobs
from engine.runtime import Runtime
from ledger import events


def new_name_each_time(patch: pytest.MonkeyPatch) -> None:
    """A letter that goes out again has another Message-ID, and another file name."""
    patch.setattr(OutgoingLetter, "id", property(lambda _letter: secrets.token_hex(8)))


def two_commits(patch: pytest.MonkeyPatch) -> None:
    """The rows that find an instance are kept before the instance itself."""
    store = Runtime._store

    def torn(runtime: Runtime, moving: Any) -> None:
        runtime.session.commit()
        store(runtime, moving)

    patch.setattr(Runtime, "_store", torn)


def chain_without_its_head(patch: pytest.MonkeyPatch) -> None:
    """Events are kept before the head of the chain that they lengthen."""
    write = events.LockedStream.write

    class Torn:
        def __init__(self, session: Session) -> None:
            self._session = session

        def execute(self, statement: Any, values: Any) -> Any:
            if statement is events._HEAD:
                self._session.commit()
            return self._session.execute(statement, values)

    def torn(stream: Any, session: Any) -> None:
        write(stream, Torn(session))  # type: ignore[arg-type]

    patch.setattr(events.LockedStream, "write", torn)


def lease_for_ever(patch: pytest.MonkeyPatch) -> None:
    """Nobody takes over what a worker held that did not come back."""

    def is_due(now: Any) -> ColumnElement[bool]:
        return and_(jobs.jobs.c.state == "waiting", jobs.jobs.c.due_at <= now)

    patch.setattr(jobs, "_is_due", is_due)


def done_before_it_is_done(patch: pytest.MonkeyPatch) -> None:
    """A job is written off as soon as it is taken."""
    claim = jobs.claim

    def claim_and_forget(session: Session, *asked: Any) -> Any:
        claimed = claim(session, *asked)
        for job in claimed:
            session.execute(
                jobs.jobs.update()
                .where(jobs.jobs.c.id == job.id)
                .values(state="done", lease_until=None, finished_at=asked[0])
            )
        return claimed

    patch.setattr(jobs, "claim", claim_and_forget)
