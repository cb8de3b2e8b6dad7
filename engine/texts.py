"""A sentence in the two languages of the product."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """The same sentence in plain Swedish and in English."""

    sv: str
    en: str

    def in_language(self, code: str) -> str:
        """The sentence in the language asked for; Swedish unless it is English."""
        return self.en if code == "en" else self.sv
