"""A mail receiver for demonstrations: takes mail from this machine only and files it."""

from __future__ import annotations

import logging
import socket
from asyncio import AbstractServer
from collections.abc import Awaitable
from pathlib import Path
from types import TracebackType
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

LOOPBACK = "127.0.0.1"

# The library tells the log who each mail is for; our logs hold no addresses.
logging.getLogger("mail.log").setLevel(logging.WARNING)


class MailSink:
    """Writes each mail as a numbered .eml file into a folder; nothing leaves the machine."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._controller = LoopbackController(_Filing(folder), port)

    @property
    def host(self) -> str:
        """The loopback address, never another."""
        return LOOPBACK

    @property
    def port(self) -> int:
        """The port it listens on; chosen by the system when 0 was asked for."""
        return self._controller.port

    def start(self) -> None:
        """Begin to listen, in a thread of its own."""
        self._controller.start()

    def stop(self) -> None:
        """Stop listening."""
        self._controller.stop(no_assert=True)

    def __enter__(self) -> MailSink:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


class LoopbackController(Controller):
    """aiosmtpd's server on the loopback address, on a free port when the port is 0."""

    def __init__(self, handler: Any, port: int = 0, **options: Any) -> None:
        # Bound here and handed over: the library looks for its server at the port it was told,
        # and would look for it at port 0.
        self._bound = socket.create_server((LOOPBACK, port))
        # Its conversations inherit this. A greeting is written in parts, and each would wait
        # a twenty-fifth of a second for word that the one before has come.
        self._bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # Named, because the library would ask the network what this machine is called.
        options["server_hostname"] = "localhost"
        super().__init__(handler, LOOPBACK, self._bound.getsockname()[1], **options)

    def _create_server(self) -> Awaitable[AbstractServer]:
        return self.loop.create_server(
            self._factory_invoker, sock=self._bound, ssl=self.ssl_context
        )


class _Filing:
    """Files each mail under the next free number."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        number = self._file(_bytes(envelope))
        return f"250 2.0.0 Ok: queued as {number:06d}"

    def _file(self, content: bytes) -> int:
        number = 1 + sum(1 for _ in self._folder.glob("*.eml"))
        while True:
            try:
                with (self._folder / f"{number:06d}.eml").open("xb") as file:
                    file.write(content)
            except FileExistsError:
                number += 1
            else:
                return number


def _bytes(envelope: Envelope) -> bytes:
    content = envelope.original_content
    return content if content is not None else b""
