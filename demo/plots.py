"""The plots of the year: what usually happens around a home, told once and lived by many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from demo.landlords import Landlord
from demo.story import Answers, Turn
from demo.turns import closed, disturbance, kronofogden, paid, rent


@dataclass(frozen=True)
class Plot:
    """A story without its home and its day. days: how long it lasts, so that one that shall be over
    can begin early enough."""

    name: str
    turns: tuple[Turn, ...]
    answers: Mapping[str, Answers] = field(default_factory=dict)
    days: int = 0


def paid_in_time(landlord: Landlord) -> Plot:
    """The debt is paid within the three weeks, and the rents after it too."""
    turns = (
        rent(0, landlord),
        paid(13),
        closed(75, "O01", "Skulden är betald och hyrorna efter den likaså."),
    )
    return Plot("paid in time", turns, days=76)


def calm_again(landlord: Landlord) -> Plot:
    """A disturbance that ended after a talk."""
    turns = (
        disturbance(0, landlord, "Hög musik på nätterna, tre klagomål i månaden."),
        closed(50, "O07", "Inga klagomål på sex veckor."),
    )
    return Plot("calm again", turns, days=51)


def evicted(landlord: Landlord) -> Plot:
    """Nothing helped: the eviction was carried out."""
    turns = (
        rent(0, landlord, months=3),
        kronofogden(40, "application"),
        kronofogden(75, "time", eviction_at=(110, "09:00"), children="no"),
        closed(125, "O12", "Avhysningen är verkställd; hushållet bor i jourboende."),
    )
    return Plot("evicted", turns, {"choose_measure": ({"measure": "stopped"},)}, days=126)
