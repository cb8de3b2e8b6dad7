"""Who assesses a case again has the last assessment above the form, if she may read it."""

from __future__ import annotations

import json

import pytest

from cases.lists import inbox
from engine import definitions
from ledger.models import history_payloads
from tests.product import ASSESSMENT, Browser, Product, match_as_new, send_notice, take_task
from tests.steps import person, rows
from web import about_assessment

TITLE = "Bedöm ärendet"
LAST = "Senaste bedömningen"
FIRST = {**ASSESSMENT, "situation": "Hushållet ringde <b>i går</b>."}


@pytest.fixture
def hanna(product: Product) -> Browser:
    """On the first assessment of a case."""
    product.clock.set("2026-12-01 09:00")
    send_notice(product)
    product.work()
    match_as_new(product)
    return product.browser("demo-hanna")


def _assess(product: Product, browser: Browser, **changes: str) -> str:
    address = take_task(browser, TITLE)
    assert browser.post(address, {**FIRST, **changes}).status_code == 303
    product.work()
    return take_task(browser, TITLE)


def test_the_first_assessment_has_none_before_it(hanna: Browser) -> None:
    take_task(hanna, TITLE)
    assert LAST not in hanna.text()


def test_the_last_one_stands_above_the_form_with_who_and_when(
    product: Product, hanna: Browser
) -> None:
    _assess(product, hanna)
    product.clock.set("2026-12-03 10:15")
    task = _assess(product, hanna, situation="Har fått nytt arbete.", risk="low")
    before = hanna.page.split('id="answers"')[0]
    assert LAST in before
    assert "Har fått nytt arbete." in before
    assert "ringde" not in hanna.page
    assert "Hanna Handell, " in before
    assert "3 december 2026" in before
    # To read: the form itself is empty.
    assert "Har fått nytt arbete." not in hanna.page.split('id="answers"')[1]
    hanna.get(task)
    logged = json.loads(rows(product, history_payloads)[-1].payload)
    assert logged["journal"] == "assessment"


def test_what_was_written_is_shown_as_it_was_written(product: Product, hanna: Browser) -> None:
    _assess(product, hanna)
    assert "Hushållet ringde &lt;b&gt;i går&lt;/b&gt;." in hanna.page


def test_it_is_nothing_to_who_may_not_open_the_case_and_above_no_other_form(
    product: Product, hanna: Browser
) -> None:
    task = _assess(product, hanna).rpartition("/")[2]
    reader = person(product, "demo-hanna")
    with product.database.reading() as session:
        view = inbox.task(session, reader, task)
        assert view is not None
        forms = definitions.latest(session, "main_case").forms
        other = definitions.latest(session, "receive_notice").forms["confirm_match"]
        shown = about_assessment.last(session, reader, view, forms[about_assessment.FORM])
        assert shown is not None
        assert shown["who"] == "Hanna Handell"
        for who in ("demo-sara", "demo-rut", "demo-vera", "demo-axel"):
            elsewhere = person(product, who)
            form = forms[about_assessment.FORM]
            assert about_assessment.last(session, elsewhere, view, form) is None, who
        assert about_assessment.last(session, reader, view, other) is None
