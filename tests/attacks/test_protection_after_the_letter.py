"""Protection that becomes known when a letter is written already, queued, or on its way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cases import notice
from cases.letters import channels, letter
from cases.tables.letter_models import dispatches, letters
from cases.tables.models import cases, persons, staff
from engine.jobs import jobs
from tests.product import Product, take_task
from tests.steps import day, match, receive, rows, suggested
from tests.vectors import referring, same_day
from tests.vectors.intake import flags
from tests.vectors.test_protected import MARKED, opened

HOME = "Exempelgatan"


def write_meeting(product: Product, channel: str = "print") -> str:
    """A letter that is written and waits in the outbox: the worker has not come to it; the case."""
    receive(product, ground="other")
    match(product)
    case = str(rows(product, cases)[-1].public_id)
    browser = product.browser("demo-hanna")
    address = f"/arenden/{case}/gor/mote"
    browser.get(address)
    told = {"meeting_at": "13.30", "place": "Rum 4", "language": "sv", "channel": channel}
    answer = browser.post(address, {**told, **day("meeting_on", "2026-12-20")})
    assert answer.status_code == 303, browser.text()
    return case


def protect(product: Product, case: str, **changes: str) -> None:
    """Somebody finds out, while the worker rests."""
    browser = product.browser("demo-hanna")
    address = f"/arenden/{case}/gor/skydd"
    browser.get(address)
    found = {"person": rows(product, persons)[0].public_id, **MARKED, **changes}
    assert browser.post(address, found).status_code == 303, browser.text()


def laid_down(tmp_path: Path) -> list[str]:
    return [path.name for path in (tmp_path / "out").rglob("*") if path.is_file()]


def of_kind(product: Product, kind: str) -> Any:
    return [one for one in rows(product, letters) if one.kind == kind][-1]


@pytest.mark.parametrize("protection", ["marked", "protected_registration", "assumed_identity"])
def test_a_queued_letter_with_the_address_does_not_go(
    product: Product, tmp_path: Path, protection: str
) -> None:
    case = write_meeting(product)
    assert of_kind(product, "L05").state == "queued"
    assert HOME in of_kind(product, "L05").facts
    protect(product, case, protection=protection)
    product.work()
    assert laid_down(tmp_path) == []
    assert of_kind(product, "L05").state == "failed"
    (attempt,) = [one for one in rows(product, dispatches) if one.channel == "print"]
    assert "skyddade" in attempt.cause
    assert HOME not in "".join(str(job) for job in rows(product, jobs))


def test_what_is_shown_of_the_stopped_letter_leads_to_no_way_that_shows_the_address(
    product: Product, tmp_path: Path
) -> None:
    case = write_meeting(product)
    protect(product, case)
    product.work()
    hanna = opened(product, "demo-hanna", f"/arenden/{case}")
    approval = {
        "person": rows(product, persons)[0].public_id,
        "channel": "print",
        "reason": "Hämtar själv posten.",
    }
    hanna.get(f"/arenden/{case}/gor/godkann-kanal")
    assert hanna.post(f"/arenden/{case}/gor/godkann-kanal", approval).status_code == 303
    with product.database.reading() as session:
        stopped = letter.get(session, of_kind(product, "L05").public_id)
        assert list(channels.ways(session, stopped)) == []
    assert laid_down(tmp_path) == []


def test_somebody_else_in_the_home_is_protected_and_the_letter_stays(
    product: Product, tmp_path: Path
) -> None:
    receive(product, ground="other", other_tenants="Bo Prov")
    match(product)
    case = str(rows(product, cases)[-1].public_id)
    browser = product.browser("demo-hanna")
    address = f"/arenden/{case}/gor/mote"
    browser.get(address)
    told = {"meeting_at": "13.30", "place": "Rum 4", "language": "sv", "channel": "print"}
    browser.post(address, {**told, **day("meeting_on", "2026-12-20")})
    protect(product, case, person=rows(product, persons)[1].public_id)
    product.work()
    assert of_kind(product, "L05").state == "failed"
    assert laid_down(tmp_path) == []


def test_a_match_to_a_protected_person_stops_the_copy_that_waits_in_the_queue(
    product: Product, tmp_path: Path
) -> None:
    product.clock.set("2026-12-01 09:00")
    receive(product, ground="other")
    match(product)
    protect(product, str(rows(product, cases)[-1].public_id))
    product.work()
    key = same_day.arrive(product, "2026-12-18 09:00", tenant_personal_number=None)
    officer = product.browser("demo-jamila")
    task = take_task(officer, same_day.SEND)
    sent = officer.post(task, {**same_day.BOTH, "copy": "print"})
    assert sent.status_code == 303, officer.text()
    registrar = product.browser("demo-rut")
    task = take_task(registrar, "Bekräfta hushåll och bostad")
    assert registrar.post(task, {"choice": suggested(product)}).status_code == 303
    product.work()
    with product.database.reading() as session:
        copy = same_day.letter(product, "L03")
        assert copy.state != "handed_over", json.loads(copy.facts)["recipient"]
        assert notice.get(session, key).case_id is not None
    assert laid_down(tmp_path) == []


def test_a_letter_that_lies_for_print_already_is_told_of_on_the_case(
    product: Product, tmp_path: Path
) -> None:
    case = write_meeting(product)
    product.work()
    assert laid_down(tmp_path)
    protect(product, case)
    product.work()
    assert "BREV_MED_ADRESS" in {name.partition(":")[0] for name in flags(product, case)}


def test_a_referral_that_told_the_address_is_told_of_on_the_case(product: Product) -> None:
    case = referring.a_case(product)
    referring.begin(product, case)
    referring.choose(product, "care", "osl_26_9", reason="Nödvändig vård.")
    assert HOME in referring.offered(product)["address"]
    assert referring.send(product, ["address"]).is_done
    protect(product, case)
    assert "REMISS_MED_ADRESS" in {name.partition(":")[0] for name in flags(product, case)}


def test_who_does_not_work_here_any_longer_is_nobody_to_hold_a_sealed_case(
    product: Product,
) -> None:
    receive(product, ground="other")
    match(product)
    with product.database.transaction() as session:
        gone = staff.c.public_id == "demo-malin"
        session.execute(staff.update().where(gone).values(is_active=False))
    case = str(rows(product, cases)[-1].public_id)
    protect(product, case)
    assert opened(product, "demo-henrik", f"/arenden/{case}").text().count("Åsa Prov")
