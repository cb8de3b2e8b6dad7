"""Secure messages: between functions of organisations, whatever stands in them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from connectors.drop_sink import DropKind, DropSink
from connectors.messages import OutgoingLetter, id_of
from connectors.secure_message import AddressUnusable, SecureMessage
from engine.job_values import GiveUp, Retry
from engine.safe_xml import parse, text_of
from tests.connectors.letters import (
    FUNCTION,
    HOSTILE_KEYS,
    PDF,
    SENDER,
    WRITTEN,
    answer,
    clock,
    names,
    waits_for_a_receipt,
)
from tests.connectors.letters import written as any_letter

PATHS = ("messageId", "conversationId", "sender/organisation", "sender/functionAddress")


def written(**changes: Any) -> OutgoingLetter:
    return any_letter(**({"channel_address": FUNCTION} | changes))


LETTER = written()


@pytest.fixture
def outbox(tmp_path: Path) -> SecureMessage:
    return SecureMessage(tmp_path, SENDER, clock)


def said(folder: Path, path: str, letter: OutgoingLetter = LETTER) -> str:
    root = parse((folder / letter.id / "message.xml").read_bytes())
    return text_of(root.find(path))


def test_a_message_says_who_writes_to_whom_in_which_exchange(
    outbox: SecureMessage, tmp_path: Path
) -> None:
    waits_for_a_receipt(outbox, LETTER)
    assert names(tmp_path) == [f"{LETTER.id}/{LETTER.id}.pdf", f"{LETTER.id}/message.xml"]
    assert [said(tmp_path, path) for path in PATHS] == [
        LETTER.id,
        LETTER.id,
        "0203:kommun.example",
        "socialtjanst",
    ]
    assert said(tmp_path, "recipient/organisation") == "0203:kronofogden.example"
    assert said(tmp_path, "recipient/functionAddress") == "avhysning"
    assert said(tmp_path, "createdAt") == WRITTEN.isoformat()
    assert said(tmp_path, "attachments/attachment/file") == f"{LETTER.id}.pdf"
    assert said(tmp_path, "attachments/attachment/sha256") == hashlib.sha256(PDF).hexdigest()


def test_an_answer_in_an_exchange_carries_the_id_of_the_first_message(
    outbox: SecureMessage, tmp_path: Path
) -> None:
    waits_for_a_receipt(outbox, written(conversation="letter:3"))
    assert said(tmp_path, "conversationId") == id_of("letter:3")


def test_text_stays_text_whatever_it_looks_like(outbox: SecureMessage, tmp_path: Path) -> None:
    body = "</body><recipient>x</recipient> <![CDATA[ ]]> &lt; \x00\x0b\ud800 王 🏠"
    waits_for_a_receipt(outbox, written(subject="<!DOCTYPE>\r\n<x/>", body=body))
    assert said(tmp_path, "subject") == "<!DOCTYPE> <x/>"
    assert said(tmp_path, "body") == body.replace("\x00\x0b\ud800", "\ufffd" * 3)
    assert said(tmp_path, "recipient/functionAddress") == "avhysning"


def test_nothing_in_the_message_names_the_person_it_is_sent_to(
    outbox: SecureMessage, tmp_path: Path
) -> None:
    waits_for_a_receipt(outbox, written(body="", subject="", recipient_name="Kurt Kronofogde"))
    content = (tmp_path / LETTER.id / "message.xml").read_text("utf-8")
    assert "Kurt" not in content
    assert "198505152382" not in content


def test_a_message_without_attachments_is_a_message(outbox: SecureMessage, tmp_path: Path) -> None:
    waits_for_a_receipt(outbox, written(pdf=None))
    assert names(tmp_path) == [f"{LETTER.id}/message.xml"]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "avhysning",
        "0203:kronofogden.example",
        "0203:kronofogden.example/",
        "/avhysning",
        "kurt@kronofogden.example",
        "0203:kronofogden.example/Kurt Kronofogde",
        "0203:kronofogden.example/198505152382",
        "0203:kronofogden.example/850515-2382",
        "0203:kronofogden.example/person.198505152383",
        "0203:kronofogden.example/a/b",
        "0203:kronofogden.example/a\nb",
        "0203:../../x/a",
        "0203:k.example/<a>",
        "0203:k.example/" + "a" * 201,
    ],
)
def test_what_is_no_function_is_given_up_before_anything_is_written(
    outbox: SecureMessage, tmp_path: Path, address: str
) -> None:
    with pytest.raises(GiveUp, match="function address") as refusal:
        outbox.deliver(written(channel_address=address))
    assert list(tmp_path.iterdir()) == []
    assert "Kurt" not in repr(refusal.value) + refusal.value.cause.sv
    assert refusal.value.__cause__ is None


@pytest.mark.parametrize(
    "address", ["0203:k.example/a.b-c_d:e", "0007:2120001124/socialtjanst", FUNCTION]
)
def test_functions_have_addresses_of_several_looks(outbox: SecureMessage, address: str) -> None:
    waits_for_a_receipt(outbox, written(channel_address=address))


def test_a_sender_that_is_a_person_cannot_be_set_up(tmp_path: Path) -> None:
    with pytest.raises(AddressUnusable):
        SecureMessage(tmp_path, "0203:kommun.example/198505152382", clock)


def test_twice_is_once_and_the_receipt_is_the_proof(outbox: SecureMessage, tmp_path: Path) -> None:
    waits_for_a_receipt(outbox, LETTER)
    before = (tmp_path / LETTER.id / "message.xml").read_bytes()
    waits_for_a_receipt(outbox, LETTER)
    assert (tmp_path / LETTER.id / "message.xml").read_bytes() == before
    answer(tmp_path, LETTER)
    assert outbox.deliver(LETTER).proof == "kvittens REF-1 2026-03-03T09:20:00+00:00"


def test_killed_between_attachment_and_message_it_is_finished_by_the_next_try(
    outbox: SecureMessage, tmp_path: Path
) -> None:
    sink = DropSink(tmp_path, DropKind.SECURE_MESSAGE)
    (tmp_path / LETTER.id).mkdir()
    (tmp_path / LETTER.id / f"{LETTER.id}.pdf").write_bytes(PDF)
    assert sink.answer_once() == 0
    waits_for_a_receipt(outbox, LETTER)
    assert names(tmp_path) == [f"{LETTER.id}/{LETTER.id}.pdf", f"{LETTER.id}/message.xml"]
    assert sink.answer_once() == 1
    assert outbox.deliver(LETTER).is_sent


def test_something_else_in_the_messages_place_is_not_written_over(
    outbox: SecureMessage, tmp_path: Path
) -> None:
    (tmp_path / LETTER.id).write_bytes(b"a file where the folder should be")
    with pytest.raises(Retry):
        outbox.deliver(LETTER)
    (tmp_path / LETTER.id).unlink()
    (tmp_path / LETTER.id).mkdir()
    (tmp_path / LETTER.id / "message.xml").write_bytes(b"<message/>")
    with pytest.raises(GiveUp, match="same id"):
        outbox.deliver(LETTER)


def test_a_folder_that_is_not_there_is_never_made(tmp_path: Path) -> None:
    with pytest.raises(Retry, match="does not exist"):
        SecureMessage(tmp_path / "share", SENDER, clock).deliver(LETTER)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("key", HOSTILE_KEYS)
def test_no_key_leads_out_of_the_outbox(tmp_path: Path, key: str) -> None:
    folder = tmp_path / "deep" / "out"
    folder.mkdir(parents=True)
    letter = written(key=key)
    waits_for_a_receipt(SecureMessage(folder, SENDER, clock), letter)
    assert names(tmp_path) == [
        f"deep/out/{letter.id}/{letter.id}.pdf",
        f"deep/out/{letter.id}/message.xml",
    ]
