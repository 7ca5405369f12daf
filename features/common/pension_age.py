"""Pension ages of the law, by sex, category and month of birth."""

from datetime import date

import ibis

from contracts.law import get_law_number
from features.common.calendar import compute_month_index, extract_month_index

MALE, FEMALE_50, FEMALE_55 = "male", "female_50", "female_55"  # keys of the law tables


def get_law_category(sex, female_category):
    """Key of the law tables (male, female_50, female_55) from a person's sex and an approval's
    category of a woman.
    """
    women = (female_category == "55").ifelse(FEMALE_55, FEMALE_50)
    return (sex == "1").ifelse(MALE, women.fill_null(FEMALE_50))


def compute_legal_age_months(birth_date, category, *, as_of: date):
    """Statutory pension age in months.

    The base age, plus a month for each step of birth months since the first one of the reform.
    """
    whole = [
        (category == name, _compute_age_months(extract_month_index(birth_date), rule))
        for name, rule in get_law_number("pension_age_months").on(as_of).items()
    ]
    return ibis.cases(*whole)


def look_up_by_category(category, table: dict):
    """The number of a law table that has one per category."""
    return ibis.cases(*[(category == name, ibis.literal(number)) for name, number in table.items()])


def _compute_age_months(birth_month, rule):
    after = birth_month - compute_month_index(rule["first_birth"])
    steps = (after / rule["births_a_step"]).floor().cast("int64") + 1
    later = ibis.least(steps, ibis.literal(rule["most_steps"]))
    return rule["base"] + (after >= 0).ifelse(later, 0)
