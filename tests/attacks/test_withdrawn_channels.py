"""A way to a protected person that is not safe any longer: nothing more goes by it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cases.letters import channels, letter
from cases.tables.letter_models import dispatches, letters
from cases.tables.models import cases, persons
from tests.product import Product, take_task
from tests.steps import BY_HAND, day, match, receive, rows
from tests.vectors.intake import flags, nothing_failed
from tests.vectors.test_matching import kinds
from tests.vectors.test_protected import a_sealed_case, opened

WHY = "Hennes före detta läser posten."


def done(product: Product, case: str, word: str, fields: dict[str, str], who: str) -> Any:
    """Somebody of the group does it, while the worker rests."""
    browser = opened(product, who, f"/arenden/{case}")
    address = f"/arenden/{case}/gor/{word}"
    assert browser.get(address).status_code == 200, word
    return browser.post(address, fields)


def approve(product: Product, case: str, channel: str = "print") -> None:
    approval = {"channel": channel, "reason": "Hämtar själv posten."}
    fields = {"person": rows(product, persons)[-1].public_id, **approval}
    assert done(product, case, "godkann-kanal", fields, "demo-hanna").status_code == 303


def withdraw(
    product: Product, case: str, channel: str = "print", who: str = "demo-hanna", why: str = WHY
) -> int:
    fields = {"person": rows(product, persons)[-1].public_id, "channel": channel, "reason": why}
    return int(done(product, case, "aterkalla-kanal", fields, who).status_code)


def write_meeting(product: Product, case: str, channel: str = "print") -> None:
    told = {"meeting_at": "13.30", "place": "Rum 4", "language": "sv", "channel": channel}
    fields = {**told, **day("meeting_on", "2026-12-20")}
    assert done(product, case, "mote", fields, "demo-hanna").status_code == 303


def a_letter(product: Product, channel: str = "print") -> str:
    """A letter to a protected person by an approved way waits in the queue; her case."""
    case = a_sealed_case(product, ground="other")
    approve(product, case, channel)
    write_meeting(product, case, channel)
    return case


def meeting(product: Product) -> Any:
    return [one for one in rows(product, letters) if one.kind == "L05"][-1]


def test_a_letter_in_the_queue_does_not_go_by_a_way_that_was_withdrawn(
    product: Product, tmp_path: Path
) -> None:
    case = a_letter(product)
    assert meeting(product).state == "queued"
    assert withdraw(product, case) == 303
    product.work()
    assert [path for path in (tmp_path / "out").rglob("*") if path.is_file()] == []
    assert meeting(product).state == "failed"
    assert "skyddade" in rows(product, dispatches)[-1].cause
    hanna = opened(product, "demo-hanna", f"/arenden/{case}")
    take_task(hanna, BY_HAND)
    assert "Utskrift och post" not in hanna.text()
    assert nothing_failed(product)


def test_no_new_letter_goes_by_it_either_until_it_is_approved_anew(product: Product) -> None:
    case = a_letter(product)
    assert withdraw(product, case) == 303
    with product.database.reading() as session:
        written = letter.get(session, meeting(product).public_id)
        assert list(channels.ways(session, written)) == []
    approve(product, case)
    with product.database.reading() as session:
        assert list(channels.ways(session, written)) == ["print"]


def test_a_letter_that_is_laid_out_already_is_told_of_on_the_case(product: Product) -> None:
    case = a_letter(product)
    product.work()
    assert meeting(product).state == "handed_over"
    assert withdraw(product, case) == 303
    assert "BREV_PA_ATERKALLAD_KANAL" in {name.partition(":")[0] for name in flags(product, case)}
    assert "flag.raised" in kinds(product, case)


def test_a_withdrawn_way_stands_with_its_reason_in_ledger_and_journal(product: Product) -> None:
    case = a_letter(product)
    assert withdraw(product, case, why=" ") == 422
    assert withdraw(product, case) == 303
    assert "channel.withdrawn" in kinds(product, case)
    hanna = opened(product, "demo-hanna", f"/arenden/{case}")
    assert WHY in hanna.text()
    assert "Godkänd av Hanna Handell" not in hanna.text()
    assert hanna.get(f"/arenden/{case}/gor/aterkalla-kanal").status_code == 404


def test_it_is_withdrawn_by_those_who_may_approve_and_by_nobody_else(product: Product) -> None:
    case = a_letter(product)
    for who in ("demo-henrik", "demo-rut", "demo-gosta"):
        address = f"/arenden/{case}/gor/aterkalla-kanal"
        assert product.browser(who).get(address).status_code == 404, who
    assert withdraw(product, case, "by_hand") == 422
    assert withdraw(product, case, who="demo-malin") == 303


def test_it_is_withdrawn_for_every_row_of_the_same_person(product: Product) -> None:
    a_sealed_case(product)
    receive(product, dwelling_street="Nya gatan 3")
    match(product)
    first, second = (str(one.public_id) for one in rows(product, cases))
    both = [one.public_id for one in rows(product, persons)]
    fields = {"person": both[0], "channel": "print", "reason": "Hämtar själv posten."}
    assert done(product, first, "godkann-kanal", fields, "demo-hanna").status_code == 303
    assert withdraw(product, second, who="demo-malin") == 303
    for person in rows(product, persons):
        with product.database.reading() as session:
            assert channels.approved_channels(session, person.id) == set()
