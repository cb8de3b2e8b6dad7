"""The commands that make, list and revoke the keys of senders' own systems."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from cases import api_keys
from cases.commands.api_key import MakeApiKey, RevokeApiKey
from cases.policy import StaffMember, staff_member
from cases.tables.api_models import SENDER_KINDS
from db.session import Session
from engine.errors import NotFound, NotPermitted, Refused
from engine.form_identity import organisation_number
from engine.form_texts import Unreadable
from front.starting import fitting_parts


@click.group("api-key")
def api_key() -> None:
    """Keys for senders' own systems (/api/v1): make, list, revoke."""


@api_key.command()
@click.option("--by", required=True, help="The administrator who makes it, as demo-axel.")
@click.option("--kind", required=True, type=click.Choice(SENDER_KINDS))
@click.option("--name", required=True, help="The sender's name, as letters address her.")
@click.option("--org-number", required=True, help="NNNNNN-NNNN; the same number, the same sender.")
@click.option("--scope", multiple=True, type=click.Choice(api_keys.SCOPES))
@with_appcontext
def make(by: str, kind: str, name: str, org_number: str, scope: tuple[str, ...]) -> None:
    """Make a key and print it, once: only a digest of it is kept."""
    secret = api_keys.new_secret()
    try:
        number = organisation_number(org_number)
    except Unreadable as refused:
        raise click.BadParameter(f"{org_number!r} is no organisation number.") from refused
    scopes = scope or api_keys.SCOPES
    command = MakeApiKey(api_keys.digest(secret), kind, name.strip(), number, scopes)
    click.echo(f"Key {_done(command, by)}, shown this once:", err=True)
    click.echo(secret)


@api_key.command("list")
@with_appcontext
def list_keys() -> None:
    """Every key there has been, the newest first: whose, what it may do, when it was used."""
    with fitting_parts().database.reading() as session:
        for key in api_keys.all_keys(session):
            state = "revoked" if key.revoked_at else "good"
            used = key.last_used_at.isoformat() if key.last_used_at else "never"
            may = ",".join(sorted(key.scopes))
            click.echo(f"{key.public_id} {state} {key.sender_name} {may} last used {used}")


@api_key.command()
@click.argument("key")
@click.option("--by", required=True, help="The administrator who revokes it, as demo-axel.")
@click.option("--reason", required=True)
@with_appcontext
def revoke(key: str, by: str, reason: str) -> None:
    """Let nobody in with a key any longer. KEY is its id, as list prints it."""
    _done(RevokeApiKey(key, reason), by)
    click.echo("The key is revoked.")


def _done(command: MakeApiKey | RevokeApiKey, by: str) -> object:
    parts = fitting_parts()
    try:
        with parts.database.transaction() as session:
            return parts.engine.execute(session, command, _administrator(session, by))
    except NotPermitted as refused:
        raise click.ClickException(f"{by} is no administrator here.") from refused
    except NotFound as refused:
        raise click.ClickException("There is no such key.") from refused
    except Refused as refused:
        raise click.ClickException(refused.text.en) from refused


def _administrator(session: Session, by: str) -> StaffMember:
    person = staff_member(session, by)
    if person is None:
        raise click.ClickException(f"There is nobody called {by} here.")
    return person
