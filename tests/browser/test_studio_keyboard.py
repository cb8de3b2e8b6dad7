"""A diagram is built on with the keyboard alone, from the list of what is in it to its approval."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from engine.elements import Flow, read_process
from tests.browser.people import ASSESS, Visit, case_about, find, match_as_new, send_notice
from tests.browser.test_studio import OWNER, choose, draft_of, field, meaning, opened, save
from tests.browser.town import town

READ = "Läs igenom ärendet"
MOST_STOPS = 150
PEOPLE = ("demo-pia", "demo-par", "demo-rut", "demo-hanna")


def test_a_step_added_by_keyboard_and_approved_by_keyboard_is_met_by_the_next_case(
    browser: Browser,
    browser_context_args: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    # In an installation of its own: all others would meet the new step.
    folder = tmp_path_factory.mktemp("keyboard")
    with town(folder, "2026-12-01 10:00", browser, browser_context_args) as here:
        pia, par, rut, hanna = (here.person(who, by_keyboard) for who in PEOPLE)
        match_as_new(rut, send_notice(here.person(), "Gunda Gammal"))
        _case, older = case_about(hanna, "Gunda Gammal")
        build(opened(pia, "main_case"))
        submit(pia)
        approve(par)
        match_as_new(rut, send_notice(here.person(), "Nanna Ny", dwelling_street="Nya vägen 2"))
        _case, newer = case_about(hanna, "Nanna Ny")

        expect(find(hanna, READ, newer)).to_be_visible()
        expect(find(hanna, ASSESS, older)).to_be_visible()


def by_keyboard(page: Page, who: str) -> None:
    press(page, page.locator(f'button[value="{who}"]'))


def build(page: Page) -> None:
    """A task between two steps: its kind, name, group, form and operation; and it is saved."""
    pick(page, page.get_by_label("Visa", exact=True), "Automatiskt steg: F")
    press(page, page.locator(".bkv-studio__builder summary"))
    pick(page, page.get_by_label("Lägg till efter"), "Användaruppgift")
    press(page, page.get_by_role("button", name="Lägg till", exact=True))
    expect(field(page, "Namn")).to_be_focused()
    expect(said(page)).to_have_text("Tillagt efter Fördela ärendet: Användaruppgift.")
    page.keyboard.type(READ)
    reach(page, field(page, "Namn på engelska"))
    page.keyboard.type("Read through the case")
    pick(page, field(page, "Grupp"), "Handl")
    pick(page, field(page, "Formulär"), "Bed")
    operation = field(page, "Operation när uppgiften slutförs")
    pick(page, operation, "Bed")
    step_to(page, operation, "record_assessment")
    reach(page, field(page, "Beskrivning"))
    page.keyboard.type("Handläggaren läser underrättelsen innan ärendet bedöms.")
    reach(page, field(page, "Beskrivning på engelska"))
    page.keyboard.type("The caseworker reads the notice before the case is assessed.")
    page.keyboard.press("Tab")
    expect(page.locator(".bkv-studio__findings")).to_contain_text("processen kan köras")
    page.keyboard.press("Control+s")
    expect(page.locator(".bkv-draft")).to_have_attribute("data-state", "saved")
    assert page.evaluate("window.cspViolations") == []


def submit(page: Page) -> None:
    """See what differs, say why, and ask somebody else."""
    page.goto("/studio/main_case/utkast")
    expect(page.locator("main")).to_contain_text(READ)
    reach(page, page.get_by_label("Vad har ändrats och varför?"))
    page.keyboard.type("Den som handlägger ska ha läst underrättelsen.")
    press(page, page.get_by_role("button", name="Skicka för godkännande"))
    expect(page.locator("main")).to_contain_text("Du har själv arbetat med utkastet.")


def approve(page: Page) -> None:
    """Somebody else looks at it and says yes."""
    page.goto("/studio/main_case/utkast")
    press(page, page.get_by_role("button", name="Godkänn och låt det gälla nya ärenden"))
    expect(page.locator("main")).to_contain_text("godkänd av Pär Processberg")


def test_steps_are_led_on_changed_removed_and_brought_back_by_keyboard(visit: Visit) -> None:
    page = opened(visit(OWNER), "work_on_arrears")
    before = draft_of(page)
    pick(page, page.get_by_label("Visa", exact=True), "Start: ")
    press(page, page.locator(".bkv-studio__ways button").first)
    expect(page.get_by_label("Visa", exact=True)).to_be_focused()
    press(page, page.locator(".bkv-studio__builder summary"))
    press(page, page.get_by_role("button", name="Ta bort", exact=True))
    expect(page.get_by_label("Visa", exact=True)).to_be_focused()
    expect(said(page)).to_contain_text("Borttaget: ")
    page.keyboard.press("Control+z")
    expect(said(page)).to_have_text("Ändringen är ångrad.")
    save(page)
    flows = [one for one in meaning(draft_of(page)) if isinstance(one, Flow)]
    assert flows == [one for one in meaning(before) if isinstance(one, Flow)]


def test_a_choice_gets_a_new_path_and_a_step_on_it_and_an_event_on_its_edge(visit: Visit) -> None:
    page = opened(visit(OWNER), "refer_case")
    before = read_process(draft_of(page))
    choice = next(e for e in before.elements.values() if e.type == "exclusiveGateway")
    choose(page, choice.id)
    page.locator(".bkv-studio__builder summary").press("Enter")
    target = page.locator("#studio-act-way option").last
    to = target.get_attribute("value") or ""
    page.locator("#studio-act-way").select_option(to)
    page.locator("#studio-act-way-button").press("Enter")
    expect(field(page, "Namn")).to_be_focused()
    field(page, "Villkor").fill('outcome = "other"')
    page.locator("#studio-act-on").select_option("user-task")
    page.locator("#studio-act-on-button").press("Enter")
    expect(field(page, "Namn")).to_be_focused()
    page.keyboard.type("Ring")
    page.keyboard.press("Tab")
    page.locator("#studio-act-edge").select_option("side-time")
    page.locator("#studio-act-edge-button").press("Enter")
    expect(field(page, "Namn")).to_be_focused()
    save(page)
    after = read_process(draft_of(page))
    made = next(e for e in after.elements.values() if e.name.sv == "Ring")
    edge = next(e for e in after.elements.values() if e.attached_to == made.id)
    ways = [(after.flows[own].source, after.flows[own].condition) for own in made.incoming]
    assert ways == [(choice.id, 'outcome = "other"')]
    assert [after.flows[own].target for own in made.outgoing] == [to]
    assert edge.id not in before.elements


def said(page: Page) -> Locator:
    """What the editor said of the last change."""
    return page.locator(".bkv-studio__done")


def reach(page: Page, wanted: Locator) -> None:
    """Tab until the keyboard is there."""
    for _stop in range(MOST_STOPS):
        if wanted.evaluate("(node) => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"The keyboard does not reach {wanted}.")


def press(page: Page, button: Locator) -> None:
    """Tab to a button and press it."""
    reach(page, button)
    page.keyboard.press("Enter")


def pick(page: Page, choices: Locator, beginning: str) -> None:
    """Tab to a list and type how the choice begins, in letters that an English keyboard has."""
    reach(page, choices)
    page.keyboard.type(beginning)


def step_to(page: Page, choices: Locator, value: str) -> None:
    """Go on in the list, where several choices begin alike."""
    for _ in range(MOST_STOPS):
        if choices.input_value() == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{value} is not reached with the arrows.")
