"""A process with every kind of element: in the studio, running, and stepped through afterwards."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from documents.diagram import ElementState, draw
from engine import definitions, trail, turns
from engine.elements import read_process
from engine.models import process_instances, user_tasks
from front.shipped import what_is_known
from ledger.events import read_subject
from tests.engine.every_kind import KEY, every_kind, files, weekly
from tests.product import Browser, Product
from tests.steps import rows
from tests.web.step_forms import change, differences
from web import wording

PAGE = f"/studio/{KEY}"
ELEMENTS = read_process(every_kind().encode()).elements


def deploy(product: Product, start: str = "") -> None:
    with product.database.transaction() as session:
        context = what_is_known()
        folders = {KEY: files(start)}
        definitions.deploy(session, folders, context=context, now=product.clock(), by="test")


@pytest.fixture
def product(product: Product) -> Product:
    product.clock.set("2026-03-20 09:00")
    deploy(product, weekly())
    return product


@pytest.fixture
def pia(product: Product) -> Browser:
    return product.browser("demo-pia")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_studio_has_a_word_for_every_kind(pia: Browser, language: str) -> None:
    pia.client.set_cookie("lang", language)
    assert pia.get(PAGE).status_code == 200
    kinds = {element.type for element in ELEMENTS.values()}
    assert not kinds & set(re.findall(r"\w+", pia.text()))
    assert ("Delprocess" in pia.text()) == (language == "sv")
    assert "Sub-process" in pia.text() or language == "sv"


@pytest.mark.parametrize(
    ("own", "changes", "told"),
    [
        ("tell", {"message": "came"}, "Steget Tell har fått nytt meddelande: came (förut told)."),
        (
            "tell",
            {"payload": "{a: 1}"},
            "Steget Tell har fått nytt innehåll i meddelandet: {a: 1}.",
        ),
        (
            "answer",
            {"correlation_key": "other"},
            "Steget Answer har fått ny nyckel för meddelandet: other (förut message).",
        ),
        ("amiss", {"code": "odd"}, "Händelsen Amiss har fått ny kod: odd (förut amiss)."),
        ("amiss", {"code": ""}, "Händelsen Amiss har ingen kod längre (förut amiss)."),
        ("call_out", {"code": "late"}, "Händelsen Call out har fått ny kod: late (förut help)."),
        ("heard", {"code": "over"}, "Händelsen Heard har fått ny kod: over (förut done)."),
        (
            "begun",
            {"cycle": "R/2026-01-01T06:00:00/P1D"},
            "Händelsen Begun har fått ny tid som återkommer: R/2026-01-01T06:00:00/P1D "
            "(förut R/2026-03-02T06:00:00/P1W).",
        ),
        ("note", {"form": ""}, "Steget Note har inget formulär längre (förut carry)."),
        (
            "fan",
            {"default_flow": "fan_to_look"},
            "Vägvalet Fan går annars till Look.",
        ),
        ("hall", {"name_en": "The hall"}, "Steget Hall har fått nytt namn på engelska"),
    ],
)
def test_each_kind_is_changed_in_its_plain_form_and_nothing_else_is_lost(
    pia: Browser, own: str, changes: dict[str, str], told: str
) -> None:
    assert change(pia, f"{PAGE}/steg/{own}", **changes) == 303
    (only,) = differences(pia, PAGE)
    assert only.startswith(told)


@pytest.mark.parametrize("code", ["help", "Två ord", "fan"])
def test_a_new_code_is_declared_with_an_id_that_nothing_has(pia: Browser, code: str) -> None:
    assert change(pia, f"{PAGE}/steg/amiss", code="Två ord") == 303
    assert change(pia, f"{PAGE}/steg/heard", code=code) == 303
    xml = pia.get(f"{PAGE}/draft.json").get_json()["xml"]
    ids = re.findall(r' id="([^"]+)"', xml)
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[A-Za-z_]\w*", own) for own in ids)
    assert read_process(xml.encode()).elements["heard"].code == code


def test_a_form_sent_unchanged_changes_nothing_of_any_kind(pia: Browser) -> None:
    for own in ELEMENTS:
        assert change(pia, f"{PAGE}/steg/{own}") == 303
    assert pia.get(f"{PAGE}/utkast").status_code == 404


def test_a_step_inside_a_sub_process_is_given_to_no_lane_of_its_own(pia: Browser) -> None:
    pia.get(f"{PAGE}/steg/note")
    assert 'name="lane"' not in pia.page
    pia.get(f"{PAGE}/steg/hall")
    assert 'name="lane"' in pia.page


def test_several_tokens_at_one_step_and_those_inside_a_sub_process_are_seen(
    product: Product,
) -> None:
    product.work()
    product.at("2026-03-23 06:01")
    assert _drawn(product)["look"] == ("active", "3")
    for row in rows(product, user_tasks):
        _do(product, row)
    states = _drawn(product)
    assert (states["hall"][0], states["note"][0]) == ("active", "active")
    assert states["look"] == ("done", "")


def test_several_tasks_of_one_step_say_which_they_are(product: Product) -> None:
    product.work()
    product.at("2026-03-23 06:01")
    rut = product.browser("demo-rut")
    first, second, third = rows(product, user_tasks)
    for row, told in (
        (first, "Look (1 av 3)"),
        (second, "Look (2 av 3)"),
        (third, "Look (3 av 3)"),
    ):
        rut.get("/inkorg")
        assert f'href="/uppgifter/{row.public_id}">{told}' in rut.page
        rut.get(f"/uppgifter/{row.public_id}")
        assert told in rut.text()
    _do(product, second)
    rut.client.set_cookie("lang", "en")
    rut.get("/inkorg")
    assert "Look (1 of 3)" in rut.text()
    assert "(2 of 3)" not in rut.text()
    assert _drawn(product)["look"] == ("active", "2")


def test_what_is_done_over_and_over_says_which_time_it_is(product: Product) -> None:
    product.work()
    product.at("2026-03-23 06:01")
    while rows(product, user_tasks)[-1].element != "note":
        _do(product, next(row for row in rows(product, user_tasks) if row.state == "open"))
    rut = product.browser("demo-rut")
    rut.get("/inkorg")
    assert "Note (gång 1)" in rut.text()
    _do(product, rows(product, user_tasks)[-1])
    rut.get("/inkorg")
    assert "Note (gång 2)" in rut.text()


def test_afterwards_each_event_of_a_task_says_which_it_was(product: Product) -> None:
    product.work()
    product.at("2026-03-23 06:01")
    _first, second, third = rows(product, user_tasks)
    _do(product, third)
    _do(product, second)
    entries = [entry for entry in _entries(product) if entry.kind == "task.completed"]
    with product.database.reading() as session:
        which = turns.recorded(session, _entries(product))
        definition = definitions.latest(session, KEY)
    told = [wording.element_name(definition, entry, which) for entry in entries]
    assert told == ["Look (3 av 3)", "Look (2 av 3)"]


def test_the_replay_says_it_as_the_inbox_does(product: Product) -> None:
    product.work()
    product.at("2026-03-23 06:01")
    entered = [one for one in _entries(product) if one.kind == "element.entered"]
    with product.database.reading() as session:
        definition = definitions.latest(session, KEY)
    told = [wording.element_name(definition, one) for one in entered if one.element == "look"]
    assert told[-3:] == ["Look (1 av 3)", "Look (2 av 3)", "Look (3 av 3)"]
    kept_before = [
        replace(one, payload={n: v for n, v in one.payload.items() if n != "turns"})
        for one in entered
        if one.element == "look" and one.payload
    ]
    told = [wording.element_name(definition, one) for one in kept_before]
    assert told[-1] == "Look (gång 3)", "what was recorded without it does not say how many"


def test_all_that_such_a_process_records_has_words(product: Product) -> None:
    product.work()
    product.at("2026-03-23 06:01")
    while open_tasks := [row for row in rows(product, user_tasks) if row.state == "open"]:
        _do(product, open_tasks[0])
    kinds = {entry.kind for entry in _entries(product)}
    assert "escalation.thrown" in kinds
    assert {kind for kind in kinds if not kind.startswith("command.")} <= wording.READ_BY_PEOPLE


def _do(product: Product, row: Any) -> None:
    browser = product.browser("demo-rut")
    address = f"/uppgifter/{row.public_id}"
    browser.get(address)
    browser.post(f"{address}/ta")
    browser.get(address)
    assert browser.post(address, {"place": "Hallen"}).status_code == 303
    product.work()


def _entries(product: Product) -> list[Any]:
    (instance,) = rows(product, process_instances)
    with product.database.reading() as session:
        return read_subject(session, instance.public_id)


def _drawn(product: Product) -> dict[str, tuple[str, str]]:
    """For each element of the drawing: its state, and the number of tokens where there are more."""
    moment = trail.fold(_entries(product))
    states = {own: ElementState(state) for own, state in moment.states().items()}
    svg = draw(every_kind().encode(), states=states, tokens=moment.tokens(), title="t")
    found = {}
    for part in svg.split("<g ")[1:]:
        own = re.search(r'data-element="(\w+)"', part)
        state = re.search(r'class="[\w-]+ bpmn-(\w+)"', part)
        count = re.search(r", (\d+) samtidigt", part)
        if own:
            found[own[1]] = (state[1] if state else "", count[1] if count else "")
    return found
