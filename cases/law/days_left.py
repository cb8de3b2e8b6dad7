"""How far off a day is, as one says it."""

from __future__ import annotations

from datetime import date

from engine.texts import Text


def days_left(day: date, today: date) -> Text:
    """``i dag``, ``i morgon``, ``om 3 dagar``, ``för 2 dagar sedan``."""
    count = (day - today).days
    said = _NEAR.get(count)
    if said is not None:
        return said
    if count > 0:
        return Text(f"om {count} dagar", f"in {count} days")
    return Text(f"för {-count} dagar sedan", f"{-count} days ago")


_NEAR = {
    -1: Text("i går", "yesterday"),
    0: Text("i dag", "today"),
    1: Text("i morgon", "tomorrow"),
}
