"""What goes with every page, and what never does."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from werkzeug.test import TestResponse

from tests.product import ASSESSMENT, NOTICE, Browser, Product, send_notice, take_task
from tests.web import scene
from tests.web.scene import Thing
from web.security import POLICY

# Nothing here depends on the kind of database.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

PERSONAL = (*scene.TENANTS.values(), "Exempelbostäder", "198505152382", "uthyrning@", "gata 1")
SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
INLINE = (
    re.compile(r"<style\b", re.IGNORECASE),
    re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    re.compile(r"""(href|src|action)\s*=\s*["']?\s*(javascript|data|vbscript):""", re.IGNORECASE),
    re.compile(r"<(base|object|embed|iframe)\b", re.IGNORECASE),
)
LINK = re.compile(r'(?:href|src|action|data-draft-url)="([^"]*)"')


def _staff_pages(things: dict[str, Thing]) -> dict[str, list[str]]:
    north = things["north"]
    case, notice = f"/arenden/{north.case}", f"/anmalningar/{north.notice}"
    task = f"/uppgifter/{north.task}"
    return {
        "demo-rut": ["/inkorg", notice, f"/uppgifter/{things['unmatched'].task}"],
        "demo-hanna": ["/inkorg", "/arenden", case, f"{case}/brev/{north.letter}", notice, task],
        "demo-gosta": ["/granskning", f"/granskning/{north.case}/{north.instance}", case, notice],
        "demo-axel": ["/", "/inkorg"],
    }


def _answers(product: Product, things: dict[str, Thing]) -> Iterator[tuple[str, TestResponse]]:
    """Every kind of page, with its address: those of everyone, those of staff, and refusals."""
    nobody = product.browser()
    for path in ("/", "/anmalan", "/logga-in", "/nej", "/inkorg", "/sprak/en", "/sprak/xx"):
        yield path, nobody.get(path)
    nobody.get("/anmalan")
    answer = nobody.post("/anmalan", {**NOTICE, "amount": "x"})
    yield "/anmalan", answer
    answer = nobody.post("/anmalan", NOTICE)
    yield answer.headers["Location"], nobody.get(answer.headers["Location"])
    yield "/logga-ut", nobody.client.post("/logga-ut")
    yield "/anmalan", nobody.client.delete("/anmalan")
    yield "/static/dist/nej.js", nobody.get("/static/dist/nej.js")
    for person, paths in _staff_pages(things).items():
        browser = product.browser(person)
        for path in (*paths, f"/arenden/{scene.UNKNOWN}", "/static/dist/nej.js"):
            yield path, browser.get(path)
    hanna = product.browser("demo-hanna")
    address = take_task(hanna, "Bedöm ärendet")
    yield address, hanna.post(address, {**ASSESSMENT, "contact": ""})
    page = hanna.page
    yield address, hanna.post(address, ASSESSMENT)
    hanna.page = page
    yield address, hanna.post(address, ASSESSMENT)


@pytest.fixture
def answers(product: Product) -> list[tuple[str, TestResponse]]:
    return list(_answers(product, scene.build(product)))


def test_every_answer_says_what_a_browser_may_do_with_it(
    answers: list[tuple[str, TestResponse]],
) -> None:
    assert {answer.status_code for _, answer in answers} >= {200, 303, 404, 405, 409, 422}
    for path, answer in answers:
        headers = answer.headers
        assert headers["Content-Security-Policy"] == POLICY, path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Referrer-Policy"] == "same-origin", path
        assert headers["Cache-Control"] == "no-store", path


def test_no_page_holds_a_script_or_a_style_of_its_own(
    answers: list[tuple[str, TestResponse]],
) -> None:
    for path, answer in answers:
        for attributes, content in SCRIPT.findall(answer.text):
            assert "src=" in attributes, path
            assert not content.strip(), path
        for forbidden in INLINE:
            assert forbidden.search(answer.text) is None, (path, forbidden.pattern)


def test_no_address_names_anyone(answers: list[tuple[str, TestResponse]]) -> None:
    for path, answer in answers:
        addresses = [path, answer.headers.get("Location", ""), *LINK.findall(answer.text)]
        for address in addresses:
            assert not [word for word in PERSONAL if word in address], address
            assert re.fullmatch(r"[\w./?=&%#;:,-]*", address), address


def test_no_error_page_and_no_log_names_anyone(
    product: Product, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        for path, answer in _answers(product, scene.build(product)):
            if answer.status_code in (404, 405, 413, 500, 503):
                assert not [word for word in PERSONAL if word in answer.text], path
    # The receiver of the demo's mail tells what it receives; it stands for a server elsewhere.
    ours = [record.getMessage() for record in caplog.records if record.name != "mail.log"]
    assert not [word for word in PERSONAL if any(word in line for line in ours)]


def test_a_built_file_may_be_kept_and_nothing_outside_its_folder_is_given(
    product: Product,
) -> None:
    browser = product.browser()
    browser.get("/")
    built = browser.links(r"/static/dist/[^\"]+")
    assert built
    for path in built:
        answer = browser.client.get(path)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["Content-Security-Policy"] == POLICY
        answer.close()
    for path in (
        "/static/dist/../../app.py",
        "/static/dist/..%2f..%2fapp.py",
        "/static/dist/%2e%2e/%2e%2e/security.py",
        "/static/dist/..\\..\\security.py",
        "/static/dist//etc/passwd",
        "/static/dist/%2fetc%2fpasswd",
        "/static/dist/",
        "/static/dist/.",
        "/static/security.py",
        "/static/",
    ):
        assert browser.client.get(path, follow_redirects=True).status_code == 404, path


def test_the_language_is_chosen_once_and_holds_for_every_page(product: Product) -> None:
    browser = product.browser()
    browser.get("/")
    assert '<html lang="sv">' in browser.page
    answer = browser.get("/sprak/en")
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    for path in ("/", "/anmalan", "/logga-in", "/nej"):
        browser.get(path)
        assert '<html lang="en">' in browser.page, path
    browser.get("/sprak/sv")
    browser.get("/anmalan")
    assert '<html lang="sv">' in browser.page
    for odd in ("xx", "EN", "%00", "sv;path=/", "en%0d%0aX: y", "å" * 100):
        assert "Set-Cookie" not in browser.get(f"/sprak/{odd}").headers, odd


def test_odd_headers_make_no_page_fall(product: Product) -> None:
    odd = (
        "",
        "x" * 50_000,
        "å",
        "\x7f",
        "*",
        ";;q=x,,",
        "sv;q=nan, en;q=1e999",
        "[",
        "a:b:c",
        "..",
    )
    hanna = product.browser("demo-hanna")
    for name in ("Accept-Language", "Referer", "User-Agent", "If-None-Match", "Range", "Accept"):
        for value in odd:
            for browser in (product.browser(), hanna):
                answer = browser.client.get("/", headers={name: value})
                assert answer.status_code == 200, (name, value)
    for host in (
        "evil.example",
        "a b",
        "x" * 5000,
        "[",
        "localhost:99999",
        "a/b",
        "@",
        "localhost:",
    ):
        answer = product.browser().client.get("/anmalan", headers={"Host": host})
        assert answer.status_code < 500, host
        assert "evil" not in answer.text


def test_what_was_sent_is_drawn_as_text_on_every_page(product: Product) -> None:
    script = "<script>alert(1)</script>"
    browser = Browser(product.app.test_client())
    browser.get("/anmalan")
    texts = ("sender_name", "tenant_name", "dwelling_street", "dwelling_town", "other")
    sent = {**NOTICE, **dict.fromkeys(texts, script + "{{7*7}}")}
    assert browser.post("/anmalan", sent).status_code == 303
    product.work()
    rut = product.browser("demo-rut")
    address = take_task(rut, "Bekräfta hushåll och bostad")
    assert script not in rut.page
    assert "{{7*7}}" in rut.text()
    assert rut.post(address, {"choice": "new"}).status_code == 303
    product.work()
    hanna, gosta = product.browser("demo-hanna"), product.browser("demo-gosta")
    hanna.get("/arenden")
    for path in hanna.links(r"/arenden/[\w-]+"):
        for reader in (hanna, gosta):
            assert reader.get(path).status_code == 200
            assert script not in reader.page
    address = take_task(hanna, "Bedöm ärendet")
    assert hanna.post(address, {**ASSESSMENT, "situation": script}).status_code == 303
    gosta.get("/granskning")
    for path in gosta.links(r"/granskning/[\w-]+/[\w-]+"):
        assert gosta.get(f"{path}?steg=99").status_code == 200
        assert script not in gosta.page
    send_notice(product)


def test_outside_the_demo_browsers_are_told_to_use_encryption_only(product: Product) -> None:
    assert "Strict-Transport-Security" not in product.browser().get("/").headers
    extensions = product.app.extensions
    extensions["site"] = replace(extensions["site"], is_demo=False)
    assert product.browser().get("/").headers["Strict-Transport-Security"] == "max-age=31536000"
