"""A table at the desk: tried, taken in and corrected, with a narrow screen and without script."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.api.test_batches import ROW, as_csv
from tests.browser.people import Visit, fill, press
from tests.web.test_desk_table import PATH


@pytest.mark.parametrize("has_script", [True, False])
def test_a_table_is_tried_taken_in_and_its_faults_are_saved_to_correct(
    visit: Visit, assert_page_ok: Callable[[Page], None], tmp_path: Path, has_script: bool
) -> None:
    table, sender = tmp_path / "tabell.csv", f"Tabellbostäder {has_script}"
    table.write_bytes(as_csv(ROW, {**ROW, "tenant_name": ""}))
    rut = visit("demo-rut", java_script_enabled=has_script)
    rut.set_viewport_size({"width": 390, "height": 800})
    rut.goto(PATH)
    rut.set_input_files("#table", table)
    fill(rut, {"arrival_channel": "EPOST", "sender_kind": "landlord"})
    press(rut, "Pröva tabellen")
    expect(rut.locator(".govuk-error-summary")).to_contain_text("Välj filen igen")
    rut.set_input_files("#table", table)
    fill(rut, {"sender_name": sender})
    press(rut, "Pröva tabellen")
    expect(rut.locator("h1")).to_have_text("Tabellen är prövad")
    if has_script:
        assert_page_ok(rut)
    with rut.expect_download() as saved:
        rut.get_by_role("link", name="CSV").click()
    assert "Uppgiften saknas" in saved.value.path().read_text("utf-8-sig")
    press(rut, "Ta emot 1 underrättelse")
    expect(rut.locator("main")).to_contain_text("1 underrättelse är mottagen.")
    if has_script:
        assert_page_ok(rut)
