"""A letter is set once and kept: the same facts give the same bytes, and setting takes long."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest import mock

from documents.letter_templates import LetterTemplate
from documents.typesetting import typeset
from front import sources


@contextmanager
def in_(folder: Path) -> Iterator[None]:
    """Within the block the worker's letters are kept in this folder, for every process of it."""
    folder.mkdir()

    def kept(template: LetterTemplate, facts: Mapping[str, Any], *, written_at: datetime) -> bytes:
        asked = json.dumps([template.digest, facts, written_at.isoformat()], sort_keys=True)
        path = folder / hashlib.sha256(asked.encode()).hexdigest()
        if not path.exists():
            path.write_bytes(typeset(template, facts, written_at=written_at))
        return path.read_bytes()

    with mock.patch.object(sources, "typeset", kept):
        yield
