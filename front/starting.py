"""What is looked at before a web server or a worker begins: whether it can read what is stored."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError

from db.session import DATABASE_IS_GONE
from engine import instances
from engine.errors import StateFormatUnknown
from front.parts import Parts


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
