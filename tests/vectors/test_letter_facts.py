"""Every kind of letter is written from our rows, frozen, and made again to the byte."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from cases import case, notice, roster
from cases.law.calendar import local_day
from cases.letters import (
    confirmation,
    letter_writing,
    letters_household,
    letters_kronofogden,
    letters_landlord,
)
from cases.letters.letter import Letter, get
from cases.letters.letter_writing import Written
from cases.letters.letters_household import ConsentTerms
from cases.letters.letters_landlord import CommitmentTerms, ReferralTerms
from cases.tables.models import cases, notices, persons
from db.session import Session
from db.types import public_id
from documents import letter_templates, typesetting
from tests.product import Product
from tests.steps import match, receive, rows

FACTS: dict[str, Any] = {
    "sender_street": "Provgatan 1",
    "sender_postal_code": "211 20",
    "sender_town": "Exempelstad",
    "service_date": "2026-03-02",
    "amount": 1_840_000,
    "arrears_months": ["2026-01", "2026-02"],
    "kfm_case_number": "U-123-26",
    "eviction_at": "2026-05-19T09:00",
}
COMMITMENT = CommitmentTerms(
    amount=1_840_000,
    months=("2026-01", "2026-02"),
    payment_day=date(2026, 3, 20),
    last_day=date(2026, 3, 24),
    basis="Tre veckor från underrättelsen 3 mars 2026.",
    decided_on=date(2026, 3, 18),
    delegate_name="Malin Chef",
    delegate_title="sektionschef",
)
REFERRAL = ReferralTerms(
    recipient="Funktionsstödsenheten",
    chosen=(("Namn", "Åsa Prov"),),
    legal_basis="Samtycke, antecknat 3 mars 2026.",
    answer_by=date(2026, 3, 17),
)
TO_HOUSEHOLD = ("L01", "L03", "L05", "L07", "L11", "L13", "L15")
TO_OTHERS = ("L02", "L04", "L08", "L10", "L16")
KINDS = (*TO_HOUSEHOLD, *TO_OTHERS, "L09", "L12")


@pytest.fixture
def scene(product: Product) -> Product:
    """A notice of unpaid rent in a case, whose facts tell of an eviction too."""
    product.clock.set("2026-03-03 10:15")
    receive(product, **FACTS)
    match(product)
    return product


def written(product: Product, kind: str) -> Written:
    with product.database.reading() as session:
        return _WRITERS[kind](_Scene(session, product))


class _Scene:
    """What a letter is written from."""

    def __init__(self, session: Session, product: Product) -> None:
        (of_notice,), (of_case,) = rows(product, notices), rows(product, cases)
        self.session = session
        self.notice = notice.get(session, of_notice.public_id)
        self.case = case.get(session, of_case.public_id)
        self.person = rows(product, persons)[0].id
        self.now = product.clock()
        self.how: dict[str, Any] = {"municipality": "Exempelstad", "now": self.now}
        self.officer = roster.officer(session, self.notice.authority_id, local_day(self.now))


_WRITERS: dict[str, Callable[[_Scene], Written]] = {
    "L01": lambda s: letters_household.first_letter(s.session, s.notice, s.person, **s.how),
    "L02": lambda s: letters_kronofogden.kfm_confirmation(s.session, s.notice, s.officer, **s.how),
    "L03": lambda s: letters_kronofogden.eviction_copy(
        s.session, s.notice, s.officer, person_id=s.person, **s.how
    ),
    "L04": lambda s: confirmation.to_sender(s.session, s.notice, "open", **s.how),
    "L05": lambda s: letters_household.meeting(
        s.session,
        s.case,
        s.person,
        day=date(2026, 3, 9),
        time="13:30",
        place="Medborgarhuset",
        **s.how,
    ),
    "L07": lambda s: letters_household.second_letter(s.session, s.notice, s.person, **s.how),
    "L08": lambda s: letters_landlord.complement_request(
        s.session, s.notice, missing=["kontonummer"], answer_by=date(2026, 3, 6), **s.how
    ),
    "L09": lambda s: letters_landlord.commitment(s.session, s.notice, s.case, COMMITMENT, **s.how),
    "L10": lambda s: letters_landlord.no_commitment(s.session, s.notice, **s.how),
    "L11": lambda s: letters_household.consent_form(
        s.session, s.case, s.person, ConsentTerms(given_to="Enheten för stöd"), **s.how
    ),
    "L12": lambda s: letters_landlord.referral(s.session, s.case, REFERRAL, key="abc", **s.how),
    "L13": lambda s: letters_household.before_eviction(s.session, s.notice, s.person, **s.how),
    "L15": lambda s: letters_household.closing_letter(
        s.session, s.case, s.person, result="Skulden är betald och du bor kvar.", **s.how
    ),
    "L16": lambda s: letters_landlord.forwarding(
        s.session, s.notice, addressee="sender", other_municipality="Provköpings kommun", **s.how
    ),
}


def keep(product: Product, drafted: Written) -> Letter:
    with product.database.transaction() as session:
        kept = letter_writing.keep(session, drafted, public_id=public_id(), now=product.clock())
    with product.database.reading() as session:
        return get(session, kept.public_id)


def protect(product: Product, protection: str) -> None:
    with product.database.transaction() as session:
        session.execute(update(persons).values(protection=protection))


def test_every_letter_is_frozen_and_made_again_to_the_byte(scene: Product) -> None:
    for kind in KINDS:
        kept = keep(scene, replace(written(scene, kind), purpose=f"{kind}:again"))
        with scene.database.reading() as session:
            template = letter_templates.by_digest(session, kept.template)
        once, again = (
            typesetting.typeset(template, kept.facts, written_at=kept.created_at) for _ in range(2)
        )
        assert once == again, kind
        assert once.startswith(b"%PDF")


def test_a_letter_to_somebody_else_names_no_tenant_and_no_home(scene: Product) -> None:
    for kind in TO_OTHERS:
        said = _said(written(scene, kind))
        for word in ("Åsa", "Exempelgatan", "198505152382", "1102"):
            assert word not in said, (kind, word)


@pytest.mark.parametrize("protection", ["marked", "protected_registration", "assumed_identity"])
def test_no_letter_shows_the_home_of_somebody_who_is_protected(
    scene: Product, protection: str
) -> None:
    protect(scene, protection)
    for kind in KINDS:
        assert "Exempelgatan" not in _said(written(scene, kind)), kind


def test_a_letter_to_the_household_goes_to_its_home_while_nobody_is_known_to_be_protected(
    scene: Product,
) -> None:
    for kind in TO_HOUSEHOLD:
        address = written(scene, kind).facts["recipient"]["address"]
        assert address == ["Exempelgatan 12 B, lgh 1102", "211 34 Exempelstad"], kind


def test_the_first_letter_says_the_last_day_of_the_stored_limit(scene: Product) -> None:
    facts = written(scene, "L01").facts
    assert (facts["last_day_to_pay"], facts["is_preliminary"]) == ("2026-03-24", False)
    assert (facts["amount_ore"], facts["tenure"]) == (1_840_000, "rental")


def _said(drafted: Written) -> str:
    return f"{drafted.facts}\n{drafted.subject}\n{drafted.body}\n{drafted.address}"
