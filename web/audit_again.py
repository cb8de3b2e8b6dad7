"""Whether one process comes out as recorded and stored, told on the auditor's page when asked."""

from __future__ import annotations

from flask import request

from engine import replay
from engine.definitions import DefinitionDamaged
from engine.replay import Difference, NotReplayable, Outcome, Verdict
from web.access import database, engine
from web.i18n import gettext as _

MOST = 2_000
"""Events: a page waits for no more. More is for the command line, ``flask replay``."""


def verdict(instance: str, events: int) -> dict[str, str] | None:
    """In words and a tone; None when it is not asked for.

    Called while no session is open: what is recorded is read, and then run without a database.
    """
    if request.args.get("igen") != "1":
        return None
    if events > MOST:
        return _told(_("Så lång historik körs om med kommandot replay"), "neutral")
    try:
        with database().reading() as session:
            recording = replay.recording_of(session, instance)
    except (NotReplayable, DefinitionDamaged):
        return _told(_("Går inte att köra om"), "warning")
    return _words(replay.replay(recording, engine().bundle(recording.definition)))


def _words(found: Verdict) -> dict[str, str]:
    if found.difference is not None:
        return _told(_difference(found.difference), "stopped")
    if found.outcome is Outcome.ERASED:
        return _told(_("Omkörd: stämmer fram till det som är gallrat"), "neutral")
    return _told(_("Omkörd: stämmer"), "done")


def _difference(found: Difference) -> str:
    if not found.is_stored:
        return _("Omkörd: skiljer sig vid händelse %(number)s", number=found.seq)
    if not found.element:
        return _("Omkörd: stämmer, men något annat är lagrat")
    return _("Omkörd: stämmer, men något annat är lagrat vid %(element)s", element=found.element)


def _told(text: str, tone: str) -> dict[str, str]:
    return {"text": text, "tone": tone}
