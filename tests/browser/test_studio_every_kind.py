"""Every kind of element is drawn in the editor, and a case goes by what was drawn."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from engine.elements import Element, read_process
from tests.browser.people import (
    ASSESS,
    Visit,
    case_about,
    fill,
    find,
    match_as_new,
    send_notice,
    take,
)
from tests.browser.people import press as click
from tests.browser.test_studio import (
    MENU_TEXTS,
    OWNER,
    UNTRANSLATED,
    choose,
    draft_of,
    field,
    opened,
    save,
    write,
)
from tests.browser.test_studio_keyboard import PEOPLE, approve, by_keyboard, pick, press, reach
from tests.browser.town import town
from tests.product import ASSESSMENT

CALL = "Ring en granne"
FREE = (305, 335)
"""A place in the canvas where nothing stands."""


def test_each_piece_of_the_palette_is_put_with_its_panel_and_taken_back(visit: Visit) -> None:
    page = opened(visit(OWNER), "unpaid_rent")
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    pieces = page.locator(".djs-palette [data-action^='create.']")
    actions = pieces.evaluate_all("(found) => found.map((piece) => piece.dataset.action)")
    assert len(actions) == 29
    seen = set()
    for action in actions:
        if not action.startswith("create.edge-"):
            drop(page, action, FREE)
            seen.add(page.locator("#studio-panel-heading").inner_text())
            page.get_by_role("button", name="Ångra").click()
            expect(page.locator("#studio-panel-heading")).to_have_text("Processen")
    assert len(seen) == len(actions) - 2
    assert page.evaluate(UNTRANSLATED_THERE, page.evaluate(MENU_TEXTS)) == []
    assert (faults, page.evaluate("window.cspViolations")) == ([], [])


def test_an_error_sits_only_on_the_edge_of_a_step(visit: Visit) -> None:
    page = opened(visit(OWNER), "unpaid_rent")
    drop(page, "create.edge-error", FREE)
    expect(page.locator("#studio-panel-heading")).to_have_text("Processen")
    host = page.locator('[data-element-id="work_on_arrears"] .djs-visual rect').first
    at, box = host.bounding_box(), canvas(page).bounding_box()
    assert at
    assert box
    corner = (round(at["x"] - box["x"] + 10), round(at["y"] - box["y"]))
    drop(page, "create.edge-error", corner)
    expect(page.locator("#studio-panel-heading")).to_have_text("Kanthändelse (fel)")
    write(page, "Felets kod", "amiss")
    save(page)
    (made,) = (e for e in read_process(draft_of(page)).elements.values() if e.event == "error")
    assert (made.attached_to, made.code, made.is_interrupting) == ("work_on_arrears", "amiss", True)


def test_what_belongs_to_a_repetition_and_a_call_is_written_and_read_again(visit: Visit) -> None:
    page = opened(visit(OWNER), "work_on_arrears")
    call = next(e.id for e in read_process(draft_of(page)).elements.values() if e.called_process)
    choose(page, call)
    field(page, "Lämnar över alla värden").uncheck()
    write(page, "Värden som lämnas över", "notice, outcome")
    field(page, "Tar tillbaka alla värden").uncheck()
    field(page, "Hur ofta steget görs").select_option("sequential")
    write(page, "För varje i listan", "[1, 2]")
    write(page, "Namn på var och en", "Två ord")
    expect(page.locator(".bkv-studio__panel [role=alert]:visible")).to_contain_text("små bokstäver")
    write(page, "Namn på var och en", "round")
    save(page)
    page.reload()
    made = element(page, call)
    assert (made.inputs, made.outputs) == ("notice, outcome", "")
    assert made.repeats
    assert (made.repeats.kind, made.repeats.collection, made.repeats.item) == (
        "sequential",
        "[1, 2]",
        "round",
    )
    choose(page, call)
    expect(field(page, "Värden som tas tillbaka")).to_have_value("")
    field(page, "Hur ofta steget görs").select_option("loop")
    write(page, "Görs om så länge", "loop_counter < 3")
    write(page, "Högst så många gånger", "många")
    expect(page.locator(".bkv-studio__panel [role=alert]:visible")).to_contain_text("heltal")
    write(page, "Högst så många gånger", "3")
    field(page, "Tar tillbaka alla värden").check()
    save(page)
    made = element(page, call)
    assert made.repeats
    assert (made.repeats.kind, made.repeats.at_most, made.repeats.collection) == ("loop", 3, None)
    assert made.outputs is None
    assert page.evaluate("window.cspViolations") == []


def test_an_id_that_was_given_is_not_given_again_to_another_element(visit: Visit) -> None:
    page = opened(visit(OWNER), "unpaid_rent")
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    for own, x in (("first_wait", 290), ("second_wait", 320)):
        drop(page, "create.await-time", (x, 335))
        write(page, "Namn", own)
        write(page, "Tekniskt namn", own)
    save(page)
    page.reload()
    page.locator("[data-studio][data-ready]").wait_for()
    drop(page, "create.await-time", (350, 335))
    write(page, "Namn", "third_wait")
    save(page)
    assert "mer än en gång" not in page.locator(".bkv-studio__findings").inner_text()
    assert faults == []


def test_a_sub_process_with_two_tasks_of_one_step_is_drawn_by_keyboard_and_a_case_goes_through_it(
    browser: Browser,
    browser_context_args: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    # In an installation of its own: all others would meet the new steps.
    folder = tmp_path_factory.mktemp("every_kind")
    with town(folder, "2026-12-01 10:00", browser, browser_context_args) as here:
        pia, par, rut, hanna = (here.person(who, by_keyboard) for who in PEOPLE)
        build(opened(pia, "main_case"))
        here.look(pia, "delprocess")
        submit(pia)
        here.look(pia, "skillnader")
        approve(par)
        match_as_new(rut, send_notice(here.person(), "Disa Delprocess"))
        address, number = case_about(hanna, "Disa Delprocess")

        expect(find(hanna, f"{CALL} (2 av 2)", number)).to_be_visible()
        here.look(hanna, "inkorg")
        hanna.goto(address)
        hanna.locator("summary").filter(has_text="Handlägg ärendet").click()
        expect(hanna.get_by_role("img", name="2 samtidigt")).to_be_visible()
        here.look(hanna, "arende")
        for which in ("(1 av 2)", "(2 av 2)"):
            take(hanna, f"{CALL} {which}", number)
            fill(hanna, ASSESSMENT)
            click(hanna, "Slutför uppgiften")
            expect(hanna.locator("main")).to_contain_text(f"Klart: {CALL} {which}.")
        expect(find(hanna, ASSESS, number)).to_be_visible()


def build(page: Page) -> None:
    """A sub-process for caseworkers after a step, and in it a task that is done twice at once."""
    pick(page, page.get_by_label("Visa", exact=True), "Automatiskt steg: F")
    press(page, page.locator(".bkv-studio__builder summary"))
    add(page, "Delp")
    page.keyboard.type("Prata med grannar")
    reach(page, field(page, "Namn på engelska"))
    page.keyboard.type("Talk to neighbours")
    pick(page, field(page, "Grupp"), "Handl")
    pick(page, page.get_by_label("Visa", exact=True), "Start: ")
    add(page, "Anv")
    page.keyboard.type(CALL)
    reach(page, field(page, "Namn på engelska"))
    page.keyboard.type("Call a neighbour")
    expect(field(page, "Delprocessens grupp")).to_have_value("caseworker")
    pick(page, field(page, "Formulär"), "Bed")
    pick(page, field(page, "Hur ofta steget görs"), "Flera")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(field(page, "Hur många gånger")).to_be_focused()
    page.keyboard.type("2")
    page.keyboard.press("Tab")
    add(page, "Slut")
    expect(page.get_by_text("0 fel,")).to_be_visible()
    page.keyboard.press("Control+s")
    expect(page.locator(".bkv-draft")).to_have_attribute("data-state", "saved")


def add(page: Page, beginning: str) -> None:
    """Put something after what is chosen; the keyboard is then at its name."""
    pick(page, page.get_by_label("Lägg till efter"), beginning)
    press(page, page.get_by_role("button", name="Lägg till", exact=True))
    expect(field(page, "Namn")).to_be_focused()


def submit(page: Page) -> None:
    page.goto("/studio/main_case/utkast")
    expect(page.locator("main")).to_contain_text("flera gånger samtidigt, så många som 2")
    reach(page, page.get_by_label("Vad har ändrats och varför?"))
    page.keyboard.type("Grannar ska ha blivit tillfrågade.")
    press(page, page.get_by_role("button", name="Skicka för godkännande"))
    expect(page.locator("main")).to_contain_text("Du har själv arbetat med utkastet.")


def drop(page: Page, action: str, at: tuple[int, int]) -> None:
    """Take a piece from the palette and let it go at a place in the canvas."""
    box = canvas(page).bounding_box()
    assert box
    page.locator(f".djs-palette [data-action='{action}']").click()
    x, y = box["x"] + at[0], box["y"] + at[1]
    page.mouse.move(x - 5, y - 5, steps=3)
    page.mouse.move(x, y)
    page.mouse.click(x, y)
    page.keyboard.press("Escape")


def canvas(page: Page) -> Locator:
    return page.locator(".bkv-studio__canvas")


def element(page: Page, own: str) -> Element:
    """What the server has of the element now."""
    return read_process(draft_of(page)).elements[own]


UNTRANSLATED_THERE = f"""(shown) => {{
    const untranslated = ({UNTRANSLATED})();
    return shown.filter((text) => untranslated.includes(text));
}}"""
