"""The register of landlords, as the registrar entered it before the year began."""

from __future__ import annotations

from cases.commands.landlord import AddContact, SaveLandlord
from db.types import public_id
from demo.landlords import LANDLORDS, Landlord
from demo.office import Office


def enter(office: Office) -> None:
    """Every landlord, and somebody to talk to at those who have a telephone."""
    for landlord in LANDLORDS:
        key = public_id()
        office.run(SaveLandlord(key, _facts(landlord)), "demo-rut")
        if landlord.phone is not None:
            who = AddContact(
                key, public_id(), "Kundtjänst", "uppsägningar", landlord.phone, landlord.email
            )
            office.run(who, "demo-rut")


def _facts(landlord: Landlord) -> dict[str, str | None]:
    return {
        "name": landlord.name,
        "kind": landlord.register_kind,
        "size": landlord.size,
        "organisation_number": landlord.number,
        "channel": "email" if landlord.email else "phone",
        "street": landlord.street,
        "postal_code": "211 20",
        "town": "Exempelstad",
        "phone": landlord.phone,
        "email": landlord.email,
    }
