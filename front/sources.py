"""What the worker carries out: messages, timers, letters that go out, retries, anchors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from cases.commands import basic as commands
from cases.law.calendar import local_instant
from cases.letters import channels, dispatch, letter
from cases.policy import WORKER
from connectors.delivery import deliver_letter
from connectors.messages import Connector, OutgoingLetter
from db.session import Database, Session
from db.types import public_id
from documents import letter_templates
from documents.typesetting import typeset
from engine import causes, continuing, jobs, open_incidents
from engine.beats import BeatSource
from engine.commands import RetrySteps
from engine.correlation import MessageSource
from engine.delivery import JobSource
from engine.executor import Engine
from engine.incidents import RETRY_KIND
from engine.jobs import ClaimedJob, GiveUp, Outcome, Retry
from engine.portions import CONTINUE_KIND
from engine.start_timers import StartTimerSource
from engine.texts import Text
from engine.timers import TimerSource
from engine.worker import Source
from ledger.anchoring import AnchorSource
from settings import Settings

NOT_ANY_LONGER = Text(
    "Stoppat: sättet är inte längre tillåtet för brevet, till exempel för att någon har skyddade "
    "personuppgifter.",
    "Stopped: the way is no longer allowed for the letter, for example because somebody's personal "
    "data are protected.",
)
STILL_FAILS = Text("Steget går fortfarande inte att utföra.", "The step still cannot be done.")


def of(
    settings: Settings,
    database: Database,
    engine: Engine,
    outlets: dict[str, Connector],
    clock: Callable[[], datetime],
) -> list[Source]:
    """Each kind of work of one worker, in the order in which it is looked for."""
    deliveries = {
        dispatch.JOB_KIND: lambda claimed: _dispatch(database, outlets, claimed),
        RETRY_KIND: lambda claimed: _retry(database, engine, claimed),
        CONTINUE_KIND: lambda claimed: continuing.carry_out(database, engine, WORKER, claimed),
    }
    return [
        StartTimerSource(database, instant=local_instant, clock=clock),
        MessageSource(database, engine, WORKER, clock=clock),
        TimerSource(database, engine, WORKER, clock=clock),
        JobSource(
            database,
            deliveries,
            lambda session, claimed, outcome, _now: _record(session, engine, claimed, outcome),
            clock=clock,
        ),
        AnchorSource(
            database,
            key_file=settings.anchor_key_file,
            folder=settings.anchor_folder,
            events=settings.anchor_events,
        ),
        BeatSource(database, public_id()),
    ]


def _dispatch(database: Database, outlets: dict[str, Connector], claimed: ClaimedJob) -> Outcome:
    with database.reading() as session:
        prepared = letter.get(session, str(claimed.payload["letter"]))
        template = letter_templates.by_digest(session, prepared.template)
        attempt = dispatch.of_letter(session, prepared)[int(claimed.payload["number"] or 0) - 1]
        if not channels.may_go(session, prepared, attempt.channel):
            raise GiveUp(NOT_ANY_LONGER)
    pdf = typeset(template, prepared.facts, written_at=prepared.created_at)
    outgoing = OutgoingLetter(
        key=claimed.idempotency_key,
        channel_address=attempt.address or "",
        subject=prepared.subject,
        body=prepared.body,
        written_at=prepared.created_at,
        asked_at=attempt.asked_at,
        pdf=pdf,
        file_name=prepared.kind,
        language=prepared.language,
        recipient_name=prepared.recipient,
        personal_number=attempt.address if attempt.channel == "digital_mail" else None,
    )
    return deliver_letter(outlets, outgoing, attempt.channel)


def _retry(database: Database, engine: Engine, claimed: ClaimedJob) -> Outcome:
    instance = int(claimed.payload["instance"] or 0)
    with database.transaction() as session:
        succeeded = engine.execute(session, RetrySteps(instance), WORKER)
        cause = open_incidents.why_it_stands(session, instance, claimed.idempotency_key)
    if succeeded or cause is None:
        return jobs.done("retried")
    if causes.passes_by_itself(cause):
        raise Retry(STILL_FAILS)
    raise GiveUp(STILL_FAILS)


def _record(session: Session, engine: Engine, claimed: ClaimedJob, outcome: Outcome) -> None:
    if claimed.kind != dispatch.JOB_KIND:
        return
    cause = outcome.cause.sv if outcome.cause else ""
    went = "sent" if outcome.is_sent else "handed_over"
    engine.execute(
        session,
        commands.RecordDispatch(
            letter=str(claimed.payload["letter"]),
            number=int(claimed.payload["number"] or 0),
            outcome=went if outcome.is_done else "failed",
            proof=outcome.proof or cause,
        ),
        WORKER,
    )
