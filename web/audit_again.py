"""Whether one process comes out as recorded, told on the auditor's page when it is asked for."""

from __future__ import annotations

from flask import request

from db.session import Session
from engine import replay
from engine.definitions import DefinitionDamaged
from engine.replay import NotReplayable, Outcome, Verdict
from web.access import engine
from web.i18n import gettext as _

MOST = 2_000
"""Events: a page waits for no more. More is for the command line, ``flask replay``."""


def verdict(session: Session, instance: str, events: int) -> dict[str, str] | None:
    """In words and a tone; None when it is not asked for."""
    if request.args.get("igen") != "1":
        return None
    if events > MOST:
        return _told(_("Så lång historik körs om med kommandot replay"), "neutral")
    try:
        recording = replay.recording_of(session, instance)
    except (NotReplayable, DefinitionDamaged):
        return _told(_("Går inte att köra om"), "warning")
    return _words(replay.replay(recording, engine().bundle(recording.definition)))


def _words(found: Verdict) -> dict[str, str]:
    if found.difference is not None:
        number = found.difference.seq
        return _told(_("Omkörd: skiljer sig vid händelse %(number)s", number=number), "stopped")
    if found.outcome is Outcome.ERASED:
        return _told(_("Omkörd: stämmer fram till det som är gallrat"), "neutral")
    return _told(_("Omkörd: stämmer"), "done")


def _told(text: str, tone: str) -> dict[str, str]:
    return {"text": text, "tone": tone}
