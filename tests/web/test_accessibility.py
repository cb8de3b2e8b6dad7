"""The accessibility statement: at both doors, in both languages, and with whom to tell."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app import create_app
from settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        var=tmp_path,
        database_url=f"sqlite:///{tmp_path / 'none.db'}",
        secret_key="a key for tests only",
        municipality="Provköpings kommun",
    )


def statement(settings: Settings, language: str = "sv") -> str:
    """The page, from an installation whose database does not even exist."""
    client = create_app(settings).test_client()
    client.set_cookie("lang", language)
    return client.get("/tillganglighet").text


@pytest.mark.parametrize("door", ["public", "staff"])
def test_each_door_has_the_statement_and_links_it_on_every_page(
    settings: Settings, door: str
) -> None:
    drawn = statement(replace(settings, doors=(door,)))
    assert "<h1" in drawn
    assert "Tjänsten uppfyller delvis riktlinjerna." in drawn
    assert 'href="/tillganglighet">Tillgänglighet</a>' in drawn


def test_the_statement_is_in_english_too(settings: Settings) -> None:
    assert "The service partly meets the guidelines." in statement(settings, "en")


def test_whom_the_installation_names_is_named(settings: Settings) -> None:
    named = replace(
        settings,
        accessibility_contact="<b>hjalp@kommun.example</b>",
        accessibility_supervision="Provmyndigheten",
    )
    drawn = statement(named)
    assert "&lt;b&gt;hjalp@kommun.example&lt;/b&gt;." in drawn
    assert "klaga hos: Provmyndigheten." in drawn


def test_an_installation_that_names_nobody_says_so(settings: Settings) -> None:
    assert "har inte angett någon kontakt här ännu" in statement(settings)


def test_the_demo_says_that_its_contact_is_missing_because_it_is_a_demo(settings: Settings) -> None:
    drawn = statement(replace(settings, demo=True))
    assert "Det här är en provmiljö. I en riktig installation står här vem" in drawn
