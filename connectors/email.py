"""E-mail: one conversation with a mail server, proved by the words with which it took the mail."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from enum import StrEnum

from connectors.mail_format import AddressUnusable, Mailbox, as_bytes, message_id, recipient
from connectors.messages import OutgoingLetter, Receipt
from engine.clock import utc_now
from engine.job_values import GiveUp, Retry
from engine.texts import Text

# A server that answers a little now and then never runs into the timeout of a single answer; the
# whole conversation ends well before a job's lease does.
WHOLE_CONVERSATION_SECONDS = 90.0

_ADDRESS = re.compile(r"<?[^\s<>@]+@[^\s<>@]+>?")
_ENHANCED_CODE = re.compile(rb"\b[245]\.\d{1,3}\.\d{1,3}\b")
Reply = tuple[int, bytes]


class Encryption(StrEnum):
    """How the conversation is kept secret."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


class EmailConnector:
    """Hands e-mail to one mail server, which carries it on."""

    def __init__(
        self,
        host: str,
        port: int,
        from_address: str,
        *,
        from_name: str = "",
        encryption: Encryption = Encryption.STARTTLS,
        user: str = "",
        password: str = "",
        timeout_seconds: float = 20.0,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._host = host
        self._port = port
        self._sender = Mailbox(from_address, from_name)
        self._encryption = encryption
        self._user = user
        self._password = password
        self._timeout_seconds = timeout_seconds
        self._clock = clock

    def deliver(self, letter: OutgoingLetter) -> Receipt:
        """Send it, with its PDF if it has one. A repeat is the same to the last byte.

        Raises Retry when the server cannot be reached, does not answer, wants another login or
        says 4xx; GiveUp when it refuses this mail (5xx) or the address is unusable.
        """
        try:
            to = recipient(letter.channel_address)
        except AddressUnusable:
            raise GiveUp(_ADDRESS_UNUSABLE) from None
        content = as_bytes(letter, self._sender, to)
        own_id = message_id(letter, self._sender.domain)
        try:
            with self._conversation() as server:
                code, words = _hand_over(server, self._sender.address, to, content)
        except (OSError, smtplib.SMTPException) as failure:
            # From None: what the server said may hold the address.
            raise Retry(_no_conversation(failure)) from None
        return Receipt(_proof(code, words, own_id), self._clock())

    @contextmanager
    def _conversation(self) -> Iterator[smtplib.SMTP]:
        server = self._connected()
        whole = threading.Timer(WHOLE_CONVERSATION_SECONDS, _cut, [server])
        whole.start()
        try:
            self._make_known(server)
            yield server
            # It is handed over by now: a server that hangs up without a goodbye changes nothing.
            with suppress(OSError, smtplib.SMTPException):
                server.quit()
        finally:
            whole.cancel()
            server.close()

    def _connected(self) -> smtplib.SMTP:
        # The name we greet with is our mail domain: looking up this machine's own name is slow
        # and tells the world what it is called.
        greeting = self._sender.domain
        if self._encryption is Encryption.TLS:
            return smtplib.SMTP_SSL(
                self._host,
                self._port,
                greeting,
                timeout=self._timeout_seconds,
                context=ssl.create_default_context(),
            )
        return smtplib.SMTP(self._host, self._port, greeting, timeout=self._timeout_seconds)

    def _make_known(self, server: smtplib.SMTP) -> None:
        server.ehlo_or_helo_if_needed()
        if self._encryption is Encryption.STARTTLS:
            server.starttls(context=ssl.create_default_context())
            server.ehlo_or_helo_if_needed()
        if self._user:
            server.login(self._user, self._password)


def _hand_over(server: smtplib.SMTP, sender: str, to: str, content: bytes) -> Reply:
    """The three steps of RFC 5321; smtplib's own sendmail throws the last answer away."""
    _accepted("MAIL", server.mail(sender))
    _accepted("RCPT", server.rcpt(to))
    try:
        reply = server.data(content)
    except smtplib.SMTPDataError as refusal:
        reply = (refusal.smtp_code, _bytes(refusal.smtp_error))
    return _accepted("DATA", reply)


def _accepted(step: str, reply: Reply) -> Reply:
    """The reply, if it is a yes. Raises Retry on 4xx, and on nonsense; GiveUp on 5xx."""
    code, words = reply
    if 200 <= code < 300:
        return reply
    answer = f"{code} {_enhanced_code(words)}".strip()
    if 500 <= code < 600:
        raise GiveUp(
            Text(
                f"E-postservern tog inte emot brevet ({step}: {answer}).",
                f"The mail server refused the mail ({step}: {answer}).",
            )
        )
    raise Retry(
        Text(
            f"E-postservern bad oss återkomma ({step}: {answer}).",
            f"The mail server asked us to come back later ({step}: {answer}).",
        )
    )


def _enhanced_code(words: bytes) -> str:
    """The numbers of RFC 3463, the only part of an answer that cannot name anybody."""
    found = _ENHANCED_CODE.search(words)
    return found.group().decode("ascii") if found else ""


def _proof(code: int, words: bytes, own_id: str) -> str:
    """The server's words on one line, without addresses; our own Message-ID may stay."""
    said = " ".join(words.decode("utf-8", "replace").split())
    hidden = _ADDRESS.sub(lambda found: own_id if found.group() == own_id else "<...>", said)
    return f"{code} {hidden}"[:500]


def _no_conversation(failure: Exception) -> Text:
    # smtplib wraps a timeout while it reads in an error of its own.
    match failure.__context__ if isinstance(failure.__context__, TimeoutError) else failure:
        case TimeoutError():
            return Text(
                "E-postservern svarade inte i tid.", "The mail server did not answer in time."
            )
        case ConnectionRefusedError() | socket.gaierror():
            return Text("E-postservern gick inte att nå.", "The mail server could not be reached.")
        case smtplib.SMTPAuthenticationError():
            return Text(
                "E-postservern godtog inte inloggningen.", "The mail server refused the login."
            )
        case smtplib.SMTPNotSupportedError() | ssl.SSLError():
            return Text(
                "E-postservern kunde inte tala krypterat med oss.",
                "The mail server could not speak encrypted with us.",
            )
    return Text(
        "Samtalet med e-postservern bröts.", "The conversation with the mail server broke off."
    )


def _cut(server: smtplib.SMTP) -> None:
    if server.sock is not None:
        with suppress(OSError):
            server.sock.shutdown(socket.SHUT_RDWR)


def _bytes(said: bytes | str) -> bytes:
    return said if isinstance(said, bytes) else said.encode("utf-8", "replace")


_ADDRESS_UNUSABLE = Text(
    "Adressen går inte att skicka e-post till.", "E-mail cannot be sent to that address."
)
