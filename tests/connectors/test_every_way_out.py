"""What every connector promises: one effect for one key, a receipt as proof, causes in words."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import connectors
from connectors.delivery import deliver_letter
from connectors.drop_sink import DropKind, DropSink
from connectors.mail_sink import MailSink
from connectors.messages import Connector, OutgoingLetter
from engine.job_values import GiveUp, Outcome, Retry
from tests.connectors.letters import FUNCTION, SENDER, names, written

CHANNELS = ["email", "print", "digital_mail", "secure_message"]
ADDRESSES = {"email": "hyra@bolag.example", "secure_message": FUNCTION}
KILLED_HALFWAY = """
import os, sys
from pathlib import Path
from connectors import drop
from connectors.drop import Drop, lay_down

real, left = drop.write_file, int(sys.argv[2])

def write_file(*given):
    global left
    if left == 0:
        os.kill(os.getpid(), 9)
    left -= 1
    real(*given)

drop.write_file = write_file
lay_down(Path(sys.argv[1]), Drop("a1", {"a1.pdf": b"%PDF", "a1.json": b"{}"}))
"""


@dataclass(frozen=True)
class Outside:
    """One channel with the world it ends in, and how to see what arrived there."""

    channel: str
    outlets: dict[str, Connector]
    folder: Path
    answer: Callable[[], object]

    def letter(self, **changes: object) -> OutgoingLetter:
        address = ADDRESSES.get(self.channel, "Exempelgatan 12 B")
        return written(**({"channel_address": address} | changes))

    def send(self, letter: OutgoingLetter) -> Outcome:
        """As the worker does it: again and again, while the operator answers in between."""
        for _ in range(5):
            try:
                return deliver_letter(self.outlets, letter, self.channel)
            except Retry:
                self.answer()
        raise AssertionError("It never went.")

    def arrived(self) -> list[str]:
        return [name for name in names(self.folder) if not name.endswith(".receipt.json")]


@pytest.fixture(params=CHANNELS)
def outside(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Outside]:
    channel = str(request.param)
    folders = {each: tmp_path / each for each in CHANNELS}
    folders["print"].mkdir()
    sinks = {kind.value: DropSink(folders[kind.value], kind) for kind in DropKind}
    with MailSink(folders["email"]) as mail:
        outlets = connectors.load(
            {
                "SMTP_HOST": mail.host,
                "SMTP_PORT": str(mail.port),
                "SMTP_FROM": "bokvar@kommun.example",
                "SMTP_ENCRYPTION": "none",
                "PRINT_FOLDER": str(folders["print"]),
                "DIGITAL_MAIL_FOLDER": str(folders["digital_mail"]),
                "SECURE_MESSAGE_FOLDER": str(folders["secure_message"]),
                "SECURE_MESSAGE_SENDER": SENDER,
            }
        )
        answer = sinks[channel].answer_once if channel in sinks else list
        yield Outside(channel, outlets, folders[channel], answer)


def test_it_ends_with_a_proof_and_only_print_is_not_sent(outside: Outside) -> None:
    outcome = outside.send(outside.letter())
    assert outcome.is_done
    assert outcome.proof
    assert outcome.is_sent is (outside.channel != "print")


def test_the_same_key_twice_is_one_effect_or_the_same_bytes(outside: Outside) -> None:
    proofs = {outside.send(outside.letter()).proof for _ in range(2)}
    arrived = [(outside.folder / name).read_bytes() for name in outside.arrived()]
    if outside.channel == "email":
        assert len(set(arrived)) == 1
    else:
        assert len(arrived) == 2
        assert len(proofs) == 1


def test_two_keys_are_two_letters(outside: Outside) -> None:
    outside.send(outside.letter())
    one = len(outside.arrived())
    outside.send(outside.letter(key="letter:18"))
    assert len(outside.arrived()) == 2 * one


def test_no_proof_and_no_name_of_a_file_tells_whom_it_is_about(outside: Outside) -> None:
    outcome = outside.send(outside.letter(key="letter:åsa.prov"))
    told = outcome.proof + " ".join(outside.arrived())
    assert not [word for word in ("åsa", "Åsa", "198505152382", "bolag") if word in told]


def test_a_subject_and_a_text_of_any_characters_go_out(outside: Outside) -> None:
    hostile = "a\x00b\ud800 \r\nBcc: x@y.example\r\n 王 🏠 \u202e"
    assert outside.send(outside.letter(subject=hostile, body=hostile)).is_done


def test_a_channel_that_is_not_set_up_is_waited_for_and_named(outside: Outside) -> None:
    with pytest.raises(Retry) as refusal:
        deliver_letter({}, outside.letter(), outside.channel)
    words = {"email": "e-post", "print": "utskrift", "digital_mail": "digital post"}
    assert words.get(outside.channel, "säkra meddelanden") in refusal.value.cause.sv
    assert refusal.value.wait is None


def test_a_channel_that_nobody_knows_is_not_repeated_in_the_cause() -> None:
    with pytest.raises(Retry) as refusal:
        deliver_letter({}, written(), "Åsa Prov")
    assert "Åsa" not in refusal.value.cause.sv + refusal.value.cause.en


def test_without_settings_there_is_no_way_out() -> None:
    assert connectors.load({}) == {}


@pytest.mark.parametrize("sender", [None, "socialtjanst", "a@b.example"])
def test_a_sender_of_secure_messages_that_is_none_is_named(
    tmp_path: Path, sender: str | None
) -> None:
    settings = {"SECURE_MESSAGE_FOLDER": str(tmp_path)}
    with pytest.raises(ValueError, match="SECURE_MESSAGE_SENDER"):
        connectors.load(settings | ({"SECURE_MESSAGE_SENDER": sender} if sender else {}))


@pytest.mark.parametrize("files", [0, 1, 2])
def test_a_process_killed_while_laying_down_leaves_nothing_half_seen(
    tmp_path: Path, files: int
) -> None:
    command = [sys.executable, "-c", KILLED_HALFWAY, str(tmp_path)]
    assert subprocess.run([*command, str(files)], check=False).returncode == -9
    assert len(names(tmp_path)) == files
    assert subprocess.run([*command, "99"], check=False).returncode == 0
    assert names(tmp_path) == ["a1.json", "a1.pdf"]


def test_giving_up_is_told_as_giving_up(outside: Outside) -> None:
    if outside.channel == "print":
        refused = outside.letter(pdf=None)
    else:
        refused = outside.letter(channel_address="x", personal_number="x")
    with pytest.raises(GiveUp):
        outside.send(refused)
    assert outside.arrived() == []
