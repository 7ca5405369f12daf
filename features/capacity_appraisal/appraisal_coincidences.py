"""Grades, days and intervals alike among appraisals of one agent, unit, operator or expert."""

import ibis

from contracts.derived import derived
from contracts.tables.capacity_appraisal import CapacityAppraisal
from features.capacity_appraisal.appraisals import appraisal_base
from features.common.calendar import count_days_between
from features.common.coincidences import compute_coincidence_rarity
from features.common.join_helpers import left_join_columns

SEATS = tuple(f"expert{seat}_code" for seat in range(1, 6))
HANDS = ("agent_phone_hash", "handler_op", "employer_id", "institution_code")
VALUES = ("wait_days", "healing_days", "site_grade")
FACTS = ("site_grade", "healing_days")


@derived(key=("appraisal_id",))
def appraisal_values(appraisals: appraisal_base, raw: CapacityAppraisal):
    """One row an appraisal: days from injury to application and from there to the conclusion, grade
    with site, and the hands it went through.
    """
    hands = raw.select(
        "appraisal_id", "apply_date", "agent_phone_hash", "handler_op", "institution_code", *SEATS
    )
    joined = left_join_columns(appraisals, hands, "appraisal_id")
    return joined.select(
        "appraisal_id",
        *HANDS,
        *SEATS,
        wait_days=count_days_between(joined.conclude_date, joined.apply_date),
        healing_days=count_days_between(joined.apply_date, joined.injury_date),
        site_grade=joined.body_part.cast("string") + "/" + joined.grade.cast("string"),
    )


@derived(key=("appraisal_id",))
def appraisal_coincidences(appraisals: appraisal_values):
    """same_rarity: grade of a site, or days, alike with one agent, operator, unit or institution.

    expert_same_rarity: grade of a site, or days to the application, alike before one expert,
    whatever the seat.
    """
    by_hand = compute_coincidence_rarity(
        appraisals, subject="appraisal_id", values=VALUES, groups=HANDS, name="same_rarity"
    )
    seats = ibis.union(
        *[appraisals.select("appraisal_id", *FACTS, expert=appraisals[s]) for s in SEATS]
    )
    by_expert = compute_coincidence_rarity(
        seats, subject="appraisal_id", values=FACTS, groups=("expert",), name="expert_same_rarity"
    )
    return left_join_columns(by_hand, by_expert, "appraisal_id")
