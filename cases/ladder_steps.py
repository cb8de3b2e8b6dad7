"""The steps of the contact ladder as a setting: for each group of households, when and how.

Defaults are table 3.4 of the domain, all of it proposal (P). Offsets are working days from the
day of arrival; a step without an offset is not taken for that group.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.texts import Text

GROUPS = ("default", "children", "elderly", "young", "violence", "ill_health")
CHANNELS = ("letter", "sms", "phone", "visit_letter", "third_party", "second_letter", "decision")
STEPS = (
    "letter",
    "sms",
    "phone_1",
    "phone_2",
    "visit",
    "third_party",
    "second_letter",
    "decision",
)
_CHANNEL_OF = {
    "letter": "letter",
    "sms": "sms",
    "phone_1": "phone",
    "phone_2": "phone",
    "visit": "visit_letter",
    "third_party": "third_party",
    "second_letter": "second_letter",
    "decision": "decision",
}
LONGEST_OFFSET = 60

DEFAULT_LADDER: Mapping[str, Mapping[str, int | None]] = {
    "default": dict(zip(STEPS, (0, 1, 2, 3, 5, 7, 8, 12), strict=True)),
    "children": dict(zip(STEPS, (0, 0, 1, 2, 3, 4, 5, 7), strict=True)),
    "elderly": dict(zip(STEPS, (0, None, 1, 2, 4, 5, 7, 10), strict=True)),
    "young": dict(zip(STEPS, (0, 0, 2, 3, 6, 8, 8, 12), strict=True)),
    # No letter and no SMS until a safe channel is chosen; the section head decides at once.
    "violence": dict(zip(STEPS, (None, None, None, None, None, None, None, 0), strict=True)),
    "ill_health": dict(zip(STEPS, (0, 1, 2, 2, 4, 5, 6, 8), strict=True)),
}


@dataclass(frozen=True)
class LadderStep:
    """One step of a ladder. number: from 1, in order; offset_days: working days from arrival."""

    number: int
    name: str
    channel: str
    offset_days: int


def steps_of(ladder: Mapping[str, Any], group: str) -> tuple[LadderStep, ...]:
    """The steps that a group's ladder has, in order. An unknown group has the default's."""
    offsets = ladder.get(group) or ladder["default"]
    taken = [(name, offsets[name]) for name in STEPS if offsets.get(name) is not None]
    return tuple(
        LadderStep(number, name, _CHANNEL_OF[name], int(offset))
        for number, (name, offset) in enumerate(taken, start=1)
    )


def wrong_in_ladder(value: Any) -> Text | None:
    """What is wrong with a ladder as a setting, or None."""
    if not isinstance(value, Mapping) or not isinstance(value.get("default"), Mapping):
        return Text("Stegen måste ha gruppen default.", "The ladder must have the group default.")
    for group, offsets in value.items():
        found = _wrong_in_group(str(group), offsets)
        if found is not None:
            return found
    return None


def _wrong_in_group(group: str, offsets: Any) -> Text | None:
    if group not in GROUPS or not isinstance(offsets, Mapping) or set(offsets) - set(STEPS):
        return Text(
            f"Gruppen {group[:40]} eller ett av dess steg är okänt.",
            f"The group {group[:40]} or one of its steps is not known.",
        )
    days = [offset for offset in offsets.values() if offset is not None]
    if not days or not all(_is_offset(offset) for offset in days) or days != sorted(days):
        return Text(
            f"Gruppen {group}: ange stegens dagar som heltal från 0 till {LONGEST_OFFSET}, i "
            "stigande ordning.",
            f"The group {group}: enter the days of the steps as whole numbers from 0 to "
            f"{LONGEST_OFFSET}, in rising order.",
        )
    return None


def _is_offset(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LONGEST_OFFSET
