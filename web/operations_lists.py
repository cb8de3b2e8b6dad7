"""The lists of the operations page: jobs, timers, subscriptions, messages, versions, workers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from db.session import Session
from engine import beats, definitions, job_lists, jobs, start_timers, versions, waiting
from engine.job_lists import JobView
from engine.start_timers import StartTimer
from engine.waiting import MessageView, SubscriptionView, TimerView
from web import first_uses, message_words, operations_words, step_names
from web.i18n import gettext as _

LONGEST = 50
"""How many of each are listed; the figures above count them all."""

View = dict[str, Any]


def page(session: Session, at: datetime) -> View:
    """The values of templates/operations.html but the incidents."""
    return {
        "workers": [_worker(one, at) for one in beats.all_beats(session)],
        "is_worked": beats.is_any_alive(session, at),
        "last_seen": beats.last_seen(session, at),
        "counts": jobs.count(session, at),
        "troubled": [_job(one, at) for one in job_lists.troubled(session, at, LONGEST)],
        "stuck": [_job(one, at) for one in job_lists.stuck(session, LONGEST)],
        "timer_counts": waiting.count_timers(session, at),
        "timers": [
            _timer(session, one, at) for one in waiting.pressing_timers(session, at, LONGEST)
        ],
        "beginnings": [_beginning(session, one, at) for one in start_timers.every(session)],
        "subscriptions": [
            _subscription(session, one) for one in waiting.subscriptions(session, LONGEST)
        ],
        "message_counts": waiting.count_messages(session),
        "messages": _messages(session, waiting.unhandled_messages(session, LONGEST)),
        "versions": versions.in_use(session),
    }


def _worker(one: beats.Beat, at: datetime) -> View:
    return {"started_at": one.started_at, "seen_at": one.seen_at, "is_alive": one.is_alive(at)}


def _job(one: JobView, at: datetime) -> View:
    state, tone = operations_words.job_state(one, at)
    return {
        "id": one.public_id,
        "kind": operations_words.kind(one),
        "tries": _("%(tries)s av %(most)s", tries=one.attempts, most=one.max_attempts),
        "state": state,
        "tone": tone,
        "words": operations_words.job_words(one, at),
        "at": one.finished_at or one.due_at,
        "deadline": one.deadline_at,
    }


def _timer(session: Session, one: TimerView, at: datetime) -> View:
    if one.cause is not None:
        state = _("Okänd tid"), "stopped"
    elif one.is_late(at):
        state = _("Försenad"), "warning"
    else:
        state = _("Snart"), "neutral"
    step = step_names.of(session, one.definition_id, one.element)
    return {**step._asdict(), "instance": one.instance, "at": one.due_at, "state": state}


def _beginning(session: Session, one: StartTimer, at: datetime) -> View:
    """A process that begins by itself, and when it does next."""
    state = _("Väntar"), "neutral"
    if one.due_at is not None and one.due_at <= at - waiting.LATE_AFTER:
        state = _("Försenad"), "warning"
    definition = definitions.latest(session, one.key)
    start = start_timers.start_of(definition.model)
    step = step_names.of(session, definition.id, start.id if start else one.key)
    return {**step._asdict(), "at": one.due_at, "state": state}


def _subscription(session: Session, one: SubscriptionView) -> View:
    step = step_names.of(session, one.definition_id, one.element)
    return {**step._asdict(), "name": one.name, "how_many": one.how_many}


def _messages(session: Session, found: list[MessageView]) -> list[View]:
    titles = first_uses.messages(definitions.all_latest(session)) if found else {}
    return [_message(one, titles.get(one.name, "")) for one in found]


def _message(one: MessageView, title: str) -> View:
    return {
        "id": one.public_id,
        "title": title,
        "name": one.name,
        "received_at": one.received_at,
        "state": message_words.state_of(one),
        "words": message_words.words_of(one),
        "aside": f"/drift/meddelanden/{one.public_id}/undan" if _may_be_in_the_way(one) else "",
    }


def _may_be_in_the_way(one: MessageView) -> bool:
    return one.state == "received" and one.has_key
