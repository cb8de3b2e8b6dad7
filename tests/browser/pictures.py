"""Pictures of a walk: what each person saw, step by step, for somebody to look at afterwards."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from playwright.sync_api import Page

FOLDER = "BOKVAR_SCREENSHOTS"
NO_LETTER = re.compile(r"[^a-z0-9]+")
PLAIN = str.maketrans("åäöé", "aaoe")


@dataclass
class Pictures:
    """Numbered in the order in which they are taken; without a folder nothing is taken."""

    folder: Path | None
    _numbers: count[int] = field(default_factory=lambda: count(1))

    @classmethod
    def from_environment(cls) -> Pictures:
        named = os.environ.get(FOLDER)
        return cls(Path(named) if named else None)

    def take(self, page: Page, who: str, what: str) -> None:
        """The whole page, as wide as the person's own screen."""
        if self.folder is None:
            return
        name = f"{next(self._numbers):03d} {who} {what}".lower().translate(PLAIN)
        page.screenshot(
            path=self.folder / f"{NO_LETTER.sub('-', name)}.png",
            full_page=True,
            animations="disabled",
        )
