"""Who does what in the made-up municipality: the people of a group take turns by case."""

from __future__ import annotations

from collections.abc import Mapping

DOES: Mapping[str, tuple[str, ...]] = {
    "registrar:reception": ("demo-rut",),
    "duty_officer:reception": ("demo-jamila",),
    "caseworker:north": ("demo-hanna", "demo-henrik"),
    "caseworker:south": ("demo-sara",),
    "manager:north": ("demo-malin",),
    "manager:south": ("demo-mikael",),
    "unit_head:management": ("demo-ulla",),
    "committee:management": ("demo-niklas",),
    "receiver:care": ("demo-vera",),
    "receiver:support": ("demo-fatima",),
}


def who_does(group: str, number: int) -> str:
    """The person who takes the tasks of a group in the story with this number."""
    people = DOES[group]
    return people[number % len(people)]
