"""Web server and worker as real processes that can be killed, and the mail server they talk to."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from connectors.mail_sink import LoopbackController
from front import serving

ROOT = Path(__file__).parents[1]
PATIENCE_SECONDS = 30.0
SLOW_MAIL_SECONDS = 0.3


@dataclass
class SlowMail:
    """Takes mail and thinks before it answers, so that a kill often falls in between.

    taken: the Message-ID of every mail that was taken, repeats too.
    """

    taken: list[str] = field(default_factory=list)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - named by aiosmtpd
        """Take the mail; the sender hears of it a little later."""
        content = envelope.original_content or b""
        self.taken.append(str(message_from_bytes(content)["Message-ID"]))
        await asyncio.sleep(SLOW_MAIL_SECONDS)
        return "250 2.0.0 Ok: queued"


class Processes:
    """The two processes of an installation. Only what was started here is ever signalled."""

    def __init__(self, environment: Mapping[str, str], port: int, log: Path) -> None:
        self._environment = dict(environment)
        self._port = port
        self._log = log
        self._children: list[subprocess.Popen[bytes]] = []

    @property
    def url(self) -> str:
        """Where the web server answers."""
        return f"http://{serving.HOST}:{self._port}"

    def start(self) -> None:
        """Start both and wait until the web server answers."""
        commands = (serving.web_command(self._port), serving.worker_command())
        self._children = [self._started(command) for command in commands]
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            with suppress(OSError):
                socket.create_connection((serving.HOST, self._port), timeout=1).close()
                return
            time.sleep(0.05)
        raise TimeoutError(f"The web server did not start: {self.log_end()}")

    def kill(self) -> None:
        """End both at once, in the middle of whatever they do; nothing of them can react."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        """Ask both to end, and wait."""
        self._signal(signal.SIGTERM)

    def log_end(self) -> str:
        """The last words of both."""
        return self._log.read_text(errors="replace")[-2000:]

    def _started(self, command: list[str]) -> subprocess.Popen[bytes]:
        # A session of its own, so that the web server's own child can be killed with it.
        with self._log.open("ab") as log:
            return subprocess.Popen(
                command,
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _signal(self, number: signal.Signals) -> None:
        for child in self._children:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, number)
        for child in self._children:
            child.wait(PATIENCE_SECONDS)
        self._children = []


@contextmanager
def mail_server(mail: SlowMail) -> Iterator[int]:
    """A mail server on loopback that outlives every kill; its port."""
    server = LoopbackController(mail)
    server.start()
    try:
        yield server.port
    finally:
        server.stop(no_assert=True)


def environment(folder: Path, database_url: str, port: int, mail_port: int) -> dict[str, str]:
    """What an operator would set, and nothing of this shell's own settings."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {
        **inherited,
        "PYTHONDONTWRITEBYTECODE": "1",
        "BOKVAR_VAR": str(folder),
        "BOKVAR_DATABASE_URL": database_url,
        "BOKVAR_PORT": str(port),
        "BOKVAR_DEMO": "1",
        "BOKVAR_SMTP_HOST": serving.HOST,
        "BOKVAR_SMTP_PORT": str(mail_port),
        "BOKVAR_SMTP_FROM": "inget-svar@bokvar.example",
        "BOKVAR_SMTP_ENCRYPTION": "none",
    }


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind((serving.HOST, 0))
        port: int = probe.getsockname()[1]
        return port
