"""The one place that asks what time it is."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path


def utc_now() -> datetime:
    """Now, aware, in UTC."""
    return datetime.now(UTC)


class FileClock:
    """A clock that a demonstration can set: the real one, moved by what a small file says.

    The file is read at each look, so that web server and worker, which are processes of their own,
    go by the same time as soon as it is written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def __call__(self) -> datetime:
        return utc_now() + self._offset()

    def set(self, instant: datetime) -> None:
        """Be at this instant now, and go on from there."""
        text = json.dumps({"offset_seconds": (instant - utc_now()).total_seconds()})
        # Written whole under another name first: somebody may be reading.
        written = self._path.with_suffix(".new")
        written.write_text(text)
        written.replace(self._path)

    def reset(self) -> None:
        """Go by the real time again."""
        self._path.unlink(missing_ok=True)

    def _offset(self) -> timedelta:
        try:
            text = self._path.read_text()
        except FileNotFoundError:
            return timedelta()
        return timedelta(seconds=json.loads(text)["offset_seconds"])
