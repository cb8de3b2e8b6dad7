"""Settings by day: changed by a command with history, in force as of the day of arrival."""

from __future__ import annotations

from datetime import date

import pytest

from cases import configuration, limit_switches, notice
from cases.settings_known import KNOWN
from cases.settings_text import as_text, from_text
from cases.tables.office_models import configuration as table
from tests.product import Browser, Product
from tests.steps import day, ledger, receive, rows

PAGE = "/installningar/sla.referral"


def change(product: Product, name: str, value: str, start: str, **more: str) -> tuple[int, Browser]:
    """The administrator gives a setting a new value from a day on."""
    browser = product.browser("demo-axel")
    browser.get(f"/installningar/{name}")
    fields = {"value": value, **day("valid_from", start), "decision": "Nämnden § 7", **more}
    return browser.post(f"/installningar/{name}", fields).status_code, browser


def value(product: Product, name: str, on: str) -> object:
    with product.database.reading() as session:
        return configuration.value(session, name, date.fromisoformat(on))


def test_a_notice_follows_the_settings_of_the_day_on_which_it_arrived(product: Product) -> None:
    name = "limits.saturday_counts"
    product.clock.set("2026-12-07 09:00")
    before = receive(product)
    assert change(product, name, "ja", "2026-12-10")[0] == 303
    product.clock.set("2026-12-11 09:00")
    after = receive(product, tenant_name="Bo Övning")
    with product.database.reading() as session:
        found = [
            configuration.for_notice(session, name, notice.get(session, key))
            for key in (before, after)
        ]
        switches = [
            limit_switches.of_day(
                session, date.fromisoformat(notice.get(session, key).arrival_day)
            ).saturday_is_weekday
            for key in (before, after)
        ]
    assert found == switches == [False, True]


def test_a_value_holds_from_its_first_to_its_last_day(product: Product) -> None:
    assert change(product, "sla.referral", "3", "2026-12-10", **day("valid_to", "2026-12-20"))[0]
    assert [value(product, "sla.referral", f"2026-12-{d}") for d in ("09", "10", "20", "21")] == [
        5,
        3,
        3,
        5,
    ]


def test_a_value_that_is_withdrawn_covers_no_day_and_stays_in_the_history(
    product: Product,
) -> None:
    assert change(product, "sla.referral", "3", "2026-12-10")[0] == 303
    browser = product.browser("demo-axel")
    browser.get(PAGE)
    row = str(rows(product, table)[-1].id)
    assert browser.post(f"{PAGE}/dra-tillbaka", {"row": row, "reason": ""}).status_code == 422
    assert browser.post(f"{PAGE}/dra-tillbaka", {"row": row, "reason": "Fel."}).status_code == 303
    assert value(product, "sla.referral", "2026-12-11") == 5
    browser.get(PAGE)
    assert "Draget tillbaka" in browser.text()
    assert ledger(product).is_whole


@pytest.mark.parametrize(
    ("name", "written", "said"),
    [
        ("sla.referral", "fem", "heltal"),
        ("sla.referral", "-1", "heltal"),
        ("limits.saturday_counts", "kanske", "ja eller nej"),
        ("limits.extra_days_from", "x", "Välj ett av"),
        ("ladder.steps", "{", "JSON"),
        ("ladder.steps", "{}", "default"),
        ("letters.contact", '{"phone": "1"}', ""),
        ("confirmation.kfm_address", "en\nrad", "rad"),
    ],
)
def test_a_value_that_cannot_be_is_told_of_in_words_and_nothing_is_saved(
    product: Product, name: str, written: str, said: str
) -> None:
    status, browser = change(product, name, written, "2026-12-10")
    assert status == 422
    assert said in browser.text()
    assert rows(product, table) == []


def test_a_manager_reads_and_only_an_administrator_changes(product: Product) -> None:
    malin = product.browser("demo-malin")
    assert malin.get(PAGE).status_code == 200
    assert "Administratören ändrar" in malin.text()
    assert malin.get("/installningar").status_code == 200
    fields = {"value": "1", "decision": "x", **day("valid_from", "2026-12-10")}
    assert malin.post(PAGE, fields).status_code == 404
    for who in ("demo-hanna", "demo-rut", "demo-vera"):
        assert product.browser(who).get("/installningar").status_code == 404
    assert product.browser("demo-axel").get("/installningar/x.y").status_code == 404


def test_every_setting_is_shown_and_its_value_can_be_written_as_it_is_shown(
    product: Product,
) -> None:
    browser = product.browser("demo-axel")
    browser.get("/installningar")
    for name, setting in KNOWN.items():
        assert f"/installningar/{name}" in browser.page
        for text in (as_text(setting.default).sv, as_text(setting.default).en):
            assert from_text(name, text) == setting.default
