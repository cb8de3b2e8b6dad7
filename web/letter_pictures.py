"""A letter as it will look: pictures of its pages, and the file itself, made from what was frozen.

Making them takes a second or so, so the last few are kept in memory; whoever asks has been checked.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Lock

from cases.letters.letter import Letter
from db.session import Session
from documents import letter_templates, typesetting
from documents.letter_templates import LetterTemplate

KEPT = 24


@dataclass
class _Shelf:
    """The last few that were made; the oldest makes room."""

    made: OrderedDict[tuple[str, str], Sequence[bytes]] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def get(self, key: tuple[str, str], make: Callable[[], Sequence[bytes]]) -> Sequence[bytes]:
        with self.lock:
            if key in self.made:
                self.made.move_to_end(key)
                return self.made[key]
        made = make()
        with self.lock:
            self.made[key] = made
            while len(self.made) > KEPT:
                self.made.popitem(last=False)
        return made


_SHELF = _Shelf()


def pages(session: Session, letter: Letter) -> Sequence[bytes]:
    """The pages as PNG pictures. Raises LetterFailed, TemplateNotFound."""
    template = letter_templates.by_digest(session, letter.template)
    return _SHELF.get((letter.public_id, "png"), lambda: _pictures(template, letter))


def file(session: Session, letter: Letter) -> bytes:
    """The PDF, the same bytes as are sent. Raises LetterFailed, TemplateNotFound."""
    template = letter_templates.by_digest(session, letter.template)
    (pdf,) = _SHELF.get((letter.public_id, "pdf"), lambda: [_pdf(template, letter)])
    return pdf


def _pictures(template: LetterTemplate, letter: Letter) -> list[bytes]:
    return typesetting.pictures(template, letter.facts, written_at=letter.created_at)


def _pdf(template: LetterTemplate, letter: Letter) -> bytes:
    return typesetting.typeset(template, letter.facts, written_at=letter.created_at)
