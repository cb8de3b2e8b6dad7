"""A mail server in a process of its own: it outlives whoever is ended, and no thread is forked.

It refuses what ``faults`` says: one mailbox always, and everything while it is out of order.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from bench import faults
from bench.faults import REFUSED, Fault
from connectors.mail_sink import LOOPBACK, LoopbackController


@dataclass(frozen=True)
class MailServer:
    """Where it listens."""

    port: int
    host: str = LOOPBACK


class _Filing:
    """Files each mail under the next free number, unless it is refused."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._folder = place / "mail"

    async def handle_RCPT(  # noqa: N802 - named by aiosmtpd
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Nobody knows the one mailbox."""
        if address == REFUSED:
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - named by aiosmtpd
        """Not now, or on disk."""
        if faults.is_there(self._place, Fault.MAIL):
            return "451 4.3.2 Come back later"
        self._folder.mkdir(exist_ok=True)
        number = 1 + sum(1 for _ in self._folder.glob("*.eml"))
        (self._folder / f"{number:06d}.eml").write_bytes(envelope.original_content or b"")
        return f"250 2.0.0 Ok: queued as {number:06d}"


@contextmanager
def mail_server(place: Path) -> Iterator[MailServer]:
    """A server that files what it takes in the folder `mail` of the place, until the block is left
    or we are gone."""
    told, tell = os.pipe()
    until, alive = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(alive)
        _serve(place, tell, until)
    os.close(tell)
    os.close(until)
    with os.fdopen(told) as port:
        server = MailServer(int(port.readline()))
    try:
        yield server
    finally:
        os.close(alive)
        os.waitpid(child, 0)


def _serve(place: Path, tell: int, until: int) -> None:
    """Say the port, then wait until the other end of the pipe is closed, by will or by death."""
    try:
        server = LoopbackController(_Filing(place))
        server.start()
        os.write(tell, f"{server.port}\n".encode())
        os.close(tell)
        os.read(until, 1)
    finally:
        os._exit(0)
