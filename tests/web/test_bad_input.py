"""The public form and the task forms against everything that people and programs can send."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from itsdangerous import URLSafeSerializer
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from cases.tables.models import notices
from engine.models import messages
from tests.product import ASSESSMENT, NOTICE, Browser, Product, match_as_new, send_notice, take_task

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
KEPT = "Exempelgatan 12 B"
MEGABYTE = 1024 * 1024
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"

UNPAID = {"ground": "unpaid"}
TERMINATED = {"is_terminated": "yes"}


def _day(name: str, day: str, month: str, year: str) -> dict[str, str]:
    return {**TERMINATED, f"{name}-day": day, f"{name}-month": month, f"{name}-year": year}


# What is sent, and the question where the mistake is told; empty for the form as a whole.
WRONG: tuple[tuple[Mapping[str, Any], str], ...] = (
    ({"sender_name": ""}, "sender_name"),
    ({"sender_name": " \t\r\n\u00a0\u2003"}, "sender_name"),
    ({"sender_name": "x" * 201}, "sender_name"),
    ({"sender_name": "Å\x00sa"}, "sender_name"),
    ({"sender_name": "\x1b[31mred"}, "sender_name"),
    ({"sender_name": "Bo\r\nBcc: all@evil.example"}, "sender_name"),
    ({"sender_name": "Bo\u2028Bcc: x"}, "sender_name"),
    ({"sender_name": "\ufffe\uffff"}, "sender_name"),
    ({"sender_name": ["Bo", "Bosse"]}, "sender_name"),
    ({"sender_kind": "robot"}, "sender_kind"),
    ({"sender_kind": ["landlord", "agent"]}, "sender_kind"),
    ({"sender_kind": "landlord\x00"}, "sender_kind"),
    ({"sender_email": "not an address"}, "sender_email"),
    ({"sender_email": "a@b.example\r\nBcc: x@evil.example"}, "sender_email"),
    ({"sender_email": "a@b.example,c@d.example"}, "sender_email"),
    ({"sender_phone": "ring mig"}, "sender_phone"),
    ({"sender_postal_code": "123"}, "sender_postal_code"),
    ({"dwelling_postal_code": "ABC 12"}, "dwelling_postal_code"),
    ({"tenant_personal_number": "hej"}, "tenant_personal_number"),
    ({"tenant_personal_number": "19990231-1234"}, "tenant_personal_number"),
    ({"sender_org_number": "55-1"}, "sender_org_number"),
    ({"apartment_number": "11020"}, "apartment_number"),
    ({**UNPAID, "amount": "arton tusen"}, "amount"),
    ({**UNPAID, "amount": "-5"}, "amount"),
    ({**UNPAID, "amount": "0"}, "amount"),
    ({**UNPAID, "amount": "1e9"}, "amount"),
    ({**UNPAID, "amount": "NaN"}, "amount"),
    ({**UNPAID, "amount": "18.400,505"}, "amount"),
    ({**UNPAID, "amount": "9" * 400}, "amount"),
    ({**UNPAID, "arrears_months": "februari 20026"}, "arrears_months"),
    ({**UNPAID, "arrears_months": "2026-13"}, "arrears_months"),
    ({**UNPAID, "arrears_months": "januari 0001 - december 9999"}, "arrears_months"),
    (_day("termination_date", "31", "2", "2026"), "termination_date"),
    (_day("termination_date", "0", "0", "0"), "termination_date"),
    (_day("termination_date", "1", "", ""), "termination_date"),
    (_day("termination_date", "9" * 400, "1", "2026"), "termination_date"),
    (_day("termination_date", "²", "1", "2026"), "termination_date"),
    (_day("termination_date", "1", "1", "99999"), "termination_date"),
    ({**TERMINATED, "termination_date": "2026-02-31"}, "termination_date"),
    ({"other": "x" * 5001}, "other"),
    ({"other": "x" * 150_000}, "other"),
    ({"other": "x" * 900_000}, ""),
    ({"typename": "Notice"}, ""),
    ({"__proto__": "x", "constructor": "y"}, ""),
    ({"sender_name[]": "x"}, ""),
    ({"<script>alert(1)</script>": "x"}, ""),
    ({"csrf_token": "x"}, ""),
    ({"": "x"}, ""),
    ({f"x{n}": "1" for n in range(400)}, ""),
)


def test_what_is_wrong_is_told_at_its_place_and_the_rest_is_kept(product: Product) -> None:
    for changes, question in WRONG:
        browser = product.browser()
        browser.get("/anmalan")
        answer = browser.post("/anmalan", {**NOTICE, **changes})
        assert answer.status_code == 422, (repr(changes)[:80], answer.status_code)
        _assert_told(browser, question)
        assert f'value="{KEPT}"' in browser.page, list(changes)
    assert _count(product) == 0
    send_notice(product)


def test_what_was_typed_is_drawn_as_text_and_nothing_else(product: Product) -> None:
    for odd in (
        '"><script>alert(1)</script>',
        "{{ 7*7 }}",
        "' onfocus='x",
        "%s %(x)s",
        "]]>",
        "\\",
    ):
        browser = product.browser()
        browser.get("/anmalan")
        wrong = {**NOTICE, "sender_name": odd, "what_happened": odd, "amount": ""}
        assert browser.post("/anmalan", wrong).status_code == 422
        drawn = re.findall(r'name="sender_name" type="text" value="([^"]*)"', browser.page)
        assert [unescape(value) for value in drawn] == [odd]
        assert "<script>alert" not in browser.page


IN_PARTS = "multipart/form-data; boundary=x"
BODIES: tuple[tuple[bytes, str], ...] = (
    (b"", ""),
    (b"", "application/x-www-form-urlencoded"),
    (b"", "multipart/form-data"),
    (b"", "multipart/form-data; boundary="),
    (b'{"sender_name": "Bo"}', "application/json"),
    (b'{"sender_name":', "application/json"),
    (b"sender_name=Bo", "text/plain"),
    (b"<notice/>", "application/xml"),
    (b"sender_name=Bo", "nonsense"),
    (b"sender_name=Bo", "multipart/form-data; boundary=å"),
    (b"sender_name=Bo", "multipart/form-data"),
    (b"sender_name=Bo", f"multipart/form-data; boundary={'x' * 10_000}"),
    (b"--x\r\n\r\n\r\n--x--\r\n", IN_PARTS),
    (
        b"--x\r\nContent-Disposition: form-data\r\n\r\nBo\r\n--x--",
        IN_PARTS,
    ),
    (b'--x\r\nContent-Disposition: form-data; name="sender_', IN_PARTS),
    (
        b'--x\r\nContent-Disposition: form-data; name="sender_name"\r\n\r\nBo',
        IN_PARTS,
    ),
    (
        b'--x\r\nContent-Disposition: form-data; name="sender_name"\r\n'
        b"Content-Type: text/plain; charset=utf-7\r\n\r\n+ADw-script+AD4-\r\n--x--\r\n",
        IN_PARTS,
    ),
    (
        b'--x\r\nContent-Disposition: form-data; name="sender_name"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\nQm8=\r\n--x--\r\n",
        IN_PARTS,
    ),
    (
        b"--x\r\nContent-Disposition: form-data; name=\"attachments\"; filename*=UTF-8''%ff%00\r\n"
        b"\r\nx\r\n--x--\r\n",
        IN_PARTS,
    ),
    (b"--x\r\n" + b"A: b\r\n" * 30_000 + b"\r\n", IN_PARTS),
    (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
    (b"sender_name=%ED%A0%80&%ff=%ff&a=%&b=%zz&=&&;", "application/x-www-form-urlencoded"),
    (b"sender_name=%F0%9F", "application/x-www-form-urlencoded; charset=utf-16"),
    (b"&" * 500_000, "application/x-www-form-urlencoded"),
    (b"a=1&" * 10_000, "application/x-www-form-urlencoded"),
    (b"a=" + b"x" * MEGABYTE, "application/x-www-form-urlencoded"),
    (b"&".join(b"f%d=1" % n for n in range(10_000)), "application/x-www-form-urlencoded"),
)


def test_a_body_that_is_no_form_is_answered_kindly(product: Product) -> None:
    for body, kind in BODIES:
        answer = product.app.test_client().post("/anmalan", data=body, content_type=kind)
        assert answer.status_code in (413, 422), (body[:60], kind[:60], answer.status_code)
        assert answer.mimetype == "text/html"
        if answer.status_code == 422:
            assert 'name="sender_name"' in answer.text
            assert "Något behöver rättas" in answer.text
    assert _count(product) == 0
    send_notice(product)


def test_when_nothing_came_the_page_does_not_say_that_it_is_kept(product: Product) -> None:
    answer = product.app.test_client().post("/anmalan", data=b"{}", content_type="application/json")
    assert "Det du skickade kom inte fram" in answer.text
    assert "finns kvar" not in answer.text


def test_ten_thousand_fields_in_parts_are_too_much(product: Product) -> None:
    many = b"".join(_part(f"f{n}", b"1") for n in range(10_000)) + b"--x--\r\n"
    browser = product.browser()
    answer = browser.client.post("/anmalan", data=many, content_type=IN_PARTS)
    assert answer.status_code == 413
    send_notice(product)


# Tokens.


def test_the_same_sending_twice_is_one_notice_with_one_receipt(product: Product) -> None:
    browser = product.browser()
    browser.get("/anmalan")
    fields = {**browser.hidden(), **NOTICE}
    first, second = (browser.client.post("/anmalan", data=fields) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert _count(product) == 1
    shown = [browser.get(first.headers["Location"]) for _ in range(3)]
    assert {answer.status_code for answer in shown} == {200}
    assert len({answer.text for answer in shown}) == 1


def test_a_change_after_sending_is_told_and_can_be_sent_as_new(product: Product) -> None:
    browser = product.browser()
    browser.get("/anmalan")
    first = browser.hidden()
    location = browser.client.post("/anmalan", data={**first, **NOTICE}).headers["Location"]
    browser.get(location)
    number = re.findall(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", browser.text())[0]
    changed = {**NOTICE, "tenant_name": "Berit Prov"}
    answer = browser.client.post("/anmalan", data={**first, **changed})
    assert answer.status_code == 422
    browser.page = answer.text
    assert number in browser.text()
    assert 'value="Berit Prov"' in browser.page
    assert _count(product) == 1
    assert browser.post("/anmalan", changed).status_code == 303
    assert _count(product) == 2


def test_a_token_that_is_not_from_this_form_keeps_what_was_typed(product: Product) -> None:
    browser = product.browser()
    browser.get("/anmalan")
    good = browser.hidden()["send_token"]
    signer = URLSafeSerializer("a key for tests only", salt="send:other_form")
    other = str(signer.dumps("word"))
    wrong = (None, "", "x", good[:-1], f"{good}x", f"x{good}", other, "å", "\x00", "." * 100_000)
    for token in wrong:
        fields = {**NOTICE} | ({} if token is None else {"send_token": token})
        answer = browser.client.post("/anmalan", data=fields)
        assert answer.status_code == 422
        assert f'value="{KEPT}"' in answer.text
    browser.page = answer.text
    assert _count(product) == 0
    assert browser.post("/anmalan", NOTICE).status_code == 303


def test_there_is_no_receipt_without_a_notice(product: Product) -> None:
    browser = product.browser()
    browser.get("/anmalan")
    token = browser.hidden()["send_token"]
    for word in (token, f"{token}x", "x", "å", "." * 1000):
        assert browser.get(f"/anmalan/kvitto/{word}").status_code == 404
    assert browser.get("/anmalan/kvitto").status_code == 404
    assert browser.client.post(f"/anmalan/kvitto/{token}").status_code == 405
    assert browser.client.post("/anmalan/kvitto").status_code == 404


# Files.


def test_a_file_that_we_do_not_take_is_told_at_the_file_field(product: Product) -> None:
    for content, name, told in (
        (b"", "tom.pdf", "tom"),
        (b"MZ\x90\x00\x03" + b"\x00" * 200, "uppsagning.pdf", "sortens fil"),
        (b"\x7fELF" + b"\x00" * 200, "x.pdf", "sortens fil"),
        (PDF, "bild.png", "slutar på .png"),
        (PDF, "x.pdf.exe", "slutar på .exe"),
        (b"PK\x03\x04" + b"\x00" * 200, "x.docx", "sortens fil"),
    ):
        browser = product.browser()
        browser.get("/anmalan")
        fields = {**NOTICE, "attachments": (io.BytesIO(content), name)}
        assert browser.post("/anmalan", fields).status_code == 422, name
        _assert_told(browser, "attachments")
        assert told in browser.text()
        assert f'value="{KEPT}"' in browser.page
    assert _count(product) == 0
    send_notice(product)


@pytest.mark.parametrize("count", [6, 11, 300])
@ON_SQLITE
def test_too_many_files_are_told_at_the_file_field(product: Product, count: int) -> None:
    browser = product.browser()
    browser.get("/anmalan")
    files = [(io.BytesIO(PDF), f"{number}.pdf") for number in range(count)]
    assert browser.post("/anmalan", {**NOTICE, "attachments": files}).status_code == 422
    _assert_told(browser, "attachments")
    assert f"Du skickade {count}" in browser.text()
    assert f'value="{KEPT}"' in browser.page
    assert _count(product) == 0


def test_a_file_name_can_do_no_harm(product: Product) -> None:
    for name in (
        "../../etc/passwd",
        "..\\..\\x.pdf",
        "C:\\x.pdf",
        'x";y=".pdf',
        "<script>alert(1)</script>.pdf",
        "exe\u202efdp.pdf",
        "å" * 300 + ".pdf",
        "nul.pdf",
        ".pdf",
        "%00.pdf",
        " ",
        "x" * 5000,
        "\U0001f600.pdf",
    ):
        browser = product.browser()
        browser.get("/anmalan")
        fields = {**NOTICE, "attachments": (io.BytesIO(PDF), name)}
        assert browser.post("/anmalan", fields).status_code == 303, name
    product.work()
    rut = product.browser("demo-rut")
    rut.get("/inkorg")
    for task in rut.links(r"/uppgifter/[\w-]+"):
        assert rut.get(task).status_code == 200
        assert "<script>alert" not in rut.page
        for file in rut.links(r"/anmalningar/[\w-]+/bilagor/[\w-]+"):
            answer = rut.get(file)
            assert answer.status_code == 200
            assert answer.headers["Content-Disposition"].startswith("attachment; filename=")


class Stream(io.RawIOBase):
    """A multipart body that is made while it is read: the fields, then one long file."""

    def __init__(self, fields: Mapping[str, str], size: int) -> None:
        before = "".join(
            f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        )
        file = '--x\r\nContent-Disposition: form-data; name="attachments"; filename="stor.pdf"'
        self._pieces = self._made(f"{before}{file}\r\n\r\n".encode(), size)
        self._left = b""
        self.length = len(f"{before}{file}\r\n\r\n".encode()) + size + len(b"\r\n--x--\r\n")
        self.given = 0

    @staticmethod
    def _made(head: bytes, size: int) -> Iterator[bytes]:
        yield head + PDF
        left = size - len(PDF)
        while left:
            piece = b"\x20" * min(left, 256 * 1024)
            left -= len(piece)
            yield piece
        yield b"\r\n--x--\r\n"

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._left = self._left or next(self._pieces, b"")
        piece, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(piece)] = piece
        self.given += len(piece)
        return len(piece)


def _send_large(browser: Browser, size: int) -> tuple[TestResponse, Stream]:
    browser.get("/anmalan")
    stream = Stream({**browser.hidden(), **NOTICE}, size)
    answer = browser.client.post(
        "/anmalan",
        environ_overrides={
            "CONTENT_TYPE": IN_PARTS,
            "wsgi.input": io.BufferedReader(stream),
            "CONTENT_LENGTH": str(stream.length),
        },
    )
    browser.page = answer.text
    return answer, stream


@ON_SQLITE
def test_a_file_of_fifty_megabytes_is_told_at_the_file_field(product: Product) -> None:
    browser = product.browser()
    answer, _ = _send_large(browser, 50 * MEGABYTE)
    assert answer.status_code == 422
    _assert_told(browser, "attachments")
    assert "högst 20 MB" in browser.text()
    assert f'value="{KEPT}"' in browser.page
    assert _count(product) == 0
    send_notice(product)


@ON_SQLITE
def test_more_than_any_notice_needs_is_refused_before_it_is_read(product: Product) -> None:
    browser = product.browser()
    answer, stream = _send_large(browser, 121 * MEGABYTE)
    assert answer.status_code == 413
    assert "för stor" in browser.text()
    assert stream.given < MEGABYTE
    send_notice(product)


# The forms of staff.


def test_the_forms_of_staff_tell_mistakes_and_keep_what_was_typed(product: Product) -> None:
    hanna, address = _assessment(product)
    for changes, question in (
        ({"situation": ""}, "situation"),
        ({"situation": "a\x00b"}, "situation"),
        ({"situation": "\x07\x1b[2J"}, "situation"),
        ({"situation": "x" * 10_001}, "situation"),
        ({"situation": ["a", "b"]}, "situation"),
        ({"contact": "robot"}, "contact"),
        ({"next_step": ["close", "continue"]}, "next_step"),
        ({"children": "yes"}, "children_situation"),
        ({"typename": "x"}, ""),
        ({"__proto__": "x"}, ""),
        ({f"x{n}": "1" for n in range(400)}, ""),
        ({"plan": "x" * 900_000}, ""),
    ):
        answer = hanna.post(address, {**ASSESSMENT, **changes})
        assert answer.status_code == 422, (repr(changes)[:80], answer.status_code)
        _assert_told(hanna, question)
        if "plan" not in changes:
            assert ASSESSMENT["plan"] in hanna.text(), list(changes)
    assert hanna.post(address, ASSESSMENT).status_code == 303


def test_a_task_takes_no_body_that_is_no_form(product: Product) -> None:
    hanna, address = _assessment(product)
    for body, kind in BODIES:
        for path in (address, f"{address}/utkast", f"{address}/ta", f"{address}/lamna"):
            answer = hanna.client.post(path, data=body, content_type=kind)
            assert answer.status_code in (413, 422), (body[:40], kind[:40], answer.status_code)
    large = hanna.client.post(
        address,
        data=_part('x"; filename="stor.pdf', b"x" * 3 * MEGABYTE) + b"--x--\r\n",
        content_type=IN_PARTS,
    )
    assert large.status_code == 413
    assert hanna.post(address, ASSESSMENT).status_code == 303


def test_a_version_that_is_no_number_is_an_old_one(product: Product) -> None:
    hanna, address = _assessment(product)
    for version in ("", "x", "-1", "1.0", "9" * 500, "²", "٣٣٣", "\x00", "0x1"):
        answer = hanna.post(address, {**ASSESSMENT, "version": version})
        assert answer.status_code == 409, version
        hanna.get(address)
    assert hanna.post(address, ASSESSMENT).status_code == 303


def test_the_reason_for_undoing_a_match_can_be_anything_but_long(product: Product) -> None:
    send_notice(product)
    product.work()
    match_as_new(product)
    rut = product.browser("demo-rut")
    with product.database.reading() as session:
        page = f"/anmalningar/{session.scalar(select(notices.c.public_id))}"
    rut.get(page)
    for reason in ("", " \t", "x" * 2001):
        assert rut.post(f"{page}/angra-koppling", {"reason": reason}).status_code == 422
        assert reason in rut.page
    assert rut.post(f"{page}/angra-koppling", {"reason": "Fel\x00 <b>person"}).status_code == 303
    assert rut.get(page).status_code == 200
    assert "<b>person" not in rut.page


def test_an_unknown_person_cannot_log_in(product: Product) -> None:
    for person in ("", "demo-nobody", "demo-hanna ", "DEMO-HANNA", "\x00", "demo-hanna\x00", "'--"):
        browser = product.browser()
        browser.get("/logga-in")
        assert browser.post("/logga-in", {"person": person}).status_code == 404, person
        assert browser.get("/inkorg").status_code == 303


# Anything at all.

NAMES = st.sampled_from([*NOTICE, *ASSESSMENT, "termination_date-day", "typename", "send_token"])
TEXTS = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=40),
    st.sampled_from(["yes", "no", "agent", "31", "2026-02-31", "1 000,50", "\x00", "new", "O01"]),
)
ANYTHING = st.dictionaries(
    st.one_of(NAMES, st.text(st.characters(codec="utf-8"), max_size=12)),
    st.lists(TEXTS, min_size=1, max_size=3),
    max_size=8,
)
FUZZ = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@ON_SQLITE
@FUZZ
@given(changes=ANYTHING, is_in_parts=st.booleans(), has_token=st.booleans())
def test_no_notice_makes_the_public_door_fall(
    product: Product, changes: dict[str, list[str]], is_in_parts: bool, has_token: bool
) -> None:
    browser = product.browser()
    browser.get("/anmalan")
    hidden = browser.hidden() if has_token else {}
    kind = "multipart/form-data" if is_in_parts else "application/x-www-form-urlencoded"
    answer = browser.client.post(
        "/anmalan", data=MultiDict({**NOTICE, **hidden, **changes}), content_type=kind
    )
    assert answer.status_code in (303, 422)


@ON_SQLITE
@FUZZ
@given(body=st.binary(max_size=300), is_in_parts=st.booleans())
def test_no_bytes_make_the_public_door_fall(
    product: Product, body: bytes, is_in_parts: bool
) -> None:
    kind = IN_PARTS if is_in_parts else "application/x-www-form-urlencoded"
    wrapped = b'--x\r\nContent-Disposition: form-data; name="a"\r\n' + body + b"\r\n--x--\r\n"
    sent = wrapped if is_in_parts else body
    answer = product.app.test_client().post("/anmalan", data=sent, content_type=kind)
    assert answer.status_code == 422


@ON_SQLITE
def test_no_answers_make_a_task_fall(product: Product) -> None:
    hanna, address = _assessment(product)

    @FUZZ
    @given(changes=ANYTHING)
    def _complete(changes: dict[str, list[str]]) -> None:
        hanna.get(address)
        answer = hanna.post(address, {**ASSESSMENT, "next_step": "", **changes})
        assert answer.status_code in (303, 409, 422)

    _complete()
    assert hanna.get(address).status_code == 200


def _part(name: str, value: bytes) -> bytes:
    head = f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
    return head.encode() + value + b"\r\n"


def _assessment(product: Product) -> tuple[Browser, str]:
    """A caseworker with a task of her own, and its address."""
    send_notice(product)
    product.work()
    match_as_new(product)
    hanna = product.browser("demo-hanna")
    return hanna, take_task(hanna, "Bedöm ärendet")


def _assert_told(browser: Browser, question: str) -> None:
    """The mistake stands in the summary, and at its question if it has one."""
    summary = browser.page.partition("govuk-error-summary__list")[2].partition("</ul>")[0]
    assert summary.count("<li>") >= 1
    assert "<title>Fel:" in browser.page
    if question:
        assert re.search(rf'href="#{question}(-\w+)?"', summary), (question, summary)
        assert f'id="{question}-error"' in browser.page


def _count(product: Product) -> int:
    """How many notices have been kept."""
    with product.database.reading() as session:
        return session.scalar(select(func.count()).select_from(messages)) or 0
