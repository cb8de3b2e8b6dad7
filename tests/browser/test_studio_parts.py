"""A table and a form's texts are changed by one without script, and let through by another."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.people import Visit, press
from tests.browser.test_studio import OTHER_OWNER, OWNER, choose, opened, write

Check = Callable[[Page], None]
PROCESS = "/studio/receive_notice"
TABLE, TEXTS = f"{PROCESS}/tabell/set_priority", f"{PROCESS}/texter/confirm_match"
DRAFT = f"{PROCESS}/utkast"
WIDTHS = (1280, 900, 760)
COVERED = """(logo) => {
    const { left, top, width, height } = logo.getBoundingClientRect();
    const spots = [0.1, 0.5, 0.9].flatMap((x) => [0.1, 0.5, 0.9].map((y) => [x, y]));
    return spots.filter(([x, y]) =>
        !logo.contains(document.elementFromPoint(left + x * width, top + y * height)));
}"""


def test_a_table_and_texts_are_changed_sent_back_mended_and_approved_without_script(
    visit: Visit,
) -> None:
    pia, par = (visit(name, java_script_enabled=False) for name in (OWNER, OTHER_OWNER))
    change_table(pia)
    change_text(pia)
    submit(pia, "Reglerna säger nu varför.")
    expect(pia.locator("main")).to_contain_text("Du har själv arbetat med utkastet.")
    assert pia.locator('form[action$="/godkann"]').count() == 0

    par.goto(DRAFT)
    press(par, "Skicka tillbaka")
    expect(par.locator(".govuk-error-summary")).to_contain_text("Skriv varför")
    par.get_by_label("Varför skickas det tillbaka?").fill("Skriv vem som har beslutat.")
    press(par, "Skicka tillbaka")
    pia.goto(DRAFT)
    expect(pia.locator("main")).to_contain_text("Skriv vem som har beslutat.")
    submit(pia, "Reglerna säger nu varför. Beslutat av Malin.")

    par.goto(DRAFT)
    expect(par.locator("main")).to_contain_text("Beslutat av Malin.")
    press(par, "Godkänn och låt det gälla nya ärenden")
    expect(par.locator("main")).to_contain_text("Ändrad av Pia Process, godkänd av Pär Processberg")


def test_a_table_with_faults_is_accessible_strict_and_narrow(
    visit: Visit, assert_page_ok: Check
) -> None:
    page = visit(OWNER)
    page.goto("/studio/refer_case/tabell/legal_ground")
    press(page, "Spara och lägg till en regel")
    expect(page.locator("main")).to_contain_text("värdet är inte ett av de tillåtna")
    assert_page_ok(page)
    page.goto("/studio/refer_case/utkast")
    page.get_by_role("link", name="Pröva grunden").first.click()
    expect(page.locator("h1")).to_have_text("Pröva grunden")
    opened(page, "refer_case")
    assert_page_ok(page)


def change_table(page: Page) -> None:
    """A new rule that is wrong, told in words; it is moved up, taken away, and one is explained."""
    page.goto(TABLE)
    before = page.locator("tbody tr").count()
    press(page, "Spara och lägg till en regel")
    expect(page.locator("tbody tr")).to_have_count(before + 1)
    last = page.locator("tbody tr").last
    last.get_by_role("textbox").first.or_(last.get_by_role("combobox").first).first.fill('"a')
    press(page, "Spara i utkastet")
    expect(page.locator("main")).to_contain_text(f"Regel {before + 1} (")
    expect(page.locator("main")).to_contain_text("Citattecknet")
    page.locator("tbody tr").last.get_by_role("button", name="Upp").click()
    page.locator("tbody tr").nth(before - 1).get_by_role("button", name="Ta bort").click()
    expect(page.locator("tbody tr")).to_have_count(before)
    page.get_by_label("Regel 1, förklaring", exact=True).fill(
        "Den som kan förlora hemmet i veckan går först."
    )
    press(page, "Spara i utkastet")
    expect(page.locator("main")).to_contain_text("Sparat i utkastet.")


def change_text(page: Page) -> None:
    """What the form is called, in both languages."""
    page.goto(TEXTS)
    page.get_by_label("Text 1 på svenska: Rubrik").fill("Bekräfta vem det gäller")
    page.get_by_label("Text 1 på engelska: Rubrik").fill("Confirm whom it is about")
    press(page, "Spara i utkastet")
    expect(page.locator("h1")).to_contain_text("Bekräfta vem det gäller")


def submit(page: Page, note: str) -> None:
    """See in sentences what differs, and send it on."""
    page.goto(DRAFT)
    main = page.locator("main")
    expect(main).to_contain_text("Regel 1 i ")
    expect(main).to_contain_text("har fått en ny förklaring.")
    expect(main).to_contain_text("på engelska: “Confirm whom it is about”".replace("“", "”"))
    page.get_by_label("Vad har ändrats och varför?").fill(note)
    press(page, "Skicka för godkännande")


def test_the_logo_of_bpmn_io_is_visible_at_every_width_that_one_draws_at(visit: Visit) -> None:
    page = opened(visit(OWNER), "close_case")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 700})
        page.locator(".bjs-powered-by").scroll_into_view_if_needed()
        expect(page.locator(".bjs-powered-by svg")).to_be_in_viewport(ratio=1)
        assert page.locator(".bjs-powered-by").evaluate(COVERED) == [], width


def test_a_word_that_is_wider_than_its_step_is_divided_with_a_hyphen(visit: Visit) -> None:
    page = opened(visit(OWNER), "close_case")
    choose(page, "decide_outcome")
    write(page, "Namn", "Barnkonsekvensanalys")
    lines = page.locator('[data-element-id="decide_outcome"] .djs-label tspan').all_text_contents()
    shown = [line.replace("\u00ad", "") for line in lines]
    assert shown == ["Barnkonsek-", "vensanalys"]
