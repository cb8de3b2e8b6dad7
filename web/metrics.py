"""Figures for a monitoring system, in Prometheus' text format; no label can carry personal data.

Labels are names of our own routes and states, never an address as it was asked for. Read on this
computer itself, or with the token that the settings name; for everyone else the page is not there.
"""

from __future__ import annotations

import hmac
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from flask import Blueprint, Flask, Response, abort, current_app, request

from cases.lists import same_day_figures
from db.session import DATABASE_IS_GONE, Session
from engine import beats, jobs, open_incidents, waiting
from web.access import database, is_local, now, public, site

bp = Blueprint("metrics", __name__)

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
NO_ROUTE = "none"

Sample = tuple[str, float]
Metric = tuple[str, str, str, list[Sample]]
"""Name, type, help, and the samples: what stands in the braces, and the figure."""


class RequestCounter:
    """Counts answers by method, route template and status; one for each process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[tuple[str, str, int]] = Counter()

    def count(self, response: Response) -> Response:
        """One more answer."""
        method = request.method if request.method in METHODS else "other"
        route = request.url_rule.rule if request.url_rule is not None else NO_ROUTE
        with self._lock:
            self._counts[method, route, response.status_code] += 1
        return response

    def samples(self) -> list[Sample]:
        """The counts so far."""
        with self._lock:
            counted = sorted(self._counts.items())
        return [
            (f'method="{method}",route="{route}",status="{status}"', number)
            for (method, route, status), number in counted
        ]


def init_app(app: Flask) -> None:
    """Count every answer from now on."""
    app.extensions["request_counter"] = counter = RequestCounter()
    app.after_request(counter.count)


@bp.get("/metrics")
@public
def show() -> Response:
    """Every figure; those of the database only where the staff's door is."""
    if not _may_read():
        abort(404)
    lines = [line for metric in _metrics() for line in _written(*metric)]
    return Response("\n".join(lines) + "\n", content_type=CONTENT_TYPE)


def _may_read() -> bool:
    """By the token where there is one, else on this computer. A proxy here may look like that, so
    whoever has one sets a token."""
    token = site().metrics_token
    if not token:
        return is_local()
    given = request.headers.get("Authorization", "")
    return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())


def _metrics() -> Iterator[Metric]:
    counter: RequestCounter = current_app.extensions["request_counter"]
    samples = counter.samples()
    yield "bokvar_requests_total", "counter", "Answers of this process.", samples
    if "staff" not in site().doors:
        return
    try:
        with database().reading() as session:
            found = list(_of_database(session))
    except DATABASE_IS_GONE:
        found = []
    yield _one("bokvar_database_up", "Whether the database answers.", bool(found))
    yield from found


def _of_database(session: Session) -> Iterator[Metric]:
    at = now()
    yield from _of_jobs(jobs.count(session, at))
    yield from _of_timers(waiting.count_timers(session, at))
    messages = [(f'state="{k}"', float(n)) for k, n in waiting.count_messages(session).items()]
    yield "bokvar_messages", "gauge", "Messages that are not handed over.", messages
    yield _one("bokvar_incidents_open", "Open incidents.", open_incidents.count_open(session))
    open_duties = same_day_figures.count_undone(session)
    yield _one("bokvar_same_day_duties_open", "Same-day duties not yet done.", open_duties)
    heard = beats.all_beats(session)
    yield _one(
        "bokvar_workers_alive", "Workers seen lately.", sum(one.is_alive(at) for one in heard)
    )
    latest = max((beat.seen_at for beat in heard), default=None)
    if latest is not None:
        yield _one("bokvar_worker_seen_seconds", "Since a worker was seen.", _since(latest))


def _of_jobs(counts: jobs.JobCounts) -> Iterator[Metric]:
    states = ("waiting", "due", "leased", "lapsed", "failed", "poison")
    samples = [(f'state="{state}"', float(getattr(counts, state))) for state in states]
    yield "bokvar_jobs", "gauge", "Jobs in the queue, and those that ended badly.", samples
    oldest = counts.oldest_due_at
    late = max(_since(oldest), 0.0) if oldest is not None else 0.0
    yield _one("bokvar_jobs_oldest_due_seconds", "How long the oldest job has been due.", late)


def _of_timers(counts: waiting.TimerCounts) -> Iterator[Metric]:
    samples = [(f'state="{k}"', float(getattr(counts, k))) for k in ("late", "soon", "unknown")]
    yield "bokvar_timers", "gauge", "Timers that are late, due soon, or without a time.", samples


def _since(at: datetime) -> float:
    return (now() - at).total_seconds()


def _one(name: str, said: str, figure: float) -> Metric:
    return name, "gauge", said, [("", float(figure))]


def _written(name: str, kind: str, said: str, samples: list[Sample]) -> Iterator[str]:
    yield f"# HELP {name} {said}"
    yield f"# TYPE {name} {kind}"
    for labels, figure in samples:
        yield f"{name}{{{labels}}} {figure:g}" if labels else f"{name} {figure:g}"
