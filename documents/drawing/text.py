"""Estimates how wide text will be and breaks it into lines that fit a shape."""

LINE_HEIGHT = 14.0
"""Distance between lines in drawing units, for the 12 unit text of the style sheet."""

_NARROW = frozenset("iljtfrI.,:;!'|()[] ")
_WIDE = frozenset("mwMWÅÄÖOQGD%@&")
_CONSONANTS = frozenset("bcdfghjklmnpqrstvwxz")
_VOWELS = frozenset("aeiouyåäö")
_KEPT_TOGETHER = 3


def text_width(text: str) -> float:
    """The estimated width in drawing units; a little generous, so that text stays inside."""
    return sum(_character_width(character) for character in text)


def wrap(text: str, limit: float, most: int) -> list[str]:
    """Lines no wider than ``limit``, at most ``most`` of them; what is cut ends in an ellipsis."""
    lines: list[str] = []
    for word in (piece for whole in text.split() for piece in _pieces(whole, limit)):
        if lines and text_width(f"{lines[-1]} {word}") <= limit:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
        if len(lines) > most:
            return [*lines[: most - 1], _shortened(lines[most - 1], limit)]
    return lines


def _pieces(word: str, limit: float) -> list[str]:
    """A word too long for one line is broken with a hyphen, as Swedish compounds often must be."""
    pieces: list[str] = []
    start = 0
    while text_width(word[start:]) > limit:
        length = max(1, _fitting(word[start:], limit - text_width("-")))
        if start + length >= len(word):
            break
        length = _divided(word[start:], length)
        pieces.append(word[start : start + length] + "-")
        start += length
    return [*pieces, word[start:]]


def _divided(word: str, fitting: int) -> int:
    """How much of a word stands before the hyphen: as much as fits and may be divided there, else
    as much as fits."""
    places = range(_KEPT_TOGETHER, min(fitting, len(word) - _KEPT_TOGETHER) + 1)
    wanted = [place for place in places if _may_divide(word, place)]
    return wanted[-1] if wanted else fitting


def _may_divide(word: str, place: int) -> bool:
    """The school's rule divides before a consonant that a vowel follows, but not before the s that
    joins two words."""
    before, here, after = word[place - 1], word[place], word[place + 1]
    is_joint = here == "s" and before in _CONSONANTS
    return here in _CONSONANTS and after in _VOWELS and not is_joint


def _fitting(text: str, limit: float) -> int:
    width = 0.0
    for index, character in enumerate(text):
        width += _character_width(character)
        if width > limit:
            return index
    return len(text)


def _shortened(line: str, limit: float) -> str:
    return line[: max(1, _fitting(line, limit - text_width("…")))].rstrip("- ") + "…"


def _character_width(character: str) -> float:
    if character in _NARROW:
        return 3.6
    if character in _WIDE:
        return 9.6
    if ord(character) > 0x2E80:
        return 12.0
    return 7.6 if character.isupper() else 6.5
