"""Working days, with the holidays that the State Council announces each year."""

from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files

import yaml
from django.utils import timezone


@cache
def calendar() -> tuple[frozenset[date], frozenset[date]]:
    """(days off on weekdays, worked weekends). Source: `workdays.yaml`."""
    raw = yaml.safe_load(files("review").joinpath("workdays.yaml").read_text(encoding="utf-8"))
    return frozenset(raw["off"]), frozenset(raw["worked"])


def is_workday(day: date) -> bool:
    off, worked = calendar()
    return day in worked or (day.weekday() < 5 and day not in off)


def after_workdays(day: date, count: int) -> date:
    """The day `count` working days after `day`."""
    while count:
        day += timedelta(days=1)
        count -= is_workday(day)
    return day


def end_of(day: date) -> datetime:
    """The last second of a day in China."""
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))
