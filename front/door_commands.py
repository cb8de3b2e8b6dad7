"""The command that prepares the database for a public door that runs alone."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from cases.doors import public_role
from cases.doors.public_role import RoleUnsuitable
from front.parts import current_parts


@click.command("grant-public-door")
@click.argument("role")
@with_appcontext
def grant_public_door(role: str) -> None:
    """Let ROLE of PostgreSQL lay down messages and read forms, and nothing else.

    Run it as the owner of the tables, and again after each migrate. The web server then gets
    BOKVAR_DOORS=public and a BOKVAR_DATABASE_URL with that role.
    """
    parts = current_parts()
    try:
        with parts.database.transaction() as session:
            public_role.grant(session, role)
    except RoleUnsuitable as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(f"{role} may lay down messages and read forms, and nothing else.")
