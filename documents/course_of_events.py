"""The course of events of a case as PDF: the readable half of an export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from documents import letter_templates
from documents.typesetting import typeset

REPORTS = Path(__file__).with_name("reports")
EVENTS_IN_A_PART = 1000
"""More in one file take the press longer than it is given."""


def course_of_events(
    head: Mapping[str, Any], events: Sequence[Mapping[str, str]], *, made_at: datetime
) -> list[bytes]:
    """The events as one PDF, or as several when they are very many. Raises LetterFailed."""
    template = letter_templates.read_folder(REPORTS)["course"]
    starts = range(0, len(events), EVENTS_IN_A_PART) or range(1)
    return [
        typeset(
            template,
            {
                **head,
                "part": number,
                "parts": len(starts),
                "events": list(events[start : start + EVENTS_IN_A_PART]),
            },
            written_at=made_at,
        )
        for number, start in enumerate(starts, start=1)
    ]
