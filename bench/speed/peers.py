"""Other engines on the same job: so many instances of a chain of user tasks, every step durable.

They are fetched by this bench alone, into a folder of its own under `var`, at the versions below.
They do not store the same, and what each stores stands beside its figure: a table of sizes, not a
race. What cannot be fetched is told, and the rest goes on.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.speed import diagrams
from bench.speed.ground import Ground, rate
from bench.tables import number, show

ROOT = Path(__file__).parents[2]
FETCHED = ROOT / "var" / "bench-peers"
SCRIPTS = ROOT / "bench" / "peers"
PATIENCE_SECONDS = 240
VIEWFLOW = ("django-viewflow==2.4.0", "Django==5.2.19")
BPMN_ENGINE = "bpmn-engine@25.0.1"


class NotToBeHad(Exception):
    """A peer that could not be fetched or run here; the message says why."""


@dataclass(frozen=True)
class Peer:
    """An engine and what it writes at each step."""

    name: str
    stores: str
    stores_not: str
    command: Callable[[], list[str]]


def compare(ground: Ground) -> None:
    """Print the table; no figure of it is aimed at."""
    size = (10, 3) if ground.size.rounds == 1 else (30, 15)
    rows = [_ours(ground, *size), *(_row(peer, *size) for peer in PEERS)]
    show(
        f"Peers: {size[1]} instances of a chain of {size[0]} user tasks, SQLite or files",
        ["engine", "begun/s", "completed/s", "stores", "does not store"],
        rows,
    )


def _ours(ground: Ground, tasks: int, instances: int) -> list[str]:
    workshop = ground.workshop
    workshop.deploy({"chain": diagrams.chain(tasks)})
    began = time.perf_counter()
    begun = [workshop.begin("chain") for _ in range(instances)]
    started = time.perf_counter() - began
    completed = sum(workshop.complete(instance) for _ in range(tasks) for instance in begun)
    stores = "state, inbox, hash-chained history with values, timers, messages"
    return _figures("Bokvar", started, completed, tasks, instances, stores, "-")


def _row(peer: Peer, tasks: int, instances: int) -> list[str]:
    try:
        took = _run(peer, tasks, instances)
    except NotToBeHad as failure:
        print(f"\n{peer.name} was not measured: {failure}")
        return [peer.name, "-", "-", peer.stores, peer.stores_not]
    return _figures(
        peer.name,
        took["started"],
        took["completed"],
        tasks,
        instances,
        peer.stores,
        peer.stores_not,
    )


def _figures(
    name: str, started: float, completed: float, tasks: int, instances: int, *stores: str
) -> list[str]:
    each = number(rate(started / instances)), number(rate(completed / (tasks * instances)))
    return [name, *each, *stores]


def _run(peer: Peer, tasks: int, instances: int) -> dict[str, float]:
    FETCHED.mkdir(parents=True, exist_ok=True)
    command = peer.command()
    with tempfile.TemporaryDirectory(dir=FETCHED) as folder:
        said = _told([*command, folder, str(tasks), str(instances)])
    took: dict[str, float] = json.loads(said.splitlines()[-1])
    return took


def _raw_spiff() -> list[str]:
    return [sys.executable, "-m", "bench.speed.raw_spiff"]


def _viewflow() -> list[str]:
    place = FETCHED / "viewflow"
    python = place / "bin" / "python"
    if not (place / "fetched").exists():
        _told([sys.executable, "-m", "venv", str(place)])
        _told([str(python), "-m", "pip", "install", "--quiet", *VIEWFLOW])
        (place / "fetched").touch()
    return [str(python), str(SCRIPTS / "viewflow_peer.py")]


def _bpmn_engine() -> list[str]:
    if shutil.which("npm") is None:
        raise NotToBeHad("there is no npm here.")
    if not (FETCHED / "node_modules" / "bpmn-engine").exists():
        quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--silent"]
        _told(["npm", "install", "--prefix", str(FETCHED), *quiet, BPMN_ENGINE])
    return ["node", str(SCRIPTS / "bpmn_engine_peer.mjs")]


def _told(command: list[str]) -> str:
    """What a command prints. Raises NotToBeHad."""
    try:
        finished = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as failure:
        raise NotToBeHad(f"{command[0]} did not answer ({type(failure).__name__}).") from failure
    if finished.returncode:
        raise NotToBeHad(f"{command[0]} ended with {finished.returncode}.")
    return finished.stdout


PEERS = (
    Peer("SpiffWorkflow 3.2.0 raw", "whole state", "inbox, history, values then", _raw_spiff),
    Peer("viewflow 2.4.0", "process, a row a task", "diagram, values then, chain", _viewflow),
    Peer("bpmn-engine 25.0.1", "whole state, file forced", "inbox, history, a store", _bpmn_engine),
)
