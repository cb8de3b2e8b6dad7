"""`make crash`: end processes in the middle of the work, and count what is lost.

First before every SQL statement of two whole cases and on both sides of every commit (kill_points);
`python -m bench.crash --every 50` tries every fiftieth of them, `--at-once 1` on one core. Then as
it comes: real processes, real HTTP, SIGKILL at moments nobody chose. People go on as people do:
they send again what was not answered. Afterwards every notice with a receipt must be there once,
every letter proved once, every task done once, and the ledger whole. Exit code 1 when anything is
not.
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import random
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import func, select, update

from bench import databases, kill_points, losses, processes
from bench.installation import installed
from bench.processes import Processes, SlowMail
from bench.walk import PATIENCE_SECONDS, PAUSE_SECONDS, Employee, Landlord, Stuck, Told
from cases.law.calendar import STOCKHOLM
from cases.tables.models import cases
from db.session import Database
from engine.clock import FileClock
from engine.delivery import LEASE
from engine.job_rows import jobs
from settings import Settings
from tests.postgresql import CannotStart, PostgresServer

KILLS = 5
NOTICES = 6
STAFF = ("demo-rut", "demo-hanna")
REPORTED_EACH = 200
BETWEEN_KILLS_SECONDS = (0.5, 2.5)
BEGUN_AT = datetime(2026, 12, 1, 10, tzinfo=STOCKHOLM)
"""In the morning of a working day: whichever hour it really is, the same tasks are there."""


@dataclass(frozen=True)
class Asked:
    """How much of it, and in how many processes."""

    every: int
    at_once: int


@dataclass(frozen=True)
class Report:
    """What a run did and what it lost."""

    kills: int
    told: Told
    mails: int
    different_mails: int
    verify: str
    lost: list[str]


class Saboteur(threading.Thread):
    """Kills both processes and starts them again, a number of times, at random moments."""

    def __init__(self, running: Processes, kills: int, clock: FileClock) -> None:
        super().__init__(daemon=True)
        self._running = running
        self._kills = kills
        self._clock = clock
        self.last_start = clock()
        self.killed = 0

    def run(self) -> None:
        """Wait, kill, start again."""
        for _ in range(self._kills):
            time.sleep(random.uniform(*BETWEEN_KILLS_SECONDS))
            self._running.kill()
            self.killed += 1
            self.last_start = self._clock()
            self._running.start()


def run(folder: Path, database_url: str, *, notices: int, kills: int) -> Report:
    """Walk at least so many notices to their end through so many kills. Raises Stuck."""
    with installed(database_url, folder):
        pass
    mail = SlowMail()
    with processes.mail_server(mail) as mail_port:
        port = processes.free_port()
        environment = processes.environment(folder, database_url, port, mail_port)
        running = Processes(environment, port, folder / "crash.log")
        clock = FileClock(Settings.from_environment(environment).clock_file)
        clock.set(BEGUN_AT)
        database = Database(database_url)
        try:
            running.start()
            told, killed = _walk(running, database, clock, notices, kills)
            verify = _verify(environment)
            lost = [*losses.find(database, told, mail.taken), *_unverified(verify)]
        finally:
            running.stop()
            database.dispose()
    words = verify.stdout.strip().splitlines()[0] if verify.stdout else verify.stderr[-500:]
    return Report(killed, told, len(mail.taken), len(set(mail.taken)), words, lost)


def _walk(
    running: Processes, database: Database, clock: FileClock, notices: int, kills: int
) -> tuple[Told, int]:
    told, saboteur = Told(), Saboteur(running, kills, clock)
    landlord = Landlord(running.url, told)
    staff = [Employee(running.url, person, told) for person in STAFF]
    end = time.monotonic() + PATIENCE_SECONDS
    saboteur.start()
    while saboteur.is_alive() or len(told.receipts) < notices or not _is_done(database, told):
        if time.monotonic() > end:
            raise Stuck(f"Work was left when patience ended. {running.log_end()}")
        if saboteur.is_alive() or len(told.receipts) < notices:
            landlord.send(len(told.receipts) + 1)
        found_work = [person.work() for person in staff]
        if not any(found_work):
            time.sleep(PAUSE_SECONDS)
        _end_leases(database, saboteur.last_start)
    return told, saboteur.killed


def _is_done(database: Database, told: Told) -> bool:
    closed = select(func.count()).select_from(cases).where(cases.c.state == "closed")
    with database.reading() as session:
        return int(session.execute(closed).scalar_one()) >= len(told.receipts)


def _end_leases(database: Database, started_at: datetime) -> None:
    """End the leases of workers that were killed: what five minutes of waiting would do."""
    taken_before = jobs.c.lease_until < started_at + LEASE
    with database.transaction() as session:
        session.execute(
            update(jobs)
            .where(jobs.c.state == "leased", taken_before)
            .values(lease_until=started_at)
        )


def _verify(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", "verify"],
        cwd=processes.ROOT,
        env=environment,
        capture_output=True,
        check=False,
        text=True,
    )


def _unverified(verify: subprocess.CompletedProcess[str]) -> list[str]:
    return [f"flask verify: {verify.stdout}{verify.stderr}"] if verify.returncode else []


def show(name: str, report: Report) -> None:
    """Print what was counted."""
    told = report.told
    print(f"\n{name}: web server and worker killed {report.kills} times.")
    print(f"  {len(told.receipts)} notices whose sender has a receipt.")
    print(f"  {len(told.completed)} tasks of which a person was told that they are done.")
    print(f"  {told.unanswered} times a person got no answer and tried again.")
    print(
        f"  {report.mails} mails with {report.different_mails} different Message-IDs: "
        f"{report.mails - report.different_mails} repeats."
    )
    print(f"  flask verify: {report.verify}")
    for sentence in report.lost:
        print(f"  LOST OR TWICE: {sentence}")
    if not report.lost:
        print("  Nothing was lost and nothing was done twice.", flush=True)


def at_every_statement(folder: Path, server_url: str | None, asked: Asked) -> list[str]:
    """End the work before every statement and on both sides of every commit; what was lost."""
    name = "PostgreSQL" if server_url else "SQLite"
    began = time.monotonic()
    play = partial(_play, folder, server_url, asked)
    with multiprocessing.get_context("fork").Pool(asked.at_once) as pool:
        tallies = pool.map(play, range(asked.at_once))
    whole = kill_points.Tally.of(tallies)
    print(f"\n{name}: {whole.tried} kill points in {time.monotonic() - began:.0f} seconds.")
    print(f"  {whole.restarts} different states were left, and each was gone on with to the end.")
    print(f"  {whole.repeats} mails went out twice, each time under the same Message-ID.")
    print(f"  {whole.unverified} of the ledgers at the end did not verify.")
    print(f"  {len(whole.lost)} times something was lost or done twice.", flush=True)
    return whole.lost


def _play(folder: Path, server_url: str | None, asked: Asked, part: int) -> kill_points.Tally:
    """One process's share: some steps of the work. Tells what is lost as it is found."""
    place = folder / f"part_{part}"
    place.mkdir()
    # A step that fails is part of the work, and its line in the log is no news.
    logging.disable(logging.ERROR)
    tally = kill_points.Tally()
    with kill_points.theatre(place, server_url, f"crash_{part}") as theatre:
        plan = theatre.plan()
        points = [p for p in plan.points[:: asked.every] if p.step % asked.at_once == part]
        for tally in theatre.play(plan, points):
            if tally.tried % REPORTED_EACH == 0 or tally.tried == len(points):
                print(
                    f"  {tally.tried} of {len(points)} tried, {len(tally.lost)} lost.", flush=True
                )
    for sentence in tally.lost:
        print(f"  LOST OR TWICE: {sentence}", flush=True)
    return tally


def main() -> int:
    """Run on each database; 1 when anything was lost."""
    with databases.quick_folder() as folder:
        lost = _at_every_statement(folder, _asked())
    with tempfile.TemporaryDirectory(prefix="bokvar-crash-") as folder_name:
        reports = [("SQLite", _on(databases.sqlite(Path(folder_name)), folder_name))]
        show(*reports[0])
        try:
            with databases.postgresql() as url:
                reports.append(("PostgreSQL", _on(url, folder_name)))
            show(*reports[1])
        except CannotStart as failure:
            print(f"\nPostgreSQL was not tried: {failure}")
    return 1 if lost or any(report.lost for _, report in reports) else 0


def _at_every_statement(folder: Path, asked: Asked) -> list[str]:
    (folder / "sqlite").mkdir()
    (folder / "postgresql").mkdir()
    lost = at_every_statement(folder / "sqlite", None, asked)
    try:
        server = PostgresServer()
    except CannotStart as failure:
        print(f"\nPostgreSQL was not tried: {failure}")
        return lost
    try:
        return lost + at_every_statement(folder / "postgresql", server.url, asked)
    finally:
        server.stop()


def _asked() -> Asked:
    parser = argparse.ArgumentParser(description="End the work wherever it can end.")
    parser.add_argument("--every", type=int, default=1, help="try only every so many kill points")
    parser.add_argument("--at-once", type=int, default=2, help="how many processes share the work")
    return Asked(**vars(parser.parse_args()))


def _on(url: str, folder: str) -> Report:
    return run(Path(folder), url, notices=NOTICES, kills=KILLS)


if __name__ == "__main__":
    sys.exit(main())
