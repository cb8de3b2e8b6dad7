"""Dwellings: how an address is compared, and which unit an area belongs to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, select

from cases.tables.models import dwellings, unit_areas, units
from db.session import Session

POSTAL_DIGITS, APARTMENT_DIGITS = 5, 4
_STREET_ENDINGS = (("gatan", "g"), ("vagen", "v"), ("g.", "g"), ("v.", "v"))
_CARE_OF = re.compile(r"\bc/o\b[^,]*(?:,|$)")
_FLAT = re.compile(r"\b(?:lgh|lagenhet)\.?(?: ?nr)?\.? ?(\d{4})\b")
_BESIDE = re.compile(r"\b(?:uppg(?:ang)?\.?|ingang|port) |\b\d{1,2} ?tr\b\.?|\b(?:nb|bv)\b")


def street_key(street: str) -> str:
    """An address as it is compared: ``Exempelgatan 12 B`` and ``exempelg. 12b`` are the same.

    So are they with c/o, an apartment number, a floor or an entrance beside the street, and
    without the dots of å, ä and ö.
    """
    plain = _plain(street)
    text = _BESIDE.sub("", _FLAT.sub("", _CARE_OF.sub("", plain))).strip() or plain
    words = [_shortened(word) for word in re.sub(r"[^\w.]+", " ", text).split()]
    return re.sub(r"(\d) ([a-z])$", r"\1\2", " ".join(words))


def apartment_key(facts: Mapping[str, Any]) -> str | None:
    """The apartment number that a notice states, in its own field or beside the street."""
    stated = "".join(c for c in str(facts.get("apartment_number") or "") if c.isdigit())
    if len(stated) == APARTMENT_DIGITS:
        return stated
    beside = _FLAT.search(_plain(str(facts.get("dwelling_street") or "")))
    return beside[1] if beside else None


def postal_key(postal_code: str) -> str:
    """A postal code as five digits without a space."""
    return "".join(c for c in postal_code if c.isdigit())


def add_dwelling(session: Session, facts: Mapping[str, Any]) -> int:
    """A new dwelling with the address that a notice states; what it leaves out is empty."""
    new: int = session.execute(
        insert(dwellings).values(**address_of(facts)).returning(dwellings.c.id)
    ).scalar_one()
    return new


def address_of(facts: Mapping[str, Any]) -> dict[str, str | None]:
    """The address that a notice states, as the columns of a dwelling."""
    street = str(facts.get("dwelling_street") or "")
    return {
        "street": street,
        "street_key": street_key(street),
        "postal_code": postal_key(str(facts.get("dwelling_postal_code") or "")),
        "town": str(facts.get("dwelling_town") or ""),
        "apartment_number": apartment_key(facts),
    }


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


def _plain(text: str) -> str:
    """Small letters without accents and with single spaces."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in apart if not unicodedata.combining(c)).split())


def _shortened(word: str) -> str:
    for ending, short in _STREET_ENDINGS:
        if word.endswith(ending):
            return word.removesuffix(ending) + short
    return word.rstrip(".")
