"""How an expression can be wrong: when it is read, and when it is evaluated."""

from __future__ import annotations

from engine.errors import EngineError, Misfit
from engine.texts import Text


class ExpressionInvalid(Misfit):
    """The expression cannot be read; correct it at the position (0 is the first character)."""

    def __init__(self, text: Text, position: int) -> None:
        super().__init__(f"{text.en} (character {position + 1})")
        self.text = text
        self.position = position


class ExpressionFailed(EngineError):
    """The expression gives no answer for these values; the text never holds a value."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text
