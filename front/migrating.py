"""Bringing the database of an installation to the shape of this version."""

from __future__ import annotations

from db import migrate
from front.parts import Parts
from ledger import opening


def bring_up(parts: Parts) -> None:
    """Run what is to be run. Ended half-way, it does the rest when it is run again.

    What stands beside the chains of a version that did not tell of it there is written down before
    the shape changes: after that no later run would know that it had to.
    """
    if migrate.has_yet_to_see(parts.database, opening.TOLD_SINCE):
        with parts.database.transaction() as session:
            opening.open_once(session, now=parts.engine.clock())
    migrate.upgrade(parts.settings.database_url)
