"""A diagram that one has changed and another approved is run by a new case, and by no older one."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.people import Visit, case_about, match_as_new, press, send_notice
from tests.browser.test_studio import choose, opened, save, write

Check = Callable[[Page], None]
DRAFT = "/studio/main_case/utkast"
OLD, NEW = "Ärende öppnat", "Ett ärende har öppnats"
NOTE = "En hel mening är lättare att läsa i granskningen."


def test_changed_by_one_approved_by_another_and_run_by_a_new_case(
    visit: Visit, assert_page_ok: Check
) -> None:
    rut, hanna = visit("demo-rut"), visit("demo-hanna")
    older = _case(visit, rut, hanna, "Gunhild Gammal")
    pia = opened(visit("demo-pia"), "main_case")
    choose(pia, "case_opened")
    write(pia, "Namn", NEW)
    save(pia)
    pia.goto(DRAFT)
    expect(pia.locator("main")).to_contain_text(f"Händelsen {OLD} heter nu {NEW}.")
    assert_page_ok(pia)
    pia.get_by_label("Vad har ändrats och varför?").fill(NOTE)
    press(pia, "Skicka för godkännande")
    expect(pia.locator("main")).to_contain_text("Du har själv arbetat med utkastet.")
    assert_page_ok(pia)

    par = visit("demo-par", java_script_enabled=False)
    par.goto(DRAFT)
    press(par, "Godkänn och låt det gälla nya ärenden")
    expect(par.locator("main")).to_contain_text("Ändrad av Pia Process, godkänd av Pär Processberg")
    expect(par.locator("main")).to_contain_text(NOTE)

    newer = _case(visit, rut, hanna, "Nils Nyström")
    gosta = visit("demo-gosta")
    for number, name in ((newer, NEW), (older, OLD)):
        gosta.goto("/granskning")
        row = gosta.get_by_role("row").filter(has_text=number)
        row.get_by_role("link", name="Handlägg").click()
        expect(gosta.locator(".bkv-events")).to_contain_text(name)


def test_a_step_is_changed_by_keyboard_alone_and_without_script(
    visit: Visit, assert_page_ok: Check
) -> None:
    pia = visit("demo-pia", java_script_enabled=False)
    pia.goto("/studio/disturbance")
    step = pia.get_by_role("table", name="Steg i processen").get_by_role("link").first
    name = step.inner_text()
    step.focus()
    pia.keyboard.press("Enter")
    pia.wait_for_url("**/steg/**")
    pia.get_by_label("Namn", exact=True).focus()
    pia.keyboard.press("End")
    pia.keyboard.type(" (ny)")
    pia.keyboard.press("Enter")
    expect(pia.locator("main")).to_contain_text("Sparat i utkastet.")
    expect(pia.locator("h1")).to_contain_text(f"{name} (ny)")
    with_script = visit("demo-pia")
    with_script.goto(pia.url)
    assert_page_ok(with_script)


def _case(visit: Visit, rut: Page, hanna: Page, tenant: str) -> str:
    """The number of a new case about somebody."""
    match_as_new(rut, send_notice(visit(), tenant, dwelling_street=f"{tenant}s väg 1"))
    return case_about(hanna, tenant)[1]
