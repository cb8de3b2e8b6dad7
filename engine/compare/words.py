"""How it is said that a fact of a diagram has become another one, or is gone."""

from __future__ import annotations

from dataclasses import dataclass

from engine.texts import Text


@dataclass(frozen=True)
class Words:
    """How a fact is spoken of when it has become another one, and when it is gone."""

    new: Text
    none: Text

    def told(self, subject: Text, before: Text, after: Text) -> Text:
        """One sentence; what it was is said after, when it was something."""
        was = Text("", "")
        if before.sv:
            was = Text(f" (förut {before.sv})", f" (before: {before.en})")
        if not after.sv:
            return Text(
                f"{subject.sv} har {self.none.sv} längre{was.sv}.",
                f"{subject.en} has {self.none.en} any longer{was.en}.",
            )
        return Text(
            f"{subject.sv} har fått {self.new.sv}: {after.sv}{was.sv}.",
            f"{subject.en} has got {self.new.en}: {after.en}{was.en}.",
        )


def same(words: str | None) -> Text:
    """What is written in one way whatever the language: an id, an expression, nothing."""
    return Text(words or "", words or "")
