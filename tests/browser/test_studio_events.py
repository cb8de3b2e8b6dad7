"""What waits, interrupts and chooses is drawn in the editor, approved, and met in a case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.drawing import Drawing, publish
from tests.browser.people import (
    ASSESS,
    CLOSE,
    case_about,
    fill,
    find,
    match_as_new,
    press,
    send_notice,
    take,
)
from tests.browser.town import Town, town
from tests.product import ASSESSMENT

ASSESSING = {"form": "assess_case", "operation": "record_assessment"}
CALL, REMIND, LISTEN, WORK = "Ring hyresvärden", "Påminn någon", "Hör av dig", "Välj åtgärd"
TALK, CALM, RETRY, NOTE = "Prata först", "Lugna", "Försök igen", "Skriv upp"


@pytest.fixture(scope="module")
def here(
    browser: Browser,
    browser_context_args: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Town]:
    """An installation of its own: all others would meet the new steps."""
    folder = tmp_path_factory.mktemp("events")
    with town(folder, "2026-12-01 10:00", browser, browser_context_args) as made:
        yield made


def test_what_happens_first_a_time_on_an_edge_a_signal_and_one_after_the_other(here: Town) -> None:
    pia, hanna = here.person("demo-pia"), here.person("demo-hanna")
    draw_waiting(Drawing(pia, "unpaid_rent"))
    publish(pia, here.person("demo-par"), "unpaid_rent")
    reached, waited = a_case(here, "Rita Ringd"), a_case(here, "Vera Vantad")

    here.set_clock("2026-12-09 10:00")
    expect(find(hanna, REMIND, waited)).to_be_visible()
    expect(hanna.get_by_role("link", name=f"{CALL} (2 av 2)")).to_have_count(0)
    take(hanna, f"{CALL} (1 av 2)", reached)
    answer_rent(hanna)
    expect(hanna.locator("h1")).to_contain_text(f"{CALL} (2 av 2)")
    press(hanna, "Ta uppgiften")
    answer_rent(hanna)
    # Its own message was the first that happened, and its signal is heard in both cases.
    expect(find(hanna, WORK, reached)).to_be_visible()
    here.set_clock("2026-12-16 10:00")
    expect(find(hanna, LISTEN, waited)).to_be_visible()
    for absent in (f"{LISTEN} {reached}", f"{WORK} {waited}"):
        expect(hanna.get_by_role("link", name=absent)).to_have_count(0)


def test_an_error_an_escalation_and_one_or_several_ways(here: Town) -> None:
    pia, hanna = here.person("demo-pia"), here.person("demo-hanna")
    draw_choosing(Drawing(pia, "main_case"))
    publish(pia, here.person("demo-par"), "main_case")
    number = a_case(here, "Folke Felsson")
    expect_sight_of_the_task_within_on_a_telephone(hanna)
    assess(hanna, TALK, number, next_step="close")
    expect(find(hanna, CALM, number)).to_be_visible()
    assess(hanna, RETRY, number, next_step="close")
    for both in (NOTE, CLOSE):
        expect(find(hanna, both, number)).to_be_visible()
    assess(hanna, NOTE, number)
    expect(hanna.get_by_role("link", name=f"{ASSESS} {number}")).to_have_count(0)
    take(hanna, CLOSE, number)
    fill(hanna, {"decision": "keep_open", "reason": "Skulden finns kvar."})
    press(hanna, "Slutför uppgiften")
    expect(find(hanna, ASSESS, number)).to_be_visible()


def expect_sight_of_the_task_within_on_a_telephone(page: Page) -> None:
    """On the page of a case: the task is drawn in the middle, not the sub-process around it."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    page.locator("summary").filter(has_text="Handlägg ärendet").click()
    within = page.locator("details[open] .bpmn-active").last.bounding_box()
    assert within
    assert within["x"] > 0
    assert within["x"] + within["width"] < 390
    page.set_viewport_size({"width": 1280, "height": 720})


def draw_waiting(drawing: Drawing) -> None:
    """At once: two calls in turn, and a reminder; what happens first; a signal."""
    caseworker = {"group": "caseworker", "form": "check_rent"}
    drawing.show("Sätt fristerna")
    drawing.after("parallel", "Ring och vänta")
    drawing.after("user-task", CALL, **caseworker, often="sequential")
    drawing.say(times="2")
    drawing.edge("side-time", "En vecka gick", at="recovery_day_7")
    drawing.after("user-task", REMIND, **caseworker)
    drawing.after("end", "Påmind")
    drawing.show(CALL)
    drawing.after("send-message", "Hyresvärden nådd", holds="landlord_reached", key="notice")
    drawing.say(values="{notice: notice}")
    drawing.after("send-signal", "Alla får veta", signal="all_know")
    drawing.after("parallel", "Allt är klart")
    drawing.lead("Saknas uppgifter?")
    drawing.show("Ring och vänta → Saknas uppgifter?")
    drawing.remove()
    drawing.show("Ring och vänta")
    drawing.after("race", "Svar eller tid")
    drawing.after("await-message", "Svaret kom", holds="landlord_reached", key="notice")
    drawing.after("choice", "Vidare")
    drawing.lead("Allt är klart")
    drawing.show("Svar eller tid")
    drawing.after("await-time", "Två veckor gick", at="recovery_day_14")
    drawing.after("user-task", LISTEN, **caseworker)
    drawing.lead("Vidare")
    drawing.show("Ring och vänta")
    drawing.after("await-signal", "Alla vet", signal="all_know")
    drawing.lead("Allt är klart")
    drawing.keep()


def draw_choosing(drawing: Drawing) -> None:
    """Talks that may fail or worry somebody; then one of two things or both, one of them a call."""
    drawing.show("Fördela ärendet")
    drawing.after("sub-process", "Samtal", group="caseworker")
    drawing.show("start_event_1")
    drawing.after("user-task", TALK, **ASSESSING)
    drawing.after("escalate", "Säg till", escalation="worried")
    drawing.after("choice", "Hur gick det?")
    drawing.after("end", "Talat")
    drawing.show("Hur gick det?")
    drawing.after("end-error", "Gick inte", code="no_talk")
    drawing.show("Hur gick det? → Gick inte")
    drawing.say(when='next_step = "close"')
    drawing.show("Hur gick det? → Talat")
    drawing.tick("Går hit när inget villkor gäller")
    drawing.show("Samtal")
    drawing.edge("side-escalation", "Någon är orolig", escalation="worried")
    drawing.after("user-task", CALM, group="caseworker", **ASSESSING)
    drawing.after("end", "Lugnt")
    drawing.show("Samtal")
    drawing.edge("edge-error", "Samtalet gick inte", code="no_talk")
    drawing.after("user-task", RETRY, group="caseworker", **ASSESSING)
    drawing.after("several", "Vad behövs?")
    drawing.after("user-task", NOTE, group="caseworker", **ASSESSING)
    drawing.after("several", "Allt gjort")
    drawing.lead("Arbeta vidare")
    drawing.show("Vad behövs?")
    drawing.after("call", "Prova att avsluta", calls="close_case")
    drawing.untick("Lämnar över alla värden")
    drawing.untick("Tar tillbaka alla värden")
    drawing.say(taken="closed")
    drawing.lead("Allt gjort")
    drawing.show("Vad behövs? → Prova att avsluta")
    drawing.say(when='next_step = "close"')
    drawing.show(f"Vad behövs? → {NOTE}")
    drawing.say(when='next_step = "close" or next_step = "continue"')
    drawing.show("Vad behövs?")
    drawing.lead("Allt gjort")
    drawing.tick("Går hit när inget villkor gäller")
    drawing.keep()


def a_case(here: Town, tenant: str) -> str:
    """The number of a new case about somebody."""
    street = f"{tenant}s väg 1"
    match_as_new(
        here.person("demo-rut"), send_notice(here.person(), tenant, dwelling_street=street)
    )
    return case_about(here.person("demo-hanna"), tenant)[1]


def answer_rent(page: Page) -> None:
    page.locator('button[name="paid"]').first.click()


def assess(page: Page, title: str, number: str, **answers: str) -> None:
    take(page, title, number)
    fill(page, {**ASSESSMENT, **answers})
    press(page, "Slutför uppgiften")
    expect(page.locator("main")).to_contain_text(f"Klart: {title}.")
