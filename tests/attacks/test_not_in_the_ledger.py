"""What changes without a word in the ledger could be denied: flags, groups, tasks that move."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from cases.commands.basic import UndoMatch
from cases.commands.correction import CorrectNotice
from cases.tables.models import cases, households, notices, persons, staff
from cases.tables.sharing_models import case_access
from cases.tables.track_models import flags
from ledger import events
from tests.attacks.test_protection_after_the_letter import protect, write_meeting
from tests.attacks.test_sealed_by_detour import merge, two_cases
from tests.product import Product
from tests.steps import ledger, match, receive, rows
from tests.vectors.evicting import book, cancel
from tests.vectors.intake import execute
from tests.vectors.test_matching import match_this
from tests.vectors.test_protected import opened, seal


def told(product: Product, subject: str, kind: str) -> list[Any]:
    """What the ledger says of a kind about a thing."""
    with product.database.reading() as session:
        entries = events.read_subject(session, subject)
    return [entry.payload for entry in entries if entry.kind == kind]


def silent(product: Product) -> list[str]:
    """Flags that were raised, or settled, and of which the ledger says nothing."""
    return [
        f"{name} {one.code}"
        for one in rows(product, flags)
        for name, is_so in (("raised", True), ("settled", one.settled_at is not None))
        if is_so and one.code not in json.dumps(told(product, one.about, f"flag.{name}"))
    ]


def newest(product: Product) -> str:
    """The public id of the newest case."""
    return str(rows(product, cases)[-1].public_id)


def group(product: Product, case_id: int) -> list[str]:
    """The public ids of those who may see a sealed case."""
    people = {one.id: one.public_id for one in rows(product, staff)}
    return sorted(people[g.staff_id] for g in rows(product, case_access) if g.case_id == case_id)


def test_a_flag_on_the_case_that_a_notice_left_is_told_and_moves_with_a_merge(
    product: Product,
) -> None:
    gone, kept = two_cases(product)
    key = receive(product, tenant_personal_number=None, ground="other")
    match_this(product, key, str(rows(product, households)[0].public_id))
    execute(product, UndoMatch(key, "Fel hushåll."))
    assert "UNDERRATTELSE_FLYTTAD" in json.dumps(told(product, gone, "flag.raised"))
    merge(product, gone, kept)
    assert "UNDERRATTELSE_FLYTTAD" in json.dumps(told(product, gone, "flag.settled"))
    assert "UNDERRATTELSE_FLYTTAD" in json.dumps(told(product, kept, "flag.raised"))
    assert silent(product) == []
    assert ledger(product).is_whole


def test_a_flag_that_a_correction_settles_is_told(product: Product) -> None:
    key = receive(product, tenant_name=None)
    assert not told(product, key, "flag.settled")
    execute(product, CorrectNotice(key, {"tenant_name": "Åsa Prov"}, "Hyresvärden ringde."))
    assert any(one.settled_at is not None for one in rows(product, flags))
    assert silent(product) == []


def test_children_and_an_eviction_that_nobody_knows_of_are_told(product: Product) -> None:
    book(product, "2027-01-19 09:00", children="yes")
    match(product)
    cancel(product, kfm_case_number="U-999-26")
    match_this(
        product, rows(product, notices)[-1].public_id, str(rows(product, households)[0].public_id)
    )
    assert {"BARN", "OKAND_AVHYSNING"} <= {one.code for one in rows(product, flags)}
    assert silent(product) == []


def test_what_protection_makes_known_of_letters_is_told(product: Product) -> None:
    case = write_meeting(product)
    product.work()
    protect(product, case)
    assert "BREV_MED_ADRESS" in json.dumps(told(product, case, "flag.raised"))
    assert silent(product) == []


def test_whom_a_sealed_case_is_open_to_stands_in_the_ledger(product: Product) -> None:
    receive(product, ground="other")
    match(product)
    seal(product, newest(product))
    (sealed,) = told(product, newest(product), "case.sealed")
    found = group(product, rows(product, cases)[-1].id)
    assert found
    assert (sealed["before"], sealed["after"]) == (
        {"sealed": False},
        {"sealed": True, "group": found},
    )


def test_who_comes_into_the_group_by_adding_a_notice_stands_in_the_ledger(
    product: Product,
) -> None:
    receive(product, ground="other")
    match(product)
    case = newest(product)
    seal(product, case)
    with product.database.transaction() as session:
        rut = staff.c.public_id == "demo-rut"
        hers = case_access.c.staff_id.in_(select(staff.c.id).where(rut))
        session.execute(case_access.delete().where(hers))
    before = group(product, rows(product, cases)[-1].id)
    match_this(
        product, receive(product, ground="other"), str(rows(product, households)[0].public_id)
    )
    new = sorted(set(group(product, rows(product, cases)[-1].id)) - set(before))
    assert new == ["demo-rut"]
    assert [one["staff"] for one in told(product, case, "access.granted")] == new


def test_whom_a_lifted_seal_had_let_in_stands_in_the_ledger(product: Product) -> None:
    receive(product, ground="other")
    match(product)
    case = newest(product)
    seal(product, case)
    let_in = group(product, rows(product, cases)[-1].id)
    person = rows(product, persons)[-1].public_id
    fields = {"person": person, "protection": "none", "reason": "Borta."}
    malin = opened(product, "demo-malin", f"/arenden/{case}")
    malin.get(f"/arenden/{case}/gor/skydd")
    assert malin.post(f"/arenden/{case}/gor/skydd", fields).status_code == 303
    malin.get(f"/arenden/{case}/gor/hav-skydd")
    assert malin.post(f"/arenden/{case}/gor/hav-skydd", {"reason": "Borta."}).status_code == 303
    (lifted,) = told(product, case, "case.unsealed")
    assert lifted["before"]["group"] == let_in
