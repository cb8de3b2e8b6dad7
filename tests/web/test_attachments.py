"""Files that came with a notice: only through a notice that one may see, and only to be saved."""

from __future__ import annotations

import io
import re

import pytest

from tests.product import NOTICE, Product
from tests.web import scene

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture
def file(product: Product) -> str:
    """The address of a file of the only notice."""
    browser = product.browser()
    browser.get("/anmalan")
    sent = {**NOTICE, "attachments": (io.BytesIO(PDF), "uppsägning <1>.pdf")}
    assert browser.post("/anmalan", sent).status_code == 303
    product.work()
    rut = product.browser("demo-rut")
    rut.get("/inkorg")
    rut.get(rut.links(r"/uppgifter/[\w-]+")[0])
    return rut.links(r"/anmalningar/[\w-]+/bilagor/[\w-]+")[0]


def test_a_file_is_saved_and_never_opened_inside_a_page(product: Product, file: str) -> None:
    answer = product.browser("demo-rut").get(file)
    assert (answer.status_code, answer.data) == (200, PDF)
    headers = answer.headers
    assert headers["Content-Disposition"].startswith("attachment; ")
    assert "filename*=UTF-8''upps%C3%A4gning" in headers["Content-Disposition"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Type"] == "application/pdf"


def test_a_file_is_nothing_to_who_may_not_see_its_notice(product: Product, file: str) -> None:
    assert product.browser().get(file).status_code == 303
    for person in ("demo-hanna", "demo-sara", "demo-vera", "demo-gosta", "demo-axel"):
        assert product.browser(person).get(file).status_code == 404, person


def test_a_file_is_found_through_its_own_notice_only(product: Product) -> None:
    things = scene.build(product)
    north, south, care = things["north"], things["south"], things["care"]
    rut, hanna = product.browser("demo-rut"), product.browser("demo-hanna")
    assert hanna.get(f"/anmalningar/{north.notice}/bilagor/{north.file}").status_code == 200
    for other in (south.file, care.file, scene.UNKNOWN, "", "..", north.notice, "%00", "'"):
        mixed = f"/anmalningar/{north.notice}/bilagor/{other}"
        assert hanna.get(mixed).status_code == 404, other
        assert rut.get(mixed).status_code == 404, other


def test_the_list_of_files_shows_their_names_as_text(product: Product, file: str) -> None:
    rut = product.browser("demo-rut")
    rut.get(re.sub(r"/bilagor/.*", "", file))
    assert "uppsägning _1_.pdf" in rut.text()
    assert rut.links(r"/anmalningar/[\w-]+/bilagor/[\w-]+") == [file]
