"""Stopping the worker in the middle of a mail: it finishes what it has in hand, then ends."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path

from sqlalchemy import select

from bench import processes
from bench.installation import FACTS, Installation, installed
from bench.processes import SlowMail
from cases import intake
from cases.tables.letter_models import letters
from db.session import Database
from db.types import public_id
from engine.clock import utc_now
from front.serving import worker_command

PATIENCE_SECONDS = 20.0
MAIL = {"SMTP_HOST": "127.0.0.1", "SMTP_FROM": "bokvar@municipality.example"}
"""That there is a mail server; the worker is told which one."""


def test_a_worker_told_to_stop_proves_the_mail_it_was_sending(
    bare_database_url: str, tmp_path: Path
) -> None:
    with installed(bare_database_url, tmp_path, mail=MAIL) as installation:
        _match_a_notice_with_an_address(installation)
    mail = SlowMail()
    with processes.mail_server(mail) as mail_port:
        environment = processes.environment(
            tmp_path, bare_database_url, processes.free_port(), mail_port
        )
        worker = subprocess.Popen(worker_command(), cwd=processes.ROOT, env=environment)
        try:
            _wait_until_taken(mail)
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(PATIENCE_SECONDS) == 0
        finally:
            worker.kill()
            worker.wait()
    assert len(mail.taken) == 1
    # The receipt goes first: the request, which is the confirmation too, was not begun.
    assert _proofs(bare_database_url) == ["250 2.0.0 Ok: queued", None]


def _match_a_notice_with_an_address(installation: Installation) -> None:
    facts = {**FACTS, "sender_email": "uthyrning@landlord.example"}
    with installation.database.transaction() as session:
        intake.keep_notice(session, facts, (), token=public_id(), channel="ETJANST", now=utc_now())
    installation.deliver_messages()
    match = installation.open_task("confirm_match")
    installation.complete("demo-rut", installation.claim("demo-rut", match), {"choice": ["new"]})


def _wait_until_taken(mail: SlowMail) -> None:
    """The mail server has the mail and has not answered yet."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not mail.taken:
        assert time.monotonic() < until, "The worker sent nothing."
        time.sleep(0.01)


def _proofs(database_url: str) -> list[str | None]:
    database = Database(database_url)
    try:
        with database.reading() as session:
            written = select(letters.c.proof).order_by(letters.c.id)
            return list(session.execute(written).scalars())
    finally:
        database.dispose()
