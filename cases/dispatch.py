"""Sending a letter: one attempt after the other, each by one channel, the first proof ends it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from cases import letter as letters
from cases.letter import Letter
from cases.letter_models import dispatches
from db.session import Session

CHANNELS = ("email", "digital_mail", "secure_message", "print", "by_hand")
"""By hand: a person hands it over, posts it or reads it out, and states so; no job is made."""

JOB_KIND = "dispatch_letter"
"""The kind of job that sends a letter by a channel."""


@dataclass(frozen=True)
class Dispatch:
    """The row of one attempt to send a letter. deadline_at: when trying must end."""

    letter_id: int
    number: int
    channel: str
    address: str | None
    state: str
    proof: str | None
    cause: str | None
    asked_by: str
    asked_at: datetime
    deadline_at: datetime | None
    ended_at: datetime | None


def ask(
    session: Session,
    letter: Letter,
    *,
    channel: str,
    address: str | None,
    asked_by: str,
    deadline_at: datetime | None,
    now: datetime,
) -> Dispatch:
    """Note that the letter shall go by this channel; the caller makes the job, or none by hand."""
    number = len(of_letter(session, letter)) + 1
    by_hand = channel == "by_hand"
    session.execute(
        insert(dispatches).values(
            letter_id=letter.id,
            number=number,
            channel=channel,
            address=address,
            state="handed_over" if by_hand else "queued",
            asked_by=asked_by,
            asked_at=now,
            deadline_at=deadline_at,
        )
    )
    state = "handed_over" if by_hand else "queued"
    letters.change(session, letter, state=state, channel=channel, address=address)
    return of_letter(session, letter)[-1]


def of_letter(session: Session, letter: Letter) -> list[Dispatch]:
    """Every attempt to send the letter, in order."""
    rows = session.execute(
        select(dispatches).where(dispatches.c.letter_id == letter.id).order_by(dispatches.c.number)
    )
    return [Dispatch(**row._mapping) for row in rows]


def end(
    session: Session,
    dispatch: Dispatch,
    state: str,
    now: datetime,
    *,
    proof: str | None = None,
    cause: str | None = None,
) -> None:
    """Note how an attempt ended, with its proof or its cause in words."""
    session.execute(
        update(dispatches)
        .where(dispatches.c.letter_id == dispatch.letter_id, dispatches.c.number == dispatch.number)
        .values(state=state, proof=proof, cause=cause, ended_at=now)
    )


def job_key(letter: Letter, dispatch: Dispatch) -> str:
    """The idempotency key of the attempt's job: Message-ID and file names come from it."""
    return f"{JOB_KIND}:{letter.public_id}:{dispatch.number}"
