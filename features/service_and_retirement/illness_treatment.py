"""Treatment of an illness before the retirement for it, and what speaks against a lack of it."""

import ibis

from contracts.derived import OrEmpty, derived
from contracts.tables.capacity_appraisal import CapacityAppraisal
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.contribution_month import ContributionMonth
from features.common.calendar import count_days_between
from features.common.employer_groups import affiliates
from features.common.first_full_month import find_first_full_month
from features.common.join_helpers import left_join_columns
from features.service_and_retirement.approval_helpers import doctor_backing, doctor_share
from features.service_and_retirement.approvals import approval_base
from features.service_and_retirement.hospital_visits import (
    FILE_DAYS,
    HOSPITAL_CARE,
    MENTAL,
    hospital_visits,
    subtract_treated_months,
)
from features.service_and_retirement.illness_retirements import (
    QUICK_DAYS,
    count_months_worked_on,
    quick_approval,
    select_months_worked_on,
)

LEAST_SEEN_DAYS = 180  # half a year of treatment must be in the delivered history
STRIKING_RARITY = 4  # one chance in ten thousand, as E13 asks of a doctor
WORKED_MONTHS = 2  # as E08 asks: one month may be a late sign-off


@derived(key=("approval_id",))
def signs_beside_illness(
    approvals: approval_base,
    doctors: doctor_share,
    backing: doctor_backing,
    quick: quick_approval,
    units: affiliates,
    contributions: OrEmpty[ContributionMonth],
    *,
    as_of,
):
    """Other signs beside a lack of treatment (0 to 3): doctor, operator, work after the approval.

    A doctor with strikingly many cases (E13), appraisal and approval at once by one operator (E15),
    work after the approval (E08), each unless it is explained itself.
    """
    worked = count_months_worked_on(
        select_months_worked_on(approvals, contributions, units, as_of)
    ).select("approval_id", "e08_months", "is_late_removal")
    by_doctor = doctors.select("approval_id", "e13_rarity", "is_filler_doctor")
    by_operator = quick.select("approval_id", "e15_days", "is_same_operator", "is_one_stop")
    joined = approvals.filter(approvals.is_illness).select("approval_id")
    for sign in (by_doctor, backing, by_operator, worked):
        joined = left_join_columns(joined, sign, "approval_id")
    is_one_doctor = (
        (joined.e13_rarity >= STRIKING_RARITY)
        & ~joined.is_filler_doctor
        & ~joined.is_designated_expert
    )
    is_one_operator = (
        (joined.e15_days <= QUICK_DAYS) & joined.is_same_operator & ~joined.is_one_stop
    )
    is_at_work = (joined.e08_months >= WORKED_MONTHS) & ~joined.is_late_removal
    signs = [
        sign.fill_null(False).cast("int64") for sign in (is_one_doctor, is_one_operator, is_at_work)
    ]
    return joined.select("approval_id", other_signs=sum(signs[1:], signs[0]))


@derived(key=("approval_id",))
def treatment_before_application(
    approvals: approval_base,
    visits: hospital_visits,
    signs: signs_beside_illness,
    claims: ClaimHeader,
    appraisals: CapacityAppraisal,
    *,
    as_of,
):
    """E07: visits for the approved illness in the 24 months before the application, less its last
    30 days.

    Null where fewer than 180 of those days are in the delivered history. What may explain a lack of
    visits (a mental illness, an injury, treatment elsewhere) does so where nothing else speaks
    against the approval; is_untreated_plainly: none of these is there.
    """
    illness_approvals = approvals.filter(approvals.is_illness, approvals.diag_code.notnull())
    counted = visits.group_by("approval_id").agg(
        e07_visits=(visits.is_of_illness & visits.is_early).cast("int64").sum(),
        file_visits=(visits.is_of_illness & ~visits.is_early).cast("int64").sum(),
        all_visits=visits.count(),
    )
    delivered = find_first_full_month(claims, HOSPITAL_CARE, as_of)
    injured = appraisals.filter(appraisals.case_id.notnull()).select("person_id").distinct()
    joined = left_join_columns(illness_approvals.cross_join(delivered), counted, "approval_id")
    joined = left_join_columns(joined, injured.mutate(was_injured=True), "person_id")
    joined = left_join_columns(joined, signs, "approval_id")
    seen_from = ibis.greatest(joined.first_delivered, subtract_treated_months(joined.apply_date))
    is_seen = count_days_between(joined.apply_date, seen_from) - FILE_DAYS >= LEAST_SEEN_DAYS
    is_mental = joined.diag_code.substr(0, 1) == MENTAL
    was_injured, is_elsewhere = joined.was_injured.fill_null(False), joined.all_visits.isnull()
    stands_alone = joined.other_signs == 0
    return joined.select(
        "approval_id",
        "other_signs",
        e07_visits=is_seen.ifelse(joined.e07_visits.fill_null(0), None),
        e07_from=seen_from,
        file_visits=joined.file_visits.fill_null(0),
        other_visits=joined.all_visits.fill_null(0)
        - joined.e07_visits.fill_null(0)
        - joined.file_visits.fill_null(0),
        is_mental_illness=is_mental & stands_alone,
        is_treated_as_injury=was_injured & stands_alone,
        is_treated_elsewhere=is_elsewhere & stands_alone,
        is_untreated_plainly=~(is_mental | was_injured | is_elsewhere),
    )
