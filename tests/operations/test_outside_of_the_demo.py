"""The demo's ways out: folders of its own with operators that answer, unless others are named."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

import connectors
from connectors.messages import OutgoingLetter
from engine.clock import utc_now
from engine.job_values import Retry
from front import serving
from settings import Settings

PATIENCE_SECONDS = 10.0


def chosen(tmp_path: Path, **given: str) -> Settings:
    return Settings.from_environment({"BOKVAR_VAR": str(tmp_path / "var"), **given})


def test_without_the_demo_no_folder_is_assumed_and_none_is_made(tmp_path: Path) -> None:
    settings = chosen(tmp_path)
    with serving._operators(settings):
        assert settings.outlets == {}
    assert not (settings.var / "out").exists()


def test_in_the_demo_a_letter_to_a_mailbox_is_answered(tmp_path: Path) -> None:
    settings = chosen(tmp_path, BOKVAR_DEMO="1")
    outlet = connectors.load(settings.outlets)["digital_mail"]
    letter = OutgoingLetter(
        key="letter:17",
        channel_address="",
        subject="Prov",
        body="",
        written_at=utc_now(),
        asked_at=utc_now(),
        pdf=b"%PDF-1.7",
        personal_number="198505152382",
    )
    until = time.monotonic() + PATIENCE_SECONDS
    with serving._operators(settings):
        assert sorted(p.name for p in (settings.var / "out").iterdir()) == [
            "digital_mail",
            "print",
            "secure_message",
        ]
        while time.monotonic() < until:
            try:
                assert outlet.deliver(letter).is_sent
            except Retry:
                time.sleep(0.05)
            else:
                return
    raise AssertionError("Nobody answered.")


@pytest.mark.parametrize("name", ["PRINT", "DIGITAL_MAIL", "SECURE_MESSAGE"])
def test_a_folder_that_somebody_named_is_neither_made_nor_answered(
    tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "share"
    settings = chosen(tmp_path, BOKVAR_DEMO="1", **{f"BOKVAR_{name}_FOLDER": str(folder)})
    with serving._operators(settings):
        assert settings.outlets[f"{name}_FOLDER"] == str(folder)
    assert not folder.exists()
    assert not (settings.var / "out" / name.lower()).exists()
