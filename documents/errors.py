"""What can be wrong with a file or a letter."""

from __future__ import annotations

from collections.abc import Sequence
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


class FactsInvalid(Exception):
    """The facts are not those the letter takes; the fields are named, what they say is not."""

    def __init__(self, fields: Sequence[str]) -> None:
        super().__init__(f"These facts do not fit the letter: {', '.join(fields)}.")
        self.fields = tuple(fields)


class LetterFailed(Exception):
    """A letter could not be set; mend the template. What it was to say is not repeated here."""

    def __init__(self, name: str, cause: str, place: str = "") -> None:
        super().__init__(f"Letter {name} could not be set ({cause}){place and ' at ' + place}.")
        self.cause = cause
        self.place = place


class TemplateNotFound(Exception):
    """There is no such letter template; run ``flask deploy``."""


class TemplateInvalid(Exception):
    """The schema of a letter is not one; mend the file that is named and deploy again."""

    def __init__(self, file: str) -> None:
        super().__init__(f"The file {file} is not a JSON schema.")
        self.file = file
