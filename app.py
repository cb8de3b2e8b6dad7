"""The front door: build the parts, join them, hand them to the web room."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask

import cli
import connectors
import handlers
import web
from cases import choices, commands, letter, notice, routing
from cases.policy import WORKER, Policy
from connectors.delivery import deliver_letter
from connectors.messages import Connector, OutgoingLetter
from db import schema
from db.session import Database, Session
from db.types import public_id
from engine import jobs, processors
from engine.clock import utc_now
from engine.commands import RetrySteps
from engine.correlation import MessageSource
from engine.delivery import JobSource
from engine.executor import Engine
from engine.incidents import RETRY_KIND
from engine.jobs import ClaimedJob, Outcome, Retry
from engine.texts import Text
from engine.worker import Source
from handlers.letters import DISPATCH_EMAIL
from settings import Settings

LOG = logging.getLogger("bokvar")

STILL_FAILS = Text("Steget går fortfarande inte att utföra.", "The step still cannot be done.")


@dataclass(frozen=True)
class Parts:
    """What the front door has built; the command line and the tests take their parts here."""

    settings: Settings
    database: Database
    engine: Engine
    sources: Callable[[], list[Source]]


def create_app(settings: Settings | None = None) -> Flask:
    """Build the parts, join them, hand them to the web room."""
    parts = build(settings or Settings.from_environment())
    app = Flask("web", static_folder=None)
    app.extensions["bokvar"] = parts
    web.init_app(app, _site(parts))
    cli.init_app(app)
    return app


def _site(parts: Parts) -> web.Site:
    settings = parts.settings
    return web.Site(
        database=parts.database,
        engine=parts.engine,
        secret_key=settings.secret_key,
        municipality=settings.municipality,
        is_demo=settings.demo,
        doors=settings.doors,
        max_request_bytes=settings.max_request_bytes,
    )


def build(settings: Settings) -> Parts:
    """The parts without Flask: for the worker, the tests and the benchmarks."""
    schema.load_all()
    database = Database(settings.database_url)
    engine = Engine(
        operations=handlers.SERVICE_TASKS,
        processors={**processors.processors(), **commands.processors()},
        policy=Policy(),
        clock=utc_now,
        new_id=public_id,
        candidate_group=routing.candidate_group,
        home=routing.home,
        choices=choices.for_form,
        local_day=notice.local_day,
        report=report,
        checks_state=settings.checks_state,
    )
    outlets = connectors.load({**settings.mail, **settings.outlets})
    return Parts(settings, database, engine, lambda: _sources(database, engine, outlets))


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


def _sources(database: Database, engine: Engine, outlets: dict[str, Connector]) -> list[Source]:
    deliveries = {
        DISPATCH_EMAIL: lambda claimed: _dispatch(database, outlets, claimed),
        RETRY_KIND: lambda claimed: _retry(database, engine, claimed),
    }
    return [
        MessageSource(database, engine, WORKER, clock=utc_now),
        JobSource(
            database,
            deliveries,
            lambda session, claimed, outcome, _now: _record(session, engine, claimed, outcome),
            clock=utc_now,
        ),
    ]


def _dispatch(database: Database, outlets: dict[str, Connector], claimed: ClaimedJob) -> Outcome:
    with database.reading() as session:
        prepared = letter.get(session, str(claimed.payload["letter"]))
    outgoing = OutgoingLetter(
        key=claimed.idempotency_key,
        channel_address=prepared.recipient,
        subject=prepared.subject,
        body=prepared.body,
        written_at=prepared.created_at,
    )
    return deliver_letter(outlets, outgoing, str(claimed.payload.get("channel", "email")))


def _retry(database: Database, engine: Engine, claimed: ClaimedJob) -> Outcome:
    with database.transaction() as session:
        succeeded = engine.execute(
            session, RetrySteps(int(claimed.payload["instance"] or 0)), WORKER
        )
    if not succeeded:
        raise Retry(STILL_FAILS)
    return jobs.done("retried")


def _record(session: Session, engine: Engine, claimed: ClaimedJob, outcome: Outcome) -> None:
    if claimed.kind != DISPATCH_EMAIL:
        return
    cause = outcome.cause.sv if outcome.cause else ""
    engine.execute(
        session,
        commands.RecordDispatch(
            letter=str(claimed.payload["letter"]),
            delivered=outcome.is_done,
            proof=outcome.proof or cause,
        ),
        WORKER,
    )
