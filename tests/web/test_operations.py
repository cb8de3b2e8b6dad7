"""The operations page: what has failed, in words and ids, and never green before it has worked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from engine.commands import AskRetry
from engine.errors import NotPermitted
from engine.models import incidents, process_instances
from ledger.events import read_subject
from tests.product import NOTICE, Browser, Product, send_notice
from tests.steps import ledger, person, rows


@pytest.fixture
def product(product: Product) -> Product:
    product.clock.set("2026-12-01 09:00")
    return product


class Broken:
    """An operation that fails until it is mended."""

    def __init__(self, operation: Any) -> None:
        self._operation = operation
        self.is_mended = False

    def __call__(self, ctx: Any, **given: Any) -> Mapping[str, Any]:
        if not self.is_mended:
            raise LookupError("Åsa Prov has no such thing.")
        found: Mapping[str, Any] = self._operation(ctx, **given)
        return found


@pytest.fixture
def broken(product: Product, monkeypatch: pytest.MonkeyPatch) -> Broken:
    """A notice has come, and the step that registers it fails."""
    operation = Broken(product.engine.operations["register_notice"])
    changed = {**product.engine.operations, "register_notice": operation}
    monkeypatch.setattr(product.engine, "operations", changed)
    send_notice(product)
    product.work()
    return operation


def drift(product: Product) -> Browser:
    browser = product.browser("demo-axel")
    assert browser.get("/drift").status_code == 200
    return browser


def ask(browser: Browser) -> int:
    (address,) = browser.links('/drift/storningar/[^"]+/forsok')
    return browser.post(address).status_code


def give_up(product: Product) -> None:
    """Every try fails until none is left."""
    for day in range(2, 5):
        for hour in range(24):
            product.at(f"2026-12-{day:02} {hour:02}:30")


def test_an_incident_is_told_by_its_step_its_cause_and_what_happens_next(
    product: Product, broken: Broken
) -> None:
    page = drift(product).text()
    assert "Öppna störningar (1)" in page
    assert "Registrera underrättelse Försöker igen" in page
    assert "Något som steget behöver finns inte. (LookupError)" in page
    assert "Nästa försök görs av sig självt tisdag 1 december 2026 kl. 09.00" in page


def test_nothing_on_the_page_says_whom_it_is_about(product: Product, broken: Broken) -> None:
    page = drift(product).page
    facts = {value for value in NOTICE.values() if len(value) > 4} - {"Exempelstad"}
    assert [value for value in facts if value in page] == []
    assert "Åsa" not in page


def test_it_is_green_when_the_step_has_worked_and_not_before(
    product: Product, broken: Broken
) -> None:
    browser = drift(product)
    assert ask(browser) == 303
    browser.get("/drift")
    assert "Ett nytt försök är begärt." in browser.text()
    assert "Registrera underrättelse Försöker igen" in browser.text()
    product.work()
    browser.get("/drift")
    assert "Registrera underrättelse Försöker igen" in browser.text()
    assert "Lösta den senaste veckan" not in browser.text()
    broken.is_mended = True
    assert ask(browser) == 303
    browser.get("/drift")
    assert "Registrera underrättelse Försöker igen" in browser.text()
    product.work()
    browser.get("/drift")
    assert "Öppna störningar (0)" in browser.text()
    assert "Registrera underrättelse Löst" in browser.text()


def test_when_the_tries_have_run_out_a_new_one_may_be_asked_for(
    product: Product, broken: Broken
) -> None:
    give_up(product)
    browser = drift(product)
    assert "Registrera underrättelse Försöken är slut" in browser.text()
    assert "Rätta orsaken och tryck sedan på Försök igen." in browser.text()
    broken.is_mended = True
    assert ask(browser) == 303
    product.work()
    browser.get("/drift")
    assert "Registrera underrättelse Löst" in browser.text()


def test_asking_leaves_a_line_in_the_history_with_who_asked(
    product: Product, broken: Broken
) -> None:
    ask(drift(product))
    instance = rows(product, process_instances)[0].public_id
    with product.database.reading() as session:
        asked = [e for e in read_subject(session, instance) if e.kind == "incident.retry_asked"]
    assert [(e.actor, e.element) for e in asked] == [("staff:demo-axel", "register_notice")]
    assert ledger(product).is_whole


def test_asking_once_too_often_is_told_and_changes_nothing(
    product: Product, broken: Broken
) -> None:
    browser = drift(product)
    (address,) = browser.links('/drift/storningar/[^"]+/forsok')
    broken.is_mended = True
    product.at("2026-12-01 10:00")
    assert browser.post(address).status_code == 409
    assert "Störningen är redan löst." in browser.text()


@pytest.mark.parametrize("who", ["demo-rut", "demo-hanna", "demo-malin", "demo-gosta", "demo-pia"])
def test_nobody_but_the_administrator_asks(product: Product, broken: Broken, who: str) -> None:
    (incident,) = rows(product, incidents)
    with pytest.raises(NotPermitted), product.database.transaction() as session:
        product.engine.execute(session, AskRetry(incident.public_id), person(product, who))


def test_an_incident_that_is_none_does_not_exist(product: Product, broken: Broken) -> None:
    browser = drift(product)
    for odd in ("x", "%00", "å" * 300, "'--"):
        assert browser.post(f"/drift/storningar/{odd}/forsok").status_code == 404


def test_that_no_worker_is_there_is_told(product: Product) -> None:
    product.work()
    assert "Ingen arbetsprocess har hörts av" not in drift(product).text()
    product.clock.set("2026-12-01 09:30")
    assert "Ingen arbetsprocess har hörts av" in drift(product).text()
