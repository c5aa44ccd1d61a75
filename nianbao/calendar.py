"""When reports are due and portals are visited, from `calendar.toml`; no clock is read here."""

import tomllib
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from importlib.resources import files

import msgspec

BEIJING = timezone(timedelta(hours=8))


class Day(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A day of every year."""

    month: int
    day: int

    def of(self, year: int) -> date:
        """That day of `year`."""
        return date(year, self.month, self.day)


class Due(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The last days on which a report is on time."""

    organ: Day
    government: Day
    government_ends: str


class Season(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"begins": "from"}):
    """From which day on portals are visited every so many days."""

    begins: Day
    every_days: int


class Retry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many hours to wait for each further attempt."""

    hours: tuple[int, ...]


class Calendar(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The facts of `calendar.toml`; the first season begins on 1 January, and they follow one another."""

    due: Due
    season: tuple[Season, ...]
    retry: Retry


@cache
def calendar() -> Calendar:
    """The calendar that the program comes with."""
    return msgspec.convert(tomllib.loads((files("nianbao") / "calendar.toml").read_text("utf-8")), Calendar)


def due_on(organ: str, year: int) -> date:
    """The last day on which the report of `organ` on `year` is on time.

    >>> due_on("云澜区教育局", 2025).isoformat(), due_on("云澜区人民政府", 2025).isoformat()
    ('2026-01-31', '2026-03-31')
    """
    due = calendar().due
    return (due.government if organ.endswith(due.government_ends) else due.organ).of(year + 1)


def all_due_on(year: int) -> date:
    """The day on which every report on `year` is due, whoever owes it."""
    due = calendar().due
    return max(due.organ.of(year + 1), due.government.of(year + 1))


def every_days(day: date) -> int:
    """How many days lie between two visits at that time of the year."""
    begun = [season for season in calendar().season if season.begins.of(day.year) <= day]
    return begun[-1].every_days


def next_visit(last: datetime | None, failed: int, today: datetime) -> datetime:
    """When a portal is to be visited next, `today` where that is over already or it never was.

    `last` is when its last visit ended, `failed` how many visits in a row, that one included, wanted an answer. Times
    know their zone. A last visit behind `today` was dated by a wrong clock, and delays nothing.
    """
    if last is None or last > today:
        return today
    days = 1
    while every_days(_beijing(last + timedelta(days=days))) > days:
        days += 1
    due = last + timedelta(days=days)
    hours = calendar().retry.hours
    if 0 < failed <= len(hours):
        due = min(due, last + timedelta(hours=hours[failed - 1]))
    return max(due, today)


def beijing_day(moment: str) -> date:
    """The day in Beijing of a moment as the archive writes it (UTC, ISO 8601).

    >>> beijing_day("2026-01-31T17:00:00Z").isoformat()
    '2026-02-01'
    """
    return _beijing(datetime.fromisoformat(moment).replace(tzinfo=UTC))


def _beijing(moment: datetime) -> date:
    return moment.astimezone(BEIJING).date()
