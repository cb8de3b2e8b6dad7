"""Sending a letter: one attempt after the other, each by one channel, the first proof ends it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from cases import limits
from cases.law.calendar import add_weekdays, end_of_day, local_day
from cases.law.deadlines import Kind
from cases.letters import letter as letters
from cases.letters.letter import Letter
from cases.tables.letter_models import dispatches
from db.session import Session

CHANNELS = ("email", "digital_mail", "secure_message", "print", "by_hand")
"""By hand: a person hands it over, posts it or reads it out, and states so; no job is made."""

JOB_KIND = "dispatch_letter"
"""The kind of job that sends a letter by a channel."""

REPORTED = "letter_dispatched"
"""The message that tells how an attempt ended; its key is the letter's public id."""

WEEKDAYS_TO_TRY = 3
_CLOCKS = {
    "L02": Kind.SAME_DAY_CONFIRMATION,
    "L03": Kind.SAME_DAY_CONFIRMATION,
    "L09": Kind.RECOVERY_PERIOD,
}
"""Letters that a time limit runs for. After its end a commitment is worth nothing (JB 12:44), so
that L09 is never sent then; a late confirmation still is."""


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
    """Note that the letter shall go by this channel; the caller makes the job, or none by hand.

    An attempt by the same way that has not ended is taken up again: its job, if it was cancelled,
    then goes out under the same key.
    """
    before = open_attempt(session, letter)
    if before is not None and before.state == "queued" and before.channel == channel:
        letters.change(session, letter, state="queued", channel=channel)
        return before
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
    letters.change(session, letter, state=state, channel=channel)
    return of_letter(session, letter)[-1]


def deadline_for(session: Session, letter: Letter, now: datetime) -> datetime:
    """When trying must end and a person takes over: the end of the letter's own time limit while
    it is open; otherwise the end of the third weekday (policy)."""
    otherwise = end_of_day(add_weekdays(local_day(now), WEEKDAYS_TO_TRY))
    kind = _CLOCKS.get(letter.kind)
    limit = None if kind is None else limits.find(session, letter.about, kind)
    day = None if limit is None or not limit.is_open else limit.day("legal")
    if day is None:
        return otherwise
    end = end_of_day(day)
    # A preliminary end is no end of the period: a commitment may still come in time after it.
    is_last_word = letter.kind == "L09" and limit is not None and limit.state == "fixed"
    return end if end > now or is_last_word else otherwise


def report(outcome: str) -> dict[str, str]:
    """What the message about an attempt carries: ``sent``, ``handed_over``, ``failed`` or
    ``taken_over``."""
    return {"outcome": outcome, "letter_state": "sent" if outcome == "sent" else "waiting"}


def open_attempt(session: Session, letter: Letter) -> Dispatch | None:
    """The attempt that is under way: queued, or handed over to be posted."""
    last = of_letter(session, letter)[-1:]
    return next((one for one in last if one.state in ("queued", "handed_over")), None)


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


def state_sent(
    session: Session, letter: Letter, *, channel: str, proof: str, sent_at: datetime, by: str
) -> None:
    """A person states that the letter went out: that proves the attempt under way, else one of its
    own, by hand."""
    attempt = open_attempt(session, letter)
    if attempt is None:
        attempt = ask(
            session,
            letter,
            channel="by_hand",
            address=None,
            asked_by=by,
            deadline_at=None,
            now=sent_at,
        )
    end(session, attempt, "sent", sent_at, proof=proof)
    letters.change(session, letter, state="sent", channel=channel, proof=proof, sent_at=sent_at)


def job_key(letter: Letter, dispatch: Dispatch) -> str:
    """The idempotency key of the attempt's job: Message-ID and file names come from it."""
    return f"{JOB_KIND}:{letter.public_id}:{dispatch.number}"
