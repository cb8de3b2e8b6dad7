"""What has happened in a case or with a notice, as its page tells it: which flag, which letter.

The auditor's list tells each event as it was recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from cases import flag, people
from cases.lists import task_story
from db.session import Session
from ledger.events import Entry
from web import case_work, letters, step_failures, wording
from web.formats import date_full
from web.i18n import current_language
from web.i18n import gettext as _
from web.inbox import task_title
from web.ladder_words import group_name, result, step_name

MOST_RECENT = 12
"""So many are shown at once; those before them are there on demand."""

TOGETHER = timedelta(minutes=1)
"""Things of one kind that one person did within this are told as one, line by line."""

View = dict[str, Any]


@dataclass(frozen=True)
class Known:
    """What the events name by id: letters by what they are, flags by what they say."""

    letters: Mapping[str, str]
    tasks: Mapping[str, str]
    flags: Mapping[tuple[str, str], str]
    names: Mapping[str, str]


def told(session: Session, entries: Sequence[Entry]) -> dict[str, list[View]]:
    """The timeline, newest first, in two parts: ``recent`` and ``earlier``."""
    kept = wording.timeline(entries)
    known = Known(
        {e.payload["letter"]: letters.title(e.payload["kind"]) for e in _prepared(entries)},
        _tasks(session, kept),
        _flags(session, kept),
        people.names(session, [entry.actor for entry in kept]),
    )
    whole = _together([_event(entry, known) for entry in kept])
    whole.reverse()
    return {"recent": whole[:MOST_RECENT], "earlier": whole[MOST_RECENT:]}


def _prepared(entries: Sequence[Entry]) -> list[Any]:
    return [entry for entry in entries if entry.kind == "letter.prepared" and entry.payload]


def _tasks(session: Session, kept: Sequence[Entry]) -> dict[str, str]:
    """What each task was called in the version that it was of."""
    ids = [e.payload["task"] for e in kept if e.kind == "task.completed" and e.payload]
    return {
        key: task_title(session, place.definition_id, place.process, place.element)
        for key, place in task_story.places(session, ids).items()
    }


def _flags(session: Session, kept: Sequence[Entry]) -> dict[tuple[str, str], str]:
    """What each flag says, by the thing it is about and by its code as the ledger writes it."""
    about = {e.subject for e in kept if e.subject and e.kind.startswith("flag.")}
    said: dict[tuple[str, str], str] = {}
    for one in flag.about(session, sorted(about)):
        text = one.text.in_language(current_language())
        said[one.about, f"{one.code}:{one.place}"] = said[one.about, one.code] = text
    return said


def _event(entry: Entry, known: Known) -> View:
    return {
        "time": entry.at,
        "who": wording.who(entry, dict(known.names)),
        "what": wording.what(entry),
        "detail": _detail(entry, known),
    }


def _detail(entry: Entry, known: Known) -> str:
    payload = entry.payload
    if payload is None:
        return wording.detail(entry)
    if entry.kind.startswith("flag."):
        codes = payload.get("flags") or [payload.get("code")]
        found = [known.flags.get((entry.subject or "", str(code)), "") for code in codes]
        return "\n".join(text for text in found if text)
    if entry.kind.startswith("dispatch.") and entry.kind not in _WITH_REASON:
        return known.letters.get(str(payload.get("letter")), "")
    if entry.kind == "task.completed":
        return known.tasks.get(str(payload.get("task")), "")
    if entry.kind in _DETAILS:
        return _DETAILS[entry.kind](payload)
    return wording.detail(entry)


_WITH_REASON = ("dispatch.failed", "dispatch.refused", "dispatch.taken_over", "dispatch.way_chosen")
_DETAILS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "incident.opened": lambda said: step_failures.in_words(str(said.get("cause"))),
    "incident.repeated": lambda said: step_failures.in_words(str(said.get("cause"))),
    "match.decided": lambda said: _("Nytt hushåll") if said.get("household") == "new" else "",
    "case.prioritised": lambda said: str(said["after"]["priority"] or ""),
    "measure.chosen": lambda said: case_work.measure_name(said["measure"]),
    "payment.confirmed": lambda said: case_work.payment_name(said["kind"]),
    "commitment.decided": lambda said: _DECIDED[said["after"]](),
    "ladder.begun": lambda said: group_name(said["group"]),
    "contact.attempted": lambda said: f"{step_name(said['step'])}: {result(said['result'])}",
}


_DECIDED: Mapping[str, Callable[[], str]] = {
    "approved": lambda: _("Ja, åtagande"),
    "refused": lambda: _("Nej, inget åtagande"),
}


def _together(told_alone: Sequence[View]) -> list[View]:
    """Lines of the same kind, of the same person and of the same moment stand under one heading."""
    found: list[View] = []
    for event in told_alone:
        if found and _is_more_of(event, found[-1]):
            found[-1] = {**found[-1], "detail": f"{found[-1]['detail']}\n{event['detail']}"}
        else:
            found.append(event)
    return found


def _is_more_of(event: View, before: View) -> bool:
    is_same = all(event[name] == before[name] for name in ("what", "who"))
    are_told = bool(event["detail"]) and bool(before["detail"])
    return (
        is_same
        and are_told
        and event["time"] - before["time"] < TOGETHER
        and date_full(event["time"]) == date_full(before["time"])
    )
