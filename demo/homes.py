"""Homes and people that do not exist, drawn from lists: the same seed gives the same town.

The names are words for "example" in many languages; the numbers are of the tax agency's series for
tests (238 and 239); the streets are nowhere.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from engine.form_identity import luhn

WOMEN = ("Åsa", "Amina", "Birgitta", "Elif", "Frida", "Hodan", "Ingrid", "Katarzyna", "Leila")
MEN = ("Ahmed", "Börje", "Dawit", "Emil", "Göran", "Ivan", "Johan", "Mehmet", "Örjan", "Tomasz")
SURNAMES = (
    "Exempelsson", "Provberg", "Fabelin", "Sagström", "Låtsasson", "Påhitt", "Övningsson",
    "Mallström", "Al-Mithal", "Örnek", "Przykład", "Esimerkki", "Tusaale", "Primer", "Ejemplo",
    "Példa",
)  # fmt: skip
STREETS = (
    "Exempelgatan", "Provvägen", "Fabelgränd", "Sagostigen", "Låtsasgatan", "Påhittsvägen",
    "Övningsgatan", "Mallgränd", "Drömgatan", "Kulissvägen",
)  # fmt: skip
NORTH, SOUTH = ("211 34", "212 20", "213 62"), ("214 30", "215 32")


@dataclass(frozen=True)
class Home:
    """A tenant and the home. number: the personal number, as it is written with twelve digits."""

    tenant: str
    number: str
    street: str
    postal_code: str
    apartment: str
    rent: int

    @property
    def facts(self) -> dict[str, object]:
        """What a notice says of it."""
        return {
            "tenant_name": self.tenant,
            "tenant_personal_number": {"value": self.number, "confirmed": True},
            "premises": "home",
            "dwelling_street": self.street,
            "dwelling_postal_code": self.postal_code,
            "dwelling_town": "Exempelstad",
            "apartment_number": self.apartment,
        }


def homes(seed: int) -> Iterator[Home]:
    """Home after home, no two with the same address or the same number."""
    drawn, streets, numbers = random.Random(seed), _streets(), set[str]()  # noqa: S311 - made up
    while True:
        is_woman = drawn.random() < 0.5
        name = f"{drawn.choice(WOMEN if is_woman else MEN)} {drawn.choice(SURNAMES)}"
        number = _number(drawn, is_woman=is_woman)
        if number in numbers:
            continue
        numbers.add(number)
        yield Home(
            tenant=name,
            number=number,
            street=next(streets),
            postal_code=drawn.choice(NORTH if drawn.random() < 0.6 else SOUTH),
            apartment=f"1{drawn.randint(0, 5)}0{drawn.randint(1, 4)}",
            rent=drawn.randrange(5_200, 11_900, 50) * 100,
        )


def _streets() -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield from (f"{street} {number}" for street in STREETS)


def _number(drawn: random.Random, *, is_woman: bool) -> str:
    born = f"{drawn.randint(1941, 2005)}{drawn.randint(1, 12):02d}{drawn.randint(1, 28):02d}"
    stem = f"{born}{238 if is_woman else 239}"
    return stem + next(digit for digit in "0123456789" if luhn(f"{stem}{digit}"))
