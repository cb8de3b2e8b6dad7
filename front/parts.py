"""The parts of an installation, built and joined; the engine is handed what it needs from above."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import cast

from flask import current_app

import connectors
import handlers
from cases import key_facts, limits, notice, routing
from cases.choices import options as choices
from cases.commands import (
    access,
    api_key,
    aside,
    basic,
    case_letter,
    contact,
    correction,
    dispatch,
    eviction,
    export,
    flag,
    household,
    landlord,
    match,
    office,
    operations,
    payment,
    protection,
    roster,
    service,
    sharing,
    studio,
)
from cases.commands.rules import RULES
from cases.permits import Policy
from db import schema
from db.session import Database
from db.types import public_id
from engine import interventions, processors
from engine.clock import FileClock, utc_now
from engine.executor import Engine, Processor
from engine.worker import Source
from front import sources
from settings import Settings

LOG = logging.getLogger("bokvar")

Clock = Callable[[], datetime]

COMMANDS = (
    processors,
    interventions,
    access,
    api_key,
    aside,
    basic,
    case_letter,
    contact,
    correction,
    dispatch,
    eviction,
    export,
    flag,
    household,
    landlord,
    match,
    office,
    operations,
    payment,
    protection,
    roster,
    service,
    sharing,
    studio,
)
"""Whatever knows how some of the commands are carried out."""


@dataclass(frozen=True)
class Parts:
    """What the front door has built; the command line and the tests take their parts here."""

    settings: Settings
    database: Database
    engine: Engine
    sources: Callable[[], list[Source]]


def current_parts() -> Parts:
    """The parts of the app that a command of the command line runs in."""
    return cast("Parts", current_app.extensions["bokvar"])


def build(settings: Settings, clock: Clock | None = None) -> Parts:
    """The parts without Flask: for the worker, the tests and the benchmarks."""
    clock = clock or (FileClock(settings.clock_file) if settings.demo else utc_now)
    schema.load_all()
    database = Database(settings.database_url)
    outlets = connectors.load({**settings.mail, **settings.outlets})
    engine = Engine(
        operations=handlers.SERVICE_TASKS,
        processors=_processors(),
        policy=Policy(RULES),
        clock=clock,
        new_id=public_id,
        candidate_group=routing.candidate_group,
        home=routing.home,
        choices=partial(choices.for_form, outlets=frozenset(outlets)),
        local_day=notice.local_day,
        report=report,
        due_times=limits.due_times,
        known_keys=key_facts.known_about,
        known_by=key_facts.known_by,
        constants={
            "municipality": settings.municipality,
            "outlets": " ".join(sorted(outlets)),
            "public_address": settings.public_address,
        },
        checks_state=settings.checks_state,
    )
    return Parts(
        settings,
        database,
        engine,
        lambda: sources.of(settings, database, engine, outlets, clock),
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


def _processors() -> dict[type, Processor]:
    """Every kind of command and how it is carried out."""
    found = [each.processors() for each in COMMANDS]
    return {kind: carry_out for some in found for kind, carry_out in some.items()}
