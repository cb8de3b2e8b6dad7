"""Five people in five browsers on the same cases, one on a telephone and one without a mouse.

Between the cases a diagram is changed; at the end a case is taken out, checked and tampered with.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser import five_audit, five_eviction, five_rent, five_studio, five_tampering
from tests.browser.five_people import RUT
from tests.browser.people import ASSESS
from tests.browser.town import Town, town


@pytest.fixture(scope="module")
def walk(
    browser: Browser, browser_context_args: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Any:
    """A town on a Tuesday in December."""
    folder = tmp_path_factory.mktemp("five")
    with town(folder, "2026-12-01 10:15", browser, browser_context_args) as made:
        yield made


def test_five_people_take_two_cases_from_the_notice_to_the_checked_export(
    walk: Town, tmp_path: Path
) -> None:
    rent = five_rent.begun(walk)
    five_studio.changed_by_one_and_approved_by_another(walk)
    five_rent.worked_on(walk, rent)
    five_rent.paid(walk, rent)
    five_eviction.on_duty(walk)
    late = five_eviction.confirmed_on_christmas_eve(walk)
    five_eviction.worked_on_after_christmas(walk, late, five_studio.NEW_NAME)
    five_rent.followed_and_closed(walk, rent)

    five_audit.replayed(walk, rent.number, ASSESS)
    export, key = five_audit.taken_out(walk, rent.number, tmp_path)
    five_tampering.checked_and_tampered_with(export, key)

    assert walk.pointers() == "touch"
    assert walk.pointers(RUT) == ""
