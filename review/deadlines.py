"""Lengths of the clocks of a case, from the legal numbers and holidays of `contracts`."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from contracts.law import get_law_number


def get_legal_number(parameter_id: str, name: str) -> int:
    """Return a part of a legal number in force today."""
    return get_law_number(parameter_id).on(timezone.localdate())[name]


def get_day_end(day: date) -> datetime:
    """Return the last second of a day in China."""
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


def compute_due_in_days(name: str) -> datetime:
    """Compute the end of a clock of 国令310 in natural days, the first day not counted."""
    return get_day_end(
        timezone.localdate() + timedelta(days=get_legal_number("referral_clock", name))
    )


def compute_due_in_hours(name: str) -> datetime:
    """Compute the end of a clock of 国令310 in hours."""
    return timezone.now() + timedelta(hours=get_legal_number("referral_clock", name))
