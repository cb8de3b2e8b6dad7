"""The print folder: whole letters, once each, whatever happens in between."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import stat
from pathlib import Path

import pytest

from connectors.print_folder import PrintFolder
from engine.job_values import GiveUp, Retry
from tests.connectors.letters import HOSTILE_KEYS, NOW, PDF, clock, names, written

LETTER = written()
FILES = [f"{LETTER.id}.json", f"{LETTER.id}.pdf"]


@pytest.fixture
def printing(tmp_path: Path) -> PrintFolder:
    return PrintFolder(tmp_path, clock)


def refuse(monkeypatch: pytest.MonkeyPatch, number: int, *, at_call: int = 1) -> None:
    """From a certain call on, nothing reaches the disk any more."""
    calls: list[int] = []

    def fsync(_descriptor: int) -> None:
        calls.append(1)
        if len(calls) >= at_call:
            raise OSError(number, os.strerror(number))

    monkeypatch.setattr("connectors.drop.os.fsync", fsync)


def test_a_letter_in_the_folder_is_handed_over_and_not_sent(
    printing: PrintFolder, tmp_path: Path
) -> None:
    receipt = printing.deliver(LETTER)
    assert receipt.proof == f"överlämnad för utskrift som {LETTER.id}.pdf"
    assert (receipt.at, receipt.is_sent) == (NOW, False)
    assert names(tmp_path) == FILES
    assert (tmp_path / f"{LETTER.id}.pdf").read_bytes() == PDF


def test_the_second_file_says_where_the_first_one_goes(
    printing: PrintFolder, tmp_path: Path
) -> None:
    printing.deliver(LETTER)
    said = json.loads((tmp_path / f"{LETTER.id}.json").read_text("utf-8"))
    assert said["recipient"] == "Åsa Prov"
    assert said["address"] == "Exempelgatan 12 B\n211 34 Exempelstad"
    assert said["file"] == f"{LETTER.id}.pdf"
    assert said["sha256"] == hashlib.sha256(PDF).hexdigest()
    assert "personal_number" not in said


def test_letters_can_be_read_by_the_folders_group_and_nobody_else(
    printing: PrintFolder, tmp_path: Path
) -> None:
    before = os.umask(0)
    try:
        printing.deliver(LETTER)
    finally:
        os.umask(before)
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o660}


def test_a_repeat_changes_nothing(printing: PrintFolder, tmp_path: Path) -> None:
    first = printing.deliver(LETTER)
    times = [path.stat().st_mtime_ns for path in sorted(tmp_path.iterdir())]
    assert printing.deliver(LETTER) == first
    assert [path.stat().st_mtime_ns for path in sorted(tmp_path.iterdir())] == times


def test_what_was_fetched_is_not_printed_again(printing: PrintFolder, tmp_path: Path) -> None:
    printing.deliver(LETTER)
    for name in names(tmp_path):
        (tmp_path / name).unlink()
    printing.deliver(LETTER)
    assert names(tmp_path) == []


@pytest.mark.parametrize("is_fetched", [False, True])
def test_another_letter_under_the_same_key_is_given_up(
    printing: PrintFolder, tmp_path: Path, is_fetched: bool
) -> None:
    printing.deliver(LETTER)
    if is_fetched:
        for name in names(tmp_path):
            (tmp_path / name).unlink()
    with pytest.raises(GiveUp, match="same id"):
        printing.deliver(written(pdf=PDF + b"x"))
    with pytest.raises(GiveUp, match="same id"):
        printing.deliver(written(channel_address="Annan gata 1"))


def test_a_file_of_somebody_else_is_not_written_over(printing: PrintFolder, tmp_path: Path) -> None:
    (tmp_path / f"{LETTER.id}.pdf").write_bytes(b"other")
    with pytest.raises(GiveUp, match="same id"):
        printing.deliver(LETTER)
    assert (tmp_path / f"{LETTER.id}.pdf").read_bytes() == b"other"


def test_killed_between_the_two_files_it_is_finished_by_the_next_try(
    printing: PrintFolder, tmp_path: Path
) -> None:
    printing.deliver(LETTER)
    (tmp_path / f"{LETTER.id}.json").unlink()
    (tmp_path / f".{LETTER.id}.dropped").unlink()
    (tmp_path / f".{LETTER.id}.0123.tmp").write_bytes(PDF[:9])
    printing.deliver(LETTER)
    assert names(tmp_path) == FILES
    assert list(tmp_path.glob(".*.tmp")) == []


def test_killed_before_the_mark_it_is_the_same_letter(
    printing: PrintFolder, tmp_path: Path
) -> None:
    printing.deliver(LETTER)
    (tmp_path / f".{LETTER.id}.dropped").unlink()
    printing.deliver(LETTER)
    assert names(tmp_path) == FILES


@pytest.mark.parametrize("call", range(1, 7))
def test_a_full_folder_is_tried_later_and_holds_nothing_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: int
) -> None:
    printing = PrintFolder(tmp_path, clock)
    with monkeypatch.context() as patched:
        refuse(patched, errno.ENOSPC, at_call=call)
        with pytest.raises(Retry, match="full") as refusal:
            printing.deliver(LETTER)
    assert refusal.value.wait is None
    assert set(names(tmp_path)) <= set(FILES)
    assert list(tmp_path.glob(".*.tmp")) == []
    if f"{LETTER.id}.pdf" in names(tmp_path):
        assert (tmp_path / f"{LETTER.id}.pdf").read_bytes() == PDF
    else:
        assert names(tmp_path) == []
    printing.deliver(LETTER)
    assert names(tmp_path) == FILES


@pytest.mark.parametrize(
    ("number", "cause"),
    [
        (errno.EDQUOT, "är full"),
        (errno.EROFS, "får inte"),
        (errno.EACCES, "får inte"),
        (errno.EIO, "gick inte"),
    ],
)
def test_what_is_wrong_with_the_folder_is_said_in_words(
    printing: PrintFolder, monkeypatch: pytest.MonkeyPatch, number: int, cause: str
) -> None:
    refuse(monkeypatch, number)
    with pytest.raises(Retry) as refusal:
        printing.deliver(LETTER)
    assert cause in refusal.value.cause.sv


def test_a_share_that_cannot_promise_a_name_is_used_all_the_same(
    printing: PrintFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fsync(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "not for folders")

    monkeypatch.setattr("connectors.drop.os.fsync", fsync)
    printing.deliver(LETTER)
    assert names(tmp_path) == FILES


def test_a_folder_that_is_not_there_is_tried_later_and_never_made(tmp_path: Path) -> None:
    with pytest.raises(Retry, match="does not exist") as refusal:
        PrintFolder(tmp_path / "share", clock).deliver(LETTER)
    assert str(tmp_path) not in repr(refusal.value) + refusal.value.cause.sv
    assert refusal.value.__cause__ is None
    assert not (tmp_path / "share").exists()


def test_a_pipe_or_a_folder_in_the_letters_place_stops_nobody(
    printing: PrintFolder, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / f"{LETTER.id}.pdf")
    with pytest.raises(Retry):
        printing.deliver(LETTER)
    (tmp_path / f"{LETTER.id}.pdf").unlink()
    (tmp_path / f"{LETTER.id}.pdf").mkdir()
    with pytest.raises(Retry):
        printing.deliver(LETTER)


def test_a_link_is_not_followed_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "secret").write_bytes(b"x")
    (tmp_path / "out" / f"{LETTER.id}.pdf").symlink_to(tmp_path / "secret")
    with pytest.raises(Retry):
        PrintFolder(tmp_path / "out", clock).deliver(LETTER)
    assert (tmp_path / "secret").read_bytes() == b"x"


@pytest.mark.parametrize("key", HOSTILE_KEYS)
def test_no_key_leads_out_of_the_folder(tmp_path: Path, key: str) -> None:
    (tmp_path / "deep" / "out").mkdir(parents=True)
    letter = written(key=key)
    PrintFolder(tmp_path / "deep" / "out", clock).deliver(letter)
    assert names(tmp_path) == [f"deep/out/{letter.id}.json", f"deep/out/{letter.id}.pdf"]
    assert letter.id.isalnum()


@pytest.mark.parametrize("pdf", [None, b""])
def test_without_a_pdf_there_is_nothing_to_print(
    printing: PrintFolder, tmp_path: Path, pdf: bytes | None
) -> None:
    with pytest.raises(GiveUp, match="no PDF"):
        printing.deliver(written(pdf=pdf))
    assert list(tmp_path.iterdir()) == []


def test_a_name_of_any_characters_can_be_printed(printing: PrintFolder, tmp_path: Path) -> None:
    printing.deliver(written(recipient_name="Åsa\ud800 \x00Ø 王\n", channel_address="\udfff"))
    said = json.loads((tmp_path / f"{LETTER.id}.json").read_text("utf-8"))
    assert said["recipient"] == "Åsa\ufffd \ufffdØ 王"


def test_a_huge_letter_is_handed_over_whole(printing: PrintFolder, tmp_path: Path) -> None:
    pdf = bytes(50 * 1024 * 1024)
    printing.deliver(written(pdf=pdf))
    printing.deliver(written(pdf=pdf))
    assert (tmp_path / f"{LETTER.id}.pdf").stat().st_size == len(pdf)
