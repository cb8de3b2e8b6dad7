"""Everything of one small installation from one command: web server, worker, the demo's outside."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import click

from connectors.drop_sink import DropKind, DropSink
from connectors.mail_sink import MailSink
from settings import PREFIX, Settings

PATIENCE_SECONDS = 20
HOST = "127.0.0.1"


class PortTaken(click.ClickException):
    """Something else listens on the port; choose another with BOKVAR_PORT."""


def serve(settings: Settings) -> int:
    """Run web server and worker as two processes until Ctrl-C, or until one of them ends.

    Returns the exit code: 0 after Ctrl-C or SIGTERM, 1 when a process ended by itself.
    """
    _check_port(settings.port)
    with _mail(settings) as environment, _operators(settings):
        children = [
            _start(web_command(settings.port), environment),
            _start(worker_command(), environment),
        ]
        try:
            _wait_until_it_answers(settings.port, children)
            _greet(settings)
            return _watch(children)
        finally:
            _end(children)


@contextmanager
def outside(settings: Settings) -> Iterator[dict[str, str]]:
    """The demo's outside without a web server: the settings of mail that is filed in a folder, and
    a folder for print."""
    Path(settings.demo_outlets["PRINT_FOLDER"]).mkdir(parents=True, exist_ok=True)
    with MailSink(settings.var / "mail") as sink:
        found = _sink_settings(sink)
        yield {name.removeprefix(PREFIX): value for name, value in found.items()}


def web_command(port: int) -> list[str]:
    """Starts the web server on loopback; the app is made from the environment."""
    return [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--factory",
        "--host",
        HOST,
        "--port",
        str(port),
        "--workers",
        "1",
        "--blocking-threads",
        "4",
        "--no-access-log",
        "--log-level",
        "error",
        "app:create_server",
    ]


def worker_command() -> list[str]:
    """Starts the worker."""
    return [sys.executable, "-m", "flask", "--app", "app", "worker"]


@contextmanager
def _mail(settings: Settings) -> Iterator[dict[str, str]]:
    """The environment of the children; without a mail server, mail is filed in a folder."""
    environment = dict(os.environ)
    if settings.mail.get("SMTP_HOST") or not settings.demo:
        yield environment
        return
    with MailSink(settings.var / "mail") as sink:
        yield {**environment, **_sink_settings(sink)}


def _sink_settings(sink: MailSink) -> dict[str, str]:
    return {
        "BOKVAR_SMTP_HOST": sink.host,
        "BOKVAR_SMTP_PORT": str(sink.port),
        "BOKVAR_SMTP_FROM": "inget-svar@bokvar.example",
        "BOKVAR_SMTP_FROM_NAME": "Bokvar",
        "BOKVAR_SMTP_ENCRYPTION": "none",
    }


@contextmanager
def _operators(settings: Settings) -> Iterator[None]:
    """In the demo, somebody who answers what is laid down in the demo's own folders."""
    with ExitStack() as running:
        if _is_demo_folder(settings, "PRINT_FOLDER"):
            Path(settings.outlets["PRINT_FOLDER"]).mkdir(parents=True, exist_ok=True)
        for kind in DropKind:
            name = f"{kind.upper()}_FOLDER"
            if _is_demo_folder(settings, name):
                running.enter_context(DropSink(Path(settings.outlets[name]), kind))
        yield


def _is_demo_folder(settings: Settings, name: str) -> bool:
    """Not a folder that somebody named: its operator is real, and answers for itself."""
    folder = settings.outlets.get(name)
    return settings.demo and folder is not None and folder == settings.demo_outlets[name]


def _start(command: list[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    # A group of its own, so that Ctrl-C reaches only us and we end the children in order.
    return subprocess.Popen(  # noqa: S603 - our own commands, nothing from outside
        command, env=dict(environment), start_new_session=True
    )


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as taken:
            raise PortTaken(
                f"Port {port} is taken. Choose another: BOKVAR_PORT=8001 make run"
            ) from taken


def _wait_until_it_answers(port: int, children: list[subprocess.Popen[bytes]]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and all(child.poll() is None for child in children):
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise click.ClickException("The web server did not start; see the messages above.")


def _greet(settings: Settings) -> None:
    address = f"http://{HOST}:{settings.port}"
    click.echo(f"\nBokvar answers at {address}")
    click.echo(f"  A landlord leaves a notice:  {address}/hyresvard")
    if settings.demo:
        click.echo(f"  Log in as a demo person:     {address}/logga-in")
        click.echo(f"  Mail that was sent:          {settings.var / 'mail'}")
        click.echo(f"  Other letters that went out: {settings.var / 'out'}")
    click.echo("Ctrl-C stops it.\n")


def _watch(children: list[subprocess.Popen[bytes]]) -> int:
    stopped: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _remember(stopped))
    while not stopped:
        if any(child.poll() is not None for child in children):
            click.echo("A process ended by itself; stopping the other.", err=True)
            return 1
        time.sleep(0.2)
    return 0


def _remember(stopped: list[int]) -> Callable[[int, object], None]:
    return lambda number, _frame: stopped.append(number)


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask each to stop, in order; kill only what does not within its patience."""
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
        else:
            _end_what_it_left(child.pid)
    for child in children:
        try:
            child.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _end_what_it_left(group: int) -> None:
    """A web server that was killed leaves a process of its own that goes on answering."""
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
