"""Twelve who let homes in the made-up municipality, of all kinds and sizes. None of them exists."""

from __future__ import annotations

from dataclasses import dataclass

from engine.form_identity import luhn


@dataclass(frozen=True)
class Landlord:
    """Who sends notices. kind: as the form of notices has it; register_kind: as the register has.
    is_careful: its notices are whole and state its number. forgets: what it leaves out now and
    then, in one of so many notices (``seldom``)."""

    name: str
    kind: str
    tenure: str = "rental"
    street: str = "Provgatan 1"
    email: str | None = None
    phone: str | None = None
    is_careful: bool = True
    register_kind: str = "private"
    size: str = "small"
    forgets: tuple[str, ...] = ()
    seldom: int = 3

    @property
    def number(self) -> str | None:
        """Its organisation number: made up, with a check digit that is right. A private person has
        none."""
        if self.register_kind == "sublessor":
            return None
        stem = f"0020{sum(self.name.encode()) % 100:02d}000"
        return f"{stem[:6]}-{stem[6:]}{next(d for d in '0123456789' if luhn(stem + d))}"

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
            "sender_org_number": self.number if self.is_careful else None,
            "tenure": self.tenure,
        }
        return {name: value for name, value in found.items() if value is not None}

    def left_out(self, number: int) -> tuple[str, ...]:
        """What it leaves out in its notice in the story with this number."""
        if not self.is_careful:
            return ("service_date", "due_dates")
        return self.forgets if number % self.seldom == 0 else ()


PUBLIC = Landlord(
    "Exempelbostäder AB",
    "landlord",
    email="uthyrning@exempelbostader.example",
    phone="040-123 45 67",
    register_kind="municipal",
    size="large",
)
LARGE = Landlord(
    "Provfastigheter i Syd AB",
    "landlord",
    email="hyra@provfastigheter.example",
    phone="040-123 45 68",
    size="large",
)
CARELESS = Landlord(
    "Snabbhyra Exempel AB",
    "landlord",
    email="info@snabbhyra.example",
    is_careful=False,
    size="large",
)
AGENT = Landlord(
    "Inkasso Exempel AB",
    "agent",
    email="arenden@inkasso.example",
    phone="08-123 45 60",
    register_kind="other",
    size="large",
)
STUDENTS = Landlord(
    "Stiftelsen Exempelstads studentbostäder",
    "landlord",
    email="kontor@studenthem.example",
    phone="040-123 45 71",
    forgets=("payment_account",),
    seldom=2,
)
ELDERLY = Landlord(
    "Trygga Hem Exempel AB",
    "landlord",
    email="hyra@tryggahem.example",
    forgets=("due_dates", "monthly_rent"),
    seldom=4,
)
SMALL = Landlord("Fabelins Fastigheter", "landlord", phone="040-123 45 70")
MIDDLE = Landlord(
    "Mallströms Hus HB", "landlord", email="mallstroms@hus.example", forgets=("due_dates",)
)
OWNER = Landlord(
    "Göran Påhitt",
    "landlord",
    "sublet",
    phone="070-123 45 67",
    is_careful=False,
    register_kind="sublessor",
)
ASSOCIATION = Landlord(
    "Bostadsrättsföreningen Exemplet",
    "association",
    "cooperative_ownership",
    email="styrelsen@brfexemplet.example",
    phone="040-123 45 72",
    register_kind="association",
)
ASSOCIATION_2 = Landlord(
    "Brf Sagostigen",
    "association",
    "cooperative_ownership",
    email="brf@sagostigen.example",
    forgets=("monthly_rent", "payment_account"),
    seldom=2,
    register_kind="association",
)
COOPERATIVE = Landlord(
    "Kooperativa hyresrättsföreningen Provet",
    "association",
    "cooperative_rental",
    email="styrelsen@provet.example",
    register_kind="association",
)

LANDLORDS = (
    PUBLIC, LARGE, CARELESS, AGENT, STUDENTS, ELDERLY, SMALL, MIDDLE, OWNER, ASSOCIATION,
    ASSOCIATION_2, COOPERATIVE,
)  # fmt: skip
