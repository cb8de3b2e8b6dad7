"""Commands on cases: the values, and how each is carried out under the lock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cases import case, notice, undoing
from cases.intake import NOTICE_RECEIVED
from cases.letters import dispatch, letter, receipt_mail
from db.session import Session
from engine import definitions, instances, jobs
from engine.errors import NotFound, Refused
from engine.executor import Processor
from engine.runtime import Runtime
from engine.texts import Text
from ledger.events import Actor


@dataclass(frozen=True)
class UndoMatch:
    """A notice was put into the wrong household's case: take it out and match it anew."""

    notice: str
    reason: str


@dataclass(frozen=True)
class RecordDispatch:
    """How an attempt to send a letter ended.

    outcome: ``sent`` or ``handed_over`` with its proof, or ``failed`` with the cause.
    """

    letter: str
    number: int
    outcome: str
    proof: str


def processors() -> dict[type, Processor]:
    """The table from the commands of cases to how they are carried out."""
    return {
        UndoMatch: Processor(_home_of_notice, _undo_match),
        RecordDispatch: Processor(_home_of_letter, _record_dispatch),
    }


def _home_of_notice(session: Session, command: UndoMatch, _actor: Actor, _now: datetime) -> int:
    found = notice.find(session, command.notice)
    if found is None:
        raise NotFound("There is no such notice.")
    return found.stream_id


def _undo_match(runtime: Runtime, command: UndoMatch) -> None:
    linked = notice.get(runtime.session, command.notice)
    if linked.case_id is None:
        raise Refused(
            Text("Underrättelsen är inte kopplad till något ärende.", "The notice is in no case.")
        )
    if not command.reason.strip():
        raise Refused(Text("Ange varför kopplingen är fel.", "Say why the match is wrong."))
    wrong = case.by_id(runtime.session, linked.case_id)
    facts = {"notice": linked.public_id, "case": wrong.public_id, "reason": command.reason}
    runtime.record("match.undone", facts, subject=wrong.public_id)
    # The confirmation under way as well: matched anew, the notice asks for it again, and what
    # was sent or stated by then is found and not done twice.
    undoing.end_tracks(runtime, linked)
    _void_if_empty(runtime, wrong, linked)
    undoing.set_free(runtime, linked)
    runtime.record("match.undone", facts, subject=linked.public_id)
    _match_anew(runtime, linked)


def _void_if_empty(runtime: Runtime, wrong: case.Case, linked: notice.Notice) -> None:
    """A case that was opened for this notice alone should never have been there."""
    others = [n for n in notice.of_case(runtime.session, wrong.id) if n.id != linked.id]
    if others or wrong.state != "open":
        undoing.warn_the_case(runtime, wrong)
        return
    _cancel(runtime, wrong.public_id)
    case.change(runtime.session, wrong, state="void", closed_at=runtime.now)
    runtime.record(
        "case.voided",
        {"before": {"state": wrong.state}, "after": {"state": "void"}},
        subject=wrong.public_id,
    )


def _match_anew(runtime: Runtime, linked: notice.Notice) -> None:
    definition = definitions.started_by_message(runtime.session, NOTICE_RECEIVED)
    if definition is None:
        raise LookupError("The process that receives notices is not deployed.")
    runtime.start(definition, linked.public_id, {"message": linked.public_id}, linked.stream_id)


def _cancel(runtime: Runtime, business_key: str) -> None:
    for instance_id in instances.running(runtime.session, business_key):
        runtime.cancel(instance_id, "match undone")


def _home_of_letter(
    session: Session, command: RecordDispatch, _actor: Actor, _now: datetime
) -> int:
    stream = letter.stream_of(session, command.letter)
    if stream is None:
        raise NotFound("There is no such letter.")
    return stream


def _record_dispatch(runtime: Runtime, command: RecordDispatch) -> None:
    dispatched = letter.get(runtime.session, command.letter)
    attempt = next(
        one
        for one in dispatch.of_letter(runtime.session, dispatched)
        if one.number == command.number
    )
    is_proved = command.outcome != "failed"
    dispatch.end(
        runtime.session,
        attempt,
        command.outcome,
        runtime.now,
        proof=command.proof if is_proved else None,
        cause=None if is_proved else command.proof,
    )
    facts = {"letter": command.letter, "number": command.number, "proof": command.proof}
    kind = {"sent": "proved", "handed_over": "handed_over", "failed": "failed"}[command.outcome]
    runtime.record(f"dispatch.{kind}", facts, subject=command.letter)
    if dispatched.is_out or (attempt.state == "superseded" and command.outcome != "sent"):
        return
    if command.outcome == "sent":
        _stop_others(runtime, dispatched, attempt)
    letter.change(
        runtime.session,
        dispatched,
        state=command.outcome,
        proof=command.proof,
        sent_at=runtime.now if command.outcome == "sent" else None,
    )
    if dispatched.kind == receipt_mail.KIND:  # No process waits to hear of it.
        return
    runtime.send(
        dispatch.REPORTED,
        command.letter,
        dispatch.report(command.outcome),
        message_id=f"dispatch:{command.letter}:{command.number}:{command.outcome}",
    )


def _stop_others(runtime: Runtime, dispatched: letter.Letter, proved: dispatch.Dispatch) -> None:
    """A first attempt succeeded late, while another was under way: that one is not needed."""
    other = dispatch.open_attempt(runtime.session, dispatched)
    if other is not None and other.number != proved.number:
        dispatch.end(runtime.session, other, "superseded", runtime.now)
        key = dispatch.job_key(dispatched, other)
        jobs.cancel_by_key(runtime.session, key, runtime.now)
