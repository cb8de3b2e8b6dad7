"""What can be wrong with a file, said in the two languages of the product."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sentence:
    """The same sentence in plain Swedish and in English."""

    sv: str
    en: str

    def in_language(self, code: str) -> str:
        """The sentence in the language asked for; Swedish unless it is English."""
        return self.en if code == "en" else self.sv


class AttachmentRefused(Exception):
    """The file was not stored; `text` tells its sender why and what to do."""

    def __init__(self, text: Sentence) -> None:
        super().__init__(text.en)
        self.text = text


class AttachmentNotFound(Exception):
    """There is no such file; it may have been erased."""
