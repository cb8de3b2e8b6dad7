"""Matching, copies, undoing, merging and correcting, with the tracks running (demand 8)."""

from __future__ import annotations

from typing import Any

from cases.commands.basic import UndoMatch
from cases.commands.correction import CorrectNotice, WrongPerson
from cases.commands.flag import SettleFlag
from cases.commands.household import MergeHouseholds
from cases.law.deadlines import Kind
from cases.lists import notice_view
from cases.tables.models import cases, household_members, notices, persons
from cases.tables.track_models import deliveries, evictions
from engine.errors import NotPermitted
from engine.models import user_tasks
from ledger import events
from tests.product import Product, say_why
from tests.steps import close, ledger, match, person, receive, rows, suggested
from tests.vectors.intake import (
    APPLICATION,
    act,
    arrive,
    case_of,
    day,
    execute,
    flags,
    limit,
    nothing_failed,
    read,
    refused,
    running,
)

WITHOUT_NUMBER = {"tenant_personal_number": None}
TIME = {**APPLICATION, "kfm_document": "time", "eviction_at": "2027-01-19T09:00"}
SERVED = {"service_date": "2026-03-02"}


def kinds(product: Product, subject: str) -> list[str]:
    with product.database.reading() as session:
        return [entry.kind for entry in events.read_subject(session, subject)]


def match_this(product: Product, key: str, choice: str) -> str:
    """The registrar says whom this notice is about; what she was offered, in words."""
    (task,) = [
        one.public_id
        for one in rows(product, user_tasks)
        if (one.business_key, one.element, one.state) == (key, "confirm_match", "open")
    ]
    browser, address = product.browser("demo-rut"), f"/uppgifter/{task}"
    say_why(browser, address)
    assert browser.post(f"{address}/ta").status_code == 303
    browser.get(address)
    words = browser.text()
    assert browser.post(address, {"choice": choice}).status_code == 303, browser.text()
    product.work()
    return words


def receipts(product: Product) -> list[str]:
    return [one.receipt for one in rows(product, notices)]


def found_by(product: Product, receipt: str) -> int:
    with product.database.reading() as session:
        return notice_view.count(session, person(product, "demo-rut"), receipt)


def test_t30_without_a_number_name_and_address_suggest_and_a_person_confirms(
    product: Product,
) -> None:
    receive(product)
    match(product)
    receive(product, **WITHOUT_NUMBER)
    assert read(product, rows(product, notices)[-1].public_id).case_id is None
    match(product, suggested(product))
    assert len(rows(product, persons)) == 1


def test_t30_otherwise_the_person_has_an_id_of_ours_and_no_number(product: Product) -> None:
    receive(product, **WITHOUT_NUMBER, tenant_name="Ny Hyresgäst")
    match(product)
    (tenant,) = rows(product, persons)
    assert tenant.personal_number is None
    assert len(tenant.public_id) > 16


def test_every_tenant_that_a_notice_names_is_in_the_household(product: Product) -> None:
    receive(product, other_tenants="Bo Prov och Cia Prov")
    match(product)
    assert [one.name for one in rows(product, persons)] == ["Åsa Prov", "Bo Prov", "Cia Prov"]
    receive(product, tenant_name="Cia Prov", **WITHOUT_NUMBER)
    assert suggested(product)


def copy(product: Product, at: str, **changes: Any) -> tuple[str, str]:
    """A notice by e-service on Tuesday, and the same by another way later; their public ids."""
    first = arrive(product, "2026-03-03 10:15", **SERVED, amount=1_840_000)
    second = arrive(product, at, **SERVED, **changes)
    return first, second


def test_the_same_notice_by_two_ways_is_two_deliveries_of_one(product: Product) -> None:
    first, second = copy(product, "2026-03-05 09:00", arrival_channel="POST")
    assert "Samma underrättelse som kom tisdag 3 mars 2026" in match_this(product, second, first)
    match(product)
    assert read(product, second).state == "duplicate"
    assert [one.message for one in rows(product, deliveries)] == [second]
    assert len(rows(product, cases)) == 1
    assert [found_by(product, receipt) for receipt in receipts(product)] == [1, 1]
    assert running(product, second) == []
    browser = product.browser("demo-rut")
    browser.get(f"/anmalningar/{second}")
    assert "Ett exemplar till" in browser.text()
    assert read(product, first).receipt in browser.text()
    browser.get(f"/anmalningar/{first}")
    assert read(product, second).receipt in browser.text()
    assert nothing_failed(product)
    assert ledger(product).is_whole


def test_of_two_copies_the_earliest_arrival_counts(product: Product) -> None:
    first = arrive(product, "2026-11-30 10:00", service_date="2026-11-25")
    match(product)
    before = limit(product, first, Kind.RECOVERY_PERIOD)
    assert before is not None
    assert before.legal_day == "2026-12-21"
    letter = {"arrival_channel": "REK", "posting_date": "2026-11-26"}
    arrive(product, "2026-12-01 08:00", service_date="2026-11-25", **letter)
    match(product, first)
    after = limit(product, first, Kind.RECOVERY_PERIOD)
    assert after is not None
    assert (after.legal_day, after.calculation) == ("2026-12-17", 2)


def test_a_copy_that_comes_before_the_first_is_matched_joins_with_it(product: Product) -> None:
    first, second = copy(product, "2026-03-04 09:00")
    match_this(product, second, first)
    match(product)
    assert case_of(product, first).state == "open"
    assert read(product, second).case_id is None
    assert "unpaid_rent" in running(product, first)
    assert nothing_failed(product)


def test_another_amount_is_another_notice(product: Product) -> None:
    arrive(product, "2026-03-03 10:15", amount=1_840_000)
    match(product)
    arrive(product, "2026-03-05 09:00", amount=920_000)
    assert "Samma underrättelse" not in match_this(
        product, rows(product, notices)[-1].public_id, "new"
    )


def test_a_second_copy_of_a_time_does_not_confirm_it_twice(product: Product) -> None:
    first = arrive(product, "2026-12-18 09:00", **TIME)
    second = arrive(product, "2026-12-18 11:00", **{**TIME, "arrival_channel": "SDK"})
    assert "confirm_same_day" in running(product, second)
    match_this(product, second, first)
    assert "confirm_same_day" in running(product, first)
    assert running(product, second) == []
    own = limit(product, second, Kind.SAME_DAY_CONFIRMATION)
    assert own is not None
    assert own.state == "cancelled"


def test_undoing_ends_the_tracks_and_they_begin_anew_in_the_right_case(product: Product) -> None:
    key = arrive(product, "2026-03-03 10:15", **SERVED)
    match(product)
    assert "unpaid_rent" in running(product, key)
    execute(product, UndoMatch(key, "Fel person med samma namn."))
    stopped = limit(product, key, Kind.RECOVERY_PERIOD)
    assert stopped is not None
    assert stopped.state == "cancelled"
    assert running(product, key) == ["receive_notice"]
    match(product)
    begun = limit(product, key, Kind.RECOVERY_PERIOD)
    assert begun is not None
    assert (begun.state, begun.legal_day) == ("fixed", "2026-03-24")
    assert "unpaid_rent" in running(product, key)
    assert nothing_failed(product)


def test_undoing_leaves_the_same_day_duty_and_books_the_eviction_anew(product: Product) -> None:
    key = arrive(product, "2026-12-18 09:00", **TIME)
    match(product)
    assert {"confirm_same_day", "eviction_booked"} <= set(running(product, key))
    wrong = case_of(product, key).public_id
    execute(product, UndoMatch(key, "Fel hushåll."))
    assert "confirm_same_day" in running(product, key)
    assert "eviction_booked" not in running(product, key)
    assert rows(product, evictions) == []
    match(product)
    (booked,) = rows(product, evictions)
    assert booked.case_id == case_of(product, key).id
    assert case_of(product, key).public_id != wrong
    assert running(product, key).count("confirm_same_day") == 1
    assert nothing_failed(product)


def test_a_case_that_keeps_others_is_told_that_a_notice_was_taken_out(product: Product) -> None:
    receive(product, sender_kind="household", ground="other")
    match(product)
    key = receive(product)
    match(product, suggested(product))
    wrong = case_of(product, key)
    execute(product, UndoMatch(key, "Fel hushåll."))
    assert any(one.startswith("UNDERRATTELSE_FLYTTAD") for one in flags(product, wrong.public_id))


def test_two_cases_of_one_household_are_merged_and_the_tracks_go_on(product: Product) -> None:
    first = arrive(product, "2026-03-03 10:15", **SERVED)
    match(product)
    second = arrive(product, "2026-03-04 10:15", ground="disturbance", what_happened="Oljud.")
    match(product)
    gone, kept = case_of(product, second), case_of(product, first)
    page = f"/arenden/{gone.public_id}"
    act(
        product,
        "demo-hanna",
        page,
        "sammanfor",
        {"into": kept.public_id, "reason": "Samma hushåll."},
    )
    assert [one.state for one in rows(product, cases)] == ["open", "void"]
    assert case_of(product, second).id == kept.id
    assert "disturbance" in running(product, second)
    assert running(product, gone.public_id) == []
    assert "main_case" in running(product, kept.public_id)
    assert (
        len([m for m in rows(product, household_members) if m.household_id == kept.household_id])
        == 1
    )
    assert case_of(product, first).priority == 1
    assert "case.merged" in kinds(product, kept.public_id)
    assert ledger(product).is_whole
    assert nothing_failed(product)


def test_a_case_is_not_merged_with_itself_a_closed_one_or_one_that_is_not_hers(
    product: Product,
) -> None:
    receive(product, sender_kind="household", ground="other")
    match(product)
    (own,) = rows(product, cases)
    said = refused(product, MergeHouseholds(own.public_id, own.public_id, "x"), "demo-hanna")
    assert "annat ärende" in said
    receive(product, sender_kind="household", ground="other", dwelling_postal_code="214 22")
    match(product)
    southern = rows(product, cases)[-1]
    try:
        execute(product, MergeHouseholds(own.public_id, southern.public_id, "x"), "demo-hanna")
    except NotPermitted:
        return
    raise AssertionError("She does not work in the south.")


def test_a_later_day_of_service_moves_the_period_and_its_timers(product: Product) -> None:
    key = arrive(product, "2026-03-03 10:15")
    match(product)
    first = limit(product, key, Kind.RECOVERY_PERIOD)
    assert first is not None
    assert (first.state, first.legal_day) == ("preliminary", "2026-03-24")
    product.clock.set("2026-03-12 09:00")
    answers = {**day("service_date", "2026-03-09"), "reason": "Hyresvärden ringde."}
    act(product, "demo-rut", f"/anmalningar/{key}", "ratta", answers)
    moved = limit(product, key, Kind.RECOVERY_PERIOD)
    assert moved is not None
    assert (moved.state, moved.legal_day) == ("fixed", "2026-03-30")
    assert "KOMPLETTERA:service_date" not in flags(product, key)
    assert "KOMPLETTERA:service_date" in flags(product, key, open_only=False)
    told = [e for e in _events(product, key) if e.kind == "notice.corrected"]
    assert told[0].payload["before"] == {"service_date": None}
    assert told[0].payload["after"] == {"service_date": "2026-03-09"}
    page = product.browser("demo-hanna")
    page.get(f"/arenden/{case_of(product, key).public_id}")
    assert "Hyresvärden ringde." in page.text()


def _events(product: Product, key: str) -> list[Any]:
    with product.database.reading() as session:
        return events.read_subject(session, key)


def test_a_correction_that_is_wrong_again_brings_its_flag_back(product: Product) -> None:
    key = arrive(product, "2026-03-03 10:15", service_date="2026-03-20")
    assert "VARNING:service_date" in flags(product, key)
    execute(product, CorrectNotice(key, {"service_date": "2026-03-02"}, "Skrivfel."))
    assert "VARNING:service_date" not in flags(product, key)
    execute(product, CorrectNotice(key, {"service_date": "2026-03-25"}, "Nytt besked."))
    assert "VARNING:service_date" in flags(product, key)


def test_nothing_corrected_is_refused_with_a_sentence(product: Product) -> None:
    key = receive(product)
    assert "Fyll i minst" in refused(product, CorrectNotice(key, {}, "x"))
    assert "redan så" in refused(product, CorrectNotice(key, {"tenure": "rental"}, "x"))


def test_facts_of_a_closed_case_open_it_again(product: Product) -> None:
    key = receive(product, sender_kind="household", ground="other")
    match(product)
    close(product)
    closed = case_of(product, key)
    assert closed.state == "closed"
    execute(product, CorrectNotice(key, {"children": "yes"}, "Hushållet ringde."))
    opened = case_of(product, key)
    assert (opened.state, opened.outcome) == ("open", None)
    assert "main_case" in running(product, opened.public_id)
    assert opened.priority == 2
    assert "case.reopened" in kinds(product, opened.public_id)


def test_a_changed_time_of_an_eviction_moves_its_steps(product: Product) -> None:
    key = arrive(product, "2026-12-18 09:00", **TIME)
    match(product)
    execute(product, CorrectNotice(key, {"eviction_at": "2027-01-26T09:00"}, "Fel dag."))
    step = limit(product, key, Kind.EVICTION_MINUS_1)
    assert step is not None
    assert step.legal_day == "2027-01-25"
    (booked,) = rows(product, evictions)
    assert booked.eviction_at.date().isoformat() == "2027-01-26"


def test_the_wrong_number_of_the_right_person_is_put_right_everywhere(product: Product) -> None:
    key = receive(product, tenant_personal_number={"value": "198505162381", "confirmed": True})
    match(product)
    right = {"value": "198505152382", "confirmed": True}
    execute(product, WrongPerson(key, "Åsa Maria Prov", right, "Läste fel."))
    (tenant,) = rows(product, persons)
    assert (tenant.name, tenant.personal_number) == ("Åsa Maria Prov", "198505152382")
    assert "person.corrected" in kinds(product, key)


def test_a_person_who_turns_out_to_be_protected_seals_the_case(product: Product) -> None:
    receive(product)
    match(product)
    with product.database.transaction() as session:
        session.execute(persons.update().values(protection="marked"))
    other = {"tenant_name": "Bo Annan", "dwelling_street": "Annangatan 1", **WITHOUT_NUMBER}
    key = receive(product, **other)
    match(product)
    assert not case_of(product, key).sealed
    right = {"value": "198505152382", "confirmed": True}
    execute(product, WrongPerson(key, None, right, "Numret kom."))
    assert case_of(product, key).sealed


def test_a_flag_is_settled_with_a_note_and_stays_in_the_history(product: Product) -> None:
    key = receive(product)
    match(product)
    rooms = flags(product, key)["VARNING:rooms"]
    page = f"/arenden/{case_of(product, key).public_id}"
    answers = {"flag": rooms.public_id, "note": "Tre rum enligt hyresvärden."}
    act(product, "demo-hanna", page, "flagga", answers)
    assert "VARNING:rooms" not in flags(product, key)
    settled = flags(product, key, open_only=False)["VARNING:rooms"]
    assert (settled.settled_by, settled.settlement) == (
        "staff:demo-hanna",
        "Tre rum enligt hyresvärden.",
    )
    assert "redan avklarad" in refused(product, SettleFlag(key, rooms.public_id, "x"), "demo-hanna")


def test_a_flag_of_another_unit_cannot_be_settled(product: Product) -> None:
    key = receive(product)
    match(product)
    found = flags(product, key)["VARNING:rooms"]
    try:
        execute(product, SettleFlag(key, found.public_id, "x"), "demo-sara")
    except NotPermitted:
        return
    raise AssertionError("She works in the south.")


def test_facts_in_any_order_lead_to_the_same_limits(product: Product) -> None:
    whole = arrive(product, "2026-03-03 10:15", **SERVED, amount=1_840_000)
    match(product)
    bare = arrive(product, "2026-03-03 10:20", tenant_name="Annan Person", **WITHOUT_NUMBER)
    match(product)
    execute(product, CorrectNotice(bare, {"amount": 1_840_000}, "Kom sent."))
    execute(product, CorrectNotice(bare, SERVED, "Kom sent."))
    ends = [limit(product, key, Kind.RECOVERY_PERIOD) for key in (whole, bare)]
    assert [one and (one.legal_day, one.state) for one in ends] == [("2026-03-24", "fixed")] * 2
