"""The diagram editor: what is drawn in it, said of it, kept and refused, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from engine.elements import read_process
from engine.texts import Text
from front import shipped
from tests.browser.people import Visit

Check = Callable[[Page], None]
OWNER, OTHER_OWNER = "demo-pia", "demo-par"
STEP, FORM = "check_second_rent", "check_rent"
MENUS = ("letter_given", "dispatch_letter", "letter_dispatched", "choose_way", "posting_overtaken")
MENU_TEXTS = """() => [...document.querySelectorAll(
    ".djs-palette .entry, .djs-context-pad .entry, .djs-popup .entry, .djs-popup-title")]
    .map((entry) => entry.title || entry.ariaLabel || entry.textContent.trim())"""
UNTRANSLATED = "() => [...document.querySelector('[data-studio]').untranslated]"


def test_a_step_is_renamed_and_given_to_another_group_and_that_is_kept(visit: Visit) -> None:
    page = opened(visit(OWNER), "unpaid_rent")
    choose(page, STEP)
    write(page, "Namn", "Kontrollera den andra hyran")
    field(page, "Grupp").select_option("registrar")
    save(page)
    page.reload()
    choose(page, STEP)
    expect(field(page, "Namn")).to_have_value("Kontrollera den andra hyran")
    expect(field(page, "Grupp")).to_have_value("registrar")
    assert page.evaluate("window.cspViolations") == []


def test_a_new_step_is_drawn_between_two_others_and_can_be_run(visit: Visit) -> None:
    page = opened(visit(OWNER), "unpaid_rent")
    choose(page, STEP)
    page.locator(".djs-context-pad [data-action='append.user-task']").click()
    page.keyboard.type("Ring hyresvärden")
    write(page, "Namn på engelska", "Call the landlord")
    write(page, "Beskrivning", "Handläggaren frågar hyresvärden om den andra hyran.")
    write(page, "Beskrivning på engelska", "The caseworker asks about the second rent.")
    write(page, "Tekniskt namn", "call_landlord")
    field(page, "Formulär").select_option(FORM)
    field(page, "Operation när uppgiften slutförs").select_option("record_rent_check")
    save(page)
    expect(page.locator(".bkv-studio__findings")).to_contain_text("processen kan köras")
    saved = read_process(draft_of(page))
    flows = [(flow.source, flow.target) for flow in saved.flows.values()]
    assert saved.elements["call_landlord"].name == Text("Ring hyresvärden", "Call the landlord")
    about = saved.elements["call_landlord"].documentation_en
    assert about == "The caseworker asks about the second rent."
    assert [flow for flow in flows if STEP in flow or "call_landlord" in flow] == [
        ("second_rent_due", STEP),
        (STEP, "call_landlord"),
        ("call_landlord", "followed_up"),
    ]


def test_an_english_name_goes_with_a_step_of_another_kind_and_its_form_does_not(
    visit: Visit,
) -> None:
    page = opened(visit(OWNER), "kfm_application")
    choose(page, "review_application")
    expect(field(page, "Namn på engelska")).to_have_value("Go through the application")
    page.locator(".bkv-studio__builder summary").press("Enter")
    page.locator("#studio-act-kind").select_option(label="Automatiskt steg")
    page.locator("#studio-act-kind-button").press("Enter")
    expect(field(page, "Namn på engelska")).to_have_value("Go through the application")
    save(page)
    findings = page.locator(".bkv-studio__findings")
    expect(findings).to_contain_text("saknar operation")
    expect(findings).not_to_contain_text("tillägget")
    kept = next(
        e
        for e in read_process(draft_of(page)).elements.values()
        if e.name_en.startswith("Go through the application")
    )
    assert (kept.type, kept.form) == ("serviceTask", None)
    assert page.evaluate("window.cspViolations") == []


def test_a_process_and_a_new_group_have_both_names_whatever_the_language_of_the_page(
    visit: Visit,
) -> None:
    page = opened(visit(OWNER, language="en"), "judge_report")
    write(page, "Name in English", "Judge a statement")
    page.get_by_label("Show", exact=True).select_option("judge")
    field(page, "Group").select_option("duty_officer")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.locator(".bkv-draft")).to_have_attribute("data-state", "saved")
    saved = read_process(draft_of(page))
    assert saved.name == Text("Bedöm uppgift från avsändaren", "Judge a statement")
    assert saved.lanes["duty_officer"].name == Text("Jour", "Duty officer")


def test_a_new_group_with_its_lane_is_undone_as_one_change(visit: Visit) -> None:
    page = opened(visit(OWNER), "close_case")
    choose(page, "decide_outcome")
    before = field(page, "Grupp").input_value()
    field(page, "Grupp").select_option("duty_officer")
    expect(page.locator('[data-element-id="duty_officer"]')).to_be_visible()
    page.get_by_role("button", name="Ångra").click()
    expect(field(page, "Grupp")).to_have_value(before)
    expect(page.locator('[data-element-id="duty_officer"]')).to_have_count(0)


def test_a_finding_is_told_on_its_step_and_in_the_list_and_goes_when_it_is_mended(
    visit: Visit,
) -> None:
    page = opened(visit(OWNER), "unpaid_rent")
    choose(page, STEP)
    field(page, "Formulär").select_option("")
    save(page)
    errors = page.locator(".bkv-findings__item--error")
    expect(errors).to_have_count(1)
    expect(errors).to_contain_text("saknar formulär")
    choose(page, "is_kept")
    page.locator(".djs-overlay .bkv-badge--error").click()
    expect(errors).to_be_focused()
    errors.get_by_role("button").click()
    field(page, "Formulär").select_option(FORM)
    save(page)
    expect(errors).to_have_count(0)
    expect(page.locator(".bkv-badge")).to_have_count(0)
    assert page.evaluate("window.cspViolations") == []


def test_a_finding_is_told_while_one_draws_and_nothing_is_saved_by_that(visit: Visit) -> None:
    page = opened(visit(OWNER), "disturbance")
    before = draft_of(page)
    choose(page, "act_today")
    field(page, "Formulär").select_option("")
    errors = page.locator(".bkv-findings__item--error")
    expect(errors).to_contain_text("saknar formulär")
    expect(page.locator(".bkv-badge--error")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="sparat eller inte")).to_contain_text("1 fel")
    choose(page, "is_serious")
    errors.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(field(page, "Formulär")).to_have_value("")
    page.get_by_role("button", name="Ångra").press("Enter")
    expect(errors).to_have_count(0)
    assert draft_of(page) == before
    assert page.evaluate("window.cspViolations") == []


@pytest.mark.parametrize("key", ["receive_notice", "confirm_same_day", "send_letter"])
def test_a_process_that_nobody_has_changed_means_the_same_when_it_is_saved(
    visit: Visit, key: str
) -> None:
    page = opened(visit(OWNER), key)
    save(page)
    assert meaning(draft_of(page)) == meaning(
        (shipped.PROCESSES / key / "process.bpmn").read_bytes()
    )


def test_every_menu_is_in_swedish_and_offers_only_what_is_run(visit: Visit) -> None:
    page = opened(visit(OWNER), "send_letter")
    shown = set(page.evaluate(MENU_TEXTS))
    for element in MENUS:
        choose(page, element)
        shown |= set(page.evaluate(MENU_TEXTS))
        change = page.locator(".djs-context-pad [data-action=replace]")
        if change.count():
            change.click()
            page.locator(".djs-popup").wait_for()
            shown |= set(page.evaluate(MENU_TEXTS))
            page.keyboard.press("Escape")
    assert shown & set(page.evaluate(UNTRANSLATED)) == set()
    assert {"Användaruppgift", "Start med meddelande", "Ändra typ", "Ta bort"} <= shown
    assert page.evaluate("window.cspViolations") == []


def test_the_editor_speaks_english_on_an_english_page(visit: Visit) -> None:
    page = opened(visit(OWNER, language="en"), "unpaid_rent")
    page.get_by_label("Show", exact=True).select_option(STEP)
    expect(page.get_by_label("Group", exact=True)).to_be_visible()
    assert page.evaluate(UNTRANSLATED) == []


def test_the_logo_of_bpmn_io_is_wholly_visible_and_lies_under_nothing(visit: Visit) -> None:
    page = opened(visit(OWNER), "unpaid_rent")
    choose(page, STEP)
    covered = page.locator(".bjs-powered-by").evaluate("""(logo) => {
        const { left, top, width, height } = logo.getBoundingClientRect();
        const spots = [0.1, 0.5, 0.9].flatMap((x) => [0.1, 0.5, 0.9].map((y) => [x, y]));
        return spots.filter(([x, y]) =>
            !logo.contains(document.elementFromPoint(left + x * width, top + y * height)));
    }""")
    expect(page.locator(".bjs-powered-by svg")).to_be_in_viewport(ratio=1)
    assert covered == []


def test_what_a_called_process_declares_is_written_beside_its_name(visit: Visit) -> None:
    page = opened(visit(OWNER), "close_case")
    expect(field(page, "Värden som behövs när den börjar")).to_have_value("")
    expect(field(page, "Värden som den ger tillbaka")).to_have_value("closed")
    write(page, "Värden som behövs när den börjar", "notice")
    save(page)
    findings = page.locator(".bkv-studio__findings")
    expect(findings).to_contain_text("lämnar inte över notice, som close_case behöver")
    field(page, "Säger inte vilka värden den behöver").check()
    save(page)
    expect(findings).to_contain_text("säger inte vilka värden den behöver")
    assert (read_process(draft_of(page)).inputs, read_process(draft_of(page)).outputs) == (
        None,
        "closed",
    )
    assert page.evaluate("window.cspViolations") == []


def test_of_two_who_draw_at_once_the_second_is_told_and_keeps_her_work(visit: Visit) -> None:
    first, second = (opened(visit(owner), "close_case") for owner in (OWNER, OTHER_OWNER))
    for page, name in ((first, "Namn av en"), (second, "Namn av en annan")):
        page.get_by_label("Processens namn", exact=True).fill(name)
    save(first)
    second.keyboard.press("Control+s")
    expect(second.locator(".bkv-draft")).to_contain_text("Någon annan har ändrat")
    expect(second.get_by_label("Processens namn", exact=True)).to_have_value("Namn av en annan")
    with second.expect_download() as kept:
        second.get_by_role("button", name="Ladda ner det du ritat").click()
    assert 'name="Namn av en annan"' in kept.value.path().read_text("utf-8")


def test_unsaved_work_is_warned_for_and_survives_a_broken_connection(visit: Visit) -> None:
    page = opened(visit(OWNER), "forward_notice")
    page.get_by_label("Processens namn", exact=True).fill("Vidarebefordra underrättelsen")
    page.context.set_offline(True)
    page.keyboard.press("Control+s")
    expect(page.locator(".bkv-draft")).to_contain_text("ingen kontakt med servern")
    page.context.set_offline(False)
    with page.expect_event("dialog") as asked:
        page.close(run_before_unload=True)
    asked.value.dismiss()
    assert asked.value.type == "beforeunload"
    save(page)


def test_what_was_drawn_can_be_saved_after_logging_in_again_in_another_tab(visit: Visit) -> None:
    page = opened(visit(OWNER), "forward_notice")
    page.context.clear_cookies()
    page.get_by_label("Processens namn", exact=True).fill("Vidarebefordra felsända")
    page.keyboard.press("Control+s")
    expect(page.locator(".bkv-draft")).to_contain_text("inte längre inloggad")
    other = page.context.new_page()
    other.goto("/logga-in")
    other.locator(f'button[value="{OWNER}"]').click()
    other.wait_for_url(lambda url: "/logga-in" not in url)
    save(page)


def test_the_editor_is_accessible_and_sends_narrow_screens_to_the_list(
    visit: Visit, assert_page_ok: Check
) -> None:
    page = opened(visit(OWNER), "unpaid_rent")
    choose(page, STEP)
    assert_page_ok(page)
    page.set_viewport_size({"width": 390, "height": 800})
    expect(page.locator(".bkv-studio__canvas")).to_be_hidden()
    page.get_by_role("link", name="Ändra stegen i en lista i stället").click()
    expect(page.locator("h1")).to_be_visible()


def opened(page: Page, key: str) -> Page:
    """The page of the editor, when the diagram is there."""
    page.goto(f"/studio/{key}/redigera")
    page.locator("[data-studio][data-ready]").wait_for()
    return page


def choose(page: Page, element: str) -> None:
    """Choose what is in the diagram, as the keyboard does it."""
    page.get_by_label("Visa", exact=True).select_option(element)


def field(page: Page, label: str) -> Locator:
    """A field of the panel."""
    return page.locator(".bkv-studio__panel").get_by_label(label, exact=True)


def write(page: Page, label: str, text: str) -> None:
    """Write in a field and leave it."""
    field(page, label).fill(text)
    page.keyboard.press("Tab")


def save(page: Page) -> None:
    """Save, and wait until it is said to be saved."""
    page.get_by_role("button", name="Spara utkastet").click()
    expect(page.locator(".bkv-draft")).to_have_attribute("data-state", "saved")


def draft_of(page: Page) -> bytes:
    """The diagram as the server has it now."""
    address = page.locator("[data-studio]").get_attribute("data-draft") or ""
    xml: str = page.request.get(address).json()["xml"]
    return xml.encode()


def meaning(diagram: bytes) -> list[object]:
    """A diagram as the engine reads it, whatever line things stand on."""
    model = read_process(diagram)
    things: list[Any] = [*model.elements.values(), *model.flows.values(), *model.lanes.values()]
    plain = sorted((replace(thing, line=0) for thing in things), key=lambda thing: thing.id)
    return [model.name, model.documentation, model.messages, *plain]
