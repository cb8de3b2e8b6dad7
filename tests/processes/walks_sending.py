"""The walks of the process that sends a letter: every way to a proof, and every way back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from cases.commands.basic import RecordDispatch
from cases.commands.dispatch import TakeOverDispatch
from cases.policy import WORKER
from cases.tables.letter_models import letters
from connectors.mail_sink import _Filing
from tests.product import Product
from tests.steps import BY_HAND, do, match, person, post_by_hand, receive, rows

SHIPPED = {"send_letter"}


@contextmanager
def mail_says(answer: str) -> Iterator[None]:
    """The mail server answers every mail so."""

    async def say(*_arguments: object) -> str:
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_Filing, "handle_DATA", say)
        yield


def confirmed(product: Product, name: str, answer: str) -> str:
    """A notice of no known type whose confirmation the mail server answers so; the letter's id."""
    with mail_says(answer):
        receive(product, ground="other", tenant_name=name)
        match(product)
    return str(rows(product, letters)[-1].public_id)


def take_over(product: Product, letter: str) -> None:
    command = TakeOverDispatch(letter, "Servern svarar inte.")
    with product.database.transaction() as session:
        product.engine.execute(session, command, person(product, "demo-rut"))
    product.work()


def succeed_late(product: Product, letter: str) -> None:
    """The attempt that was taken over went out all the same."""
    with product.database.transaction() as session:
        told = RecordDispatch(letter, 1, "sent", "250 queued late")
        product.engine.execute(session, told, WORKER)
    product.work()


def a_refused_mail_is_handed_over_and_stated(product: Product) -> None:
    confirmed(product, "Elfte Person", "550 5.1.1 No such user")
    do(product, "demo-rut", BY_HAND, {"choice": "by_hand"})
    post_by_hand(product)
    assert rows(product, letters)[-1].state == "sent"


def a_refused_mail_is_stated_at_once(product: Product) -> None:
    confirmed(product, "Tolfte Person", "550 5.1.1 No such user")
    post_by_hand(product, BY_HAND)
    assert rows(product, letters)[-1].state == "sent"


def a_hanging_mail_is_taken_over_and_succeeds_late(product: Product) -> None:
    letter = confirmed(product, "Trettonde Person", "451 4.3.2 Try again later")
    take_over(product, letter)
    succeed_late(product, letter)
    assert rows(product, letters)[-1].state == "sent"


def a_mail_succeeds_late_while_its_letter_lies_to_be_handed_over(product: Product) -> None:
    letter = confirmed(product, "Fjortonde Person", "451 4.3.2 Try again later")
    take_over(product, letter)
    do(product, "demo-rut", BY_HAND, {"choice": "by_hand"})
    succeed_late(product, letter)
    assert rows(product, letters)[-1].state == "sent"


def a_letter_that_lies_to_be_handed_over_goes_another_way(product: Product) -> None:
    receive(product, ground="other", tenant_name="Femtonde Person", sender_email=None)
    match(product)
    take_over(product, str(rows(product, letters)[-1].public_id))
    post_by_hand(product, BY_HAND)
    assert rows(product, letters)[-1].state == "sent"


WALKS = (
    a_refused_mail_is_handed_over_and_stated,
    a_refused_mail_is_stated_at_once,
    a_hanging_mail_is_taken_over_and_succeeds_late,
    a_mail_succeeds_late_while_its_letter_lies_to_be_handed_over,
    a_letter_that_lies_to_be_handed_over_goes_another_way,
)
