"""The auditor plays a case: by button, by key and by link; the page stays and the diagram moves."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.people import (
    Visit,
    case_about,
    find,
    match_as_new,
    send_notice,
    work_and_close,
)

Check = Callable[[Page], None]


@pytest.fixture
def gosta(visit: Visit) -> Page:
    """The auditor before the first event of a case that has been worked on and closed."""
    landlord, rut, hanna = visit(), visit("demo-rut"), visit("demo-hanna")
    match_as_new(rut, send_notice(landlord, "Rolf Repris", dwelling_street="Reprisvägen 7"))
    _case, number = case_about(hanna, "Rolf Repris")
    find(hanna, "Bedöm ärendet", number)
    work_and_close(hanna, number)
    page = visit("demo-gosta")
    page.goto("/granskning")
    row = page.get_by_role("row").filter(has_text=number)
    row.get_by_role("link", name="Handlägg").click()
    expect(page.locator("[data-player]")).to_be_visible()
    return page


def at(page: Page) -> Locator:
    return page.locator(".bkv-steps__where")


def total(page: Page) -> int:
    return int(page.locator("[data-moment]").get_attribute("data-total") or 0)


def test_the_keys_step_in_place_and_the_address_follows(gosta: Page, assert_page_ok: Check) -> None:
    gosta.evaluate("window.stayed = true")
    gosta.keyboard.press("ArrowRight")
    expect(at(gosta)).to_contain_text("Steg 2 av")
    assert gosta.url.endswith("?steg=2")
    gosta.keyboard.press("End")
    expect(at(gosta)).to_contain_text(f"Steg {total(gosta)} av")
    gosta.keyboard.press("ArrowLeft")
    expect(at(gosta)).to_contain_text(f"Steg {total(gosta) - 1} av")
    gosta.keyboard.press("Home")
    expect(at(gosta)).to_contain_text("Steg 1 av")
    assert gosta.evaluate("window.stayed")
    assert_page_ok(gosta)


def test_space_plays_and_pauses_and_tokens_wander_on_the_diagram(gosta: Page) -> None:
    gosta.evaluate(
        """() => {
            window.tokens = 0;
            new MutationObserver((changes) => changes.forEach((c) => c.addedNodes.forEach((n) => {
                if (n.classList?.contains("bkv-token")) window.tokens += 1;
            }))).observe(document, { childList: true, subtree: true });
        }"""
    )
    gosta.get_by_label("Fart").select_option("2")
    gosta.locator("h1").click()
    gosta.keyboard.press(" ")
    expect(gosta.get_by_role("button", name="Pausa")).to_be_visible()
    # How far it comes depends on the machine; that it goes on by itself does not.
    expect(at(gosta)).not_to_contain_text("Steg 1 av")
    expect(at(gosta)).not_to_contain_text("Steg 2 av")
    gosta.keyboard.press(" ")
    expect(gosta.get_by_role("button", name="Spela")).to_be_visible()
    assert gosta.evaluate("window.tokens") > 0
    stopped = at(gosta).inner_text()
    gosta.wait_for_timeout(800)
    assert abs(_number(at(gosta).inner_text()) - _number(stopped)) <= 1


REMEMBER_WAYS = """() => {
    window.ways = [];
    const animate = Element.prototype.animate;
    Element.prototype.animate = function (frames, options) {
        if (this.classList.contains("bkv-token")) window.ways.push(frames.map((f) => f.transform));
        return animate.call(this, frames, options);
    };
}"""
STRAIGHT = 2


def test_a_token_follows_the_flow_as_it_is_drawn(gosta: Page) -> None:
    gosta.evaluate(REMEMBER_WAYS)
    for number in range(2, 9):
        gosta.keyboard.press("ArrowRight")
        expect(at(gosta)).to_contain_text(f"Steg {number} av")
    ways: list[list[str]] = gosta.evaluate("window.ways")
    # From "Fördela ärendet" the flow goes to the right and then down to "Arbeta vidare".
    turning = [way for way in ways if len(way) > STRAIGHT and _turns(way)]
    assert turning
    assert all(_right_angled(way[1:-1]) for way in turning)


def test_who_wants_no_motion_sees_none(gosta: Page) -> None:
    gosta.emulate_media(reduced_motion="reduce")
    gosta.evaluate(REMEMBER_WAYS)
    for number in range(2, 6):
        gosta.keyboard.press("ArrowRight")
        expect(at(gosta)).to_contain_text(f"Steg {number} av")
    assert gosta.evaluate("window.ways") == []


def test_playing_ends_at_the_last_step_and_begins_anew(gosta: Page) -> None:
    gosta.keyboard.press("End")
    expect(at(gosta)).to_contain_text(f"Steg {total(gosta)} av")
    gosta.keyboard.press("ArrowLeft")
    expect(at(gosta)).to_contain_text(f"Steg {total(gosta) - 1} av")
    gosta.get_by_role("button", name="Spela").click()
    expect(at(gosta)).to_contain_text(f"Steg {total(gosta)} av")
    expect(gosta.get_by_role("button", name="Spela")).to_be_visible()
    gosta.get_by_role("button", name="Spela").click()
    expect(at(gosta)).to_contain_text("Steg 1 av")


def test_the_keys_can_be_turned_off_and_stay_so(gosta: Page) -> None:
    gosta.locator("[data-keys]").uncheck()
    gosta.locator("h1").click()
    gosta.keyboard.press("ArrowRight")
    gosta.get_by_role("link", name="Nästa").click()
    expect(at(gosta)).to_contain_text("Steg 2 av")
    expect(gosta.locator("[data-keys]")).not_to_be_checked()


def test_the_bar_leads_to_any_step(gosta: Page) -> None:
    gosta.locator("[data-place]").fill("4")
    expect(at(gosta)).to_contain_text("Steg 4 av")


def test_the_link_to_a_moment_leads_there_also_without_script(gosta: Page, visit: Visit) -> None:
    gosta.keyboard.press("ArrowRight")
    expect(at(gosta)).to_contain_text("Steg 2 av")
    link = gosta.get_by_role("link", name="Länk till det här ögonblicket")
    plain = visit("demo-gosta", java_script_enabled=False)
    plain.goto(link.get_attribute("href") or "")
    expect(at(plain)).to_contain_text("Steg 2 av")
    expect(plain.locator("[data-player]")).to_be_hidden()


def test_the_form_stands_as_it_was_sent_and_the_letters_as_they_were(
    gosta: Page, assert_page_ok: Check
) -> None:
    assert gosta.locator("#form-title").count() == 0
    gosta.locator(".bkv-events a", has_text=re.compile("Uppgift slutförd")).first.click()
    expect(gosta.locator("#form-title")).to_contain_text("Formuläret som det fylldes i")
    panel = gosta.locator("section", has=gosta.locator("#form-title"))
    expect(panel).to_contain_text("Plan")
    gosta.keyboard.press("End")
    expect(at(gosta)).to_contain_text(f"Steg {total(gosta)} av")
    gosta.locator("details summary").first.click()
    picture = gosta.locator("details img").first
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("(image) => image.naturalWidth") > 100
    assert_page_ok(gosta)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_export_and_anchors_are_accessible_strict_and_narrow(
    gosta: Page, visit: Visit, assert_page_ok: Check, language: str
) -> None:
    case = gosta.url.split("/")[4]
    page = visit("demo-gosta", language=language)
    for address in ("/granskning", "/granskning/forankringar", f"/granskning/{case}/utdrag"):
        page.goto(address)
        assert page.locator("h1").count() == 1, address
        assert_page_ok(page)
    page.locator("main form button[type=submit]").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    assert_page_ok(page)
    page.locator("#reason").fill("Begäran från JO.")
    page.locator("main form button[type=submit]").click()
    expect(page.locator(".govuk-error-summary")).to_have_count(0)
    assert_page_ok(page)
    with page.expect_download() as given:
        page.locator("main section a[role=button]").click()
    assert given.value.suggested_filename.startswith("BKV-")


def test_a_session_that_has_ended_leads_to_the_login(gosta: Page) -> None:
    gosta.context.clear_cookies()
    gosta.keyboard.press("ArrowRight")
    gosta.wait_for_url("**/logga-in**")


def _places(way: list[str]) -> list[tuple[float, float]]:
    found = [re.findall(r"-?[\d.]+(?=px)", place) for place in way]
    return [(float(x), float(y)) for x, y in found]


def _turns(way: list[str]) -> bool:
    """Whether it goes both sideways and up or down."""
    places = _places(way[1:-1])
    return all(len({round(place[axis]) for place in places}) > 1 for axis in (0, 1))


def _right_angled(way: list[str]) -> bool:
    """Between two stops it goes along one axis, except where a corner lies between them."""
    slanting = [
        (here, there)
        for here, there in pairwise(_places(way))
        if abs(here[0] - there[0]) > 1 and abs(here[1] - there[1]) > 1
    ]
    return len(slanting) <= STRAIGHT


def _number(text: str) -> int:
    return int(re.findall(r"\d+", text)[0])
