"""A mail server in a process of its own: it outlives whoever is ended, and no thread is forked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from connectors.mail_sink import LOOPBACK, MailSink


@dataclass(frozen=True)
class MailServer:
    """Where it listens."""

    port: int
    host: str = LOOPBACK


@contextmanager
def mail_server(folder: Path) -> Iterator[MailServer]:
    """A sink that files what it is given in the folder, until the block is left or we are gone."""
    told, tell = os.pipe()
    until, alive = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(alive)
        _serve(folder, tell, until)
    os.close(tell)
    os.close(until)
    with os.fdopen(told) as port:
        server = MailServer(int(port.readline()))
    try:
        yield server
    finally:
        os.close(alive)
        os.waitpid(child, 0)


def _serve(folder: Path, tell: int, until: int) -> None:
    """Say the port, then wait until the other end of the pipe is closed, by will or by death."""
    try:
        with MailSink(folder) as sink:
            os.write(tell, f"{sink.port}\n".encode())
            os.close(tell)
            os.read(until, 1)
    finally:
        os._exit(0)
