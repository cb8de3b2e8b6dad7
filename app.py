"""The front door: build the parts, join them, hand them to the web room."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from flask import Flask

import cli
import connectors
import handlers
import logs
import web
from cases import limits, notice, routing
from cases.choices import options as choices
from cases.commands import access as access_commands
from cases.commands import api_key as api_key_commands
from cases.commands import basic as commands
from cases.commands import case_letter as case_letter_commands
from cases.commands import contact as contact_commands
from cases.commands import correction as correction_commands
from cases.commands import dispatch as dispatch_commands
from cases.commands import eviction as eviction_commands
from cases.commands import export as export_commands
from cases.commands import flag as flag_commands
from cases.commands import household as household_commands
from cases.commands import landlord as landlord_commands
from cases.commands import office as office_commands
from cases.commands import operations as operations_commands
from cases.commands import payment as payment_commands
from cases.commands import protection as protection_commands
from cases.commands import roster as roster_commands
from cases.commands import service as service_commands
from cases.commands import sharing as sharing_commands
from cases.commands import studio as studio_commands
from cases.commands.rules import RULES
from cases.letters import channels, dispatch, letter
from cases.policy import WORKER, Policy
from connectors.delivery import deliver_letter
from connectors.messages import Connector, OutgoingLetter
from db import schema
from db.session import Database, Session
from db.types import public_id
from documents import letter_templates
from documents.typesetting import typeset
from engine import interventions, jobs, processors
from engine.beats import BeatSource
from engine.clock import FileClock, utc_now
from engine.commands import RetrySteps
from engine.correlation import MessageSource
from engine.delivery import JobSource
from engine.executor import Engine
from engine.forms import Form, read_form
from engine.incidents import RETRY_KIND
from engine.jobs import ClaimedJob, GiveUp, Outcome, Retry
from engine.texts import Text
from engine.timers import TimerSource
from engine.worker import Source
from ledger.anchoring import AnchorSource
from settings import Settings

LOG = logging.getLogger("bokvar")

Clock = Callable[[], datetime]

NOT_ANY_LONGER = Text(
    "Stoppat: sättet är inte längre tillåtet för brevet, till exempel för att någon har skyddade "
    "personuppgifter.",
    "Stopped: the way is no longer allowed for the letter, for example because somebody's personal "
    "data are protected.",
)
STILL_FAILS = Text("Steget går fortfarande inte att utföra.", "The step still cannot be done.")


@dataclass(frozen=True)
class Parts:
    """What the front door has built; the command line and the tests take their parts here."""

    settings: Settings
    database: Database
    engine: Engine
    sources: Callable[[], list[Source]]


def create_app(settings: Settings | None = None, clock: Clock | None = None) -> Flask:
    """Build the parts, join them, hand them to the web room. Tests set the clock."""
    parts = build(settings or Settings.from_environment(), clock)
    app = Flask("web", static_folder=None)
    app.extensions["bokvar"] = parts
    web.init_app(app, _site(parts))
    cli.init_app(app, build)
    return app


def create_server() -> Flask:
    """The app in a web server of its own, which tells what it does in log lines."""
    logs.install()
    return create_app()


def _site(parts: Parts) -> web.Site:
    settings = parts.settings
    return web.Site(
        database=parts.database,
        engine=parts.engine,
        secret_key=settings.secret_key,
        municipality=settings.municipality,
        accessibility=web.Accessibility(
            settings.accessibility_contact, settings.accessibility_supervision
        ),
        is_demo=settings.demo,
        doors=settings.doors,
        max_request_bytes=settings.max_request_bytes,
        requests_per_minute=settings.requests_per_minute,
        act_forms=_act_forms(),
        anchor_key_file=settings.anchor_key_file,
        anchor_folder=settings.anchor_folder,
        set_receipt=_set_receipt,
        metrics_token=settings.metrics_token,
    )


def _set_receipt(facts: Mapping[str, Any], received_at: datetime) -> bytes:
    """The receipt of a notice as PDF, from the files and not the database: whoever runs the public
    door alone needs nothing more to read."""
    templates = letter_templates.read_folder(cli.PROCESSES / "shared" / "receipts")
    return typeset(templates["receipt"], facts, written_at=received_at)


def _act_forms() -> dict[str, Form]:
    """The forms of what may be done outside a task, by name."""
    folder = cli.PROCESSES / "shared" / "forms"
    return {path.stem: read_form(path.read_bytes()) for path in sorted(folder.glob("*.json"))}


def build(settings: Settings, clock: Clock | None = None) -> Parts:
    """The parts without Flask: for the worker, the tests and the benchmarks."""
    clock = clock or (FileClock(settings.clock_file) if settings.demo else utc_now)
    schema.load_all()
    database = Database(settings.database_url)
    outlets = connectors.load({**settings.mail, **settings.outlets})
    engine = Engine(
        operations=handlers.SERVICE_TASKS,
        processors={
            **processors.processors(),
            **interventions.processors(),
            **commands.processors(),
            **correction_commands.processors(),
            **flag_commands.processors(),
            **household_commands.processors(),
            **landlord_commands.processors(),
            **service_commands.processors(),
            **payment_commands.processors(),
            **contact_commands.processors(),
            **dispatch_commands.processors(),
            **roster_commands.processors(),
            **sharing_commands.processors(),
            **protection_commands.processors(),
            **access_commands.processors(),
            **eviction_commands.processors(),
            **export_commands.processors(),
            **office_commands.processors(),
            **api_key_commands.processors(),
            **operations_commands.processors(),
            **case_letter_commands.processors(),
            **studio_commands.processors(),
        },
        policy=Policy(RULES),
        clock=clock,
        new_id=public_id,
        candidate_group=routing.candidate_group,
        home=routing.home,
        choices=partial(choices.for_form, outlets=frozenset(outlets)),
        local_day=notice.local_day,
        report=report,
        due_times=limits.due_times,
        constants={"municipality": settings.municipality, "outlets": " ".join(sorted(outlets))},
        checks_state=settings.checks_state,
    )
    return Parts(
        settings,
        database,
        engine,
        lambda: _sources(settings, database, engine, outlets, clock),
    )


def report(error: BaseException, subject: str, element: str) -> None:
    """Log a failed step by ids and kind of error; what the error says may hold personal data."""
    LOG.error(
        json.dumps(
            {
                "event": "step_failed",
                "subject": subject,
                "element": element,
                "error": type(error).__name__,
            }
        )
    )


def _sources(
    settings: Settings,
    database: Database,
    engine: Engine,
    outlets: dict[str, Connector],
    clock: Clock,
) -> list[Source]:
    deliveries = {
        dispatch.JOB_KIND: lambda claimed: _dispatch(database, outlets, claimed),
        RETRY_KIND: lambda claimed: _retry(database, engine, claimed),
    }
    return [
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
    with database.transaction() as session:
        succeeded = engine.execute(
            session, RetrySteps(int(claimed.payload["instance"] or 0)), WORKER
        )
    if not succeeded:
        raise Retry(STILL_FAILS)
    return jobs.done("retried")


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
