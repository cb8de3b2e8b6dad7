"""The commands that make the demo: its people, and the town with a year behind it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

import click
from flask.cli import with_appcontext

from cases import demo as people
from cases.law.calendar import local_day
from cases.policy import staff_member
from demo import bulk, making, town
from demo.making import Stage
from demo.story import Story
from front import serving
from front.migrating import bring_up
from front.parts import Parts, build, current_parts
from front.shipped import deploy_folder
from settings import Settings

Stories = Callable[[datetime], Iterable[Story]]

HALF_MADE = (
    "A town was begun here and is not finished: it is being made at this moment, or that was "
    "ended half-way. Half a town cannot be gone on with. Wait, or start afresh: remove {folder}, "
    "or empty the database that BOKVAR_DATABASE_URL names."
)


@click.command()
@click.option("--town", "with_town", is_flag=True, help="Make a town with a year behind it.")
@click.option("--year", "with_year", is_flag=True, help="Make a year of very many notices.")
@click.option("--notices", type=click.IntRange(1, 100_000), default=10_000, show_default=True)
@with_appcontext
def demo(with_town: bool, with_year: bool, notices: int) -> None:
    """Add made-up units and people to log in as; running it again changes nothing.

    With --town or --year, make a municipality where nothing has happened yet: notices and
    cases, done by commands under a clock of its own. A year of 10 000 takes an hour or
    more and some 3.5 GB; one that is ended half-way must be begun anew in an empty database.
    """
    parts = current_parts()
    if with_year:
        make(parts, lambda now: bulk.stories(notices, now))
    elif with_town:
        make(parts, town.stories)
    if not add_people(parts):
        click.echo("The demo people were here already.")


def make(parts: Parts, stories: Stories) -> None:
    """Make a town, unless something has happened here already. Raises ClickException outside a
    demonstration: made-up cases never stand among real ones; and where one was left half made."""
    if not parts.settings.demo:
        raise click.ClickException("A town is only made in a demonstration (BOKVAR_DEMO=1).")
    bring_up(parts)
    until = parts.engine.clock()
    found = making.begin(parts.database, now=until - town.LENGTH)
    if found is Stage.BEGUN:
        raise click.ClickException(HALF_MADE.format(folder=parts.settings.var))
    if found is Stage.LIVED_IN:
        click.echo("There are notices here already; no town is made.")
        return
    lived = list(stories(until))
    _live(parts.settings, until, lived)
    making.finish(parts.database, now=until, stories=len(lived))
    click.echo(f"A town with {len(lived)} stories was made, by commands alone.")


def _live(settings: Settings, until: datetime, lived: list[Story]) -> None:
    """The year, with a bar. Nothing made up leaves by the ways that somebody has set up here."""
    with serving.outside(settings) as mail, _progress(until) as tell, _quiet_log():
        printed = {"PRINT_FOLDER": settings.demo_outlets["PRINT_FOLDER"]}
        inside = replace(settings, mail=mail, outlets=printed)
        town.make(lambda clock: build(inside, clock), _deploy, until, tell, lived)


def _deploy(parts: Any) -> object:
    """The town knows of the parts only what it asks of them."""
    return deploy_folder(parts)


def add_people(parts: Parts) -> int:
    """Add what is missing of people, units and roster; returns how many people, and prints it."""
    now = parts.engine.clock()
    with parts.database.transaction() as session:
        added = people.add_people(session)
        if manager := staff_member(session, people.NAMED_BY):
            for command in list(people.coming_roster(session, local_day(now))):
                parts.engine.execute(session, command, manager)
    if added:
        click.echo(f"{added} demo people were added.")
    return added


@contextmanager
def _quiet_log() -> Iterator[None]:
    """The fault that the town is to have would write itself over the bar."""
    log = logging.getLogger("bokvar")
    before = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(before)


@contextmanager
def _progress(until: datetime) -> Iterator[Callable[[datetime], None]]:
    """A bar of the days of the year; what it is given is how far the year has come."""
    begins = until - town.LENGTH
    with click.progressbar(length=town.LENGTH.days, label="A year in Exempelstad") as bar:

        def tell(moment: datetime) -> None:
            bar.update((moment - begins).days - bar.pos)

        yield tell
