"""The public landing page: whom it is for, and whom somebody who may lose her home turns to."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import create_app
from settings import Settings


@pytest.mark.parametrize(
    ("contact", "told"),
    [("", "Ring kommunens växel"), ("Socialtjänsten, 040-123 45 67", "040-123 45 67")],
)
def test_who_may_lose_her_home_is_told_whom_to_ask(tmp_path: Path, contact: str, told: str) -> None:
    given = {"BOKVAR_VAR": str(tmp_path), "BOKVAR_HELP_CONTACT": contact}
    page = create_app(Settings.from_environment(given)).test_client().get("/").text
    assert told in page
    assert ("Ring kommunens växel" in page) is not bool(contact)


def test_the_form_on_disturbances_is_for_before_a_termination(tmp_path: Path) -> None:
    given = {"BOKVAR_VAR": str(tmp_path)}
    page = create_app(Settings.from_environment(given)).test_client().get("/").text
    assert "har sagt till om störningar i en bostad, innan något avtal sägs upp" in page
    assert "obetald hyra eller störningar" not in page
