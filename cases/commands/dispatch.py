"""The command to take a letter over while an attempt to send it hangs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cases.letters import dispatch, letter, receipt_mail
from db.session import Session
from engine import jobs
from engine.errors import NotFound, Refused
from engine.executor import Processor
from engine.runtime import Runtime
from engine.texts import Text
from ledger.events import Actor

NOTHING_HANGS = Text(
    "Det finns inget utskick att ta över. Brevet är redan skickat, eller så väntar det på att "
    "någon väljer sätt.",
    "There is no attempt to take over. The letter has been sent, or waits for somebody to choose "
    "a way.",
)
NO_REASON = Text(
    "Ange varför brevet ska skickas på annat sätt.", "Say why the letter shall go in another way."
)


@dataclass(frozen=True)
class TakeOverDispatch:
    """Send the letter in another way: the attempt under way is given up, and a task is made."""

    letter: str
    reason: str


def processors() -> dict[type, Processor]:
    """How the commands of this file are carried out."""
    return {TakeOverDispatch: Processor(_home_of_letter, _take_over)}


def _home_of_letter(
    session: Session, command: TakeOverDispatch, _actor: Actor, _now: datetime
) -> int:
    stream = letter.stream_of(session, command.letter)
    if stream is None:
        raise NotFound("There is no such letter.")
    return stream


def _take_over(runtime: Runtime, command: TakeOverDispatch) -> None:
    taken = letter.get(runtime.session, command.letter)
    attempt = dispatch.open_attempt(runtime.session, taken)
    # A receipt goes by e-mail or not at all: it has been shown on screen.
    if attempt is None or taken.is_out or taken.kind == receipt_mail.KIND:
        raise Refused(NOTHING_HANGS)
    if not command.reason.strip():
        raise Refused(NO_REASON)
    dispatch.end(runtime.session, attempt, "superseded", runtime.now, cause=command.reason)
    jobs.cancel_by_key(runtime.session, dispatch.job_key(taken, attempt), runtime.now)
    letter.change(runtime.session, taken, state="prepared")
    runtime.record(
        "dispatch.taken_over",
        {
            "letter": command.letter,
            "number": attempt.number,
            "before": {"state": attempt.state},
            "after": {"state": "superseded"},
            "reason": command.reason,
        },
        subject=command.letter,
    )
    runtime.send(
        dispatch.REPORTED,
        command.letter,
        dispatch.report("taken_over"),
        message_id=f"dispatch:{command.letter}:{attempt.number}:taken_over",
    )
