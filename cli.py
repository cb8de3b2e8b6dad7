"""The command line: everything that is done to an installation without a browser."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import click
from flask import Flask
from flask.cli import with_appcontext

import handlers
from cases import deadlines_json
from cases.law.calendar import STOCKHOLM, local_day
from demo import town
from documents.errors import TemplateInvalid
from engine import definitions
from engine.agreement import compare
from engine.catalogue import describe
from engine.clock import FileClock, utc_now
from engine.confined_lint import lint_confined
from engine.errors import DefinitionInvalid
from engine.findings import Finding, to_plain
from engine.signatures import signatures_of
from engine.texts import Text
from engine.wakeup import Stop
from engine.worker import Worker
from front import anchor_commands, demo_commands, door_commands, key_commands, logs, serving
from front.memory import keep_for_good
from front.migrating import bring_up
from front.parts import current_parts
from front.replay_command import replay_command
from front.shipped import PROCESSES, deploy_folder, diagram_in, processes_in, what_is_known
from front.starting import fitting_parts, refuse_newer_states
from ledger.verify import verify as verify_ledger
from ledger.verify_anchors import verify_anchors

DAY = timedelta(days=1)


def init_app(app: Flask) -> None:
    """Add our commands to ``flask``."""
    for command in (
        deploy,
        worker,
        demo_commands.demo,
        verify,
        replay_command,
        *anchor_commands.COMMANDS,
        key_commands.api_key,
        door_commands.grant_public_door,
        catalogue,
        lint,
        migrate_command,
        serve,
        deadlines,
        clock,
    ):
        app.cli.add_command(command)


@click.command("migrate")
@with_appcontext
def migrate_command() -> None:
    """Create the database, or bring it to the shape this version needs."""
    bring_up(current_parts())
    click.echo("The database has the right shape.")


@click.command()
@click.option("--folder", type=click.Path(exists=True, path_type=Path), default=PROCESSES)
@with_appcontext
def deploy(folder: Path) -> None:
    """Check the processes in a folder and make new versions of those that changed."""
    try:
        report = deploy_folder(fitting_parts(), folder)
    except DefinitionInvalid as refused:
        _print_findings(cast("Sequence[Finding]", refused.findings))
        sys.exit(1)
    except TemplateInvalid as refused:
        click.echo(str(refused), err=True)
        sys.exit(1)
    for version in report.deployed:
        click.echo(f"{version.key}: version {version.version} is deployed.")
    for key in report.filed:
        click.echo(f"{key}: was edited here and is kept; what is shipped now is filed beside it.")
    click.echo(_what_stays(report))


@click.command()
@click.argument("named", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--folder", type=click.Path(exists=True, path_type=Path), default=PROCESSES)
@click.option("--json", "as_json", is_flag=True, help="Print the findings as a JSON list.")
@with_appcontext
def lint(named: Path | None, folder: Path, *, as_json: bool) -> None:
    """Check processes without deploying them; every reason at once, and what to do about it.

    NAMED is a folder of process folders, as --folder, or one .bpmn file; without either it is the
    folder that is shipped. A file that is named process.bpmn is checked with what stands around it.
    """
    place = named or folder
    is_file = place.is_file() and place.suffix == ".bpmn"
    folders = diagram_in(place) if is_file else processes_in(place)
    if not folders:
        raise click.ClickException(f"{place} holds no process (no */process.bpmn).")
    found = lint_confined(folders, what_is_known())
    findings = [one for one in found if not (is_file and one.process)]
    if as_json:
        click.echo(json.dumps([to_plain(one) for one in findings], ensure_ascii=False, indent=2))
    else:
        _print_findings(findings)
    if any(finding.is_error for finding in findings):
        sys.exit(1)
    if not as_json:
        click.echo("Every process can run.")


@click.command()
@with_appcontext
def worker() -> None:
    """Hand over messages and carry out jobs until told to stop (Ctrl-C or SIGTERM)."""
    logs.install()
    parts = fitting_parts()
    refuse_newer_states(parts)
    stop = Stop()
    stop.on_signals()
    keep_for_good()
    Worker(parts.database, parts.sources(), clock=parts.engine.clock, stop=stop).run()
    stop.close()


@click.command()
@with_appcontext
def verify() -> None:
    """Check every chain of the ledger and its anchors; exit code 1 if one is broken.

    Says where, up to which event the last anchor holds the ledger fast, how many have come since,
    and whether the anchors that were written out were checked too. Inbox, messages and timers are
    compared with every running instance as well.
    """
    parts = fitting_parts()
    keys = anchor_commands.trusted_keys(parts.settings)
    folder = parts.settings.written_anchors
    with parts.database.reading() as session:
        report = verify_ledger(session)
        held = verify_anchors(session, keys=keys, folder=folder)
        agreement = compare(session, parts.engine)
    faults = (*report.faults, *held.faults)
    for fault in faults:
        click.echo(f"BROKEN {fault.stream} event {fault.seq}: {fault.reason}.")
    click.echo(
        f"{report.streams} streams, {report.events} events, {report.erased} erased, "
        f"{held.anchors} anchors, {len(faults)} faults."
    )
    for one in agreement.disagreements:
        click.echo(f"BROKEN instance {one.instance}: {one.reason}.")
    click.echo(f"{agreement.running} running instances were compared with inbox and timers.")
    click.echo(anchor_commands.what_was_compared(held, folder))
    _say(anchor_commands.what_is_not_held(report, held))
    if report.found:
        _say(anchor_commands.what_is_older(report.found))
    if faults or agreement.disagreements:
        sys.exit(1)
    click.echo(anchor_commands.what_is_held(held, has_key=keys is not None))


@click.command()
@with_appcontext
def catalogue() -> None:
    """Print every deployed process with its tasks, and every operation, as JSON."""
    with fitting_parts().database.reading() as session:
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
    settings, now = current_parts().settings, current_parts().engine.clock()
    if not settings.demo:
        raise click.ClickException("Only the clock of a demonstration can be set.")
    if to == "real":
        FileClock(settings.clock_file).reset()
    elif to is not None:
        FileClock(settings.clock_file).set(_instant(to, now))
    local = current_parts().engine.clock().astimezone(STOCKHOLM)
    click.echo(f"It is {local:%Y-%m-%d %H:%M} for Bokvar.")


@click.command("serve")
@click.option("--town", "with_town", is_flag=True, help="In a demo, first make the town.")
@click.pass_context
@with_appcontext
def serve(context: click.Context, with_town: bool) -> None:
    """Make the database ready, deploy, and run web server and worker until Ctrl-C."""
    parts = current_parts()
    context.invoke(migrate_command)
    if parts.settings.demo:
        anchor_commands.prepare_demo(parts.settings)
        if with_town:
            demo_commands.make(parts, town.stories)
        demo_commands.add_people(parts)
    context.invoke(deploy)
    parts.database.dispose()
    sys.exit(serving.serve(parts.settings))


def _what_stays(report: definitions.DeployReport) -> str:
    as_edited = f", {len(report.kept)} of them as edited here" if report.kept else ""
    return f"{len(report.unchanged) + len(report.kept)} processes stay as they were{as_edited}."


def _say(text: Text) -> None:
    """In both languages: who reads it may be an auditor."""
    click.echo(f"{text.en}\n{text.sv}")


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


def _print_findings(findings: Sequence[Finding]) -> None:
    for finding in findings:
        place = ":".join(str(w) for w in (finding.process, finding.element, finding.line) if w)
        click.echo(f"{finding.severity.value} {finding.code} {place}", err=True)
        for language, said, fix in (
            ("sv", finding.text.sv, finding.fix.sv),
            ("en", finding.text.en, finding.fix.en),
        ):
            click.echo(f"  {language}: {said} {fix}".rstrip(), err=True)
