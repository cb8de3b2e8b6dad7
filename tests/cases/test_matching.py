"""Which households a notice resembles: by number, name and address, with every reason told."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import Any

import pytest

from cases import demo, household, matching, notice, tenants
from cases.dwelling import apartment_key, postal_key, street_key
from cases.matching import Suggestion
from cases.notice import Notice
from cases.party import name_key
from db.session import Database, Session
from db.types import public_id
from ledger import events
from tests.steps import FACTS

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OTHER_NUMBER = {"value": "199001011239", "confirmed": True}


@pytest.mark.parametrize(
    "name",
    [
        "Åsa Maria Öberg",
        "ÖBERG, Åsa Maria",
        "öberg åsa-maria",
        "Asa Maria Oberg",
        " Åsa  Maria Öberg ",
    ],
)
def test_a_name_is_the_same_in_any_order_case_and_accent(name: str) -> None:
    assert name_key(name) == name_key("Åsa Maria Öberg")


@pytest.mark.parametrize("name", ["Åsa Öberg", "Åsa Maria Åberg", "Åsa Maria Maria Öberg"])
def test_another_name_is_another_name(name: str) -> None:
    assert name_key(name) != name_key("Åsa Maria Öberg")


@pytest.mark.parametrize(
    "street",
    [
        "exempelgatan 12b",
        "Exempelg. 12 B",
        "EXEMPELG 12 b",
        "Exempelgatan  12 B",
        "exempelgatan 12 B,",
        "Exempelgatan 12 B lgh 1102",
        "Exempelgatan 12 uppg. B, 3 tr",
        "c/o Nyström, Exempelgatan 12 B",
        "Exempelgatan 12 B, c/o Nyström",
    ],
)
def test_a_street_address_is_the_same_however_it_is_written(street: str) -> None:
    assert street_key(street) == street_key("Exempelgatan 12 B")


@pytest.mark.parametrize(
    "street", ["Exempelgatan 12", "Exempelgatan 12 C", "Exempelvägen 12 B", "Exempelgatan 1 2B"]
)
def test_another_street_address_is_another_one(street: str) -> None:
    assert street_key(street) != street_key("Exempelgatan 12 B")


def test_a_postal_code_is_compared_by_its_digits() -> None:
    assert postal_key("211 34") == postal_key("21134") == postal_key(" SE-211 34")


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("Åsa Öberg", "Öberg, Åsa", "same_name"),
        ("Asa Oberg", "Åsa Öberg", "same_name"),
        ("Å. Öberg", "Åsa Öberg", "similar_name"),
        ("Åsa Maria Öberg", "Åsa Öberg", "similar_name"),
        ("Åsa Öberg Lind", "Åsa Öberg", "similar_name"),
        ("Åsa von Öberg", "Åsa Öberg", "similar_name"),
        ("Bo Öberg", "Åsa Öberg", None),
        ("Öberg", "Åsa Öberg", None),
        ("Å. Ö.", "Åsa Öberg", None),
        ("", "Åsa Öberg", None),
    ],
)
def test_a_name_is_like_another_when_one_leaves_out_what_the_other_has(
    one: str, other: str, likeness: str | None
) -> None:
    assert tenants.likeness(one, other) == likeness
    assert tenants.likeness(other, one) == likeness


@pytest.mark.parametrize(
    ("facts", "number"),
    [
        ({"apartment_number": "1102"}, "1102"),
        ({"apartment_number": "lgh 1102"}, "1102"),
        ({"dwelling_street": "Exempelgatan 12 B, lgh 1102"}, "1102"),
        ({"dwelling_street": "Exempelgatan 12 B"}, None),
        ({"apartment_number": "3 tr"}, None),
    ],
)
def test_an_apartment_number_is_found_beside_the_street_too(
    facts: dict[str, str], number: str | None
) -> None:
    assert apartment_key(facts) == number


@pytest.mark.parametrize(
    "value",
    [
        "198505152383",
        {"value": "198505152383", "confirmed": True},
        {"value": "198505152382", "confirmed": False},
        "8505152382",
        "T198505152",
        5,
        None,
    ],
)
def test_only_a_whole_number_with_the_right_check_digit_is_ever_looked_up(value: object) -> None:
    assert tenants.confirmed(value) is None


def test_several_tenants_are_read_from_wherever_they_are_named() -> None:
    found = tenants.of_facts(
        {
            "tenant_name": "Åsa Prov",
            "other_tenants": "Bo Prov och Cia Prov",
            "tenants": [{"name": "Bo Prov", "personal_number": "198505152382"}, "x"],
        }
    )
    assert [(one.name, one.number) for one in found] == [
        ("Åsa Prov", None),
        ("Bo Prov", "198505152382"),
        ("Cia Prov", None),
    ]


@pytest.fixture
def house(database: Database) -> Database:
    """A database with the demo units, which say who receives notices."""
    with database.transaction() as session:
        demo.add_people(session)
    return database


def known(database: Database, **changes: Any) -> str:
    """A household that is known already; its public id."""
    ids = iter([public_id(), public_id()])
    kept: list[str] = []

    def new_id() -> str:
        kept.append(next(ids))
        return kept[-1]

    with database.transaction() as session:
        household.from_notice(session, {**FACTS, **changes}, new_id)
    return kept[0]


def suggested(database: Database, **changes: Any) -> list[Suggestion]:
    """What is suggested for a notice."""
    with database.transaction() as session:
        registered = register(session, {**FACTS, **changes})
        count = matching.suggest(session, registered)
        found = matching.suggestions(session, registered.id)
    assert len(found) == count
    return found


def register(session: Session, facts: dict[str, Any]) -> Notice:
    number = public_id()
    return notice.register(
        session,
        public_id=number,
        receipt=f"receipt-{number}",
        stream_id=events.open_stream(session, f"message:{number}", "message", now=NOW),
        channel="test",
        facts=facts,
        arrival=notice.arrival_of("test", facts, NOW),
    )


def reasons(database: Database, **changes: Any) -> set[str]:
    """Why the only household is suggested; nothing when it is not."""
    found = suggested(database, **changes)
    return set(found[0].reasons) if found else set()


def test_the_same_household_is_suggested_with_every_reason(house: Database) -> None:
    known(house)
    assert reasons(house) == {"same_number", "same_name", "same_dwelling"}


def test_nobody_is_suggested_who_resembles_nothing(house: Database) -> None:
    known(house)
    other = {"tenant_name": "Bo Annan", "dwelling_street": "Annangatan 1"}
    assert reasons(house, tenant_personal_number=OTHER_NUMBER, **other) == set()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"tenant_name": "Prov, Asa"}, {"same_number", "same_name", "same_dwelling"}),
        ({"dwelling_street": "exempelg. 12b"}, {"same_number", "same_name", "same_dwelling"}),
        (
            {"apartment_number": "1203"},
            {"same_number", "same_name", "same_street_address", "other_apartment"},
        ),
        ({"apartment_number": None}, {"same_number", "same_name", "same_street_address"}),
        ({"dwelling_street": "Annangatan 1"}, {"same_number", "same_name"}),
        ({"tenant_personal_number": None}, {"same_name", "same_dwelling"}),
        ({"tenant_personal_number": None, "tenant_name": "Bo Annan"}, {"same_dwelling"}),
    ],
)
def test_each_reason_is_told(house: Database, changes: dict[str, Any], expected: set[str]) -> None:
    known(house)
    assert reasons(house, **changes) == expected


def test_a_number_with_a_wrong_check_digit_is_not_used(house: Database) -> None:
    known(house)
    wrong = {"value": "198505152382", "confirmed": False}
    assert reasons(house, tenant_personal_number=wrong) == {"same_name", "same_dwelling"}


def test_a_number_with_a_wrong_check_digit_is_not_kept_of_a_household(house: Database) -> None:
    known(house, tenant_personal_number={"value": "198505152382", "confirmed": False})
    assert "same_number" not in reasons(house)


def test_another_number_speaks_against_the_same_name(house: Database) -> None:
    known(house, dwelling_street="Annangatan 1")
    # The same name alone is enough; the same name with another number is somebody else.
    assert reasons(house, tenant_personal_number=None) == {"same_name"}
    assert reasons(house, tenant_personal_number=OTHER_NUMBER) == set()


def test_the_likeliest_household_comes_first(house: Database) -> None:
    same_address = known(house, tenant_name="Bo Annan", tenant_personal_number=None)
    same_name = known(house, dwelling_street="Annangatan 1", tenant_personal_number=None)
    same_number = known(house, dwelling_street="Nygatan 1", tenant_name="Åsa Nygift")
    everything = known(house)
    order = [s.household for s in suggested(house)]
    assert order == [everything, same_number, same_address, same_name]


def test_only_the_likeliest_five_are_suggested_and_those_known_first_of_equals(
    house: Database,
) -> None:
    equals = [known(house) for _ in range(7)]
    assert [s.household for s in suggested(house)] == equals[:5]


def test_a_second_look_replaces_the_first(house: Database) -> None:
    known(house)
    with house.transaction() as session:
        registered = register(session, dict(FACTS))
        assert [matching.suggest(session, registered) for _ in range(2)] == [1, 1]


def test_a_suggestion_carries_no_name_and_no_address(house: Database) -> None:
    known(house)
    (found,) = suggested(house)
    assert "Prov" not in repr(found)
    assert "Exempelgatan" not in repr(found)


def test_a_number_weighs_more_than_all_that_an_address_says() -> None:
    weights = matching.WEIGHTS
    assert weights["same_number"] > weights["same_name"] + weights["same_dwelling"]
    assert weights["same_dwelling"] > weights["same_street_address"] > 0
    assert weights["same_street_address"] < matching.THRESHOLD <= weights["same_name"]
    assert weights["other_number"] < weights["other_apartment"] < 0
    for pair in itertools.combinations(("same_name", "same_dwelling"), 2):
        assert sum(weights[name] for name in pair) + weights["other_number"] < matching.THRESHOLD
