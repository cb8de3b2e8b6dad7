"""How often an activity is done, in words."""

from __future__ import annotations

from collections.abc import Iterator

from engine.naming import quoted
from engine.repeats import Repeats
from engine.texts import Text

_KINDS = {
    "loop": Text("om och om igen", "over and over"),
    "sequential": Text("flera gånger efter varandra", "several times, one after the other"),
    "parallel": Text("flera gånger samtidigt", "several times at once"),
}


def told_repeats(repeats: Repeats | None) -> Text:
    """The repetition in a few words; empty for an activity that is done once."""
    if repeats is None:
        return Text("", "")
    told = [_KINDS[repeats.kind], *_how_often(repeats)]
    return Text(", ".join(one.sv for one in told), ", ".join(one.en for one in told))


def _how_often(repeats: Repeats) -> Iterator[Text]:
    if repeats.times:
        yield Text(f"så många som {repeats.times}", f"as many as {repeats.times}")
    if repeats.collection:
        item = repeats.item or ""
        yield Text(
            f"för varje {item} i {repeats.collection}", f"for each {item} in {repeats.collection}"
        )
    if repeats.condition and repeats.kind == "loop":
        yield Text(f"så länge {repeats.condition}", f"while {repeats.condition}")
    elif repeats.condition:
        yield Text(f"tills {repeats.condition}", f"until {repeats.condition}")
    if repeats.at_most is not None:
        yield Text(f"högst {repeats.at_most} gånger", f"at most {repeats.at_most} times")
    if repeats.unread is not None:
        said = quoted(Text(repeats.unread, repeats.unread))
        yield Text(f"högst {said.sv} gånger", f"at most {said.en} times")
    if repeats.tests_first:
        yield Text("villkoret prövas först", "the condition is tried first")
