"""How long the clocks of a case run: numbers and holidays from `contracts`."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from contracts.law import law


def number(parameter_id: str, name: str) -> int:
    """A part of a legal number as it stands today."""
    return law(parameter_id).on(timezone.localdate())[name]


def end_of(day: date) -> datetime:
    """The last second of a day in China."""
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


def days_from_now(name: str) -> datetime:
    """End of a clock of 国令310 counted in natural days, the first day not counted."""
    return end_of(timezone.localdate() + timedelta(days=number("referral_clock", name)))


def hours_from_now(name: str) -> datetime:
    """End of a clock of 国令310 counted in hours."""
    return timezone.now() + timedelta(hours=number("referral_clock", name))
