"""Whatever a page gives out besides pages is saved, or a picture that we drew: never run."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from werkzeug.test import TestResponse

from tests.product import NOTICE, Product
from tests.web import scene
from tests.web.test_access import LISTS, PEOPLE, THINGS

PAGES = ("text/html", "application/json")
DRAWN = ("image/png",)
"""Drawn by us, pixel by pixel; an uploaded picture is a file like any other, and saved."""

ACTIVE = {
    "page.html": b"<!doctype html><script>alert(1)</script>",
    "page.txt": b"<!doctype html><script>alert(1)</script>",
    "picture.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "picture.png": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "page.xhtml": b'<html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>',
    "page.pdf": b"<script>alert(1)</script>%PDF-1.7",
    "code.js": b"alert(1)",
    "mail.mht": b"MIME-Version: 1.0\nContent-Type: text/html\n\n<script>alert(1)</script>",
}


def test_no_answer_but_our_own_pages_is_opened_in_the_browser(product: Product) -> None:
    seen = set()
    for endpoint, answer in _answers(product):
        if answer.status_code != 200 or answer.mimetype in PAGES:
            continue
        seen.add(endpoint)
        assert answer.headers["X-Content-Type-Options"] == "nosniff", endpoint
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"], endpoint
        if answer.mimetype not in DRAWN:
            assert answer.headers["Content-Disposition"].startswith("attachment"), endpoint
    assert {"notices.download", "letters.download", "letters.page"} <= seen


@pytest.mark.parametrize("name", ACTIVE)
def test_what_would_run_is_refused_or_comes_out_as_text_to_save(
    product: Product, name: str
) -> None:
    browser = product.browser()
    browser.get("/anmalan")
    sent = {**NOTICE, "attachments": (io.BytesIO(ACTIVE[name]), name)}
    status = browser.post("/anmalan", sent).status_code
    assert status in (303, 422)
    if status == 422:
        return
    product.work()
    rut = product.browser("demo-rut")
    rut.get("/inkorg")
    rut.get(rut.links(r"/uppgifter/[\w-]+")[0])
    answer = rut.client.get(rut.links(r"/anmalningar/[\w-]+/bilagor/[\w-]+")[0])
    assert answer.mimetype == "text/plain"
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def _answers(product: Product) -> Iterator[tuple[str, TestResponse]]:
    """Every page and thing there is, as everybody who may open it sees it."""
    things = scene.build(product)
    for person in PEOPLE:
        browser = product.browser(person)
        for endpoint, (path, _who) in LISTS.items():
            yield endpoint, browser.client.get(path)
        for endpoint, (template, who) in THINGS.items():
            for name in who.get(person, "").split():
                yield endpoint, browser.client.get(template.format(**vars(things[name])))
