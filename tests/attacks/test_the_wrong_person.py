"""A letter about one person's eviction never reaches another one by our doing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cases.commands.basic import UndoMatch
from cases.tables.letter_models import letters
from cases.tables.models import households, persons
from tests.product import Product, take_task
from tests.steps import BY_HAND, do, ledger, match, person, post_by_hand, receive, rows
from tests.vectors import arrears, same_day
from tests.vectors.intake import nothing_failed
from tests.vectors.test_matching import match_this

THE_RIGHT = {
    "tenant_personal_number": {"value": "198001011231", "confirmed": True},
    "dwelling_street": "Rätta gatan 3",
}


def known(product: Product, **changes: Any) -> str:
    """Åsa's household, of whom somebody has looked up that she is not protected; its public id."""
    product.clock.set("2026-12-01 09:00")
    receive(product, **{"ground": "other", **changes})
    match(product)
    with product.database.transaction() as session:
        session.execute(persons.update().values(protection="none"))
    return str(rows(product, households)[-1].public_id)


def queued(product: Product, home: str) -> str:
    """A copy to somebody of the household waits in the queue; the notice."""
    key = same_day.arrive(product, "2026-12-18 09:00", tenant_personal_number=None)
    match_this(product, key, home)
    officer = product.browser("demo-jamila")
    task = take_task(officer, same_day.SEND)
    sent = officer.post(task, {**same_day.BOTH, "copy": "digital_mail"})
    assert sent.status_code == 303, officer.text()
    assert same_day.letter(product, "L03").state == "queued"
    return key


def undo(product: Product, key: str) -> None:
    """The match is undone, while the worker rests."""
    with product.database.transaction() as session:
        product.engine.execute(session, UndoMatch(key, "Fel hushåll."), person(product, "demo-rut"))


def stopped(product: Product, home: str) -> str:
    """The copy was stopped, since the match was undone; the notice."""
    key = queued(product, home)
    undo(product, key)
    product.work()
    assert same_day.letter(product, "L03").state == "failed"
    return key


def test_a_copy_is_not_written_to_whoever_happens_to_be_first_in_the_household(
    product: Product, tmp_path: Path
) -> None:
    home = known(product)
    same_day.automatic(product)
    key = same_day.arrive(
        product, "2026-12-18 09:00", tenant_name="Bo Annan", tenant_personal_number=None
    )
    match_this(product, key, home)
    officer = product.browser("demo-jamila")
    task = take_task(officer, same_day.APPROVE)
    told = {"protection": "none", "channel": "digital_mail", "reason": "Slagning."}
    assert officer.post(task, told).status_code == 422
    assert officer.post(task, {**told, "channel": "by_hand"}).status_code == 303, officer.text()
    product.work()
    copy = same_day.letter(product, "L03")
    assert copy.person_id is None
    assert json.loads(copy.facts)["recipient"]["name"] == "Bo Annan"
    assert list((tmp_path / "out" / "digital_mail").glob("*.pdf")) == []
    assert nothing_failed(product)


def test_a_name_that_is_only_spelled_otherwise_is_the_same_person(product: Product) -> None:
    home = known(product)
    key = same_day.arrive(
        product, "2026-12-18 09:00", tenant_name="Åsa M. Prov", tenant_personal_number=None
    )
    match_this(product, key, home)
    same_day.send(product, copy="digital_mail")
    assert same_day.letter(product, "L03").person_id == rows(product, persons)[0].id


def test_a_copy_in_the_queue_does_not_go_to_whom_the_notice_was_wrongly_matched_to(
    product: Product, tmp_path: Path
) -> None:
    home = known(product)
    key = queued(product, home)
    undo(product, key)
    product.work()
    assert list((tmp_path / "out" / "digital_mail").glob("*.pdf")) == []
    assert [one.state for one in rows(product, letters) if one.kind == "L03"][-1] == "failed"


def test_a_copy_that_was_stopped_is_written_anew_for_the_right_person(
    product: Product, tmp_path: Path
) -> None:
    wrong, right = known(product), known(product, **THE_RIGHT)
    key = stopped(product, wrong)
    match_this(product, key, right)
    do(product, "demo-jamila", BY_HAND, {"choice": "digital_mail"})
    copy = same_day.letter(product, "L03")
    assert copy.person_id == rows(product, persons)[-1].id
    laid = "".join(
        one.read_text("utf-8", "replace") for one in (tmp_path / "out").rglob("*") if one.is_file()
    )
    assert "198001011231" in laid
    assert "198505152382" not in laid
    assert ledger(product).is_whole
    assert nothing_failed(product)


def test_the_rewritten_copy_proves_the_duty_when_it_is_given_by_hand(product: Product) -> None:
    wrong, right = known(product), known(product, **THE_RIGHT)
    key = stopped(product, wrong)
    match_this(product, key, right)
    post_by_hand(product, BY_HAND, "demo-jamila")
    copy = same_day.letter(product, "L03")
    assert (copy.person_id, copy.state) == (rows(product, persons)[-1].id, "sent")
    assert same_day.duty(product, key).is_done
    assert same_day.limit(product, key).state == "met"


def test_a_copy_in_the_queue_when_the_match_is_corrected_is_written_anew(
    product: Product, tmp_path: Path
) -> None:
    wrong, right = known(product), known(product, **THE_RIGHT)
    key = queued(product, wrong)
    undo(product, key)
    match_this(product, key, right)
    assert list((tmp_path / "out" / "digital_mail").glob("*.pdf")) == []
    officer = product.browser("demo-jamila")
    take_task(officer, BY_HAND)
    assert "Digital post" in officer.text()
    assert same_day.letter(product, "L03").person_id == rows(product, persons)[-1].id


def test_a_letter_about_a_debt_goes_to_whom_the_notice_names(product: Product) -> None:
    product.clock.set("2026-11-01 09:00")
    receive(product, ground="other", other_tenants="Bo Prov")
    match(product)
    home = str(rows(product, households)[-1].public_id)
    product.clock.set("2026-12-03 09:00")
    named = {"tenant_name": "Bo Prov", "tenant_personal_number": None}
    match_this(product, receive(product, **{**arrears.WHOLE, **named}), home)
    do(product, "demo-hanna", arrears.LETTER, {"letter": "L01", "channel": "by_hand"})
    (first,) = [one for one in rows(product, letters) if one.kind == "L01"]
    assert first.recipient == "Bo Prov"
