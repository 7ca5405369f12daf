"""Survivor allowances of dependants of workers who died at work, in months without the condition
for them.
"""

import ibis

from contracts.derived import OrEmpty, derived
from contracts.law import get_law_number
from contracts.tables.capacity_appraisal import CapacityAppraisal
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.death_record import DeathRecord
from contracts.tables.injury_payment import InjuryPayment
from contracts.tables.pension_payment import PensionPayment
from contracts.tables.person import Person
from contracts.tables.qualification_check import QualificationCheck
from features.common.benefit_recipients import (
    SURVIVOR,
    select_regular_pensions,
    select_standing_allowances,
)
from features.common.calendar import extract_month_index
from features.common.deaths import death_facts, death_strengths, life_after_death
from features.common.join_helpers import left_join_columns
from features.unemployment.claims import EMPLOYED_INSURANCES, NORMAL
from features.work_injury.injury_money import EMPLOYEE_PENSIONS

YEAR = 12  # months
MALE = "1"  # code of sex
KEY = ("payment_id",)


@derived(key=KEY)
def survivor_months(payments: InjuryPayment, persons: Person, *, as_of):
    """Monthly allowances of dependants: payment_id, person_id (the dependant's), month, yuan, age
    in months.
    """
    paid = select_standing_allowances(payments, as_of, (SURVIVOR,))
    paid = paid.filter(paid.dependant_person_id.notnull(), paid.benefit_month.notnull())
    allowances = paid.select(
        "payment_id",
        "case_id",
        "benefit_month",
        person_id=paid.dependant_person_id,
        yuan=paid.amount,
    )
    joined = allowances.join(persons.select("person_id", "birth_date", "sex"), "person_id")
    month = extract_month_index(joined.benefit_month)
    return joined.select(
        "payment_id",
        "case_id",
        "person_id",
        "benefit_month",
        "yuan",
        "sex",
        month=month,
        age_months=month - extract_month_index(joined.birth_date),
    )


@derived(key=KEY)
def undue_survivor_months(
    months: survivor_months,
    pensions: PensionPayment,
    contributions: ContributionMonth,
    appraisals: CapacityAppraisal,
    persons: Person,
    records: OrEmpty[DeathRecord],
    claims: OrEmpty[ClaimHeader],
    checks: OrEmpty[QualificationCheck],
    *,
    as_of,
):
    """Allowances for months in which the dependant was dead, pensioned, employed, or of age and
    able to work.

    A death that is weak or disputed is none: the dependant may live.
    """
    dependants = months.select("person_id").distinct()
    regular = select_regular_pensions(pensions, as_of)
    regular = regular.filter(regular.insurance_type.isin(EMPLOYEE_PENSIONS)).semi_join(
        dependants, "person_id"
    )
    pensioned = regular.select(
        "person_id", month=extract_month_index(regular.benefit_month)
    ).distinct()
    premiums = contributions.filter(
        contributions.insurance_type.isin(EMPLOYED_INSURANCES),
        contributions.pay_kind == NORMAL,
        contributions.contrib_month <= as_of,
    ).semi_join(dependants, "person_id")
    employed = premiums.select(
        "person_id", month=extract_month_index(premiums.contrib_month)
    ).distinct()
    of_dependants = records.semi_join(dependants, "person_id")
    strengths = death_strengths(of_dependants, persons, as_of=as_of)
    life = life_after_death(strengths, claims, checks, as_of=as_of)
    facts = death_facts(strengths, life, as_of=as_of)
    facts = facts.filter(~facts.is_weak_death & ~facts.is_death_disputed)
    dead = facts.select("person_id", death_month=extract_month_index(facts.known_death_date))
    with_status = left_join_columns(months, dead, "person_id")
    for name, other in (("is_pensioned", pensioned), ("is_employed", employed)):
        with_status = left_join_columns(
            with_status, other.mutate(**{name: True}), "person_id", "month"
        )
    with_status = left_join_columns(with_status, _select_incapable(appraisals, as_of), "person_id")
    is_dead = (with_status.month > with_status.death_month).fill_null(False)
    certain = (
        is_dead
        | with_status.is_pensioned.fill_null(False)
        | with_status.is_employed.fill_null(False)
    )
    is_of_age = _is_of_age(with_status, as_of) & ~with_status.is_incapable.fill_null(False)
    undue = with_status.mutate(is_dead=is_dead, is_certain=certain, is_undue=certain | is_of_age)
    return undue.filter(undue.is_undue).select(
        "payment_id", "person_id", "benefit_month", "yuan", "is_dead", "is_certain"
    )


def _select_incapable(appraisals, as_of):
    lost = appraisals.filter(
        appraisals.total_loss.fill_null(False), appraisals.conclude_date <= as_of
    )
    return lost.select("person_id").distinct().mutate(is_incapable=True)


def _is_of_age(months, as_of):
    """No child any more in that month, and not of the age at which a parent or spouse counts as a
    dependant.
    """
    ages = get_law_number("dependant_ages").on(as_of)
    old = (months.sex == MALE).ifelse(ages["man"], ages["woman"]) * YEAR
    return (months.age_months > ages["child"] * YEAR) & (months.age_months < old)


@derived(key=("person_id",))
def undue_allowances(undue: undue_survivor_months):
    """X09: months and yuan of survivor allowance without the condition for it."""
    counted = undue.group_by("person_id").agg(
        x09_months=undue.benefit_month.nunique(),
        x09_yuan=undue.yuan.sum(),
        x09_from=undue.benefit_month.min(),
        x09_to=undue.benefit_month.max(),
        dead_months=undue.is_dead.cast("int64").sum(),
        certain_months=undue.is_certain.cast("int64").sum(),
    )
    return counted.select(
        "person_id",
        "x09_months",
        "x09_yuan",
        "x09_from",
        "x09_to",
        x09_dead_months=counted.dead_months,
        x09_certain_months=counted.certain_months,
        is_status_lost=counted.certain_months > ibis.literal(0),
    )
