"""The duty roster: named with history, and never nobody's day."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import update

from cases import configuration, demo, roster
from cases.commands.roster import SetDutyOfficer
from cases.notice import receiving_authority
from cases.tables.models import staff
from engine.errors import NotPermitted, Refused
from tests.product import Browser, Product
from tests.steps import ledger, person

FIELDS = {"officer": "demo-jamila", "day_from": "2026-12-03", "day_to": "2026-12-05"}


@pytest.fixture
def product(product: Product) -> Product:
    product.clock.set("2026-12-01 09:00")
    return product


def set_officer(product: Product, by: str = "demo-malin", **changes: str) -> Browser:
    browser = product.browser(by)
    browser.get("/jour")
    answer = browser.post("/jour", {**FIELDS, **changes})
    if answer.status_code == 303:
        browser.get("/jour")
    return browser


def officer(product: Product, day: str) -> tuple[str, str]:
    with product.database.reading() as session:
        found = roster.officer(session, receiving_authority(session), date.fromisoformat(day))
    return found.public_id, found.rule


def test_a_section_head_names_the_officer_of_several_days(product: Product) -> None:
    page = set_officer(product).text()
    assert "Jourlistan är ändrad." in page
    assert "lördag 5 december 2026 Jamila Jourén" in page
    assert officer(product, "2026-12-04") == ("demo-jamila", "roster")


def test_the_deputy_comes_after_the_roster_and_before_any_role(product: Product) -> None:
    assert officer(product, "2026-12-04") == ("demo-jamila", "duty_officer")
    set_deputy(product, "demo-hanna", "2026-12-04", "2026-12-06")
    assert officer(product, "2026-12-03") == ("demo-jamila", "duty_officer")
    assert officer(product, "2026-12-04") == ("demo-hanna", "deputy")
    assert officer(product, "2026-12-07") == ("demo-jamila", "duty_officer")
    set_officer(product, day_from="2026-12-04", day_to="")
    assert officer(product, "2026-12-04") == ("demo-jamila", "roster")
    set_deputy(product, "nobody", "2026-12-05", "2026-12-05")
    assert officer(product, "2026-12-05") == ("demo-jamila", "duty_officer")
    set_deputy(product, "", "2026-12-06", "2026-12-06")
    assert officer(product, "2026-12-06") == ("demo-jamila", "duty_officer")


def set_deputy(product: Product, value: str, first: str, last: str) -> None:
    """From one day to another; what was decided last goes before."""
    with product.database.transaction() as session:
        configuration.add(
            session,
            "roster.deputy",
            value,
            valid_from=date.fromisoformat(first),
            valid_to=date.fromisoformat(last),
            decision="In a test",
            by="staff:demo-axel",
            now=product.clock(),
        )


def test_what_stood_there_is_kept_in_the_history(product: Product) -> None:
    set_officer(product)
    page = set_officer(product, "demo-axel", officer="demo-hanna", day_to="").text()
    assert "torsdag 3 december 2026: Hanna Handell. Tidigare: Jamila Jourén." in page
    assert "Axel Admin" in page
    assert "torsdag 3 december 2026 till lördag 5 december 2026: Jamila Jourén." in page
    assert ledger(product).is_whole


def test_each_coming_day_says_who_named_the_officer_and_when(product: Product) -> None:
    page = set_officer(product).text()
    named = r"fredag 4 december 2026 Jamila Jourén 1 december 2026 kl. 09.00 ?, Malin"
    assert re.search(named, page.replace("\u00a0", " "))


def test_what_one_person_changes_on_a_day_stands_together_and_what_has_been_is_folded(
    product: Product,
) -> None:
    set_officer(product)
    set_officer(product, day_from="2026-12-08", day_to="", officer="demo-hanna")
    set_officer(product, "demo-axel", day_from="2026-12-09", day_to="")
    product.clock.set("2026-12-06 09:00")
    browser = set_officer(product, day_from="2026-12-10", day_to="")
    entries = re.findall(r'<article class="bkv-entry">.*?</article>', browser.page, re.DOTALL)
    assert [entry.count("<li>") for entry in entries] == [1, 1, 1, 1]
    assert "10 december" in entries[0]
    folded = browser.page.partition("Ändringar om dagar som har varit")[2]
    assert "3 december 2026 till lördag 5 december" in folded
    assert entries[2] not in folded


def test_the_demos_coming_days_were_named_by_the_section_head(product: Product) -> None:
    with product.database.transaction() as session:
        malin = person(product, demo.NAMED_BY)
        for command in list(demo.coming_roster(session, date(2026, 12, 1))):
            product.engine.execute(session, command, malin)
        assert list(demo.coming_roster(session, date(2026, 12, 1))) == []
    browser = product.browser("demo-rut")
    browser.get("/jour")
    assert "tisdag 1 december 2026 till söndag 6 december 2026: Jamila" in browser.text()
    assert "Jourlistan saknar namn för måndag 7 december 2026." in browser.text()
    history = browser.page.partition("Ändringar")[2]
    assert history.count("<article") == 1


def test_a_name_is_taken_away_and_the_rule_names_somebody(product: Product) -> None:
    set_officer(product)
    page = set_officer(product, officer="nobody", day_to="").text()
    told = "Jourlistan saknar namn för torsdag 3 december 2026. Om ingen anges blir det Jamila"
    assert told in page
    assert officer(product, "2026-12-03") == ("demo-jamila", "duty_officer")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"day_from": "2026-11-30"}, "Dagar som har varit ändras inte."),
        ({"day_to": "2026-12-02"}, "Den sista dagen ligger före den första."),
        ({"day_to": "2028-12-02"}, "Ange högst ett år i taget."),
        ({"officer": ""}, "Välj vem som har jouren"),
        ({"officer": "demo-vera"}, "Välj"),
    ],
)
def test_what_makes_no_sense_is_told_and_kept_on_the_page(
    product: Product, changes: dict[str, str], why: str
) -> None:
    browser = set_officer(product, **changes)
    assert why in browser.text()
    assert officer(product, "2026-12-04")[1] != "roster"


def test_a_gap_in_the_coming_week_is_told_in_the_inbox_of_those_who_can_act(
    product: Product,
) -> None:
    set_officer(product, day_from="2026-12-01", day_to="2026-12-07")
    for who in ("demo-jamila", "demo-malin"):
        browser = product.browser(who)
        browser.get("/inkorg")
        assert "Jourlistan saknar namn för tisdag 8 december 2026." in browser.text()
        assert "måndag 7 december" not in browser.text()
    hanna = product.browser("demo-hanna")
    hanna.get("/inkorg")
    assert "Jourlistan saknar namn" not in hanna.text()


@pytest.mark.parametrize("who", ["demo-rut", "demo-jamila", "demo-hanna", "demo-gosta"])
def test_only_section_heads_and_administrators_name_the_officer(product: Product, who: str) -> None:
    command = SetDutyOfficer(date(2026, 12, 3), date(2026, 12, 3), "demo-hanna")
    with pytest.raises(NotPermitted), product.database.transaction() as session:
        product.engine.execute(session, command, person(product, who))


def test_whoever_is_put_on_a_day_and_leaves_is_replaced_by_rule(product: Product) -> None:
    set_officer(product, officer="demo-hanna")
    with product.database.transaction() as session:
        session.execute(
            update(staff).where(staff.c.public_id == "demo-hanna").values(is_active=False)
        )
    assert officer(product, "2026-12-04") == ("demo-jamila", "duty_officer")


@pytest.mark.parametrize("who", ["demo-gosta", "demo-axel", "demo-niklas", "demo-pia"])
def test_whose_role_does_no_casework_is_neither_offered_nor_taken(
    product: Product, who: str
) -> None:
    browser = product.browser("demo-malin")
    browser.get("/jour")
    assert f'value="{who}"' not in browser.page
    set_officer(product, officer=who)
    assert officer(product, "2026-12-04")[1] != "roster"
    command = SetDutyOfficer(date(2026, 12, 3), date(2026, 12, 3), who)
    with product.database.transaction() as session, pytest.raises(Refused):
        product.engine.execute(session, command, person(product, "demo-malin"))
