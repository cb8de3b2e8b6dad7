"""What is looked at before anything begins: whether this version can read what is stored."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError

from db import migrate
from db.session import DATABASE_IS_GONE
from engine import instances
from engine.errors import StateFormatUnknown
from front.parts import Parts, current_parts


def refuse_newer_states(parts: Parts) -> None:
    """End with a sentence when a newer version has saved cases that this one cannot read.

    Better not to start than to stop in the middle of somebody's work. Where the database does not
    answer, lacks its tables or does not let us look, as the public door alone, nothing is known
    here; a state is checked once more when it is loaded.
    """
    try:
        with parts.database.reading() as session:
            instances.check_formats(session)
    except StateFormatUnknown as newer:
        parts.database.dispose()
        raise SystemExit(str(newer)) from None
    except (DBAPIError, *DATABASE_IS_GONE):
        return


def fitting_parts() -> Parts:
    """The parts of the app that a command runs in, for one that reads or writes the tables.

    Ends with a sentence, before anything is touched, when the database has the shape of another
    version: half-way into it a command would stop on what is not there.
    """
    parts = current_parts()
    if not migrate.is_current(parts.database):
        raise SystemExit("The database has another shape than this version needs: flask migrate.")
    return parts
