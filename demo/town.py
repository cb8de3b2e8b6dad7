"""The demo municipality: which plots are lived, by whom, and when in the year."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import partial

from cases import demo as people
from cases.commands.roster import SetDutyOfficer
from cases.law.calendar import local_day, previous_weekday
from demo import hours, register
from demo.clock import SetClock
from demo.homes import homes
from demo.office import Office, Parts
from demo.plan import plan
from demo.story import Story
from demo.year import Year

SEED = 12_44
LENGTH = timedelta(days=365)
"""How far back the year begins."""
Build = Callable[[SetClock], Parts]


def make(
    build: Build,
    deploy: Callable[[Parts], object],
    now: datetime,
    tell: Callable[[datetime], None],
    lived: Iterable[Story],
) -> None:
    """Live the year that ends now. build: the parts under a clock. tell: hears how far it is."""
    clock = SetClock(hours.at(local_day(now - LENGTH), "07:00"))
    parts = build(clock)
    try:
        deploy(parts)
        _live(Office(parts, clock), now, tell, lived)
    finally:
        parts.database.dispose()


def _live(
    office: Office, now: datetime, tell: Callable[[datetime], None], lived: Iterable[Story]
) -> None:
    with office.database.transaction() as session:
        people.add_people(session)
    _name_officers(office, local_day(now))
    register.enter(office)
    year = Year(office, lived)
    year.plan(now - timedelta(days=1), partial(_name_coming_officers, office, now))
    year.run(now, tell)


def _name_officers(office: Office, until: date) -> None:
    """The section head names who is on duty, a month at a time."""
    first, number = local_day(office.clock()), 0
    while first < until:
        last = min(first + timedelta(days=27), until - timedelta(days=1))
        officer = people.ON_DUTY[number % len(people.ON_DUTY)]
        office.run(SetDutyOfficer(first, last, officer), people.NAMED_BY)
        first, number = last + timedelta(days=1), number + 1


def _name_coming_officers(office: Office, now: datetime) -> None:
    with office.database.reading() as session:
        commands = list(people.coming_roster(session, local_day(now)))
    for command in commands:
        office.run(command, people.NAMED_BY)


def stories(now: datetime) -> Iterator[Story]:
    """Every story of the year that ends now."""
    where = homes(SEED)
    for number, (plot, begins_before) in enumerate(plan(hours.just_before(now))):
        begins = previous_weekday(local_day(now) - timedelta(days=begins_before))
        yield Story(number, plot.name, begins, next(where), plot.turns, plot.answers, plot.lag)
