"""Warnings end when what they warn of has ended, and the gravest stands first."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from cases import warning
from cases.arrears_words import WARNS
from cases.lists import open_warnings
from cases.tables.models import cases
from cases.tables.office_models import warnings
from db.session import Session
from engine.texts import Text
from tests.product import Product
from tests.steps import OUTCOME, act, assess, day, do, rows
from tests.vectors.arrears import arrive

HANNA, MALIN = "caseworker:", "manager:"
EARLIER = datetime(2026, 3, 3, 9, tzinfo=UTC)
LATER = datetime(2026, 3, 9, 9, tzinfo=UTC)


def standing(product: Product, audience: str = "") -> list[str]:
    """The codes that stand for those of an audience, oldest first."""
    found = [one for one in rows(product, warnings) if one.ended_at is None]
    return [one.code for one in found if one.audience.startswith(audience)]


def test_a_graver_warning_stands_instead_of_a_milder_one_for_the_same_people(
    product: Product,
) -> None:
    arrive(product, "2026-03-03 10:15", service_date="2026-03-02")
    product.at("2026-03-10 09:00")
    assert standing(product, HANNA) == ["DAG_7"]
    product.at("2026-03-17 09:00")
    assert (standing(product, HANNA), standing(product, MALIN)) == (["DAG_7"], ["DAG_14"])
    product.at("2026-03-20 09:00")
    assert (standing(product, HANNA), standing(product, MALIN)) == (["SISTA_DAG"], ["SISTA_DAG"])
    product.at("2026-03-26 09:00")
    assert standing(product, HANNA) == ["FRIST_SLUT"]


def test_a_preliminary_day_that_passed_warns_no_more_when_a_later_one_is_told(
    product: Product,
) -> None:
    key = arrive(product, "2026-03-03 10:15")
    product.at("2026-03-26 09:00")
    assert standing(product, HANNA) == ["FRIST_OKAND"]
    told = day("served_on", "2026-03-20")
    act(product, key, "delgivning", tenant="1", told_by="Uthyraren", **told)
    assert standing(product, HANNA) == ["FRIST_OMRAKNAD_2"]


def test_a_closed_case_warns_no_more(product: Product) -> None:
    arrive(product, "2026-03-03 10:15", service_date="2026-03-02")
    product.at("2026-03-26 09:00")
    assert standing(product, HANNA) == ["FRIST_SLUT"]
    assess(product, "close")
    outcome = {"decision": "close", "outcome": "O16", "reason": "Utrett.", "anyway": "Har flyttat."}
    do(product, "demo-hanna", OUTCOME, outcome)
    assert [one.state for one in rows(product, cases)] == ["closed"]
    assert standing(product) == []


def test_what_has_ended_and_is_so_again_stands_anew(product: Product) -> None:
    text = Text("Det är sent.", "It is late.")
    with product.database.transaction() as session:
        raised = [_raise(session, text, EARLIER), _raise(session, text, EARLIER)]
        warning.end_about(session, "a-thing", EARLIER)
        raised.append(_raise(session, text, LATER))
    assert raised == [True, False, True]
    with product.database.reading() as session:
        found = session.execute(select(warnings)).one()
    assert (found.raised_at, found.ended_at) == (LATER, None)


def test_every_warning_about_the_period_has_a_place_in_the_order() -> None:
    assert set(WARNS) <= set(open_warnings.ORDER)


@pytest.mark.parametrize(
    ("graver", "milder"),
    [
        ("SAMMA_DAG_SLUT", "SAMMA_DAG_1"),
        ("SAMMA_DAG_1", "FRIST_SLUT"),
        ("FRIST_SLUT", "REFERRAL_VERY_LATE"),
        ("DAG_14", "DAG_7"),
        ("DAG_7", "FRIST_OMRAKNAD_12"),
        ("FRIST_OMRAKNAD_2", "SOMETHING_NEW"),
    ],
)
def test_the_gravest_comes_first(graver: str, milder: str) -> None:
    assert open_warnings.graveness(graver) < open_warnings.graveness(milder)


def _raise(session: Session, text: Text, at: datetime) -> bool:
    return warning.raise_warning(
        session,
        "a-thing",
        "CODE",
        "caseworker:south",
        text,
        public_id=f"warning-{at:%d}",
        now=at,
    )


def test_a_limit_whose_day_is_over_is_not_said_to_run(product: Product) -> None:
    arrive(product, "2026-03-03 10:15", service_date="2026-03-02")
    address = f"/arenden/{rows(product, cases)[0].public_id}"
    assert "Dagen har passerat" not in _page(product, address)
    product.at("2026-03-30 09:00")
    assert "Tidigaste beslut om avhysning Dagen har passerat" in _page(product, address)


def _page(product: Product, address: str) -> str:
    hanna = product.browser("demo-hanna")
    hanna.get(address)
    return hanna.text()
