"""Dwellings: how an address is compared, and which unit an area belongs to."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from sqlalchemy import insert, select

from cases.models import dwellings, unit_areas, units
from db.session import Session

_STREET_ENDINGS = (("gatan", "g"), ("vägen", "v"), ("g.", "g"), ("v.", "v"))


def street_key(street: str) -> str:
    """An address as it is compared: ``Exempelgatan 12 B`` and ``exempelg. 12b`` are the same."""
    text = unicodedata.normalize("NFC", street.casefold()).strip()
    words = re.sub(r"[^\w.]+", " ", text).split()
    words = [_shortened(word) for word in words]
    return re.sub(r"(\d) ([a-zåäö])$", r"\1\2", " ".join(words))


def postal_key(postal_code: str) -> str:
    """A postal code as five digits without a space."""
    return "".join(c for c in postal_code if c.isdigit())


def add_dwelling(session: Session, facts: dict[str, Any]) -> int:
    """A new dwelling with the address that a notice states."""
    new: int = session.execute(
        insert(dwellings)
        .values(
            street=facts["dwelling_street"],
            street_key=street_key(facts["dwelling_street"]),
            postal_code=postal_key(facts["dwelling_postal_code"]),
            town=facts["dwelling_town"],
            apartment_number=facts.get("apartment_number"),
        )
        .returning(dwellings.c.id)
    ).scalar_one()
    return new


def is_in_municipality(session: Session, postal_code: str) -> bool:
    """Whether some unit serves the area of the postal code."""
    return _unit_of_area(session, postal_code) is not None


def unit_for(session: Session, postal_code: str, authority_id: int) -> int:
    """The unit that takes cases from the area, else the one that takes all other areas.

    Raises LookupError when the authority has neither: a case must never belong to nobody.
    """
    unit_id = (
        _unit_of_area(session, postal_code)
        or session.execute(
            select(units.c.id)
            .where(units.c.authority_id == authority_id, units.c.takes_other_areas)
            .order_by(units.c.id)
            .limit(1)
        ).scalar_one_or_none()
    )
    if unit_id is None:
        raise LookupError("No unit takes cases from this area.")
    return unit_id


def _unit_of_area(session: Session, postal_code: str) -> int | None:
    digits = postal_key(postal_code)
    prefixes = [digits[:length] for length in range(5, 1, -1)]
    row = session.execute(
        select(unit_areas.c.unit_id, unit_areas.c.postal_prefix).where(
            unit_areas.c.postal_prefix.in_(prefixes)
        )
    ).all()
    return max(row, key=lambda r: len(r.postal_prefix)).unit_id if row else None


def _shortened(word: str) -> str:
    for ending, short in _STREET_ENDINGS:
        if word.endswith(ending):
            return word.removesuffix(ending) + short
    return word.rstrip(".")
