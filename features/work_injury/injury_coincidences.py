"""Sums, numbers, intervals and times alike among injuries of one unit, hospital or agent."""

import ibis

from contracts.derived import derived
from contracts.tables.injury_case import InjuryCase
from features.common.calendar import count_days_between
from features.common.coincidences import (
    add_runs,
    compute_coincidence_rarity,
    compute_group_rarity,
)
from features.common.join_helpers import left_join_columns
from features.work_injury.injuries import injury_base
from features.work_injury.injury_habits import injury_bills

HANDS = ("employer_id", "agent_phone_hash", "handler_op", "first_institution_code")
INTERVALS = ("apply_delay_days", "cover_days")
MARKS = ("clock_minute", "injury_kind")  # time of day and the kind of injury
PLACES = ("institution_code", "employer_id")


@derived(key=("case_id",))
def case_values(cases: injury_base, raw: InjuryCase):
    """One row a case: intervals, time of day, kind of injury, and the hands it went through."""
    hands = raw.select("case_id", "agent_phone_hash", "handler_op", "first_institution_code")
    joined = left_join_columns(cases, hands, "case_id")
    return joined.select(
        "case_id",
        "apply_delay_days",
        *HANDS,
        cover_days=count_days_between(joined.injury_time, joined.coverage_start),
        # midnight is what is filled in where the time is not known
        clock_minute=(joined.injury_time.hour() * 60 + joined.injury_time.minute()).nullif(0),
        injury_kind=joined.body_part.cast("string") + "/" + joined.diag_code.cast("string"),
    )


@derived(key=("payment_id",))
def bill_values(bills: injury_bills):
    """One row a bill of treatment: its sum with the item, its length with the item, its run of
    invoice numbers.
    """
    bills = bills.rename(employer_id="case_employer")
    bills = add_runs(bills, number="invoice_no", group="institution_code", name="invoice_run")
    days = count_days_between(bills.service_to, bills.service_from).cast("string")
    return bills.select(
        "case_id",
        "payment_id",
        *PLACES,
        item_sum=bills.item + "/" + bills.amount.cast("string"),
        item_days=bills.item + "/" + days,
        # numbers of one institution run on by themselves: what is odd is a run within one unit
        invoice_run=bills.institution_code + "/" + bills.invoice_run.cast("string"),
    )


@derived(key=("case_id",))
def bill_coincidences(bills: bill_values):
    """same_sum_rarity: sums of bills alike in cases of one institution or unit; bill_run_rarity:
    invoice numbers in a row, or stays of one length.
    """
    sums = compute_coincidence_rarity(
        bills, subject="case_id", values=("item_sum",), groups=PLACES, name="same_sum_rarity"
    )
    runs = compute_coincidence_rarity(
        bills,
        subject="case_id",
        values=("invoice_run", "item_days"),
        groups=("employer_id",),
        name="bill_run_rarity",
    )
    return left_join_columns(sums, runs, "case_id")


@derived(key=("case_id",))
def case_coincidences(cases: case_values):
    """same_interval_rarity: days from cover to injury or to the claim, time of day or kind of
    injury alike in one unit, with one agent, operator or first hospital.
    """
    return compute_coincidence_rarity(
        cases,
        subject="case_id",
        values=INTERVALS + MARKS,
        groups=HANDS,
        name="same_interval_rarity",
    )


@derived(key=("employer_id",))
def unit_case_coincidences(cases: case_values, bills: bill_values):
    """unit_same_rarity: the rarest value that a unit's injuries have in common."""
    cases_alike = compute_group_rarity(
        cases,
        subject="case_id",
        values=INTERVALS + MARKS,
        group="employer_id",
        name="unit_same_rarity",
    )
    bills_alike = compute_group_rarity(
        bills,
        subject="case_id",
        values=("item_sum", "invoice_run", "item_days"),
        group="employer_id",
        name="unit_same_rarity",
    )
    both = ibis.union(cases_alike, bills_alike)
    return both.group_by("employer_id").agg(unit_same_rarity=both.unit_same_rarity.max())


@derived(key=("institution_code",))
def institution_bill_coincidences(bills: bill_values):
    """institution_same_rarity: the rarest sum or length that an institution's bills have in
    common.
    """
    return compute_group_rarity(
        bills,
        subject="case_id",
        values=("item_sum", "item_days"),
        group="institution_code",
        name="institution_same_rarity",
    )
