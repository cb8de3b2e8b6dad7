"""The timeline of a case says which flag, which letter and how it went, the newest first."""

from __future__ import annotations

import re

import pytest

from tests.product import Browser, Product
from tests.steps import POSTING, do, match, posting, receive
from web import phone_numbers


def opened(product: Product) -> Browser:
    """The page of a new case."""
    receive(product, arrears_months=["2026-02", "2026-03"])
    match(product)
    hanna = product.browser("demo-hanna")
    hanna.get("/arenden")
    hanna.get(hanna.links(r"/arenden/[\w-]+")[0])
    return hanna


def test_a_flag_in_the_timeline_says_what_is_missing(product: Product) -> None:
    key = receive(product)
    rut = product.browser("demo-rut")
    rut.get(f"/anmalningar/{key}")
    told = re.findall(r"Flagga satt.*?</li>", rut.page, re.DOTALL)
    assert "Avsändarens telefonnummer saknas." in told[0]


def test_a_letter_in_the_timeline_is_called_by_its_name_and_no_server_speaks(
    product: Product,
) -> None:
    text = opened(product).text()
    assert "Brev skickat · Bokvar Begäran om komplettering" in text
    assert "queued as" not in text
    assert "utskickskön" not in text


def test_a_task_in_the_timeline_is_called_by_its_name(product: Product) -> None:
    key = receive(product, sender_email=None)
    match(product)
    do(product, "demo-rut", POSTING, posting(product))
    rut = product.browser("demo-rut")
    rut.get(f"/anmalningar/{key}")
    told = re.findall(r"Uppgift slutförd.*?</li>", rut.page, re.DOTALL)
    assert all("bkv-timeline__detail" in one for one in told)
    assert "Brev lämnat, enligt uppgift" in rut.text()


def test_the_newest_stands_first_and_what_is_earlier_is_there_on_demand(product: Product) -> None:
    page = opened(product).page
    shown, _summary, earlier = page.partition("Tidigare händelser (")
    assert "Underrättelse registrerad" in earlier
    assert "Underrättelse registrerad" not in shown
    times = re.findall(r'<time class="bkv-timeline__time" datetime="([^"]+)"', page)
    assert times == sorted(times, reverse=True)


def test_limits_that_are_set_at_once_stand_under_one_heading(product: Product) -> None:
    page = opened(product).page
    told = re.findall(r"Frist satt.*?</li>", page, re.DOTALL)
    assert "Sista dag att betala" in told[-1]
    assert "Tidigaste beslut om avhysning" in told[-1]


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("+46401234567", "040-123 45 67"),
        ("+46812345678", "08-123 456 78"),
        ("+468123456", "08-12 34 56"),
        ("+46701234567", "070-123 45 67"),
        ("+4641312345", "0413-123 45"),
        ("+46771", "0771"),
        ("+4712345678", "+4712345678"),
        ("", ""),
        ("växeln", "växeln"),
    ],
)
def test_a_telephone_number_is_written_as_swedes_write_it(kept: str, shown: str) -> None:
    assert phone_numbers.written(kept) == shown
