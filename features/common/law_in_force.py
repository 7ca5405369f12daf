"""Legal numbers by row: the value in force on the day of a column."""

import ibis

from contracts.law import LawNumber


def look_up_value_in_force(number: LawNumber, day, pick=lambda value: value):
    """`pick` of the number's value on the days of a column; null before its first day."""
    return ibis.cases(*[(day >= start, pick(value)) for start, value in reversed(number.values)])
