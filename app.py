"""The front door: the parts of an installation handed to the web room and to the command line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Flask

import cli
import web
from documents import letter_templates
from documents.typesetting import typeset
from engine.forms import Form, read_form
from front import logs
from front.memory import keep_for_good
from front.parts import Clock, Parts, build
from front.shipped import PROCESSES
from front.starting import refuse_newer_states
from settings import Settings


def create_app(settings: Settings | None = None, clock: Clock | None = None) -> Flask:
    """Build the parts, join them, hand them to the web room. Tests set the clock."""
    parts = build(settings or Settings.from_environment(), clock)
    app = Flask("web", static_folder=None)
    app.extensions["bokvar"] = parts
    web.init_app(app, _site(parts))
    cli.init_app(app)
    return app


def create_server() -> Flask:
    """The app in a web server of its own, which tells what it does in log lines.

    Raises SystemExit when what is stored was written by a newer version.
    """
    logs.install()
    app = create_app()
    refuse_newer_states(app.extensions["bokvar"])
    keep_for_good()
    return app


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
        proxies=settings.proxies,
        public_address=settings.public_address,
        help_contact=settings.help_contact,
        sends_mail=bool(settings.mail.get("SMTP_HOST")),
    )


def _set_receipt(facts: Mapping[str, Any], received_at: datetime) -> bytes:
    """The receipt of a notice as PDF, from the files and not the database: whoever runs the public
    door alone needs nothing more to read."""
    templates = letter_templates.read_folder(PROCESSES / "shared" / "receipts")
    return typeset(templates["receipt"], facts, written_at=received_at)


def _act_forms() -> dict[str, Form]:
    """The forms of what may be done outside a task, by name."""
    folder = PROCESSES / "shared" / "forms"
    return {path.stem: read_form(path.read_bytes()) for path in sorted(folder.glob("*.json"))}
