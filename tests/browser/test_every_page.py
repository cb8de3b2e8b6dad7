"""Every page that a person meets, in both languages and both widths; the replay without script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.people import (
    ASSESS,
    MATCH,
    Visit,
    acts_on,
    case_about,
    fill,
    find,
    match_as_new,
    notice_on,
    press,
    send_notice,
    take,
    work_and_close,
)
from tests.browser.pictures import Pictures
from tests.product import NOTICE

Check = Callable[[Page], None]


@dataclass(frozen=True)
class Story:
    """Addresses of what one closed case, and one notice that waits, have left behind."""

    receipt_page: str
    waiting: str
    notice: str
    case: str
    letter: str
    done: str
    replay: str


@pytest.fixture(scope="module")
def story(
    browser: Browser, browser_context_args: dict[str, object], base_url: str
) -> Iterator[Story]:
    """Walked once by people of its own."""
    contexts = []

    def _person(person: str) -> Page:
        contexts.append(browser.new_context(**browser_context_args))  # type: ignore[arg-type]
        page = contexts[-1].new_page()
        if person:
            page.goto("/logga-in")
            page.locator(f'button[value="{person}"]').click()
            page.wait_for_url(lambda url: "/logga-in" not in url)
        return page

    landlord, rut, hanna = _person(""), _person("demo-rut"), _person("demo-hanna")
    match_as_new(rut, send_notice(landlord, "Sara Saga", dwelling_street="Sagovägen 7"))
    case, number = case_about(hanna, "Sara Saga")
    done = find(hanna, ASSESS, number).get_attribute("href") or ""
    work_and_close(hanna, number)
    hanna.goto(case)
    waiting = send_notice(landlord, "Sara Saga", dwelling_street="Sagovägen 7")
    take(rut, MATCH, waiting)
    gosta = _person("demo-gosta")
    row = gosta.get_by_role("row").filter(has_text=number)
    yield Story(
        receipt_page=landlord.url,
        waiting=rut.url,
        notice=notice_on(hanna),
        case=case,
        letter=hanna.locator('main a[href*="/brev/"]').first.get_attribute("href") or "",
        done=done,
        replay=row.get_by_role("link", name="Handlägg").get_attribute("href") or "",
    )
    for context in contexts:
        context.close()


LETTER = "Skicka brev till hushållet"
SETTINGS = ("ladder.steps", "roster.deputy", "limits.several_tenants", "letters.contact")
"""One of each kind that is asked for in its own way."""
DESK = (
    "/anmalningar/ny",
    "/anmalningar/ny/tabell",
    "/anmalningar/ny/kronofogden",
    "/anmalningar/ny/annan",
)
STUDIO = (
    "/studio",
    "/studio/send_case_letter",
    "/studio/send_case_letter/jamfor",
    "/studio/unpaid_rent/steg/is_complete",
    "/studio/unpaid_rent/steg/record_settlement",
    "/studio/unpaid_rent/texter/check_rent",
    "/studio/refer_case/tabell/legal_ground",
)
LANDLORDS = (
    "/hyresvard",
    "/hyresvard/obetald-hyra",
    "/hyresvard/obetald-avgift",
    "/hyresvard/storning",
    "/hyresvard/uppsagning",
    "/hyresvard/komplettera",
)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_page_of_the_staff_is_accessible_strict_and_narrow(
    visit: Visit, story: Story, assert_page_ok: Check, language: str
) -> None:
    replay = f"{story.replay}?steg=12"
    pages = {
        "demo-rut": [
            "/hyresvardar",
            "/hyresvardar/ny",
            "/anmalningar/okopplade",
            "/inkorg",
            "/anmalningar",
            story.notice,
            story.waiting,
            *DESK,
        ],
        "demo-hanna": ["/inkorg?visa=mine", "/arenden", story.case, story.letter, story.done],
        "demo-jamila": ["/samma-dag", "/jour", *DESK],
        "demo-malin": ["/jour", "/installningar", "/installningar/sla.referral", "/siffror"],
        "demo-axel": [
            "/jour",
            "/drift",
            "/nycklar",
            "/nycklar/ny",
            *(f"/installningar/{name}" for name in SETTINGS),
        ],
        "demo-vera": ["/remisser"],
        "demo-pia": [*STUDIO],
        "demo-gosta": ["/granskning", replay],
        "": [story.receipt_page, "/tillganglighet", *LANDLORDS],
    }
    for person, addresses in pages.items():
        page = visit(person, language=language)
        for address in addresses:
            page.goto(address)
            assert page.locator("html").get_attribute("lang") == language
            assert page.locator("h1").count() == 1, address
            assert_page_ok(page)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_page_of_the_landlord_register_is_accessible_strict_and_narrow(
    visit: Visit, assert_page_ok: Check, language: str
) -> None:
    """With a contact person, a notice and its quality, and what a changed number asks about."""
    number = {"sv": "556016-0680", "en": "212000-0142"}[language]
    send_notice(visit(), "Lena Länk", dwelling_street="Länkvägen 1", sender_org_number=number)
    rut = visit("demo-rut", language=language)
    rut.goto("/hyresvardar/ny")
    fill(rut, {"name": f"Länkhus {language} AB", "organisation_number": number, "kind": "private"})
    rut.locator("#answers button[type=submit]").click()
    rut.goto("/hyresvardar")
    rut.get_by_role("link", name=f"Länkhus {language} AB").click()
    one = rut.url
    for part in ("", "/andra", "/kontakter/ny", "/sla-ihop"):
        rut.goto(f"{one}{part}")
        assert rut.locator("h1").count() == 1, part
        assert_page_ok(rut)
    rut.goto(f"{one}/kontakter/ny")
    fill(rut, {"name": "Karin Kontakt", "phone": "040-123 45 67"})
    rut.locator("#answers button[type=submit]").press("Enter")
    expect(rut.locator("main")).to_contain_text("Karin Kontakt")
    assert_page_ok(rut)


def test_every_act_and_a_letter_to_be_are_accessible_strict_and_narrow(
    visit: Visit, assert_page_ok: Check
) -> None:
    rut, hanna = visit("demo-rut"), visit("demo-hanna")
    match_as_new(rut, send_notice(visit(), "Olga Öppen", dwelling_street="Öppna vägen 3"))
    case, number = case_about(hanna, "Olga Öppen")
    hanna.goto(case)
    acts = acts_on(hanna)
    hanna.goto(notice_on(hanna))
    for address in dict.fromkeys([*acts, *acts_on(hanna)]):
        hanna.goto(address)
        assert hanna.locator("form button[type=submit]").count() >= 1, address
        assert_page_ok(hanna)

    take(hanna, LETTER, number)
    fill(hanna, {"letter": "L01", "channel": "print", "language": "sv"})
    with hanna.expect_popup() as opened:
        hanna.get_by_role("button", name="Förhandsgranska brevet").click()
    opened.value.wait_for_selector("main img")
    assert_page_ok(opened.value)


def test_a_page_that_shows_mistakes_is_accessible_strict_and_narrow(
    visit: Visit, story: Story, assert_page_ok: Check
) -> None:
    stranger, rut = visit(), visit("demo-rut")
    stranger.goto("/anmalan")
    stranger.locator("main form button[type=submit]").click()
    expect(stranger.locator(".govuk-error-summary")).to_be_focused()
    assert_page_ok(stranger)
    rut.goto(story.waiting)
    press(rut, "Slutför uppgiften")
    expect(rut.locator(".govuk-error-summary")).to_be_focused()
    assert_page_ok(rut)


def test_the_search_for_a_household_is_accessible_strict_and_narrow(
    visit: Visit, story: Story, assert_page_ok: Check
) -> None:
    """Begun with the form of the task, so that what is answered there is kept without script."""
    rut = visit("demo-rut", java_script_enabled=False)
    rut.goto(story.waiting)
    rut.fill("#note", "Jämför med Sagovägen.")
    press(rut, "Sök hushåll")
    rut.fill("#q", "Sagovägen")
    rut.press("#q", "Enter")
    expect(rut.locator("main")).to_contain_text("Lägg bland förslagen")
    rut.get_by_role("link", name="Till uppgiften").click()
    expect(rut.locator("#note")).to_have_value("Jämför med Sagovägen.")
    rut = visit("demo-rut")
    rut.goto(story.waiting)
    press(rut, "Sök hushåll")
    assert_page_ok(rut)


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("is_logged_out", [False, True], ids=["logged in anew", "logged out"])
def test_the_page_to_send_again_is_accessible_strict_and_narrow(
    visit: Visit, story: Story, assert_page_ok: Check, language: str, is_logged_out: bool
) -> None:
    """As it is met after a break: she has logged out, or in anew, since the page was opened."""
    rut = visit("demo-rut", language=language)
    rut.goto(story.notice)
    elsewhere = rut.context.new_page()
    elsewhere.goto("/inkorg")
    elsewhere.locator('form[action="/logga-ut"] button').click()
    if not is_logged_out:
        elsewhere.goto("/logga-in")
        elsewhere.locator('button[value="demo-rut"]').click()
        elsewhere.wait_for_url(lambda url: "/logga-in" not in url)
    rut.locator("details:has(#reason) summary").click()
    rut.fill("#reason", "Fel person med samma namn, säger hyresvärden.")
    rut.locator('form[action$="/angra-koppling"] button').click()
    expect(rut.locator("#kept-1")).to_have_value("Fel person med samma namn, säger hyresvärden.")
    assert rut.locator('main a[href="/logga-in"]').count() == is_logged_out
    for width in (390, 1280):
        rut.set_viewport_size({"width": width, "height": 800})
        Pictures.from_environment().take(rut, "rut", f"{language} old page {width}")
    assert_page_ok(rut)


def test_the_replay_works_without_script(visit: Visit, story: Story) -> None:
    gosta = visit("demo-gosta", java_script_enabled=False)
    gosta.goto(story.replay)
    gosta.get_by_role("link", name="Nästa").click()
    expect(gosta.locator(".bkv-steps__where")).to_contain_text("Steg 2 av")
    gosta.locator(".bkv-events a").last.click()
    expect(gosta.locator("[aria-current=step]")).to_contain_text("Processen klar")
    expect(gosta.get_by_role("group", name="Handlägg ärendet")).to_be_visible()


def test_the_notice_is_left_without_script(visit: Visit) -> None:
    stranger = visit(java_script_enabled=False)
    stranger.goto("/anmalan")
    expect(stranger.locator("#agent_name")).to_be_visible()
    fill(stranger, {**NOTICE, "tenant_name": ""})
    press(stranger, "Skicka underrättelsen")
    expect(stranger.locator(".govuk-error-summary")).to_be_visible()
    assert stranger.title().startswith("Fel:")
    expect(stranger.locator("#dwelling_street")).to_have_value(NOTICE["dwelling_street"])
    fill(stranger, {"tenant_name": "Nils Noskript"})
    press(stranger, "Skicka underrättelsen")
    expect(stranger.locator("h1")).to_have_text("Vi har tagit emot underrättelsen")
