"""The first case of the five: from a landlord's telephone to a recovered tenancy."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.browser import keyboard, touch
from tests.browser.five_people import (
    hanna,
    landlord,
    malin,
    receipt_on,
    rut,
    rut_matches,
)
from tests.browser.people import ASSESS, case_about, fill, find, press, take
from tests.browser.town import Town
from tests.product import ASSESSMENT

TENANT = "Wilma Hyrin"
LETTER, POSTING, ATTEMPT = (
    "Skicka brev till hushållet",
    "Ange när brevet lämnades",
    "Försök nå hushållet",
)
MEASURE, DECIDE, DONE = "Välj åtgärd", "Besluta om åtagande", "Slutför uppgiften"
NOTICE = {
    "sender_name": "Exempelbostäder AB",
    "sender_street": "Provgatan 1",
    "sender_postal_code": "211 20",
    "sender_town": "Exempelstad",
    "sender_phone": "040-123 45 67",
    "sender_email": "uthyrning@landlord.example",
    "tenure": "rental",
    "tenant_name": TENANT,
    "dwelling_street": "Exempelgatan 12 B",
    "dwelling_postal_code": "211 34",
    "dwelling_town": "Exempelstad",
    "amount": "18 400",
}


@dataclass(frozen=True)
class Rent:
    """The case as its people know it."""

    receipt: str
    address: str
    number: str


def begun(walk: Town) -> Rent:
    """A notice from a telephone, matched without a mouse, is a case of the caseworker's."""
    receipt = _sent(walk)
    rut_matches(walk, receipt)
    page = hanna(walk)
    walk.look(page, "inkorgen")
    address, number = case_about(page, TENANT)
    expect(page.locator("main")).to_contain_text("tisdag 22 december 2026, om 21 dagar")
    walk.look(page, "arendet ar nytt")
    return Rent(receipt, address, number)


def worked_on(walk: Town, rent: Rent) -> None:
    """Two want the same task, a fact comes while a form is being written, and one decides."""
    _write(walk, rent)
    _reach(walk, rent)
    _propose_while_rut_reports(walk, rent)
    _decide(walk, rent)
    walk.look(_opened(hanna(walk), rent.address), "arendet med atagande")


def paid(walk: Town, rent: Rent) -> None:
    """The landlord rings: the debt is paid in time."""
    page = _opened(hanna(walk), rent.address)
    page.get_by_role("link", name="Bekräfta betalning eller återkallelse").click()
    fill(page, {"kind": "paid", "amount": "18 400", "is_whole": "yes", "told_by": "Uthyraren"})
    fill(page, _day("paid_on", "3", "12", "2026"))
    walk.look(page, "betalning")
    press(page, "Spara")
    expect(page.get_by_text("Uppgiften om skulden är sparad.")).to_be_visible()


def followed_and_closed(walk: Town, rent: Rent) -> None:
    """Two rents come as they should, and the case is closed on the version it began with."""
    page = hanna(walk)
    for on, title in (
        ("2027-01-08", "Kontrollera hyran"),
        ("2027-02-08", "Kontrollera andra hyran"),
    ):
        walk.set_clock(f"{on} 09:00")
        take(page, title, rent.number)
        walk.look(page, title)
        press(page, "Ja")
        page.wait_for_selector("text=Klart: Kontrollera")
    take(page, ASSESS, rent.number)
    fill(page, {**ASSESSMENT, "next_step": "close"})
    walk.look(page, "bedomer")
    press(page, DONE)
    page.wait_for_selector("h1:has-text('Besluta om utfall')")
    press(page, "Ta uppgiften")
    fill(page, {"decision": "close", "outcome": "O05", "reason": "Skulden är betald."})
    walk.look(page, "utfall")
    press(page, DONE)
    page.wait_for_url("**/inkorg")
    walk.look(_opened(page, rent.address), "arendet ar avslutat")


def _sent(walk: Town) -> str:
    """From the start page to the receipt, by taps."""
    page = landlord(walk)
    page.goto("/")
    walk.look(page, "startsidan")
    touch.press(page, "Börja")
    page.wait_for_url("**/hyresvard")
    walk.look(page, "for dig som hyr ut")
    touch.follow(page, "Uppsägning för obetald hyra")
    touch.answer(page, NOTICE)
    walk.look(page, "formularet")
    touch.press(page, "Skicka underrättelsen")
    page.wait_for_url("**/kvitto/**")
    walk.look(page, "kvittot")
    return receipt_on(page)


def _write(walk: Town, rent: Rent) -> None:
    """The usual letter; Malin had it before her too, and is told that Hanna was first."""
    page, other = hanna(walk), malin(walk)
    find(other, LETTER, rent.number).click()
    take(page, LETTER, rent.number)
    walk.look(page, "brevet")
    press(other, "Ta uppgiften")
    expect(other.locator("main")).to_contain_text("Det gjorde Hanna Handell")
    walk.look(other, "hanna hann fore")
    press(page, "Skicka brevet")
    _post(walk, rent, "2026-12-01")


def _post(walk: Town, rent: Rent, day: str) -> None:
    """Posted at one o'clock, however long the machine took before."""
    walk.set_clock(f"{day} 13:01")
    page = hanna(walk)
    take(page, POSTING, rent.number)
    walk.look(page, "har lamnat brevet")
    fill(page, {"way": "letter", "sent_at": "13.00"})
    press(page, DONE)
    page.wait_for_selector(f"text=Klart: {POSTING}.")
    walk.look(page, "inkorgen efter brevet")


def _reach(walk: Town, rent: Rent) -> None:
    """No answer to the message; the day after, somebody answers the telephone."""
    page = hanna(walk)
    for on, button in (("2026-12-02", "Inget svar"), ("2026-12-03", "Vi talades vid")):
        walk.set_clock(f"{on} 09:00")
        take(page, ATTEMPT, rent.number)
        walk.look(page, "forsoker na hushallet")
        press(page, button)
        page.wait_for_selector(f"text=Klart: {ATTEMPT}.")


def _propose_while_rut_reports(walk: Town, rent: Rent) -> None:
    """What Hanna has typed stays, while Rut tells the day of service and the limit moves."""
    page = hanna(walk)
    take(page, MEASURE, rent.number)
    fill(page, {"measure": "commitment", "economy": "yes"})
    fill(page, {"commitment_amount": "18 400", "commitment_months": "november och december 2026"})
    fill(page, _day("commitment_payment_day", "10", "12", "2026"))
    _report_service(walk, rent)
    walk.look(page, "valjer atgard")
    press(page, DONE)
    page.wait_for_selector(f"text=Klart: {MEASURE}.")


def _report_service(walk: Town, rent: Rent) -> None:
    page = rut(walk)
    keyboard.enter(page, '.bkv-nav a[href="/anmalningar"]')
    page.wait_for_url("**/anmalningar")
    walk.look(page, "underrattelser")
    keyboard.answer(page, {"kvitto": rent.receipt})
    page.keyboard.press("Enter")
    page.wait_for_url("**kvitto=**")
    _follow(page, rent.receipt)
    walk.look(page, "underrattelsen")
    _follow(page, "Rapportera delgivningsdag")
    keyboard.answer(page, _day("served_on", "30", "11", "2026"))
    keyboard.answer(page, {"told_by": "Uthyraren"})
    walk.look(page, "delgivningsdag")
    keyboard.enter(page, "#answers button[type=submit]:not([hidden])")
    expect(page.get_by_text("Delgivningsdagen är sparad och fristen är räknad.")).to_be_visible()
    walk.look(page, "fristen ar raknad om")


def _follow(page: Page, text: str) -> None:
    """A link, by what it says, without a mouse."""
    address = page.get_by_role("link", name=text).first.get_attribute("href")
    keyboard.enter(page, f'main a[href="{address}"]')
    page.wait_for_url(f"**{address}")


def _decide(walk: Town, rent: Rent) -> None:
    page = malin(walk)
    take(page, DECIDE, rent.number)
    expect(page.locator(".bkv-columns__facts")).to_contain_text("18 400 kr")
    fill(page, {"decision": "approve", "reason": "Barn i hemmet."})
    walk.look(page, "beslutar")
    press(page, DONE)
    page.wait_for_selector(f"text=Klart: {DECIDE}.")
    _post(walk, rent, "2026-12-03")


def _day(name: str, day: str, month: str, year: str) -> dict[str, str]:
    return {f"{name}-day": day, f"{name}-month": month, f"{name}-year": year}


def _opened(page: Page, address: str) -> Page:
    page.goto(address)
    return page
