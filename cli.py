"""The command line: everything that is done to an installation without a browser."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

import anchor_cli
import demo_cli
import door_cli
import handlers
import key_cli
import logs
import serving
from cases import deadlines_json
from cases.law.calendar import STOCKHOLM, local_day
from cases.policy import DEPLOYER
from cases.process_check import lint_context
from db import migrate
from demo import town
from documents import letter_templates
from documents.errors import TemplateInvalid
from engine import definitions
from engine.catalogue import describe
from engine.clock import FileClock, utc_now
from engine.confined_lint import lint_confined
from engine.errors import DefinitionInvalid
from engine.findings import Finding, Severity
from engine.lint.context import LintContext
from engine.service_tasks import signatures_of
from engine.texts import Text
from engine.wakeup import Stop
from engine.worker import Worker
from ledger.verify import verify as verify_ledger
from ledger.verify_anchors import verify_anchors
from settings import Settings

if TYPE_CHECKING:
    from app import Parts

Build = Callable[[Settings, Callable[[], datetime]], "Parts"]

DAY = timedelta(days=1)
PROCESSES = Path(__file__).parent / "processes"


def init_app(app: Flask, build: Build) -> None:
    """Add our commands to ``flask``. build: the parts under another clock, for the demo's town."""
    make_town = _town(build)
    for command in (
        deploy,
        worker,
        demo_cli.command(make_town),
        verify,
        *anchor_cli.COMMANDS,
        key_cli.api_key,
        door_cli.grant_public_door,
        catalogue,
        lint,
        migrate_command,
        _serve(make_town),
        deadlines,
        clock,
    ):
        app.cli.add_command(command)


@click.command("migrate")
@with_appcontext
def migrate_command() -> None:
    """Create the database, or bring it to the shape this version needs."""
    migrate.upgrade(_parts().settings.database_url)
    click.echo("The database has the right shape.")


@click.command()
@click.option("--folder", type=click.Path(exists=True, path_type=Path), default=PROCESSES)
@with_appcontext
def deploy(folder: Path) -> None:
    """Check the processes in a folder and make new versions of those that changed."""
    try:
        report = deploy_folder(_parts(), folder)
    except DefinitionInvalid as refused:
        _print_findings(cast("Sequence[Finding]", refused.findings))
        sys.exit(1)
    except TemplateInvalid as refused:
        click.echo(str(refused), err=True)
        sys.exit(1)
    for version in report.deployed:
        click.echo(f"{version.key}: version {version.version} is deployed.")
    for key in report.unchanged:
        click.echo(f"{key}: unchanged.")
    for key in report.kept:
        click.echo(f"{key}: was edited here and is kept; what was given is filed as a draft.")


@click.command()
@click.argument("named", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--folder", type=click.Path(exists=True, path_type=Path), default=PROCESSES)
@with_appcontext
def lint(named: Path | None, folder: Path) -> None:
    """Check the processes in a folder without deploying them; every reason at once.

    NAMED is the folder, as --folder; without either it is the one that is shipped.
    """
    folders = _folders(named or folder)
    if not folders:
        raise click.ClickException(f"{named or folder} holds no process (no */process.bpmn).")
    findings = lint_confined(folders, _lint_context())
    _print_findings(findings)
    if any(finding.severity is Severity.ERROR for finding in findings):
        sys.exit(1)
    click.echo("Every process can run.")


@click.command()
@with_appcontext
def worker() -> None:
    """Hand over messages and carry out jobs until told to stop (Ctrl-C or SIGTERM)."""
    logs.install()
    parts, stop = _parts(), Stop()
    stop.on_signals()
    Worker(parts.database, parts.sources(), clock=parts.engine.clock, stop=stop).run()
    stop.close()


@click.command()
@with_appcontext
def verify() -> None:
    """Check every chain of the ledger and its anchors; exit code 1 if one is broken.

    Says where, and up to which event the last anchor holds the ledger fast.
    """
    settings = _parts().settings
    with _parts().database.reading() as session:
        report = verify_ledger(session)
        held = verify_anchors(
            session,
            public_key=anchor_cli.trusted_key(settings),
            folder=settings.anchor_folder,
        )
    faults = (*report.faults, *held.faults)
    for fault in faults:
        click.echo(f"BROKEN {fault.stream} event {fault.seq}: {fault.reason}.")
    click.echo(
        f"{report.streams} streams, {report.events} events, {report.erased} erased, "
        f"{held.anchors} anchors, {held.files} written out, {len(faults)} faults."
    )
    if faults:
        sys.exit(1)
    click.echo(anchor_cli.what_is_held(report, held))


@click.command()
@with_appcontext
def catalogue() -> None:
    """Print every deployed process with its tasks, and every operation, as JSON."""
    with _parts().database.reading() as session:
        described = describe(definitions.all_latest(session), signatures_of(handlers.SERVICE_TASKS))
    click.echo(json.dumps(described, ensure_ascii=False, indent=2))


@click.command()
@click.argument("notice", default="-", type=click.Path())
def deadlines(notice: str) -> None:
    """Count the time limits of a notice, given as JSON in a file or on standard input.

    Prints them as JSON with the reason for each. The keys stand in docs/notice-facts.md. Needs no
    database and no personal data. Exit code 2 and a sentence if it is no notice.
    """
    try:
        stated = deadlines_json.read_notice(_given(notice), today=local_day(utc_now()))
    except deadlines_json.Unusable as unusable:
        click.echo(f"{unusable.text.sv}\n{unusable.text.en}", err=True)
        sys.exit(2)
    click.echo(json.dumps(deadlines_json.described(stated), ensure_ascii=False, indent=2))


@click.command()
@click.argument("to", required=False)
@with_appcontext
def clock(to: str | None) -> None:
    """Set the clock of a demonstration, for web server and worker alike; alone, tell the time.

    TO is a local time such as "2026-12-24 23:50", a leap such as +3d, +2h or +30m, or "real".
    """
    settings, now = _parts().settings, _parts().engine.clock()
    if not settings.demo:
        raise click.ClickException("Only the clock of a demonstration can be set.")
    if to == "real":
        FileClock(settings.clock_file).reset()
    elif to is not None:
        FileClock(settings.clock_file).set(_instant(to, now))
    local = _parts().engine.clock().astimezone(STOCKHOLM)
    click.echo(f"It is {local:%Y-%m-%d %H:%M} for Bokvar.")


def _serve(make_town: demo_cli.MakeTown) -> click.Command:
    @click.command("serve")
    @click.option("--town", "with_town", is_flag=True, help="In a demo, first make the town.")
    @click.pass_context
    @with_appcontext
    def serve(context: click.Context, with_town: bool) -> None:
        """Make the database ready, deploy, and run web server and worker until Ctrl-C."""
        context.invoke(migrate_command)
        if _parts().settings.demo:
            anchor_cli.prepare_demo(_parts().settings)
            if with_town:
                make_town(town.stories)
            demo_cli.add_people(_parts())
        context.invoke(deploy)
        _parts().database.dispose()
        sys.exit(serving.serve(_parts().settings))

    return serve


def deploy_folder(parts: Parts, folder: Path) -> definitions.DeployReport:
    """Deploy every process in a folder, and the letters they share.

    Raises DefinitionInvalid, or TemplateInvalid for a letter.
    """
    letters = letter_templates.read_folder(folder / "shared" / "letters")
    with parts.database.transaction() as session:
        letter_templates.deploy(session, letters, now=parts.engine.clock(), by=DEPLOYER.id)
        return definitions.deploy(
            session,
            _folders(folder),
            context=_lint_context(),
            now=parts.engine.clock(),
            by=DEPLOYER.id,
        )


def _town(build: Build) -> demo_cli.MakeTown:
    """Make a town for the demo, with the parts as the front door builds them."""

    def deployed(made: Parts) -> object:
        return deploy_folder(made, PROCESSES)

    return lambda stories: demo_cli.make(_parts(), build, deployed, stories)


def _instant(words: str, now: datetime) -> datetime:
    """The instant that a person means."""
    if leap := re.fullmatch(r"\+(\d{1,4})([dhm])", words):
        return now + int(leap[1]) * {"d": DAY, "h": DAY / 24, "m": DAY / 1440}[leap[2]]
    try:
        written = datetime.fromisoformat(words)
    except ValueError as refused:
        raise click.BadParameter(f"{words!r} is no time.") from refused
    return written if written.tzinfo else written.replace(tzinfo=STOCKHOLM)


def _given(name: str) -> bytes:
    """The bytes of a file, or of standard input for ``-``; one more than may be, to tell."""
    try:
        with click.open_file(name, "rb") as source:
            return bytes(source.read(deadlines_json.LARGEST_BYTES + 1))
    except OSError as failure:
        raise deadlines_json.Unusable(
            Text("Filen går inte att läsa.", "The file cannot be read.")
        ) from failure


def _folders(folder: Path) -> dict[str, dict[str, bytes]]:
    """Every process in a folder: key -> file name within its folder -> bytes."""
    return {
        diagram.parent.name: {
            path.relative_to(diagram.parent).as_posix(): path.read_bytes()
            for path in sorted(diagram.parent.rglob("*"))
            if path.is_file()
        }
        for diagram in sorted(folder.glob("*/process.bpmn"))
    }


def _lint_context() -> LintContext:
    return lint_context(handlers.SERVICE_TASKS)


def _print_findings(findings: Sequence[Finding]) -> None:
    for finding in findings:
        place = ":".join(str(w) for w in (finding.process, finding.element, finding.line) if w)
        click.echo(f"{finding.severity.value} {finding.code} {place}", err=True)
        click.echo(f"  sv: {finding.text.sv}\n  en: {finding.text.en}", err=True)


def _parts() -> Parts:
    return cast("Parts", current_app.extensions["bokvar"])
