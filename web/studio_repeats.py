"""How often a step is done, as fields of its plain form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from engine import diagram_repeats as names
from engine.bpmn import ACTIVITIES
from engine.elements import Element
from engine.errors import Refused
from engine.repeats import MOST_INSTANCES, Repeats
from engine.texts import Text
from web.i18n import gettext as _
from web.studio_field import Field

_NUMBER = re.compile("[0-9]{1,6}")
_LOOP, _SEVERAL = f"{names.KIND}=loop", f"{names.KIND}=sequential|parallel"
_NEVER = Repeats("loop")


class NotANumber(Refused):
    """How many times at most is no number, which a diagram cannot hold."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                f"Högst så många gånger: skriv ett heltal, 1 till {MOST_INSTANCES}.",
                f"At most so many times: write a whole number, 1 to {MOST_INSTANCES}.",
            )
        )


def fields(element: Element) -> Iterator[Field]:
    """The kind of repetition, and what each kind asks; nothing for what is no activity."""
    if element.type not in ACTIVITIES:
        return
    kinds = [
        {"name": names.ONCE, "title": _("En gång")},
        {"name": "loop", "title": _("Om igen, så länge ett villkor gäller")},
        {"name": "sequential", "title": _("Flera gånger, en i taget")},
        {"name": "parallel", "title": _("Flera gånger, samtidigt")},
    ]
    now = element.repeats
    kind = now.kind if now else names.ONCE
    yield Field(names.KIND, _("Hur ofta steget görs"), kind, kinds)
    yield from _loop(now if now and now.kind == "loop" else _NEVER)
    yield from _several(now if now and now.kind != "loop" else _NEVER)


def check(typed: Mapping[str, str]) -> None:
    """Whether what was typed can be kept in a diagram. Raises NotANumber."""
    most = typed.get(names.AT_MOST, "")
    if typed.get(names.KIND) == "loop" and most and not _NUMBER.fullmatch(most):
        raise NotANumber


def _loop(now: Repeats) -> Iterator[Field]:
    part = _("När steget görs om igen")
    when = [
        {"name": "false", "title": _("Efter varje gång")},
        {"name": "true", "title": _("Före första gången och efter varje gång")},
    ]
    for name, label, value, options, hint in (
        (
            names.WHILE,
            _("Görs om så länge"),
            now.condition or "",
            [],
            _("Ett villkor på ärendets värden, till exempel %(example)s.", example=_AGAIN),
        ),
        (names.AT_MOST, _("Högst så många gånger"), _most(now), [], ""),
        (names.TESTS_FIRST, _("När villkoret prövas"), f"{now.tests_first}".lower(), when, ""),
    ):
        yield Field(name, label, value, options, hint=hint, show_when=_LOOP, part=part)


def _most(now: Repeats) -> str:
    """As the diagram has it, also when it is no number that can be meant."""
    return now.unread or ("" if now.at_most is None else f"{now.at_most}")


def _several(now: Repeats) -> Iterator[Field]:
    part = _("När steget görs flera gånger")
    either = _("Ett tal eller ett av ärendets värden. Lämnas tomt om steget görs för var och en.")
    each = _("En lista som räknas ut av ärendets värden, till exempel %(example)s.", example=_LIST)
    named = _("Vad varje gång gäller får ett namn, som steget kan använda.")
    until = _("När villkoret gäller görs resten inte. Tomt betyder att alla görs.")
    for name, label, value, hint in (
        (names.TIMES, _("Hur många gånger"), now.times, either),
        (names.COLLECTION, _("För varje i listan"), now.collection, each),
        (names.ITEM, _("Namn på var och en"), now.item, named),
        (names.UNTIL, _("Slutar i förtid när"), now.condition, until),
    ):
        yield Field(name, label, value or "", hint=hint, show_when=_SEVERAL, part=part)


_AGAIN = 'outcome = "again"'
_LIST = "recipients"
