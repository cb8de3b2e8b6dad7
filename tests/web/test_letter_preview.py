"""A letter is shown with the real case before it is sent, and showing it writes nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import func, select

from cases.tables.letter_models import letters
from cases.tables.models import cases, notices, persons
from db.base import metadata
from documents import typesetting
from engine.models import process_instances
from ledger.models import history, streams
from tests.product import Browser, Product, take_task
from tests.steps import day, do, match, receive, rows
from tests.vectors.arrears import ATTEMPT, DECIDE, LETTER, MEASURE, arrive, propose
from tests.vectors.evicting import CONTACT, book
from tests.vectors.referring import FACTS, a_case, act, begin, choose, consent_to
from web import preview_pictures

SEEN = "Så här ser brevet ut. Inget är skickat."
BOTH = "Så här ser breven ut. Inget är skickat."
CARRIES = "Meddelandet som bär brevet"
FORWARD = "Vidarebefordra eller återsänd"
PICTURE = re.compile(r'<img class="bkv-letter-page" src="(/forhandsgranskning/[\w-]+/sida/\d)"')
PNG = b"\x89PNG\r\n"

FIRST = {"letter": "L01", "channel": "print"}
MEETING = {"meeting_at": "13.30", "place": "Provtorget 1", **day("meeting_on", "2026-12-15")}
REACHED = {
    "contact": "two_way",
    "situation": "Letar boende.",
    "children": "no",
    "attends": "yes",
    "letter": "yes",
    "letter_channel": "print",
}
COMMITMENT = {
    "measure": "commitment",
    "commitment_amount": "18 400",
    "commitment_months": "2026-11, 2026-12",
    "economy": "yes",
    **day("commitment_payment_day", "2027-01-04"),
}
PASSED = {"letter": "none", "reason": "Brevet har redan gått."}
MEETING_LETTER = {**FIRST, "letter": "L05", **MEETING}
ARRIVED = ("2026-12-03 09:00", "2026-12-03")


DRAW = typesetting.pictures


@pytest.fixture(autouse=True)
def _quick_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing takes a second; one test does it for all, the others prove the rest of the page."""
    monkeypatch.setattr(typesetting, "pictures", lambda *_given, **_named: [PNG])


def owing(product: Product, **changes: Any) -> str:
    """A household with unpaid rent, whose period is known."""
    at, served = ARRIVED
    return arrive(product, at, service_date=served, **changes)


def unanswered(product: Product) -> None:
    """The ladder has come to its offer of a meeting."""
    owing(product)
    do(product, "demo-hanna", LETTER, PASSED)
    for at in ("12-04", "12-07", "12-08"):
        product.at(f"2026-{at} 09:00")
        do(product, "demo-hanna", ATTEMPT, {"result": "no_answer"})
    product.at("2026-12-10 09:00")


def case_of(product: Product) -> str:
    return str(rows(product, cases)[-1].public_id)


def tenant(product: Product) -> str:
    return str(rows(product, persons)[0].public_id)


def taken(product: Product, who: str, title: str) -> tuple[Browser, str]:
    browser = product.browser(who)
    return browser, take_task(browser, title)


def seen(product: Product, who: str, title: str, fields: Mapping[str, Any]) -> Browser:
    """Somebody takes a task and looks at its letter; nothing is written."""
    browser, address = taken(product, who, title)
    return look(product, browser, address, fields)


def on_case(product: Product, word: str, fields: Mapping[str, Any]) -> Browser:
    """The caseworker opens an act on the case and looks at its letter; nothing is written."""
    browser = product.browser("demo-hanna")
    address = f"/arenden/{case_of(product)}/gor/{word}"
    assert browser.get(address).status_code == 200
    return look(product, browser, address, fields)


def look(product: Product, browser: Browser, address: str, fields: Mapping[str, Any]) -> Browser:
    assert f'formaction="{address}/forhandsgranska" formtarget="_blank"' in browser.page
    before, reads = kept(product), read(product)
    answer = browser.post(f"{address}/forhandsgranska", fields)
    assert answer.status_code == 200, browser.text()
    assert kept(product) == before
    assert read(product) == reads + 1
    return browser


def kept(product: Product) -> dict[str, Any]:
    """All that is stored but drafts and what is logged of reading."""
    apart = {"task_drafts", "history", "history_payloads", "streams"}
    tables = {t.name: rows(product, t) for t in metadata.sorted_tables if t.name not in apart}
    return {**tables, "history": _events(product, reading=False)}


def read(product: Product) -> int:
    return _events(product, reading=True)


def _events(product: Product, *, reading: bool) -> int:
    of_kind = streams.c.kind == "access" if reading else streams.c.kind != "access"
    joined = select(func.count()).select_from(history)
    with product.database.reading() as session:
        found = joined.join(streams, streams.c.id == history.c.stream_id).where(of_kind)
        return session.scalar(found) or 0


def test_the_first_letter_is_shown_with_the_facts_of_the_case(product: Product) -> None:
    owing(product)
    page = seen(product, "demo-hanna", LETTER, FIRST)
    assert SEEN in page.text()
    assert "Första brevet om obetald hyra eller avgift" in page.text()
    assert "Åsa Prov" in page.text()
    assert "måndag 28 december 2026" in page.text()


def test_the_letters_after_it_are_shown(product: Product) -> None:
    unanswered(product)
    browser, address = taken(product, "demo-hanna", LETTER)
    form = browser.page
    look(product, browser, address, MEETING_LETTER)
    assert "Erbjudande om möte" in browser.text()
    assert "Provtorget 1" in browser.text()
    browser.page = form
    assert browser.post(address, PASSED).status_code == 303
    product.at("2026-12-14 09:00")
    do(product, "demo-hanna", ATTEMPT, {"result": "no_answer"})
    product.at("2026-12-15 09:00")
    page = seen(product, "demo-hanna", LETTER, {**FIRST, "letter": "L07"})
    assert "Andra brevet om obetald hyra eller avgift" in page.text()


def test_what_is_shown_is_what_is_sent_afterwards(product: Product) -> None:
    owing(product)
    page = seen(product, "demo-hanna", LETTER, FIRST)
    shown = _facts(page)
    (address,) = page.links(r"/uppgifter/[\w-]+")
    page.get(address)
    assert page.post(address, FIRST).status_code == 303
    sent = rows(product, letters)[-1]
    page.get(f"/arenden/{case_of(product)}/brev/{sent.public_id}")
    assert sent.kind == "L01"
    assert _facts(page) == shown


def _facts(page: Browser) -> list[str]:
    return re.findall(r'summary-list__value"[^>]*>\s*(.*?)\s*</dd>', page.page, re.S)


def test_the_letter_before_an_eviction_is_shown(product: Product) -> None:
    product.clock.set("2026-12-18 09:05")
    book(product, "2027-01-19 09:00")
    match(product)
    page = seen(product, "demo-hanna", CONTACT, REACHED)
    assert SEEN in page.text()
    assert "tisdag 19 januari 2027" in page.text()


def test_a_commitment_is_shown_as_a_draft_before_it_is_decided(product: Product) -> None:
    owing(product)
    page = seen(product, "demo-hanna", MEASURE, COMMITMENT)
    assert SEEN in page.text()
    assert "Utkast. Åtagandet är inte beslutat." in page.text()
    assert "inte beslutat" in _facts(page)
    assert "18 400 kr" in page.text().replace("\N{NO-BREAK SPACE}", " ")


def test_a_delegate_sees_the_commitment_and_the_refusal(product: Product) -> None:
    owing(product)
    propose(product)
    browser, address = taken(product, "demo-malin", DECIDE)
    form = browser.page
    reason = {"reason": "Barnfamilj."}
    look(product, browser, address, {"decision": "approve", "amount": "9 200", **reason})
    assert "Åtagande om betalningsansvar" in browser.text()
    assert "9 200 kr" in browser.text().replace("\N{NO-BREAK SPACE}", " ")
    assert "Malin" in browser.text()
    browser.page = form
    look(product, browser, address, {"decision": "refuse", **reason})
    assert "Besked: inget åtagande" in browser.text()
    assert "Barnfamilj" not in browser.text()
    assert "Åsa Prov" not in browser.text()


def test_a_referral_is_shown_with_the_chosen_facts_alone(product: Product) -> None:
    product.clock.set("2026-12-07 09:00")
    case = a_case(product)
    begin(product, case)
    choose(product, "care", "consent", consent=consent_to(product, case, "care"))
    browser, address = taken(product, "demo-hanna", FACTS)
    (name,) = re.findall(r'name="facts"[^>]*value="(name_1)"', browser.page)
    fields = {"next": "send", "facts": [name], "purpose": "Boendestöd?"}
    look(product, browser, address, fields)
    assert "Boendestöd?" in browser.text()
    assert "Åsa Prov" in browser.text()
    assert "19850515" not in browser.text()


def test_both_letters_of_a_forwarding_are_shown(product: Product) -> None:
    product.clock.set("2026-12-07 09:00")
    receive(product)
    match(product, "misdirected", misdirected_reason="other_municipality")
    fields = {"action": "forward", "other_municipality": "Burlövs kommun"}
    page = seen(product, "demo-rut", FORWARD, fields)
    assert BOTH in page.text()
    assert len(PICTURE.findall(page.page)) == 2
    assert "Till: Burlövs kommun" in page.text()
    assert "Till: Exempelbostäder AB" in page.text()


@pytest.mark.parametrize(
    ("word", "fields", "said"),
    [
        ("mote", MEETING, "Provtorget 1"),
        ("avslutsbrev", {"result": "Hyran är betald.", "language": "sv"}, "Hyran är betald."),
        ("samtyckesblankett", {"purpose": "Stöd i boendet."}, "Stöd i boendet."),
    ],
)
def test_a_letter_that_an_act_writes_is_shown(
    product: Product, word: str, fields: dict[str, str], said: str
) -> None:
    owing(product)
    person = {} if word == "mote" else {"person": tenant(product)}
    page = on_case(product, word, {**fields, **person, "channel": "print"})
    assert SEEN in page.text()
    assert said in page.text()


def test_answers_that_send_no_letter_say_so(product: Product) -> None:
    owing(product)
    page = seen(product, "demo-hanna", LETTER, PASSED)
    assert "Med de svar du har gett skrivs inget brev." in page.text()
    assert PICTURE.findall(page.page) == []


def test_wrong_answers_give_the_form_again_with_all_that_was_typed(product: Product) -> None:
    unanswered(product)
    browser, address = taken(product, "demo-hanna", LETTER)
    before = kept(product)
    wrong = {**FIRST, "letter": "L05", "place": "Provtorget 1", "meeting_at": "mitt på dagen"}
    assert browser.post(f"{address}/forhandsgranska", wrong).status_code == 422
    assert "Ange vilken dag mötet erbjuds" in browser.text()
    assert 'value="mitt på dagen"' in browser.page
    assert f'action="{address}"' in browser.page
    assert kept(product) == before

    act_page = f"/arenden/{case_of(product)}/gor/mote"
    browser.get(act_page)
    answer = browser.post(f"{act_page}/forhandsgranska", {"place": "Provtorget 1"})
    assert answer.status_code == 422
    assert 'value="Provtorget 1"' in browser.page
    assert f'action="{act_page}"' in browser.page


def test_what_completing_would_refuse_is_refused_in_the_same_words(product: Product) -> None:
    owing(product)
    browser, address = taken(product, "demo-hanna", MEASURE)
    form = browser.page
    unknown = {**COMMITMENT, "commitment_amount": ""}
    assert browser.post(f"{address}/forhandsgranska", unknown).status_code == 422
    assert "Beloppet är inte känt." in browser.text()
    browser.page = form
    product.clock.set("2026-12-29 09:00")
    assert browser.post(f"{address}/forhandsgranska", COMMITMENT).status_code == 422
    assert "För sent: sista dagen för ett åtagande var måndag 28 december 2026" in browser.text()


def test_what_was_typed_is_there_when_one_comes_back(product: Product) -> None:
    unanswered(product)
    page = seen(product, "demo-hanna", LETTER, MEETING_LETTER)
    (address,) = page.links(r"/uppgifter/[\w-]+")
    page.get(address)
    assert 'value="Provtorget 1"' in page.page


def test_a_letter_on_paper_has_no_message_that_carries_it(product: Product) -> None:
    """Not before it is sent, whatever way is chosen: none to the household carries a message."""
    owing(product)
    page = seen(product, "demo-hanna", LETTER, FIRST)
    assert "Det som står i brevet" in page.text()
    assert CARRIES not in page.text()
    do(product, "demo-hanna", LETTER, FIRST)
    [letter] = [one for one in rows(product, letters) if one.kind == "L01"]
    page.get(f"/arenden/{case_of(product)}/brev/{letter.public_id}")
    assert "Så ser brevet ut" in page.text()
    assert CARRIES not in page.text()
    confirmed = next(one for one in rows(product, letters) if one.channel == "email")
    notice = rows(product, notices)[0].public_id
    page.get(f"/anmalningar/{notice}/brev/{confirmed.public_id}")
    assert CARRIES in page.text()


def test_nobody_else_sees_a_preview_or_its_pictures(product: Product) -> None:
    owing(product)
    browser, address = taken(product, "demo-hanna", LETTER)
    look(product, browser, address, FIRST)
    (picture,) = PICTURE.findall(browser.page)
    assert browser.get(picture).data == PNG
    for who in ("demo-henrik", "demo-malin", "demo-sara", "demo-gosta", "demo-rut", "demo-axel"):
        other = product.browser(who)
        other.get("/")
        assert other.get(picture).status_code == 404, who
    for who in ("demo-sara", "demo-gosta", "demo-axel"):
        other = product.browser(who)
        other.get("/")
        assert other.post(f"{address}/forhandsgranska", FIRST).status_code == 404, who
        meeting = f"/arenden/{case_of(product)}/gor/mote/forhandsgranska"
        assert other.post(meeting, MEETING).status_code == 404, who
    malin = product.browser("demo-malin")
    malin.get(address)
    assert malin.post(f"{address}/forhandsgranska", FIRST).status_code == 409
    assert product.browser().client.post(f"{address}/forhandsgranska").status_code == 303


def test_a_picture_is_kept_a_short_while_only(product: Product) -> None:
    owing(product)
    page = seen(product, "demo-hanna", LETTER, FIRST)
    (picture,) = PICTURE.findall(page.page)
    for odd in ("0", "2", "x", "²", "99999"):
        assert page.get(picture[:-1] + odd).status_code == 404, odd
    product.clock.set("2026-12-03 09:20")
    assert page.get(picture).status_code == 404


def test_the_oldest_picture_makes_room(product: Product) -> None:
    now = product.clock()
    for number in range(preview_pictures.KEPT + 1):
        shown = preview_pictures.Shown("staff:demo-hanna", "x", [PNG], now)
        preview_pictures.keep(f"word-{number}", shown)
    assert preview_pictures.find("staff:demo-hanna", "word-0", now) is None
    assert preview_pictures.find("staff:demo-hanna", "word-1", now) is not None


def test_a_form_from_another_page_is_not_previewed(product: Product) -> None:
    owing(product)
    browser, address = taken(product, "demo-hanna", LETTER)
    answer = browser.client.post(f"{address}/forhandsgranska", data={**FIRST, "csrf_token": "x"})
    assert answer.status_code == 422
    assert SEEN not in answer.text
    meeting = f"/arenden/{case_of(product)}/gor/mote/forhandsgranska"
    answer = browser.client.post(meeting, data={**MEETING, "channel": "print"})
    assert answer.status_code == 422
    assert SEEN not in answer.text


def test_a_free_task_is_taken_first(product: Product) -> None:
    owing(product)
    browser, address = taken(product, "demo-hanna", LETTER)
    fields = {**FIRST, **browser.hidden()}
    browser.post(f"{address}/lamna")
    answer = browser.client.post(f"{address}/forhandsgranska", data=fields)
    assert (answer.status_code, answer.headers["Location"]) == (303, address)


def test_only_forms_that_send_a_letter_have_the_button(product: Product) -> None:
    receive(product)
    browser, address = taken(product, "demo-rut", "Bekräfta hushåll och bostad")
    assert "Förhandsgranska" not in browser.page
    assert browser.post(f"{address}/forhandsgranska", {"choice": "new"}).status_code == 404
    match_it(product, browser, address)
    hanna = product.browser("demo-hanna")
    hanna.get(f"/arenden/{case_of(product)}/gor/samtycke")
    assert "Förhandsgranska" not in hanna.page


def match_it(product: Product, browser: Browser, address: str) -> None:
    browser.get(address)
    assert browser.post(address, {"choice": "new"}).status_code == 303
    product.work()


def test_the_button_comes_after_the_one_that_completes(product: Product) -> None:
    """Enter in a box presses the first button of a form, and the tab key comes to both."""
    owing(product)
    browser, _address = taken(product, "demo-hanna", LETTER)
    assert browser.page.index("Skicka brevet") < browser.page.index("formaction")
    (button,) = re.findall(r"<button[^>]*formaction[^>]*>", browser.page)
    assert 'type="submit"' in button
    assert "tabindex" not in button
    assert "(öppnas i en ny flik)" in browser.page


def test_no_address_of_a_protected_person_stands_in_a_preview(product: Product) -> None:
    owing(product)
    case = case_of(product)
    protection = {
        "person": tenant(product),
        "protection": "marked",
        "reason": "Slagning i folkbokföringen.",
    }
    assert act(product, "demo-hanna", case, "skydd", protection).is_done
    browser = product.browser("demo-hanna")
    browser.get(f"/arenden/{case}/oppna")
    assert browser.post(f"/arenden/{case}/oppna", {"reason": "Skriver brev."}).status_code == 303
    approval = {"person": tenant(product), "channel": "print", "reason": "Hämtar själv posten."}
    browser.get(f"/arenden/{case}/gor/godkann-kanal")
    assert browser.post(f"/arenden/{case}/gor/godkann-kanal", approval).status_code == 303
    address = f"/arenden/{case}/gor/avslutsbrev"
    browser.get(address)
    fields = {"person": tenant(product), "result": "Klart.", "language": "sv"}
    page = look(product, browser, address, {**fields, "channel": "print"})
    assert "Exempelgatan" not in page.text()
    assert "211 34" not in page.text()
    meeting = f"/arenden/{case}/gor/mote/forhandsgranska"
    henrik = product.browser("demo-henrik")
    henrik.get("/")
    assert henrik.post(meeting, MEETING).status_code == 404


def test_a_preview_of_a_sealed_case_asks_for_the_reason_first(product: Product) -> None:
    owing(product)
    browser, address = taken(product, "demo-hanna", LETTER)
    fields = {**FIRST, **browser.hidden()}
    protection = {"person": tenant(product), "protection": "marked", "reason": "Slagning."}
    assert act(product, "demo-hanna", case_of(product), "skydd", protection).is_done
    answer = browser.client.post(f"{address}/forhandsgranska", data=fields)
    assert answer.status_code == 303
    assert f"/arenden/{case_of(product)}/oppna" in answer.headers["Location"]


def test_nothing_is_shown_when_the_access_log_cannot_be_written(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    owing(product)
    browser, address = taken(product, "demo-hanna", LETTER)

    def _full(*_args: Any, **_named: Any) -> None:
        raise RuntimeError("The disk is full.")

    monkeypatch.setattr("web.access.record_read", _full)
    answer = browser.post(f"{address}/forhandsgranska", FIRST)
    assert answer.status_code == 500
    assert "Åsa" not in answer.text


def test_the_picture_is_drawn_with_the_template_of_today(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typesetting, "pictures", DRAW)
    owing(product)
    page = seen(product, "demo-hanna", LETTER, FIRST)
    pictures = PICTURE.findall(page.page)
    assert pictures
    for picture in pictures:
        answer = page.client.get(picture)
        assert answer.mimetype == "image/png"
        assert answer.data.startswith(PNG)
        assert len(answer.data) > 10_000
        assert answer.headers["Cache-Control"] == "no-store"
    assert {one.state for one in rows(product, process_instances)} >= {"running"}


def test_a_letter_is_completed_in_the_usual_way_after_its_preview(product: Product) -> None:
    owing(product)
    browser, address = taken(product, "demo-hanna", LETTER)
    look(product, browser, address, FIRST)
    browser.get(address)
    browser.post(f"{address}/lamna")
    do(product, "demo-hanna", LETTER, FIRST)
    assert "L01" in {one.kind for one in rows(product, letters)}
