"""The built bundle: named by its content, whole, and with nothing that is not ours to ship."""

import json
import re
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from markupsafe import Markup

from web import assets, theme
from web.govuk import component

ROOT = Path(__file__).parents[2]


def test_a_built_file_is_addressed_with_its_hash() -> None:
    address = assets.asset_url("bokvar.css")
    name = address.removeprefix("/static/dist/")
    assert (name != "bokvar.css", (assets.DIST / name).is_file()) == (True, True)


def test_a_file_that_was_not_built_is_an_error() -> None:
    with pytest.raises(LookupError, match="make assets"):
        assets.asset_url("missing.css")


def test_the_folder_holds_what_the_manifest_names_and_the_licences() -> None:
    manifest = json.loads((assets.DIST / "manifest.json").read_text("utf-8"))
    found = {path.name for path in assets.DIST.iterdir()}
    assert found == {*manifest.values(), "manifest.json", "LICENSES.txt"}


@pytest.mark.parametrize("word", ["GDS Transport", "crest", "data:"])
def test_the_theme_has_nothing_that_belongs_to_gov_uk_alone(word: str) -> None:
    assert word not in _theme()


def test_the_theme_fetches_only_files_that_lie_beside_it() -> None:
    addresses = re.findall(r"""url\(["']?([^"')]+)""", _theme())
    outside = [address for address in addresses if not (assets.DIST / address).is_file()]
    assert (len(addresses), outside) == (2, [])


def test_the_editor_fetches_only_its_icons_and_has_no_picture_in_its_styles() -> None:
    styles = (assets.DIST / assets.asset_file("studio.css")).read_text("utf-8")
    addresses = re.findall(r"""url\(["']?([^"')]+)""", styles)
    assert addresses == [f"./{assets.asset_file('bpmn.woff2')}"]


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text("utf-8"))
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []


def test_components_escape_what_people_wrote() -> None:
    app = Flask("web", root_path=str(ROOT / "web"))
    site = theme.Site("Provköpings kommun")
    theme.init_app(app, site=site, csrf_field=lambda: Markup("<!-- token -->"))
    source = (
        '{% from "components/fields.html" import text_input, textarea, radios %}'
        "{{ text_input('a', evil, evil, evil, evil) }}{{ textarea('b', evil, evil, evil, evil) }}"
        "{{ radios('c', evil, [{'value': evil, 'text': evil}], evil, evil, evil) }}"
    )
    with app.test_request_context("/"):
        page = render_template_string(source, evil='"><script>')
    assert ("<script>" in page, '""' in page, page.count("&lt;script&gt;")) == (False, False, 13)


def test_a_text_of_several_lines_comes_back_as_it_was_written() -> None:
    markup = component("textarea", name="a", id="a", label={"text": "Text"}, value="ett\n  två\n")
    assert ">ett\n  två\n</textarea>" in markup


def _theme() -> str:
    return (assets.DIST / assets.asset_file("bokvar.css")).read_text("utf-8")
