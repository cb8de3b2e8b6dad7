"""Between the two cases: one process owner renames a step, and another approves it."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.five_people import SCREEN
from tests.browser.test_studio_published import NEW_NAME as NEW_NAME
from tests.browser.test_studio_published import approve, rename_and_submit
from tests.browser.town import Town


def changed_by_one_and_approved_by_another(walk: Town) -> None:
    pia = walk.person("demo-pia", **SCREEN)
    rename_and_submit(pia)
    walk.look(pia, "vantar pa godkannande")
    par = walk.person("demo-par", **SCREEN)
    approve(par)
    expect(par.locator("main")).to_contain_text("godkänd av Pär Processberg")
    walk.look(par, "har godkant")
