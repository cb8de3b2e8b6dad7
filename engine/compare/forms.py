"""What differs between two forms: their texts, and whether they ask for other things."""

from __future__ import annotations

from collections.abc import Iterator

from engine.form_wording import Wording, without_texts, wordings
from engine.texts import Text


def compare_forms(before: bytes, after: bytes) -> Iterator[Text]:
    """Every text that has become another, and one sentence for all that is no text."""
    try:
        old, new = wordings(before), wordings(after)
        asks_the_same = without_texts(before) == without_texts(after)
    except ValueError:
        yield Text("Ett formulär är ändrat.", "A form has been changed.")
        return
    title = next((one.text for one in new if one.path == "/title"), Text("", ""))
    if not asks_the_same:
        yield Text(
            f"Formuläret {title.sv} frågar efter annat eller tar andra svar.",
            f"The form {title.en} asks for other things or takes other answers.",
        )
    was = {one.path: one for one in old}
    for one in new:
        if one.path in was and asks_the_same:
            yield from _text(title, was[one.path], one)


def _text(title: Text, was: Wording, now: Wording) -> Iterator[Text]:
    for before, after, sv, en in (
        (was.text.sv, now.text.sv, "på svenska", "in Swedish"),
        (was.text.en, now.text.en, "på engelska", "in English"),
    ):
        if before != after:
            yield Text(
                f"Formuläret {title.sv}, {sv}: ”{after}” i stället för ”{before}”.",
                f"The form {title.en}, {en}: “{after}” instead of “{before}”.",
            )
