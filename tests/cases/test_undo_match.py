"""A wrong match can be undone: what it set going ends, the notice is matched anew, all is kept."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from cases.commands.basic import UndoMatch
from cases.policy import Membership, StaffMember
from cases.tables.letter_models import letters
from cases.tables.models import cases, notices, units
from connectors.mail_sink import _Filing
from engine.correlation import MessageSource
from engine.errors import NotFound, NotPermitted, Refused
from engine.jobs import jobs
from engine.models import process_instances, user_tasks
from ledger import events
from tests.product import Product, take_task
from tests.steps import (
    BY_HAND,
    MATCH,
    POSTING,
    close,
    ledger,
    match,
    person,
    post_by_hand,
    rows,
    suggested,
)
from tests.steps import receive as receive_notice

WHY = "Fel person med samma namn."


def receive(product: Product, **changes: Any) -> str:
    """A notice of no known type: it is confirmed, and starts no track with letters of its own."""
    return receive_notice(product, **{"ground": "other", **changes})


@pytest.fixture
def notice(product: Product) -> str:
    """A notice that a case was opened for, and whose confirmation has been sent."""
    received = receive(product)
    match(product)
    return received


def undo(product: Product, notice: str, by: str = "demo-rut", reason: str = WHY) -> None:
    execute(product, UndoMatch(notice, reason), person(product, by))


def execute(product: Product, command: object, actor: StaffMember) -> None:
    with product.database.transaction() as session:
        product.engine.execute(session, command, actor)
    product.work()


def states(product: Product, element: str) -> list[str]:
    return [t.state for t in rows(product, user_tasks) if t.element == element]


def instances(product: Product) -> list[tuple[str, str]]:
    """The process and the state of every instance, oldest first."""
    with product.database.reading() as session:
        found = rows(product, process_instances)
        return [(product.engine.definition(session, i.definition_id).key, i.state) for i in found]


def kinds(product: Product, subject: str) -> list[str]:
    with product.database.reading() as session:
        return [entry.kind for entry in events.read_subject(session, subject)]


def row(product: Product, notice: str) -> Any:
    (found,) = [n for n in rows(product, notices) if n.public_id == notice]
    return found


def test_a_case_that_was_opened_for_the_notice_alone_is_void(product: Product, notice: str) -> None:
    undo(product, notice)
    (voided,) = rows(product, cases)
    assert voided.state == "void"
    assert voided.closed_at is not None
    assert states(product, "assess_case") == ["cancelled"]
    assert ("main_case", "cancelled") in instances(product)


def test_the_notice_comes_back_to_be_matched_anew(product: Product, notice: str) -> None:
    undo(product, notice)
    freed = row(product, notice)
    assert (freed.state, freed.case_id, freed.household_id) == ("registered", None, None)
    assert states(product, "confirm_match") == ["completed", "open"]
    assert take_task(product.browser("demo-rut"), MATCH)


def test_history_is_kept_in_both_streams_and_is_whole(product: Product, notice: str) -> None:
    (wrong,) = rows(product, cases)
    undo(product, notice)
    assert "match.undone" in kinds(product, wrong.public_id)
    assert kinds(product, wrong.public_id)[-1] == "case.voided"
    assert "notice.linked" in kinds(product, notice)
    assert kinds(product, notice).count("notice.classified") == 2
    assert "match.undone" in kinds(product, notice)
    with product.database.reading() as session:
        own = events.read(session, [row(product, notice).stream_id])
        of_case = events.read(session, [wrong.stream_id])
    assert "match.undone" in [e.kind for e in own]
    assert "match.undone" in [e.kind for e in of_case]
    assert ledger(product).is_whole


def test_what_happens_to_a_freed_notice_is_not_written_in_the_wrong_case(
    product: Product, notice: str
) -> None:
    (wrong,) = rows(product, cases)
    undo(product, notice)
    with product.database.reading() as session:
        before = len(events.read(session, [wrong.stream_id]))
    match(product)
    with product.database.reading() as session:
        assert len(events.read(session, [wrong.stream_id])) == before
    assert ledger(product).is_whole


def test_a_notice_that_is_matched_anew_gets_the_right_case_and_no_second_confirmation(
    product: Product, notice: str
) -> None:
    assert len(product.mails()) == 1
    undo(product, notice)
    match(product)
    assert len(product.mails()) == 1
    assert [c.state for c in rows(product, cases)] == ["void", "open"]
    assert row(product, notice).case_id == rows(product, cases)[-1].id
    assert row(product, notice).state == "linked"
    assert instances(product) == [
        ("receive_notice", "completed"),
        ("confirm_receipt", "completed"),
        ("main_case", "cancelled"),
        ("receive_notice", "completed"),
        ("confirm_receipt", "completed"),
        ("main_case", "running"),
    ]
    assert states(product, "assess_case") == ["cancelled", "open"]
    close(product)
    assert rows(product, cases)[-1].state == "closed"
    assert ledger(product).is_whole


def test_a_void_case_is_never_suggested_as_open(product: Product, notice: str) -> None:
    undo(product, notice)
    match(product, suggested(product))
    assert [c.state for c in rows(product, cases)] == ["void", "open"]
    assert rows(product, cases)[0].household_id == rows(product, cases)[1].household_id


@pytest.fixture
def joined(product: Product, notice: str) -> str:
    """A second notice, which was added to the case of the first."""
    second = receive(product)
    match(product, suggested(product))
    assert states(product, "review_joined_notice") == ["open"]
    return second


def test_undoing_a_joined_notice_leaves_the_case_open(
    product: Product, notice: str, joined: str
) -> None:
    undo(product, joined)
    (case,) = rows(product, cases)
    assert case.state == "open"
    assert states(product, "assess_case") == ["open"]
    assert states(product, "review_joined_notice") == ["cancelled"]
    assert row(product, joined).case_id is None
    assert row(product, notice).case_id == case.id
    assert ledger(product).is_whole


def test_undoing_the_first_notice_of_a_case_with_two_leaves_the_case_open(
    product: Product, notice: str, joined: str
) -> None:
    undo(product, notice)
    (case,) = rows(product, cases)
    assert case.state == "open"
    assert states(product, "assess_case") == ["open"]
    assert states(product, "review_joined_notice") == ["open"]
    match(product)
    assert [c.state for c in rows(product, cases)] == ["open", "open"]
    assert ledger(product).is_whole


def test_the_work_of_the_other_notice_goes_on_after_an_undoing(
    product: Product, notice: str, joined: str
) -> None:
    undo(product, joined)
    match(product)
    close(product)
    assert sorted(c.state for c in rows(product, cases)) == ["closed", "open"]
    assert ledger(product).is_whole


def test_a_notice_of_a_closed_case_can_be_taken_out_and_the_case_stays_closed(
    product: Product, notice: str
) -> None:
    close(product)
    undo(product, notice)
    assert [c.state for c in rows(product, cases)] == ["closed"]
    assert row(product, notice).case_id is None
    assert states(product, "confirm_match")[-1] == "open"


def test_only_a_registrar_undoes_a_match(product: Product, notice: str) -> None:
    for who in ("demo-hanna", "demo-malin", "demo-gosta", "demo-axel", "demo-vera"):
        with pytest.raises(NotPermitted):
            undo(product, notice, by=who)
    assert row(product, notice).state == "linked"


def test_a_registrar_of_another_authority_does_not_undo_a_match(
    product: Product, notice: str
) -> None:
    with product.database.reading() as session:
        care = session.execute(select(units).where(units.c.key == "care")).one()
    membership = Membership("registrar", care.key, care.id, care.name, care.authority_id)
    foreign = StaffMember("staff:foreign", memberships=(membership,))
    with pytest.raises(NotPermitted):
        execute(product, UndoMatch(notice, WHY), foreign)


def test_undoing_twice_is_refused_with_a_sentence(product: Product, notice: str) -> None:
    undo(product, notice)
    before = len(kinds(product, notice))
    with pytest.raises(Refused) as refused:
        undo(product, notice)
    assert refused.value.text.sv == "Underrättelsen är inte kopplad till något ärende."
    assert refused.value.text.en.endswith(".")
    assert len(kinds(product, notice)) == before


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_undoing_needs_a_reason(product: Product, notice: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        undo(product, notice, reason=reason)
    assert refused.value.text.sv == "Ange varför kopplingen är fel."
    assert row(product, notice).state == "linked"


def test_a_notice_that_is_not_there_cannot_be_undone(product: Product) -> None:
    with pytest.raises(NotFound):
        undo(product, "no-such-notice")


def test_a_confirmation_that_waits_in_the_queue_is_sent_once_all_the_same(
    product: Product,
) -> None:
    received = receive(product)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(product, "sources", [messages_only(product)])
        match(product)
        undo(product, received)
        match(product)
        assert product.mails() == []
    product.work()
    assert len(product.mails()) == 1
    assert [letter.state for letter in rows(product, letters)] == ["sent"]
    assert [job.state for job in rows(product, jobs)] == ["done"]
    confirmations = [state for key, state in instances(product) if key == "confirm_receipt"]
    assert confirmations == ["cancelled", "completed"]
    assert ledger(product).is_whole


def messages_only(product: Product) -> MessageSource:
    """The part of the worker that sends nothing."""
    (found,) = [s for s in product.sources if isinstance(s, MessageSource)]
    return found


def test_a_confirmation_that_was_refused_is_still_one_task_after_an_undoing(
    product: Product,
) -> None:
    async def refuse(*_arguments: object) -> str:
        return "550 5.1.1 No such user"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_Filing, "handle_DATA", refuse)
        received = receive(product)
        match(product)
        undo(product, received)
        match(product)
    assert states(product, "send_otherwise") == ["cancelled", "open"]
    post_by_hand(product, BY_HAND)
    assert [letter.state for letter in rows(product, letters)] == ["sent"]
    close(product)
    assert rows(product, cases)[-1].state == "closed"


def test_a_posting_that_was_stated_is_not_asked_for_again(product: Product) -> None:
    received = receive(product, sender_email=None)
    match(product)
    post_by_hand(product)
    undo(product, received)
    match(product)
    assert states(product, "state_posting") == ["completed"]
    browser = product.browser("demo-rut")
    browser.get("/inkorg")
    assert POSTING not in browser.text()
    assert BY_HAND not in browser.text()
