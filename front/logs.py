"""Log lines as JSON, with ids and names of our own and nothing that a person has written.

Our own lines are JSON objects with an ``event``. What a library says may quote anything, so of its
lines only the logger, the level and the kind of error are kept.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

from web import request_ids

ROOMS = ("bokvar", "cases", "connectors", "db", "documents", "engine", "handlers", "ledger", "web")


class JsonLines(logging.Formatter):
    """One JSON object on one line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if request := request_ids.current():
            line["request"] = request
        return json.dumps({**line, **_facts(record)})


def install() -> None:
    """Write every line of this process that way, on standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for room in ROOMS:
        logging.getLogger(room).setLevel(logging.INFO)


def _facts(record: logging.LogRecord) -> dict[str, Any]:
    kind = record.exc_info[0] if record.exc_info else None
    error = {"error": kind.__name__} if kind else {}
    if record.name.partition(".")[0] not in ROOMS:
        return {"event": "library", **error}
    try:
        said = json.loads(record.getMessage())
    except ValueError:
        said = None
    return said if isinstance(said, dict) else {"event": "unreadable", **error}
