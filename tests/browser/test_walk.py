"""The whole way by clicks: a landlord on a phone, a registrar, a caseworker and an auditor."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from cases.law.calendar import STOCKHOLM
from tests.browser.conftest import Running
from tests.browser.people import (
    Visit,
    case_about,
    find,
    match_as_new,
    notice_on,
    press,
    send_notice,
    take,
    work_and_close,
)

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


def test_a_notice_from_a_phone_becomes_a_case_that_is_closed_and_replayed(visit: Visit) -> None:
    landlord = visit(**PHONE)
    receipt = send_notice(landlord, "Wilma Vandrar")

    rut = visit("demo-rut")
    match_as_new(rut, receipt)
    expect(rut.get_by_text("Klart: Bekräfta hushåll och bostad.")).to_be_visible()

    hanna = visit("demo-hanna")
    case, number = case_about(hanna, "Wilma Vandrar")
    work_and_close(hanna, number)
    hanna.goto(case)
    page = hanna.locator("main")
    expect(page).to_contain_text("O01 Skulden betald av hushållet inom fristen")
    expect(page).to_contain_text("U10 Obetald hyra, hyresrätt")
    expect(page).to_contain_text("Hushållet har kontaktat oss.")
    expect(page).to_contain_text("Hur stor är risken att hushållet förlorar bostaden?")
    expect(page).to_contain_text("E-postservern tog emot brevet")

    gosta = visit("demo-gosta")
    row = gosta.get_by_role("row").filter(has_text=number)
    row.get_by_role("link", name="Handlägg ärendet").click()
    expect(gosta.locator(".bkv-steps__where")).to_contain_text("Steg 1 av")
    gosta.get_by_role("link", name="Sista").click()
    expect(gosta.locator("[aria-current=step]")).to_contain_text("Processen klar")
    expect(gosta.get_by_role("row").filter(has_text="outcome")).to_contain_text("Skulden betald")


def test_a_wrong_match_is_undone_and_the_notice_waits_again(visit: Visit) -> None:
    receipt = send_notice(visit(), "Ulla Ångras", sender_email="")
    rut = visit("demo-rut")
    match_as_new(rut, receipt)
    hanna = visit("demo-hanna")
    case, _number = case_about(hanna, "Ulla Ångras")
    rut.goto(notice_on(hanna))
    rut.get_by_text("Är kopplingen fel?").click()
    press(rut, "Ångra kopplingen")
    expect(rut.locator(".govuk-error-summary")).to_be_focused()
    rut.get_by_role("textbox").fill("Fel person med samma namn.")
    press(rut, "Ångra kopplingen")
    expect(rut.get_by_text("Kopplingen är ångrad.")).to_be_visible()

    find(rut, "Bekräfta hushåll och bostad", receipt)
    hanna.goto(case)
    expect(hanna.locator("h1")).to_contain_text("Makulerat")
    expect(hanna.locator("main")).to_contain_text("Ingen underrättelse hör längre till ärendet.")


def test_a_confirmation_without_an_address_is_stated_by_hand(visit: Visit, bokvar: Running) -> None:
    receipt = send_notice(visit(), "Petra Postar", sender_email="")
    rut = visit("demo-rut")
    match_as_new(rut, receipt)
    hanna = visit("demo-hanna")
    case, number = case_about(hanna, "Petra Postar")

    take(rut, "Ange när brevet lämnades", number)
    now = bokvar.clock().astimezone(STOCKHOLM)
    rut.get_by_text("Med brev").click()
    for box, value in (("day", now.day), ("month", now.month), ("year", now.year)):
        rut.locator(f"#sent_on-{box}").fill(str(value))
    rut.locator("#sent_at").fill(f"{now:%H.%M}")
    rut.locator("#sent_by").fill("Rut Registersson")
    press(rut, "Slutför uppgiften")

    hanna.goto(case)
    expect(hanna.locator("main")).to_contain_text(
        re.compile("Lämnat med brev .* av Rut Registersson")
    )
