"""Drafts the next migration: `make migration MESSAGE="add telephone"`."""

import sys
import tempfile
from pathlib import Path

from db import migrate
from db.base import metadata
from db.schema import load_all


def main(message: str) -> None:
    """Compare the tables in the code to those that the migrations so far make in SQLite."""
    load_all()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder, 'draft.sqlite')}"
        migrate.upgrade(url)
        migrate.draft(url, metadata, message)


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1]:
        sys.exit('Say what changes: make migration MESSAGE="add telephone"')
    main(sys.argv[1])
