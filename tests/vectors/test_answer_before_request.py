"""No request for what is missing goes out while an answer of the sender waits to be judged."""

from __future__ import annotations

import pytest

from cases import limits
from cases.law.deadlines import Kind
from cases.tables.letter_models import letters
from cases.tables.models import notices
from cases.tables.office_models import warnings
from cases.tables.track_models import flags
from engine.models import incidents, message_subscriptions, messages
from tests.product import Product
from tests.steps import act, day, do, ledger, match, receive, rows
from tests.vectors.answering import (
    JUDGE,
    OTHER_FACT,
    PAID,
    WORDS,
    comes_in,
    judge,
    served,
    tell,
)
from tests.vectors.arrears import WHOLE, titles

WATCH = "Bevaka kompletteringen"
JUDGE_IT, REMIND = "svaret är inte bedömt", "Påminn eller ring"


def comes(product: Product) -> str:
    """A notice that lacks nothing but the day of service, on a Thursday."""
    product.clock.set("2026-11-26 09:00")
    return receive(product, **WHOLE)


def state_service(product: Product, key: str) -> None:
    told = {"tenant": "1", "told_by": "Uthyraren", **day("served_on", "2026-11-25")}
    act(product, key, "delgivning", **told)


def written(product: Product) -> list[str]:
    """What has been written to the sender: confirmations and requests."""
    return [one.kind for one in rows(product, letters) if one.kind in ("L04", "L08")]


def warned(product: Product) -> list[str]:
    found = [one for one in rows(product, warnings) if one.code == "KOMPLETTERING_DROJER"]
    return [one.text_sv for one in found if one.ended_at is None]


def last_day(product: Product) -> str | None:
    """The day of the complement, while it stands."""
    with product.database.reading() as session:
        found = limits.find(session, rows(product, notices)[0].public_id, Kind.COMPLEMENT)
    return found.legal_day if found and found.is_open else None


def awaits_judgement(product: Product) -> bool:
    return "answer_judged" in {one.name for one in rows(product, message_subscriptions)}


def is_sound(product: Product) -> bool:
    """Nothing failed, and no message waits for what never comes."""
    taken = {one.state for one in rows(product, messages)} == {"correlated"}
    return taken and not rows(product, incidents) and ledger(product).is_whole


def test_without_an_answer_the_request_goes_at_once(product: Product) -> None:
    comes(product)
    match(product)
    assert (written(product), last_day(product)) == (["L08"], "2026-12-01")
    assert is_sound(product)


def test_an_answer_that_waits_holds_the_request_back(product: Product) -> None:
    comes(product)
    tell(product, OTHER_FACT)
    match(product)
    assert awaits_judgement(product)
    assert written(product) == ["L04"], "who is not asked is told that her notice has come"
    assert rows(product, letters)[0].facts.count("missing_fields") == 1
    assert '"missing_fields": []' in rows(product, letters)[0].facts
    assert last_day(product) == "2026-12-01"
    assert WATCH not in titles(product, "demo-rut")
    assert is_sound(product)


@pytest.mark.parametrize("told", [OTHER_FACT, WORDS])
def test_an_answer_that_does_not_hold_lets_the_request_go(
    product: Product, told: tuple[str, dict[str, str]]
) -> None:
    comes(product)
    tell(product, told)
    match(product)
    product.at("2026-11-27 10:00")
    judge(product, "leave")
    assert written(product) == ["L04", "L08"]
    assert last_day(product) == "2026-12-02", "three weekdays from the day she is asked"
    assert WATCH in titles(product, "demo-rut")
    product.at("2026-12-03 00:01")
    assert [REMIND in one for one in warned(product)] == [True]
    assert is_sound(product)


def test_a_correction_that_leaves_something_missing_lets_the_request_go(product: Product) -> None:
    comes(product)
    tell(product, OTHER_FACT)
    match(product)
    judge(product, "use")
    assert written(product) == ["L04", "L08"]
    assert is_sound(product)


def test_an_answer_that_gives_everything_ends_it_without_a_request(product: Product) -> None:
    comes(product)
    tell(product, served("2026-11-25"))
    match(product)
    judge(product, "use")
    assert (written(product), last_day(product), warned(product)) == (["L04"], None, [])
    assert WATCH not in titles(product, "demo-rut")
    assert not awaits_judgement(product)
    product.at("2026-12-10 09:00")
    assert warned(product) == []
    assert is_sound(product)


def test_an_answer_in_words_that_holds_is_entered_and_not_asked_for(product: Product) -> None:
    key = comes(product)
    tell(product, WORDS)
    match(product)
    judge(product, "use")
    assert written(product) == ["L04"]
    assert (WATCH in titles(product, "demo-rut"), last_day(product)) == (True, "2026-12-01")
    state_service(product, key)
    assert (WATCH in titles(product, "demo-rut"), last_day(product)) == (False, None)
    assert is_sound(product)


def test_what_is_never_entered_is_warned_of(product: Product) -> None:
    comes(product)
    tell(product, WORDS)
    match(product)
    judge(product, "use")
    product.at("2026-12-02 00:01")
    assert [REMIND in one for one in warned(product)] == [True]
    assert written(product) == ["L04"]


def test_each_of_several_answers_is_judged_first(product: Product) -> None:
    comes(product)
    tell(product, OTHER_FACT)
    tell(product, WORDS)
    match(product)
    judge(product, "leave")
    assert (written(product), awaits_judgement(product)) == (["L04"], True)
    judge(product, "leave")
    assert written(product) == ["L04", "L08"]
    assert is_sound(product)


def test_an_answer_of_the_same_moment_holds_it_back_though_no_worker_has_seen_it(
    product: Product,
) -> None:
    key = comes(product)
    comes_in(product, served("2026-11-25"))
    browser = product.browser("demo-rut")
    browser.get("/inkorg")
    [task] = browser.links(r"/uppgifter/[^\"/]+")
    assert browser.get(task).status_code == 200
    assert browser.post(f"{task}/ta").status_code == 303
    browser.get(task)
    assert browser.post(task, {"choice": "new"}).status_code == 303
    assert written(product) == ["L04"]
    product.work()
    assert (written(product), awaits_judgement(product)) == (["L04"], True)
    judge(product, "use")
    assert (written(product), last_day(product)) == (["L04"], None)
    assert rows(product, notices)[0].public_id == key
    assert is_sound(product)


def test_while_nobody_judges_the_day_stands_and_is_warned_of_once(product: Product) -> None:
    key = comes(product)
    tell(product, OTHER_FACT)
    match(product)
    product.at("2026-12-01 23:00")
    assert warned(product) == []
    product.at("2026-12-02 00:01")
    assert [JUDGE_IT in one for one in warned(product)] == [True]
    product.at("2026-12-09 09:00")
    assert (written(product), len(warned(product))) == (["L04"], 1)
    assert last_day(product) == "2026-12-01"
    page = product.browser("demo-rut")
    page.get("/inkorg")
    assert JUDGE in page.text()
    assert "1 december 2026" in page.text(), "its day is ours now"
    page.get(f"/anmalningar/{key}")
    assert "Komplettering av underrättelsen" in page.text()
    assert "Avsändarens svar bedömt och infört inom tre vardagar" in page.text()
    judge(product, "leave")
    assert (written(product), last_day(product)) == (["L04", "L08"], "2026-12-14")
    assert warned(product) == [], "she has been asked now, and has days to answer"
    assert is_sound(product)


def test_an_answer_after_the_request_is_not_reminded_of_until_it_is_judged(
    product: Product,
) -> None:
    comes(product)
    match(product)
    tell(product, OTHER_FACT)
    product.at("2026-12-02 00:01")
    assert [JUDGE_IT in one for one in warned(product)] == [True]
    assert last_day(product) == "2026-12-01"
    judge(product, "leave")
    assert [REMIND in one for one in warned(product)] == [True], "its day has passed"
    assert WATCH in titles(product, "demo-rut")
    assert is_sound(product)


def test_an_answer_after_the_warning_changes_what_it_says(product: Product) -> None:
    comes(product)
    match(product)
    product.at("2026-12-02 00:01")
    assert [REMIND in one for one in warned(product)] == [True]
    tell(product, served("2026-11-25"))
    assert [JUDGE_IT in one for one in warned(product)] == [True]
    judge(product, "use")
    assert (warned(product), last_day(product)) == ([], None)
    assert is_sound(product)


def test_a_debt_that_is_paid_meanwhile_is_not_asked_about(product: Product) -> None:
    comes(product)
    tell(product, PAID)
    match(product)
    assert awaits_judgement(product)
    judge(product, "use")
    product.at("2026-12-10 09:00")
    assert (written(product), warned(product)) == (["L04"], [])
    assert not awaits_judgement(product)
    assert is_sound(product)


def test_a_flag_that_is_settled_by_hand_lets_it_go_on(product: Product) -> None:
    key = comes(product)
    tell(product, OTHER_FACT)
    match(product)
    [marked] = [one for one in rows(product, flags) if one.code == "UPPGIFT_FRAN_AVSANDAREN"]
    act(product, key, "flagga", "demo-rut", flag=marked.public_id, note="Läst.")
    assert written(product) == ["L04", "L08"]
    assert is_sound(product)


def test_an_answer_about_another_notice_holds_nothing_back(product: Product) -> None:
    key = comes(product)
    receive(product, **{**WHOLE, "tenant_name": "Någon Annan"})
    tell(product, OTHER_FACT)
    match(product)
    match(product)
    assert sorted(written(product)) == ["L04", "L08"]
    [asked] = [one for one in rows(product, letters) if one.kind == "L08"]
    assert asked.notice_id == next(n.id for n in rows(product, notices) if n.public_id == key)


def test_the_registrar_ends_the_watch_while_an_answer_waits(product: Product) -> None:
    comes(product)
    match(product)
    tell(product, OTHER_FACT)
    do(product, "demo-rut", WATCH, {"result": "given_up"})
    product.at("2026-12-02 00:01")
    judge(product, "leave")
    assert (warned(product), last_day(product), written(product)) == ([], None, ["L08"])
    assert is_sound(product)
