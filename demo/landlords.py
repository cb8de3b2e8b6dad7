"""Twelve who let homes in the made-up municipality, of all kinds and sizes. None of them exists."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Landlord:
    """Who sends notices. kind: as the form of notices has it. is_careful: its notices are whole."""

    name: str
    kind: str
    tenure: str = "rental"
    street: str = "Provgatan 1"
    email: str | None = None
    phone: str | None = None
    is_careful: bool = True

    @property
    def facts(self) -> dict[str, object]:
        """What a notice says of its sender."""
        found = {
            "sender_kind": self.kind,
            "sender_name": self.name,
            "sender_street": self.street,
            "sender_postal_code": "211 20",
            "sender_town": "Exempelstad",
            "sender_email": self.email,
            "sender_phone": self.phone,
            "tenure": self.tenure,
        }
        return {name: value for name, value in found.items() if value is not None}


PUBLIC = Landlord(
    "Exempelbostäder AB",
    "landlord",
    email="uthyrning@exempelbostader.example",
    phone="040-123 45 67",
)
LARGE = Landlord(
    "Provfastigheter i Syd AB",
    "landlord",
    email="hyra@provfastigheter.example",
    phone="040-123 45 68",
)
CARELESS = Landlord(
    "Snabbhyra Exempel AB", "landlord", email="info@snabbhyra.example", is_careful=False
)
AGENT = Landlord(
    "Inkasso Exempel AB", "agent", email="arenden@inkasso.example", phone="08-123 45 60"
)
STUDENTS = Landlord(
    "Stiftelsen Exempelstads studentbostäder", "landlord", email="kontor@studenthem.example"
)
ELDERLY = Landlord("Trygga Hem Exempel AB", "landlord", email="hyra@tryggahem.example")
SMALL = Landlord("Fabelins Fastigheter", "landlord", phone="040-123 45 70")
MIDDLE = Landlord("Mallströms Hus HB", "landlord", email="mallstroms@hus.example")
OWNER = Landlord("Göran Påhitt", "landlord", "sublet", phone="070-123 45 67", is_careful=False)
ASSOCIATION = Landlord(
    "Bostadsrättsföreningen Exemplet", "association", "cooperative_ownership",
    email="styrelsen@brfexemplet.example",
)  # fmt: skip
ASSOCIATION_2 = Landlord(
    "Brf Sagostigen", "association", "cooperative_ownership", email="brf@sagostigen.example"
)
COOPERATIVE = Landlord(
    "Kooperativa hyresrättsföreningen Provet", "association", "cooperative_rental",
    email="styrelsen@provet.example",
)  # fmt: skip

LANDLORDS = (
    PUBLIC, LARGE, CARELESS, AGENT, STUDENTS, ELDERLY, SMALL, MIDDLE, OWNER, ASSOCIATION,
    ASSOCIATION_2, COOPERATIVE,
)  # fmt: skip
