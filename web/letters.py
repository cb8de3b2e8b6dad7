"""Letters as pages tell of them: what they are, to whom, how far they have come, and the proof."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from datetime import time as clock
from typing import Any

from cases.letters.channels import NAMES
from cases.letters.letter import Letter
from cases.lists import letter_view
from cases.lists.letter_view import Attempt
from db.session import Session
from engine.jobs import JobState
from ledger.events import Entry
from web.formats import STOCKHOLM, datetime_full, datetime_short
from web.i18n import current_language
from web.i18n import gettext as _
from web.states import letter_state

_TITLES: Mapping[str, Callable[[], str]] = {
    "L01": lambda: _("Första brevet om obetald hyra eller avgift"),
    "L02": lambda: _("Bekräftelse till Kronofogden"),
    "L03": lambda: _("Kopia av bekräftelsen till den som avhysningen gäller"),
    "L04": lambda: _("Bekräftelse till den som lämnade underrättelsen"),
    "L05": lambda: _("Erbjudande om möte"),
    "L07": lambda: _("Andra brevet om obetald hyra eller avgift"),
    "L08": lambda: _("Begäran om komplettering"),
    "L09": lambda: _("Åtagande om betalningsansvar"),
    "L10": lambda: _("Besked: inget åtagande"),
    "L11": lambda: _("Samtyckesblankett"),
    "L12": lambda: _("Remiss"),
    "L13": lambda: _("Brev inför avhysningen"),
    "L15": lambda: _("Avslutsbrev"),
    "L16": lambda: _("Vidarebefordran"),
    "receipt": lambda: _("Kvitto med e-post"),
}
_WAYS: Mapping[str, Callable[[], str]] = {
    "letter": lambda: _("med brev"),
    "phone": lambda: _("på telefon"),
    "handed_over": lambda: _("personligen"),
}
_STATED = re.compile(r"(?P<way>letter|phone|handed_over) (?P<day>[\d-]{10}) (?P<time>[\d:]{5}) ")
"""A stated posting as cases/dispatch_stating keeps it for proof."""


def title(kind: str) -> str:
    """What a letter is called."""
    return _TITLES[kind]() if kind in _TITLES else kind


def letter(
    session: Session,
    one: Letter,
    href: str,
    events: Sequence[Entry],
    names: Mapping[str, str],
) -> dict[str, Any]:
    """A letter for a template; ``events`` are those of its thing, where a statement is found."""
    text, tone = letter_state(one.state, one.channel)
    story = [] if one.is_out else letter_view.attempts(session, one)
    return {
        "title": title(one.kind),
        "made_at": one.created_at,
        "to": one.facts["recipient"]["name"],
        "state": text,
        "tone": tone,
        "proof": _proof(one, events, names) if one.is_out else _how_far(story),
        "href": href,
    }


def listed(
    session: Session,
    found: Sequence[Letter],
    of: str,
    events: Sequence[Entry],
    names: Mapping[str, str],
) -> list[dict[str, Any]]:
    """The letters of a case or a notice; ``of`` is the address of its page."""
    return [letter(session, one, f"{of}/brev/{one.public_id}", events, names) for one in found]


def attempts(found: Sequence[Attempt], names: Mapping[str, str]) -> list[dict[str, str]]:
    """Each attempt in words: the way, when it was asked for and by whom, and what became of it."""
    return [
        {
            "way": NAMES[one.dispatch.channel].in_language(current_language()),
            "asked": _asked(one, names),
            "outcome": _outcome(one),
            "cause": _sentence(_cause(one)) if _cause(one) else "",
        }
        for one in found
    ]


def _asked(one: Attempt, names: Mapping[str, str]) -> str:
    who = names.get(one.dispatch.asked_by, _("systemet"))
    return _("%(when)s av %(who)s", when=datetime_short(one.dispatch.asked_at), who=who)


def _outcome(one: Attempt) -> str:
    attempt = one.dispatch
    if attempt.state == "queued":
        return _queued(one)
    if attempt.state == "superseded":
        return _sent_all_the_same(one) or _("Taget ur kön för att skickas på annat sätt")
    ended = datetime_short(attempt.ended_at) if attempt.ended_at else ""
    return {
        "handed_over": _("Överlämnat – inte skickat än"),
        "sent": _("Skickat %(when)s", when=ended),
        "failed": _("Misslyckades %(when)s", when=ended),
    }[attempt.state]


def _sent_all_the_same(one: Attempt) -> str:
    is_done = one.job is not None and one.job.state is JobState.DONE
    return _("Gick fram ändå") if is_done else ""


def _queued(one: Attempt) -> str:
    if one.job is None or one.job.attempts == 0:
        return _("I kö")
    if one.job.state is JobState.WAITING:
        return _(
            "I kö, %(count)s försök hittills. Nästa försök %(when)s",
            count=one.job.attempts,
            when=datetime_full(one.job.due_at),
        )
    return _("I kö, försök %(count)s pågår", count=one.job.attempts)


def _cause(one: Attempt) -> str:
    if one.dispatch.state == "queued" and one.job is not None and one.job.cause is not None:
        return one.job.cause.in_language(current_language())
    if one.dispatch.state == "sent" and one.dispatch.channel == "email":
        return _("Svar från e-postservern: %(answer)s", answer=one.dispatch.proof)
    return one.dispatch.cause or proof_words(one.dispatch.proof or "")


_LAID_DOWN = re.compile(r"överlämnad för utskrift som (?P<file>\S+)")
"""What connectors/print_folder.py keeps for proof."""


def proof_words(proof: str) -> str:
    """What is kept for proof, in the reader's language where it is our own sentence."""
    if laid_down := _LAID_DOWN.fullmatch(proof):
        return _("överlämnad för utskrift som %(file)s", file=laid_down["file"])
    if said := _STATED.match(proof):
        return _given(said["way"], said["day"], said["time"])
    return proof


def _how_far(story: Sequence[Attempt]) -> str:
    """The last attempt as one sentence, for a letter that is not sent."""
    if not story:
        return ""
    cause = _cause(story[-1])
    return " ".join(_sentence(part) for part in (_outcome(story[-1]), cause) if part)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def _proof(one: Letter, events: Sequence[Entry], names: Mapping[str, str]) -> str:
    """The evidence of sending as a sentence."""
    if one.sent_at is None:
        return one.proof or ""
    stated = _statement(one, events)
    if stated is not None:
        return _stated(stated, names)
    if one.channel == "email":
        return _("E-postservern tog emot brevet %(when)s.", when=datetime_short(one.sent_at))
    if said := _STATED.match(one.proof or ""):
        return _given(said["way"], said["day"], said["time"])
    return _(
        "Skickat %(when)s. Bevis: %(proof)s", when=datetime_short(one.sent_at), proof=one.proof
    )


def _given(way: str, day: str, time: str) -> str:
    """What was stated of a letter whose statement stands in the story of something else."""
    at = datetime.combine(date.fromisoformat(day), clock.fromisoformat(time), STOCKHOLM)
    return _("Lämnat %(way)s %(when)s.", way=_WAYS[way](), when=datetime_short(at))


def _statement(one: Letter, events: Sequence[Entry]) -> Entry | None:
    for entry in reversed(events):
        about = (entry.payload or {}).get("letter")
        if entry.kind == "dispatch.stated" and about == one.public_id:
            return entry
    return None


def _stated(entry: Entry, names: Mapping[str, str]) -> str:
    said = (entry.payload or {})["statement"]
    who, name = said["sent_by"], names.get(entry.actor, _("Okänd person"))
    given = _given(said["way"], said["sent_on"], said["sent_at"]).removesuffix(".")
    if who == name:
        return _("%(given)s av %(who)s, enligt egen uppgift.", given=given, who=who)
    return _("%(given)s av %(who)s, enligt %(name)s.", given=given, who=who, name=name)
