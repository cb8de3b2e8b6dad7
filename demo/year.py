"""The year, moment by moment: what comes from outside, what falls due, and people at work."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import partial
from itertools import count
from typing import Any

from sqlalchemy import select

from cases.tables.models import cases, household_members, households, notices, persons, units
from cases.tables.sharing_models import referrals
from demo import habits, hours
from demo.office import Office
from demo.staff import who_does
from demo.story import Answers, Story, Turn
from engine.errors import EngineError

Happens = Callable[[], None]


class Year:
    """Plays stories against the office until a given instant; what is left then is left open."""

    def __init__(self, office: Office, stories: Iterable[Story]) -> None:
        self.office = office
        self._agenda: list[tuple[datetime, int, Happens]] = []
        self._order = count()
        self._story_of: dict[str, Story] = {}
        self._last_task = 0
        for story in stories:
            for turn in story.turns:
                self.plan(_moment(story, turn), partial(turn.happens, self, story))

    def plan(self, at: datetime, happens: Happens) -> None:
        """Let something happen at an instant."""
        heapq.heappush(self._agenda, (at, next(self._order), happens))

    def run(self, until: datetime, tell: Callable[[datetime], None]) -> None:
        """Everything up to an instant, in the order of time; ``tell`` hears how far it has come."""
        while (moment := self._next_moment()) is not None and moment <= until:
            tell(moment)
            self.office.clock.set(moment)
            while self._agenda and self._agenda[0][0] <= moment:
                heapq.heappop(self._agenda)[2]()
            self.office.work()
            self._plan_tasks()
        self.office.clock.set(until)

    def receive(self, story: Story, facts: dict[str, Any]) -> None:
        """A notice of the story comes in and is registered."""
        self.office.receive(facts, f"{story.number}-{len(story.notices)}")
        self.office.work()
        with self.office.database.reading() as session:
            newest = select(notices.c.public_id).order_by(notices.c.id.desc()).limit(1)
            key = session.execute(newest).scalar_one()
        story.notices.append(key)
        self._story_of[key] = story

    def case_of(self, story: Story) -> str:
        """The public id of the case that the newest notice of a story is in. Raises LookupError."""
        with self.office.database.reading() as session:
            found = session.execute(
                select(cases.c.public_id)
                .join(notices, notices.c.case_id == cases.c.id)
                .where(notices.c.public_id == story.notice)
            ).scalar_one_or_none()
        if found is None:
            raise LookupError(f"{story.name} has no case.")
        return str(found)

    def caseworker_of(self, story: Story) -> str:
        """Who works on the case of a story. Raises LookupError."""
        with self.office.database.reading() as session:
            unit = session.execute(
                select(units.c.key)
                .join(cases, cases.c.unit_id == units.c.id)
                .where(cases.c.public_id == self.case_of(story))
            ).scalar_one()
        return who_does(f"caseworker:{unit}", story.number)

    def household_of(self, story: Story) -> str | None:
        """The public id of the household that an earlier notice of the story was about."""
        with self.office.database.reading() as session:
            return session.execute(
                select(households.c.public_id)
                .join(notices, notices.c.household_id == households.c.id)
                .where(notices.c.public_id.in_(story.notices))
                .limit(1)
            ).scalar_one_or_none()

    def _next_moment(self) -> datetime | None:
        planned = self._agenda[0][0] if self._agenda else None
        return min((at for at in (planned, self.office.next_due()) if at), default=None)

    def _plan_tasks(self) -> None:
        for task in self.office.tasks_after(self._last_task):
            self._last_task = task.id
            story = self._story(task.business_key)
            if story is not None:
                ripe = habits.ripe_at(task.element, task.created_at, story.lag)
                self.plan(ripe, partial(self._do, task, story))

    def _do(self, task: Any, story: Story) -> None:
        """Answer a task that is ripe, if it still waits and the story or habit has an answer."""
        if not self.office.is_open(task.id):
            return
        answer = self._answer(story, task)
        if answer is None:
            if task.element in habits.TAKEN_EARLY and story.number % 3 == 0:
                self.office.claim(task, story.number)
            return
        try:
            self.office.complete(task, answer, story.number)
        except EngineError as refused:
            raise RuntimeError(f"{story.name}, {task.element}: {refused!r}") from refused
        if task.element == habits.LOOKED_UP_AFTER:
            next_morning = hours.in_office(self.office.clock() + habits.LOOKED_UP_WITHIN)
            self.plan(next_morning, partial(self._look_up, task.business_key, story))

    def _look_up(self, case: str, story: Story) -> None:
        """Her caseworker looks up those in the population register of whom nothing is known."""
        for person in self._unknown_in(case):
            fields = {"person": person, **habits.LOOKED_UP}
            self.office.act("case", "skydd", case, self.caseworker_of(story), fields)

    def _unknown_in(self, case: str) -> list[str]:
        """Who lives in the home of a case and has not been looked up; nobody of one that is closed
        or sealed."""
        with self.office.database.reading() as session:
            found = select(persons.c.public_id).where(
                persons.c.protection == "unknown",
                persons.c.id == household_members.c.person_id,
                household_members.c.household_id == cases.c.household_id,
                cases.c.public_id == case,
                cases.c.state == "open",
                ~cases.c.sealed,
            )
            return list(session.execute(found.order_by(persons.c.id)).scalars())

    def _answer(self, story: Story, task: Any) -> Any:
        given: Answers | None = story.answers.get(task.element, habits.HABITS.get(task.element))
        if isinstance(given, tuple):
            number = story.times[task.element]
            story.times[task.element] += 1
            given = given[number] if number < len(given) else None
        return given(self, story, task) if callable(given) else given

    def _story(self, key: str) -> Story | None:
        """The story that a notice, a case or a referral is of: that of the case's first notice."""
        if key not in self._story_of:
            of_referral = select(referrals.c.case_id).where(referrals.c.public_id == key)
            of_case = select(cases.c.id).where(cases.c.public_id == key)
            with self.office.database.reading() as session:
                first = session.execute(
                    select(notices.c.public_id)
                    .where(notices.c.case_id.in_(of_case.union_all(of_referral)))
                    .order_by(notices.c.id)
                    .limit(1)
                ).scalar_one_or_none()
            if first is None or first not in self._story_of:
                return None
            self._story_of[key] = self._story_of[first]
        return self._story_of[key]


def _moment(story: Story, turn: Turn) -> datetime:
    """When a turn happens: on its weekday around its hour, or exactly then on any day."""
    day = date.fromisoformat(story.day(turn.days))
    if turn.on_any_day:
        return hours.at(day, turn.clock)
    # All turns of a day are moved alike, so that their order stays.
    at = hours.at(hours.weekday(day), turn.clock)
    return hours.moved(at, story.number + 7 * hours.weekday(day).toordinal())
