"""The commands that make the key of anchors, and an anchor."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from cases.law.calendar import STOCKHOLM
from engine.texts import Text
from front.parts import current_parts
from front.starting import fitting_parts
from ledger import anchor_key, anchor_keys, anchors
from ledger.anchor_key import KeyUnusable
from ledger.anchor_keys import AnchorKeys, NotReplaced
from ledger.anchoring import anchor_now, write_out
from ledger.verify import Found, Report
from ledger.verify_anchors import AnchorReport
from settings import Settings


@click.command("anchor-key")
@with_appcontext
def make_key() -> None:
    """Make the key that signs anchors, unless there is one, and print its public half.

    The private half is a file that only its owner may read, outside the database. Keep the public
    half where nobody who can write in the database can write: with it, anchors are checked. When
    the key was replaced, the public halves stand on a line each, oldest first.
    """
    settings = current_parts().settings
    found = trusted_keys(settings)
    if found is None and _has_anchors():
        raise click.ClickException(LOST)
    every = found.every if found else (anchor_key.make(settings.anchor_key_file).public,)
    click.echo("\n".join(every))


@click.command("replace-anchor-key")
@click.option("--lost", default="", metavar="PUBLIC_KEY", help="The key whose file is gone.")
@with_appcontext
def replace_key(lost: str) -> None:
    """Let a new key take over from the one that signs anchors, and print its public half.

    Everything up to now is anchored first, with the old key, which is then overwritten. Anchors
    that it signed are still checked with its public half, kept beside the key: never lose that.
    """
    parts = fitting_parts()
    path, lost = parts.settings.anchor_key_file, lost.strip().lower()
    try:
        new = anchor_keys.replace(parts.database, path, now=parts.engine.clock(), lost=lost)
    except (NotReplaced, KeyUnusable) as refused:
        raise click.ClickException(str(refused)) from refused
    if parts.settings.anchor_folder:
        write_out(parts.database, parts.settings.anchor_folder)
    click.echo(new.public)


@click.command("anchor")
@with_appcontext
def make_anchor() -> None:
    """Sign a root over everything that has happened since the last anchor, and write it out.

    The worker does it by itself each day and after many events. Needs a key: flask anchor-key.
    """
    parts = fitting_parts()
    settings = parts.settings
    if _loaded(settings) is None:
        raise click.ClickException("There is no key to sign with: run flask anchor-key.")
    if settings.anchor_folder and not settings.anchor_folder.is_dir():
        raise click.ClickException("BOKVAR_ANCHOR_FOLDER names a folder that does not exist.")
    made = anchor_now(parts.database, settings.anchor_key_file, now=parts.engine.clock())
    if settings.anchor_folder:
        write_out(parts.database, settings.anchor_folder)
    if made is None:
        click.echo("Nothing has happened since the last anchor.")
        return
    click.echo(f"Anchor {made.number} holds the ledger up to {made.events} events.")
    click.echo(made.statement)


COMMANDS = (make_key, replace_key, make_anchor)

UNSEEN = Text(
    "Skrivs oförankrade händelser om, tas bort eller läggs det till fler, så att kedjorna går "
    "ihop, syns det inte.",
    "If events that no anchor holds are rewritten, removed or added so that the chains fit, nobody "
    "can tell.",
)

LOST = (
    "There are anchors and no key: it is lost or elsewhere. Put its file back, or let a new one "
    "take over: flask replace-anchor-key --lost PUBLIC_KEY."
)


def trusted_keys(settings: Settings) -> AnchorKeys | None:
    """The public keys of this installation, from their files and not from the database."""
    try:
        return anchor_keys.trusted(settings.anchor_key_file)
    except KeyUnusable as unusable:
        raise click.ClickException(str(unusable)) from unusable


def what_is_held(held: AnchorReport, *, has_key: bool) -> str:
    """What may be believed of a ledger that has no fault."""
    if not held.anchors:
        return "The ledger is whole. No anchor is made yet."
    if not has_key:
        return f"The ledger is whole, but anybody may have signed its anchors. {LOST}"
    return f"The ledger is whole. Anchor {held.anchors} holds its first {held.reaches} events fast."


def what_is_not_held(report: Report, held: AnchorReport) -> Text:
    """How many events no anchor holds yet, since when, and what that means."""
    after = max(0, report.events - held.reaches)
    if held.last_at is None:
        none = Text("Ingen händelse är förankrad än.", "No event is held by an anchor yet.")
        return Text(f"{none.sv} {UNSEEN.sv}", f"{none.en} {UNSEEN.en}")
    if not after:
        return Text("Alla händelser är förankrade.", "Every event is held by an anchor.")
    since = _local(held.last_at)
    return Text(
        f"Händelser efter den senaste förankringen ({since}), inte förankrade än: {after}. "
        f"{UNSEEN.sv}",
        f"Events since the last anchor ({since}), not yet held by one: {after}. {UNSEEN.en}",
    )


def what_is_older(found: Found) -> Text:
    """What the ledger cannot prove, for its chains did not tell of it when it was done."""
    since = _local(datetime.fromisoformat(found.at))
    return Text(
        f"Äldre än att kedjorna berättar om sådant: {found.joins} sammanfört, {found.erasures} "
        f"gallrat. Det är oförändrat sedan {since}; hur det kom till är inte bevisat.",
        f"Older than that chains tell of such: {found.joins} joined, {found.erasures} erased. "
        f"It is unchanged since {since}; how it came about is not proved.",
    )


def what_was_compared(held: AnchorReport, folder: Path | None) -> str:
    """Whether the anchors that were written out were checked, and where those were found."""
    if folder is None:
        return (
            "Anchors that were written out were NOT checked: BOKVAR_ANCHOR_FOLDER names no folder."
        )
    if not held.files:
        return f"Anchors that were written out were NOT checked: there are none in {folder}."
    return f"{held.files} anchors written out in {folder} were checked too."


def prepare_demo(settings: Settings) -> None:
    """A key and a folder for the demo, so that it has anchors to show."""
    if settings.anchor_folder:
        settings.anchor_folder.mkdir(parents=True, exist_ok=True)
    if _loaded(settings) is None:
        anchor_key.make(settings.anchor_key_file)


def _local(at: datetime) -> str:
    return f"{at.astimezone(STOCKHOLM):%Y-%m-%d %H:%M}"


def _has_anchors() -> bool:
    with current_parts().database.reading() as session:
        return anchors.last(session) is not None


def _loaded(settings: Settings) -> anchor_key.AnchorKey | None:
    try:
        return anchor_key.load(settings.anchor_key_file)
    except KeyUnusable as unusable:
        raise click.ClickException(str(unusable)) from unusable
