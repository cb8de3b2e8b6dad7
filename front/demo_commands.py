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
from db import migrate
from demo import bulk, town
from demo.story import Story
from front import serving
from front.parts import Parts, build, current_parts
from front.shipped import deploy_folder

Stories = Callable[[datetime], Iterable[Story]]


@click.command()
@click.option("--town", "with_town", is_flag=True, help="Make a town with a year behind it.")
@click.option("--year", "with_year", is_flag=True, help="Make a year of very many notices.")
@click.option("--notices", type=click.IntRange(1, 100_000), default=10_000, show_default=True)
@with_appcontext
def demo(with_town: bool, with_year: bool, notices: int) -> None:
    """Add made-up units and people to log in as; running it again changes nothing.

    With --town or --year, make a municipality where nothing has happened yet: notices and
    cases, done by commands under a clock of its own. A year of 10 000 takes about an hour.
    """
    parts = current_parts()
    if with_year:
        make(parts, lambda now: bulk.stories(notices, now))
    elif with_town:
        make(parts, town.stories)
    add_people(parts)


def make(parts: Parts, stories: Stories) -> None:
    """Make a town, unless something has happened here already. Raises ClickException outside a
    demonstration: made-up cases never stand among real ones."""
    if not parts.settings.demo:
        raise click.ClickException("A town is only made in a demonstration (BOKVAR_DEMO=1).")
    migrate.upgrade(parts.settings.database_url)
    if town.is_made(parts):
        click.echo("There are notices here already; no town is made.")
        return
    until = parts.engine.clock()
    lived = list(stories(until))
    with serving.outside(parts.settings) as mail, _progress(until) as tell, _quiet_log():
        # Nothing made up leaves by the ways that somebody has set up here.
        printed = {"PRINT_FOLDER": parts.settings.demo_outlets["PRINT_FOLDER"]}
        settings = replace(parts.settings, mail=mail, outlets=printed)
        town.make(lambda clock: build(settings, clock), _deploy, until, tell, lived)
    click.echo(f"A town with {len(lived)} stories was made, by commands alone.")


def _deploy(parts: Any) -> object:
    """The town knows of the parts only what it asks of them."""
    return deploy_folder(parts)


def add_people(parts: Parts) -> None:
    """Add what is missing of people, units and roster."""
    now = parts.engine.clock()
    with parts.database.transaction() as session:
        added = people.add_people(session)
        people.add_roster(session, local_day(now), now)
    click.echo(f"{added} demo people were added.")


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
