"""A referral by clicks: consent, facts one by one, the receiver's answer on a telephone."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import check_page
from tests.browser.people import Visit, case_about, fill, match_as_new, press, send_notice, take

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
GROUND, FACTS = "Remiss: välj mottagare och grund", "Remiss: välj uppgifter"
ANSWER, READ = "Svara på remissen", "Läs svaret på remissen"
DONE = "Slutför uppgiften"


def test_a_referral_is_sent_with_consent_answered_and_read(visit: Visit) -> None:
    match_as_new(
        visit("demo-rut"), send_notice(visit(), "Rita Remiss", dwelling_street="Remstigen")
    )
    hanna = visit("demo-hanna")
    case, number = case_about(hanna, "Rita Remiss")
    _consent(hanna, case)
    _send(hanna, case, number)
    _answer(visit("demo-vera", **PHONE))
    take(hanna, READ, number)
    expect(hanna.locator(".bkv-columns__facts")).to_contain_text("Vi ringer på måndag.")
    check_page(hanna)


def _consent(hanna: Page, case: str) -> None:
    hanna.goto(case)
    hanna.get_by_role("link", name="Registrera samtycke").click()
    hanna.get_by_label("Namn och personnummer").check()
    fill(hanna, {"given_by": "Rita Remiss", "recipient": "care", "form": "oral"})
    fill(hanna, {"purpose": "Stöd i hemmet"})
    check_page(hanna)
    press(hanna, "Spara")
    hanna.wait_for_url(case)


def _send(hanna: Page, case: str, number: str) -> None:
    hanna.goto(case)
    hanna.get_by_role("link", name="Skicka en remiss").click()
    fill(hanna, {"note": "Behöver stöd av vården."})
    press(hanna, "Spara")
    take(hanna, GROUND, number)
    fill(hanna, {"recipient": "care", "ground": "consent"})
    hanna.get_by_label(re.compile("Vårdenheten, från")).check()
    check_page(hanna)
    press(hanna, DONE)
    # The next task of the same referral comes before older ones of the case.
    hanna.wait_for_selector(f"h1:has-text('{FACTS}')")
    press(hanna, "Ta uppgiften")
    fill(hanna, {"next": "send"})
    hanna.get_by_label(re.compile("Namn: Rita Remiss")).check()
    fill(hanna, {"purpose": "Bedöm behovet av hemtjänst."})
    check_page(hanna)
    press(hanna, DONE)
    hanna.wait_for_selector(f"text=Klart: {FACTS}.")


def _answer(vera: Page) -> None:
    take(vera, ANSWER)
    expect(vera.locator("main")).to_contain_text("Bedöm behovet av hemtjänst.")
    check_page(vera)
    fill(vera, {"decision": "accepted", "answer": "Vi ringer på måndag."})
    press(vera, DONE)
    vera.wait_for_url("**/inkorg")
    vera.goto("/remisser")
    check_page(vera)
