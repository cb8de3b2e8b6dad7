"""What a machine asks: whether this process lives, and whether it is ready for people."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from db import migrate
from db.session import DATABASE_IS_GONE
from db.types import utc_text
from engine import beats
from web.access import database, now, public, site

bp = Blueprint("health", __name__)

READY, GONE, OLD, SILENT = "ok", "gone", "not current", "silent"


@bp.get("/healthz")
@public
def live() -> ResponseReturnValue:
    """This process answers; nothing else is asked."""
    return jsonify(alive=True)


@bp.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """200 when everything here works that people need, else 503; says what in words of our own,
    and since when no worker has been heard of.

    A public door alone is ready without a worker: what it keeps is worked on later.
    """
    checks = _checks()
    is_ready = all(found == READY for found in checks.values())
    silence = _silence() if checks.get("worker") == SILENT else {}
    return jsonify(ready=is_ready, checks=checks, **silence), 200 if is_ready else 503


def _checks() -> dict[str, str]:
    try:
        found = {"database": READY, "migrations": _shape()}
        if found["migrations"] == READY and "staff" in site().doors:
            found["worker"] = _worker()
    except DATABASE_IS_GONE:
        return {"database": GONE}
    return found


def _shape() -> str:
    return READY if migrate.is_current(database()) else OLD


def _worker() -> str:
    with database().reading() as session:
        return READY if beats.is_any_alive(session, now()) else SILENT


def _silence() -> dict[str, str | None]:
    with database().reading() as session:
        seen = beats.last_seen(session, now())
    return {"worker_seen_at": None if seen is None else utc_text(seen)}
