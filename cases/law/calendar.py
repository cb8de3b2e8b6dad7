"""The Swedish calendar as the law counts it: holidays, days for acts, and ends of periods.

From lag (1930:173) om beräkning av lagstadgad tid and lag (1989:253) om allmänna helgdagar; domain
6.1. Days outside the years 1900 to 2199, which no form accepts, are not meant for it.
"""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from engine.texts import Text

STOCKHOLM = ZoneInfo("Europe/Stockholm")

SATURDAY, SUNDAY = 5, 6

_FIXED = {
    (1, 1): Text("nyårsdagen", "New Year's Day"),
    (1, 6): Text("trettondedag jul", "Epiphany"),
    (5, 1): Text("första maj", "1 May"),
    (6, 6): Text("Sveriges nationaldag", "the National Day"),
    (12, 24): Text("julafton", "Christmas Eve"),
    (12, 25): Text("juldagen", "Christmas Day"),
    (12, 26): Text("annandag jul", "Boxing Day"),
    (12, 31): Text("nyårsafton", "New Year's Eve"),
}
_FROM_EASTER = {
    -2: Text("långfredagen", "Good Friday"),
    0: Text("påskdagen", "Easter Sunday"),
    1: Text("annandag påsk", "Easter Monday"),
    39: Text("Kristi himmelsfärdsdag", "Ascension Day"),
    49: Text("pingstdagen", "Whit Sunday"),
}


def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (the anonymous algorithm of 1876)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=512)
def named_days(year: int) -> dict[date, Text]:
    """The holidays of a year (HELG 1-2 §§) and the three eves of lag 1930:173 2 §, by their names.

    Sundays and Saturdays without a name are left out. Whit Monday is no holiday.
    """
    midsummer = _first_saturday(date(year, 6, 20))
    return {
        **{date(year, *month_and_day): name for month_and_day, name in _FIXED.items()},
        midsummer - timedelta(days=1): Text("midsommarafton", "Midsummer Eve"),
        midsummer: Text("midsommardagen", "Midsummer Day"),
        _first_saturday(date(year, 10, 31)): Text("alla helgons dag", "All Saints' Day"),
        # Last, so that a day that falls together with another has the name of the greater feast.
        **{easter(year) + timedelta(days=n): name for n, name in _FROM_EASTER.items()},
    }


def is_weekday(day: date) -> bool:
    """Whether an act may fall due that day: neither Saturday, Sunday, holiday nor one of the eves
    of Midsummer, Christmas and New Year (lag 1930:173 2 §). Our working day as well (domain 6.3).
    """
    return day.weekday() < SATURDAY and day not in named_days(day.year)


def is_holiday_or_eve(day: date) -> bool:
    """Whether the day is a Sunday, another public holiday or one of the three eves."""
    return day.weekday() == SUNDAY or day in named_days(day.year)


def why_no_weekday(day: date) -> Text | None:
    """What the day is when it is no weekday: ``julafton``, ``en lördag``."""
    if is_weekday(day):
        return None
    plain = Text("en lördag", "a Saturday"), Text("en söndag", "a Sunday")
    return named_days(day.year).get(day) or plain[day.weekday() - SATURDAY]


def next_weekday(day: date) -> date:
    """The day itself if it is a weekday, otherwise the first one after it (lag 1930:173 2 §)."""
    while not is_weekday(day):
        day += timedelta(days=1)
    return day


def previous_weekday(day: date) -> date:
    """The day itself if it is a weekday, otherwise the last one before it."""
    while not is_weekday(day):
        day -= timedelta(days=1)
    return day


def add_weekdays(day: date, count: int) -> date:
    """The weekday number ``count`` after the day, which is not itself counted."""
    for _ in range(count):
        day = next_weekday(day + timedelta(days=1))
    return day


def weekdays_before(day: date, count: int) -> date:
    """The weekday number ``count`` before the day, which is not itself counted."""
    for _ in range(count):
        day = previous_weekday(day - timedelta(days=1))
    return day


def add_weeks(day: date, weeks: int) -> date:
    """The end of a period of weeks: the same day of the week (lag 1930:173 1 §)."""
    return day + timedelta(weeks=weeks)


def add_months(day: date, months: int) -> date:
    """The end of a period of months: the same number of the day, or the last day of a month that
    lacks it (lag 1930:173 1 §)."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def last_weekday_before_month(year: int, month: int) -> date:
    """The last weekday before a calendar month, when its rent is due (JB 12:20)."""
    return weekdays_before(date(year, month, 1), 1)


def local_day(instant: datetime) -> date:
    """The calendar day in Stockholm; in UTC it would be yesterday for an hour or two each night."""
    return instant.astimezone(STOCKHOLM).date()


def local_clock(instant: datetime) -> str:
    """What clocks in Stockholm show, as facts have it: ``10:15``."""
    return instant.astimezone(STOCKHOLM).time().isoformat("minutes")


def local_time(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """The instant, in UTC, when clocks in Stockholm show this on this day."""
    return datetime.combine(day, time(hour, minute, second), STOCKHOLM).astimezone(UTC)


def local_instant(wall: datetime) -> datetime:
    """The instant, in UTC, when clocks in Stockholm show this. What they skip in March comes an
    hour later on them; what they show twice in October is the first time."""
    return wall.replace(tzinfo=STOCKHOLM).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """The last second of the day in Stockholm, as an instant in UTC."""
    return local_time(day, 23, 59, 59)


def _first_saturday(day: date) -> date:
    return day + timedelta(days=(SATURDAY - day.weekday()) % 7)
