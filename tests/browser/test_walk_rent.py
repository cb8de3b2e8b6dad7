"""One case by clicks, from a landlord's notice to a recovered tenancy and two paid rents."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import check_page
from tests.browser.people import case_about, fill, match_as_new, press, send_notice, take
from tests.browser.town import Town, town
from tests.product import ASSESSMENT

RUT, HANNA, MALIN, GOSTA = "demo-rut", "demo-hanna", "demo-malin", "demo-gosta"
LETTER, ATTEMPT = "Skicka brev till hushållet", "Försök nå hushållet"
MEASURE, DECIDE = "Välj åtgärd", "Besluta om åtagande"
POSTING, ASSESS = "Ange när brevet lämnades", "Bedöm ärendet"
DONE = "Slutför uppgiften"


@pytest.fixture(scope="module")
def walk(
    browser: Browser, browser_context_args: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Any:
    """A town on a Tuesday in March."""
    folder = tmp_path_factory.mktemp("rent")
    with town(folder, "2026-03-03 10:15", browser, browser_context_args) as made:
        yield made


def test_a_rent_is_recovered_from_the_notice_to_the_second_rent(walk: Town) -> None:
    receipt = send_notice(walk.person(), "Wilma Hyrin", children="yes")
    match_as_new(walk.person(RUT), receipt)
    hanna = walk.person(HANNA)
    case, number = case_about(hanna, "Wilma Hyrin")
    _says(hanna, case, "tisdag 24 mars 2026, om 21 dagar", "Preliminär", "12 kap. 44 §")

    _write_and_post(walk, number)
    _try(walk, number)
    _tell_the_day_of_service(walk.person(RUT), receipt)
    _says(hanna, case, "Så räknades det förut", "Kommunens egen sista dag: fredag 20 mars 2026")

    _commit(walk, number)
    _says(hanna, case, "Skickat i tid", "18 400 kr för januari 2026, februari 2026")
    _pay(hanna, case)
    _says(hanna, case, "Hushållet har betalat", "i tid")
    _check_the_rents(walk, number)
    _close(hanna, number)
    _says(hanna, case, "O05 Åtagande enligt 12 kap. 44 § jordabalken", "Avslutat")
    _replay(walk.person(GOSTA), number)


def _write_and_post(walk: Town, number: str) -> None:
    """The usual letter is chosen already; a printed letter is sent when somebody says so."""
    hanna = walk.person(HANNA)
    take(hanna, LETTER, number)
    check_page(hanna)
    press(hanna, "Skicka brevet")
    _post(walk, number, "2026-03-03")


def _post(walk: Town, number: str, day: str) -> None:
    """Posted at one o'clock, however long the machine took before."""
    walk.set_clock(f"{day} 13:01")
    page = walk.person(HANNA)
    take(page, POSTING, number)
    fill(page, {"way": "letter", "sent_at": "13.00"})
    press(page, DONE)
    page.wait_for_selector("text=Klart: Ange när brevet lämnades.")


def _try(walk: Town, number: str) -> None:
    """No answer to the message; the day after, somebody answers the telephone."""
    hanna = walk.person(HANNA)
    take(hanna, ATTEMPT, number)
    expect(hanna.locator(".bkv-columns__facts")).to_contain_text("Sms")
    check_page(hanna)
    press(hanna, "Inget svar")
    walk.set_clock("2026-03-04 09:00")
    take(hanna, ATTEMPT, number)
    expect(hanna.locator(".bkv-columns__facts")).to_contain_text("Telefon, första försöket")
    press(hanna, "Vi talades vid")


def _tell_the_day_of_service(rut: Page, receipt: str) -> None:
    rut.goto(f"/anmalningar?kvitto={receipt}")
    rut.get_by_role("link", name=receipt).click()
    rut.get_by_role("link", name="Rapportera delgivningsdag").click()
    check_page(rut)
    fill(rut, {"served_on-day": "2", "served_on-month": "3", "served_on-year": "2026"})
    fill(rut, {"told_by": "Uthyraren"})
    press(rut, "Spara")
    expect(rut.get_by_text("Delgivningsdagen är sparad och fristen är räknad.")).to_be_visible()


def _commit(walk: Town, number: str) -> None:
    """The caseworker proposes, the section head decides, and the letter is posted in time."""
    hanna, malin = walk.person(HANNA), walk.person(MALIN)
    take(hanna, MEASURE, number)
    fill(hanna, {"measure": "commitment"})
    fill(hanna, {"commitment_amount": "18 400", "commitment_months": "januari och februari 2026"})
    fill(hanna, {f"commitment_payment_day-{box}": v for box, v in _day("12", "3")})
    fill(hanna, {"economy": "yes"})
    check_page(hanna)
    press(hanna, DONE)
    take(malin, DECIDE, number)
    expect(malin.locator(".bkv-columns__facts")).to_contain_text("18 400 kr")
    expect(malin.locator(".bkv-columns__facts")).to_contain_text("Håller ekonomin efteråt?")
    fill(malin, {"decision": "approve", "reason": "Barn i hemmet."})
    check_page(malin)
    press(malin, DONE)
    _post(walk, number, "2026-03-04")


def _day(day: str, month: str) -> tuple[tuple[str, str], ...]:
    return (("day", day), ("month", month), ("year", "2026"))


def _pay(hanna: Page, case: str) -> None:
    hanna.goto(case)
    hanna.get_by_role("link", name="Bekräfta betalning eller återkallelse").click()
    fill(hanna, {"kind": "paid"})
    fill(hanna, {f"paid_on-{box}": value for box, value in _day("4", "3")})
    fill(hanna, {"amount": "18 400", "is_whole": "yes", "told_by": "Uthyraren"})
    check_page(hanna)
    press(hanna, "Spara")
    hanna.wait_for_url(case)
    expect(hanna.get_by_text("Uppgiften om skulden är sparad.")).to_be_visible()


def _check_the_rents(walk: Town, number: str) -> None:
    hanna = walk.person(HANNA)
    for on, title in (
        ("2026-04-08", "Kontrollera hyran"),
        ("2026-05-08", "Kontrollera andra hyran"),
    ):
        walk.set_clock(f"{on} 09:00")
        take(hanna, title, number)
        press(hanna, "Ja")
        hanna.wait_for_selector("text=Klart: Kontrollera")


def _close(hanna: Page, number: str) -> None:
    take(hanna, ASSESS, number)
    fill(hanna, {**ASSESSMENT, "next_step": "close"})
    press(hanna, DONE)
    hanna.wait_for_selector("h1:has-text('Besluta om utfall')")
    expect(hanna.locator(".bkv-columns__facts")).to_contain_text("O05 Åtagande enligt 12 kap. 44 §")
    press(hanna, "Ta uppgiften")
    fill(hanna, {"decision": "close", "outcome": "O05", "reason": "Skulden är betald."})
    press(hanna, DONE)
    hanna.wait_for_url("**/inkorg")


def _replay(gosta: Page, number: str) -> None:
    row = gosta.get_by_role("row").filter(has_text=number)
    row.get_by_role("link", name="Obetald hyra").click()
    gosta.get_by_role("link", name="Sista", exact=True).click()
    expect(gosta.locator("[aria-current=step]")).to_contain_text("Processen klar")
    check_page(gosta)


def _says(page: Page, case: str, *words: str) -> None:
    page.goto(case)
    for said in words:
        expect(page.locator("main")).to_contain_text(said)
