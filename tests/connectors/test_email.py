"""E-mail against a real mail server on loopback: what it takes, refuses, and does not answer."""

from __future__ import annotations

import asyncio
import email
import email.policy
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult, Envelope

import connectors
from connectors.email import EmailConnector, Encryption
from connectors.mail_sink import LOOPBACK, LoopbackController, MailSink
from connectors.messages import OutgoingLetter
from engine.jobs import GiveUp, Retry

WRITTEN = datetime(2026, 3, 2, 22, 51, tzinfo=UTC)
ASKED = datetime(2026, 3, 3, 9, 15, tzinfo=UTC)
NOW = datetime(2026, 3, 3, 9, 16, tzinfo=UTC)
BODY = "Hej!\n\nVi har tagit emot er underrättelse.\n.\nEn rad som börjar med punkt.\n"


class Answers:
    """A mail server that answers as it is told, and remembers."""

    def __init__(self, **replies: str) -> None:
        self.replies = replies
        self.received: list[bytes] = []
        self.recipients: list[str] = []
        self.delay_seconds = 0.0

    async def handle_MAIL(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        await asyncio.sleep(self.delay_seconds)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.replies.get("MAIL", "250 2.1.0 Ok")

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        self.recipients.append(address)
        return self.replies.get("RCPT", "250 2.1.5 Ok")

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802
        self.received.append(envelope.original_content or b"")
        return self.replies.get("DATA", "250 2.0.0 Ok: queued as 4F7A1")


class Server:
    """The answering server, running."""

    def __init__(self, answers: Answers, **options: Any) -> None:
        self.answers = answers
        self.controller = LoopbackController(answers, **options)

    def __enter__(self) -> Server:
        self.controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.controller.stop()

    def connector(self, **options: Any) -> EmailConnector:
        given: dict[str, Any] = {
            "encryption": Encryption.NONE,
            "timeout_seconds": 5.0,
            "clock": lambda: NOW,
        }
        return EmailConnector(
            LOOPBACK, self.controller.port, "bokvar@kommun.example", **(given | options)
        )

    def mail(self, number: int = 0) -> EmailMessage:
        return email.message_from_bytes(self.answers.received[number], policy=email.policy.default)


def written(**changes: Any) -> OutgoingLetter:
    given: dict[str, Any] = {
        "channel_address": "hyra@bolag.example",
        "subject": "Vi har tagit emot er underrättelse",
        "body": BODY,
        "key": "letter:17",
        "written_at": WRITTEN,
        "asked_at": ASKED,
    }
    return OutgoingLetter(**(given | changes))


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(Answers()) as running:
        yield running


def test_the_servers_own_words_are_the_proof(server: Server) -> None:
    receipt = server.connector().deliver(written())
    assert receipt.proof == "250 2.0.0 Ok: queued as 4F7A1"
    assert receipt.at == NOW


def test_the_mail_arrives_as_it_was_written(server: Server) -> None:
    server.connector(from_name="Göteborgs stad, bostad").deliver(written())
    mail = server.mail()
    assert mail.get_content().replace("\r\n", "\n") == BODY
    assert mail["Subject"] == "Vi har tagit emot er underrättelse"
    assert mail["From"].addresses[0].display_name == "Göteborgs stad, bostad"
    assert mail["Date"].datetime == ASKED
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content_charset() == "utf-8"


def test_a_repeat_carries_the_same_message_id_and_another_job_another(server: Server) -> None:
    for key in ("letter:17", "letter:17", "letter:18"):
        server.connector().deliver(written(key=key))
    first, repeat, other = (server.mail(number)["Message-ID"] for number in range(3))
    assert first == repeat != other


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
def test_a_server_that_says_4xx_is_asked_again_later(step: str) -> None:
    answers = Answers(**{step: "451 4.7.1 Greylisted hyra@bolag.example"})
    with Server(answers) as server, pytest.raises(Retry) as refusal:
        server.connector().deliver(written())
    assert f"({step}: 451 4.7.1)" in refusal.value.cause.sv
    assert "bolag" not in repr(refusal.value) + refusal.value.cause.sv


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
def test_a_server_that_says_5xx_is_not_asked_again(step: str) -> None:
    answers = Answers(**{step: "550 5.1.1 <hyra@bolag.example> unknown"})
    with Server(answers) as server, pytest.raises(GiveUp) as refusal:
        server.connector().deliver(written())
    assert f"({step}: 550 5.1.1)" in refusal.value.cause.en
    assert "bolag" not in repr(refusal.value) + refusal.value.cause.en


def test_a_proof_keeps_our_own_id_and_no_address() -> None:
    with Server(Answers()) as server:
        server.connector().deliver(written())
        own_id = server.mail()["Message-ID"]
        server.answers.replies["DATA"] = f"250 2.6.0 {own_id} for <hyra@bolag.example> queued"
        receipt = server.connector().deliver(written())
    assert receipt.proof == f"250 2.6.0 {own_id} for <...> queued"


def test_a_server_that_is_not_there_is_tried_later() -> None:
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
    connector = EmailConnector(LOOPBACK, port, "a@kommun.example", encryption=Encryption.NONE)
    with pytest.raises(Retry, match="could not be reached"):
        connector.deliver(written())


def test_a_slow_server_is_tried_later() -> None:
    with Server(Answers()) as server:
        server.answers.delay_seconds = 1.0
        with pytest.raises(Retry, match="in time"):
            server.connector(timeout_seconds=0.2).deliver(written())


def test_a_server_that_never_greets_is_tried_later() -> None:
    with socket.create_server((LOOPBACK, 0)) as silent:
        connector = EmailConnector(
            LOOPBACK,
            silent.getsockname()[1],
            "a@kommun.example",
            encryption=Encryption.NONE,
            timeout_seconds=0.2,
        )
        with pytest.raises(Retry, match="in time"):
            connector.deliver(written())


def test_a_conversation_that_drags_on_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.email.WHOLE_CONVERSATION_SECONDS", 0.2)
    with Server(Answers()) as server:
        server.answers.delay_seconds = 1.0
        with pytest.raises(Retry, match="broke off"):
            server.connector(timeout_seconds=5.0).deliver(written())


def test_a_server_without_encryption_is_not_spoken_to_in_the_open(server: Server) -> None:
    with pytest.raises(Retry, match="encrypted"):
        server.connector(encryption=Encryption.STARTTLS).deliver(written())
    assert server.answers.received == []


@pytest.mark.parametrize(("password", "is_taken"), [("right", True), ("wrong", False)])
def test_a_refused_login_is_tried_later_for_it_says_nothing_of_the_mail(
    password: str, is_taken: bool
) -> None:
    def authenticate(*given: Any) -> AuthResult:
        return AuthResult(success=given[4].password == b"right", handled=False)

    with Server(Answers(), authenticator=authenticate, auth_require_tls=False) as server:
        connector = server.connector(user="u", password=password)
        if is_taken:
            connector.deliver(written())
        else:
            with pytest.raises(Retry, match="login"):
                connector.deliver(written())
        assert len(server.answers.received) == int(is_taken)


def test_a_subject_cannot_add_headers(server: Server) -> None:
    server.connector().deliver(written(subject="Hej\r\nBcc: annan@bolag.example\n\nText"))
    assert server.mail()["Bcc"] is None
    assert server.mail()["Subject"] == "Hej Bcc: annan@bolag.example Text"
    assert server.answers.recipients == ["hyra@bolag.example"]


def test_a_pdf_goes_along_and_the_text_can_still_be_read(server: Server) -> None:
    pdf = b"%PDF-1.7\n" + bytes(range(256)) * 100
    server.connector().deliver(written(pdf=pdf, file_name="Bekräftelse.pdf"))
    text, attached = server.mail().iter_parts()
    assert isinstance(text, EmailMessage)
    assert isinstance(attached, EmailMessage)
    assert text.get_content().replace("\r\n", "\n") == BODY
    assert attached.get_content_type() == "application/pdf"
    assert attached.get_content() == pdf
    assert attached.get_filename() == "Bekräftelse.pdf"
    assert server.mail()["Message-ID"] == f"<{written().id}@kommun.example>"


def test_a_repeat_with_a_pdf_is_the_same_to_the_last_byte(server: Server) -> None:
    for _ in range(2):
        server.connector().deliver(written(pdf=b"%PDF-1.7"))
    first, second = server.answers.received
    assert first == second


def test_a_large_pdf_arrives_whole() -> None:
    pdf = bytes(range(256)) * 40_000
    with Server(Answers(), data_size_limit=None) as server:
        server.connector(timeout_seconds=30.0).deliver(written(pdf=pdf))
        *_, attached = server.mail().iter_parts()
    assert isinstance(attached, EmailMessage)
    assert attached.get_content() == pdf


def test_characters_that_no_mail_can_hold_are_marked_and_stop_nothing(server: Server) -> None:
    server.connector().deliver(written(subject="A\ud800\x00B", body="C\udfff\x00D\n"))
    assert server.mail()["Subject"] == "A\ufffd\ufffdB"
    assert server.mail().get_content().strip() == "C\ufffd\ufffdD"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("/etc/x.pdf", "x.pdf"),
        ("a\r\nContent-Type: text/html\r\n.pdf", "html.pdf"),
        ('b".pdf', "b_.pdf"),
        ("", f"{written().id}.pdf"),
        ("..", f"{written().id}.pdf"),
        ("Underrättelse 17.pdf", "Underrättelse 17.pdf"),
    ],
)
def test_the_name_of_an_attachment_is_a_name_and_nothing_else(
    server: Server, name: str, shown: str
) -> None:
    server.connector().deliver(written(pdf=b"%PDF-1.7", file_name=name))
    *_, attached = server.mail().iter_parts()
    assert isinstance(attached, EmailMessage)
    assert attached.get_filename() == shown


@pytest.mark.parametrize(
    "address",
    [
        "",
        "hyra",
        "hyra@",
        "@bolag.example",
        "a@bolag.example, b@bolag.example",
        "a@bolag.example\r\nRCPT TO:<b@bolag.example>",
        "a\r\nDATA@bolag.example",
        "hyra@bolag..example",
        "å@bolag.example",
        "a@bolag.example>",
    ],
)
def test_what_is_no_address_is_given_up_before_anything_is_said(
    server: Server, address: str
) -> None:
    with pytest.raises(GiveUp, match="address"):
        server.connector().deliver(written(channel_address=address))
    assert server.answers.recipients == []


def test_a_swedish_domain_is_written_as_servers_read_it(server: Server) -> None:
    server.connector().deliver(written(channel_address="hyra@bostäder.example"))
    assert server.answers.recipients == ["hyra@xn--bostder-8wa.example"]


def test_the_demo_receiver_files_each_mail(tmp_path: Path) -> None:
    with MailSink(tmp_path / "mail") as sink:
        connector = EmailConnector(
            sink.host, sink.port, "a@kommun.example", encryption=Encryption.NONE
        )
        proofs = [connector.deliver(written(key=f"k{n}")).proof for n in range(2)]
    assert proofs == ["250 2.0.0 Ok: queued as 000001", "250 2.0.0 Ok: queued as 000002"]
    filed = sorted((tmp_path / "mail").iterdir())
    assert [file.name for file in filed] == ["000001.eml", "000002.eml"]
    mail = email.message_from_bytes(filed[0].read_bytes(), policy=email.policy.default)
    assert "Vi har tagit emot" in mail.get_content()


def test_without_a_mail_server_there_is_no_way_to_send_mail() -> None:
    assert connectors.load({}) == {}


def test_the_settings_of_the_mail_server_are_read(server: Server) -> None:
    loaded = connectors.load(
        {
            "SMTP_HOST": LOOPBACK,
            "SMTP_PORT": str(server.controller.port),
            "SMTP_FROM": "bokvar@kommun.example",
            "SMTP_ENCRYPTION": "none",
        }
    )
    assert loaded["email"].deliver(written()).proof.startswith("250 ")


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({}, "SMTP_FROM"),
        ({"SMTP_FROM": "a@b.example", "SMTP_PORT": "x"}, "SMTP_PORT"),
        ({"SMTP_FROM": "a@b.example", "SMTP_ENCRYPTION": "ssl3"}, "SMTP_ENCRYPTION"),
    ],
)
def test_a_wrong_setting_is_named(wrong: dict[str, str], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        connectors.load({"SMTP_HOST": LOOPBACK} | wrong)
