"""Outboxes with an operator: digital mail, the receipt as proof, and the demo's operator."""

from __future__ import annotations

import json
import os
import shutil
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.digital_mail import DigitalMail
from connectors.drop_sink import DropKind, DropSink
from engine.job_values import GiveUp, Retry
from tests.connectors.letters import (
    HOSTILE_KEYS,
    NOW,
    PERSON,
    WRITTEN,
    answer,
    clock,
    names,
    waits_for_a_receipt,
    written,
)

LETTER = written()
FILES = [f"{LETTER.id}.json", f"{LETTER.id}.pdf"]


@pytest.fixture
def outbox(tmp_path: Path) -> DigitalMail:
    return DigitalMail(tmp_path, clock)


def take_away(folder: Path) -> None:
    """The operator fetches what lies there, as a move of everything that is seen."""
    for name in names(folder):
        (folder / name).unlink()


def test_a_letter_is_laid_down_and_waits_for_its_receipt(
    outbox: DigitalMail, tmp_path: Path
) -> None:
    assert waits_for_a_receipt(outbox, LETTER) == timedelta(seconds=30)
    assert names(tmp_path) == FILES
    said = json.loads((tmp_path / f"{LETTER.id}.json").read_text("utf-8"))
    assert said["personal_number"] == PERSON
    assert said["subject"] == "Bekräftelse <b>& kvitto</b>"
    assert said["legal_hold"] is False
    assert PERSON not in "".join(path.name for path in tmp_path.iterdir())


def test_a_receipt_that_comes_late_is_the_proof(outbox: DigitalMail, tmp_path: Path) -> None:
    for _ in range(3):
        waits_for_a_receipt(outbox, LETTER)
    answer(tmp_path, LETTER)
    receipt = outbox.deliver(LETTER)
    assert receipt.proof == "kvittens REF-1 2026-03-03T09:20:00+00:00"
    assert receipt.at == datetime(2026, 3, 3, 9, 20, tzinfo=UTC)
    assert receipt.is_sent
    assert outbox.deliver(LETTER) == receipt


def test_what_was_fetched_is_not_laid_down_again(outbox: DigitalMail, tmp_path: Path) -> None:
    waits_for_a_receipt(outbox, LETTER)
    take_away(tmp_path)
    waits_for_a_receipt(outbox, LETTER)
    assert names(tmp_path) == []
    answer(tmp_path, LETTER)
    assert outbox.deliver(LETTER).is_sent


def test_killed_before_the_mark_an_answered_letter_is_not_laid_down_again(
    outbox: DigitalMail, tmp_path: Path
) -> None:
    waits_for_a_receipt(outbox, LETTER)
    take_away(tmp_path)
    (tmp_path / f".{LETTER.id}.dropped").unlink()
    answer(tmp_path, LETTER)
    assert outbox.deliver(LETTER).is_sent
    assert names(tmp_path) == [f"{LETTER.id}.receipt.json"]


def test_a_letter_that_was_turned_away_is_given_up(outbox: DigitalMail, tmp_path: Path) -> None:
    waits_for_a_receipt(outbox, LETTER)
    answer(tmp_path, LETTER, status="rejected")
    with pytest.raises(GiveUp) as refusal:
        outbox.deliver(LETTER)
    assert refusal.value.cause.sv == "Operatören avvisade brevet (referens REF-1)."


def test_the_receipt_of_somebody_elses_letter_is_not_ours(
    outbox: DigitalMail, tmp_path: Path
) -> None:
    other = written(key="letter:18", personal_number="198505162381")
    waits_for_a_receipt(outbox, LETTER)
    waits_for_a_receipt(outbox, other)
    said = answer(tmp_path, other, id=other.id)
    waits_for_a_receipt(outbox, LETTER)
    said.rename(tmp_path / f"{LETTER.id}.receipt.json")
    with pytest.raises(Retry, match="could not be read"):
        outbox.deliver(LETTER)


def test_an_answer_to_another_letter_under_the_same_key_proves_nothing(
    outbox: DigitalMail, tmp_path: Path
) -> None:
    waits_for_a_receipt(outbox, LETTER)
    answer(tmp_path, LETTER)
    with pytest.raises(GiveUp, match="same id"):
        outbox.deliver(written(personal_number="198505162381"))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b'{"status": "deliv',
        b"\x00\xff\xfe",
        b"null",
        b"[]",
        b"NaN",
        b"{}",
        b"[" * 9_000,
        b"9" * 9_000,
        b" " * 20_000_000,
        b'{"status": ["delivered"]}',
    ],
)
def test_a_receipt_that_says_nothing_is_read_again_later(
    outbox: DigitalMail, tmp_path: Path, content: bytes
) -> None:
    waits_for_a_receipt(outbox, LETTER)
    (tmp_path / f"{LETTER.id}.receipt.json").write_bytes(content)
    with pytest.raises(Retry) as refusal:
        outbox.deliver(LETTER)
    assert refusal.value.cause.sv == "Kvittensen gick inte att läsa."
    assert refusal.value.wait is None, "a person must hear of it in the end"


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "sent"},
        {"status": None},
        {"at": "yesterday"},
        {"at": "2026-03-03T10:20:00"},
        {"at": 17},
        {"at": "9999-12-31T23:59:59-23:59"},
        {"reference": ""},
        {"reference": None},
        {"reference": "Åsa Prov"},
        {"reference": "x" * 201},
        {"reference": "a\nb"},
        {"id": "another"},
    ],
)
def test_a_receipt_with_a_wrong_word_is_read_again_later(
    outbox: DigitalMail, tmp_path: Path, wrong: dict[str, Any]
) -> None:
    waits_for_a_receipt(outbox, LETTER)
    answer(tmp_path, LETTER, **wrong)
    with pytest.raises(Retry, match="could not be read"):
        outbox.deliver(LETTER)


@given(content=st.binary(max_size=300) | st.text().map(str.encode))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_garbage_makes_the_worker_fall(
    outbox: DigitalMail, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / f"{LETTER.id}.receipt.json").write_bytes(content)
    with pytest.raises(Retry):
        outbox.deliver(LETTER)


def test_a_half_written_receipt_is_taken_when_it_is_whole(
    outbox: DigitalMail, tmp_path: Path
) -> None:
    waits_for_a_receipt(outbox, LETTER)
    path = answer(tmp_path, LETTER)
    whole = path.read_text()
    path.write_text(whole[: len(whole) // 2])
    with pytest.raises(Retry):
        outbox.deliver(LETTER)
    path.write_text("\ufeff" + whole)
    assert outbox.deliver(LETTER).is_sent


def test_a_pipe_in_the_receipts_place_keeps_nobody_waiting(
    outbox: DigitalMail, tmp_path: Path
) -> None:
    waits_for_a_receipt(outbox, LETTER)
    os.mkfifo(tmp_path / f"{LETTER.id}.receipt.json")
    with pytest.raises(Retry):
        outbox.deliver(LETTER)


@pytest.mark.parametrize("reference", [PERSON, PERSON[2:], f"mb:{PERSON[:8]}-{PERSON[8:]}:7"])
def test_a_reference_does_not_tell_whom_the_letter_was_for(
    outbox: DigitalMail, tmp_path: Path, reference: str
) -> None:
    waits_for_a_receipt(outbox, LETTER)
    answer(tmp_path, LETTER, reference=reference)
    proof = outbox.deliver(LETTER).proof
    assert "2382" not in proof
    assert "..." in proof
    answer(tmp_path, LETTER, reference=reference, status="rejected")
    with pytest.raises(GiveUp) as refusal:
        outbox.deliver(LETTER)
    assert "2382" not in refusal.value.cause.sv + refusal.value.cause.en


def test_the_folder_went_away_while_we_waited(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    outbox = DigitalMail(folder, clock)
    waits_for_a_receipt(outbox, LETTER)
    shutil.rmtree(folder)
    with pytest.raises(Retry, match="does not exist"):
        outbox.deliver(LETTER)
    folder.write_bytes(b"a file in its place")
    with pytest.raises(Retry, match="does not exist"):
        outbox.deliver(LETTER)


@pytest.mark.parametrize(
    ("age", "wait"),
    [(-60, 30), (0, 30), (600, 60), (3_600, 360), (86_400, 900)],
)
def test_the_longer_it_takes_the_more_seldom_it_is_asked(
    tmp_path: Path, age: int, wait: int
) -> None:
    outbox = DigitalMail(tmp_path, lambda: WRITTEN + timedelta(seconds=age))
    assert waits_for_a_receipt(outbox, LETTER) == timedelta(seconds=wait)


@pytest.mark.parametrize(
    "number",
    [
        None,
        "",
        "850515-2382",
        "8505152382",
        "19850515-2382",
        " 198505152382",
        "198505152382\n",
        "198505152383",
        "202705152383",
        "198513152382",
        "１９８５０５１５２３８２",
        "198505152382/../x",
    ],
)
def test_only_a_whole_and_right_personal_number_has_a_mailbox(
    outbox: DigitalMail, tmp_path: Path, number: str | None
) -> None:
    with pytest.raises(GiveUp, match="personal number") as refusal:
        outbox.deliver(written(personal_number=number))
    assert list(tmp_path.iterdir()) == []
    assert "1985" not in repr(refusal.value) + refusal.value.cause.sv


def test_a_coordination_number_is_a_personal_number(outbox: DigitalMail) -> None:
    waits_for_a_receipt(outbox, written(personal_number="199001752386"))


def test_without_a_pdf_there_is_nothing_for_the_mailbox(outbox: DigitalMail) -> None:
    with pytest.raises(GiveUp, match="no PDF"):
        outbox.deliver(written(pdf=None))


@pytest.mark.parametrize("key", HOSTILE_KEYS)
def test_no_key_leads_out_of_the_outbox(tmp_path: Path, key: str) -> None:
    folder = tmp_path / "deep" / "out"
    folder.mkdir(parents=True)
    waits_for_a_receipt(DigitalMail(folder, clock), written(key=key))
    assert names(folder) == [path.removeprefix("deep/out/") for path in names(tmp_path)]


def test_what_a_letter_says_stands_in_no_log() -> None:
    shown = repr(written(file_name="Åsa.pdf"))
    assert not {"Åsa", PERSON, "Exempelgatan", "Hej", "PDF"} & set(shown.replace("'", " ").split())
    assert PERSON not in shown


def test_the_demos_operator_answers_each_letter_once(outbox: DigitalMail, tmp_path: Path) -> None:
    sink = DropSink(tmp_path, DropKind.DIGITAL_MAIL, clock=clock)
    assert sink.answer_once() == 0
    waits_for_a_receipt(outbox, LETTER)
    assert [sink.answer_once(), sink.answer_once()] == [1, 0]
    receipt = outbox.deliver(LETTER)
    assert receipt.proof == f"kvittens demo-{LETTER.id[:8]} {NOW.isoformat()}"


def test_the_demos_operator_can_turn_letters_away(outbox: DigitalMail, tmp_path: Path) -> None:
    other = written(key="letter:18")
    sink = DropSink(tmp_path, DropKind.DIGITAL_MAIL, rejects=lambda drop_id: drop_id == other.id)
    waits_for_a_receipt(outbox, LETTER)
    waits_for_a_receipt(outbox, other)
    assert sink.answer_once() == 2
    assert outbox.deliver(LETTER).is_sent
    with pytest.raises(GiveUp, match="turned the letter away"):
        outbox.deliver(other)


def test_the_demos_operator_waits_until_a_letter_is_whole(
    outbox: DigitalMail, tmp_path: Path
) -> None:
    waits_for_a_receipt(outbox, LETTER)
    (tmp_path / f"{LETTER.id}.json").unlink()
    assert DropSink(tmp_path, DropKind.DIGITAL_MAIL).answer_once() == 0


def test_the_demos_operator_works_beside_us_and_outlives_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.drop_sink.PAUSE_SECONDS", 0.01)
    folder = tmp_path / "out"
    outbox = DigitalMail(folder, clock)
    tried = threading.Event()

    def rejects(_drop_id: str) -> bool:
        tried.set()
        return False

    with DropSink(folder, DropKind.DIGITAL_MAIL, rejects=rejects):
        waits_for_a_receipt(outbox, LETTER)
        assert tried.wait(10)
        folder.rename(tmp_path / "gone")
        tried.clear()
        folder.mkdir()
        waits_for_a_receipt(outbox, LETTER)
        assert tried.wait(10)
    assert outbox.deliver(LETTER).is_sent
