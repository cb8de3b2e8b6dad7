"""What differs in what something is called and what is said of it, in its two languages."""

from __future__ import annotations

from collections.abc import Iterator

from engine.compare.words import Words, same
from engine.elements import Element, Flow, Lane, ProcessModel
from engine.texts import Text

Named = ProcessModel | Element | Lane


def renamed(before: Text, after: Text, was: Named, now: Named) -> Iterator[Text]:
    """What has become of the names; ``before`` and ``after`` are how a sentence about it begins.

    A new Swedish name beside an English one that stays is told, so that nobody forgets the other.
    """
    if was.name.sv != now.name.sv:
        name = now.name.sv or "–"
        yield Text(f"{before.sv} heter nu {name}.", f"{before.en} is now called {name} in Swedish.")
    if was.name_en != now.name_en:
        yield _NAME_EN.told(after, same(was.name_en), same(now.name_en))
    elif was.name.sv != now.name.sv and now.name_en:
        yield Text(
            f"{after.sv} behåller sitt namn på engelska: {now.name_en}.",
            f"{after.en} keeps its name in English.",
        )


def redescribed(subject: Text, was: Named, now: Named) -> Iterator[Text]:
    """What has become of the descriptions, each in its language."""
    if was.documentation.sv != now.documentation.sv:
        yield Text(
            f"{subject.sv} har fått en ny beskrivning.",
            f"{subject.en} has got a new description in Swedish.",
        )
    if was.documentation_en != now.documentation_en:
        yield Text(
            f"{subject.sv} har fått en ny beskrivning på engelska.",
            f"{subject.en} has got a new description in English.",
        )


def recaptioned(subject: Text, was: Flow, now: Flow) -> Iterator[Text]:
    """What has become of the words on a way."""
    if was.name.sv != now.name.sv:
        yield _CAPTION.told(subject, same(was.name.sv), same(now.name.sv))
    if was.name_en != now.name_en:
        yield _CAPTION_EN.told(subject, same(was.name_en), same(now.name_en))


_NAME_EN = Words(
    Text("nytt namn på engelska", "a new name in English"),
    Text("inget namn på engelska", "no name in English"),
)
_CAPTION = Words(
    Text("ny text", "a new caption in Swedish"), Text("ingen text", "no caption in Swedish")
)
_CAPTION_EN = Words(
    Text("ny text på engelska", "a new caption in English"),
    Text("ingen text på engelska", "no caption in English"),
)
