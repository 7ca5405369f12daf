"""Hospital care of those who retired for illness, in the two years before the application."""

import ibis

from contracts.derived import derived
from contracts.tables.claim_header import ClaimHeader
from features.common.calendar import count_days_between
from features.service_and_retirement.approvals import approval_base

HOSPITAL_CARE = ("11", "13", "14", "21")  # codes of med_type
TREATED_MONTHS, FILE_DAYS = (
    24,
    30,
)  # two years of treatment; the last month is the file's preparation
# ICD-10: care of a cancer is coded Z51; a mental illness counts by its chapter
CANCER, CANCER_CARE, MENTAL = "C", "Z51", "F"


@derived(key=("approval_id", "setl_id"))
def hospital_visits(approvals: approval_base, claims: ClaimHeader, *, as_of):
    """Settled visits and stays of those retired for illness, in the 24 months before the
    application.
    """
    illness_approvals = approvals.filter(approvals.is_illness, approvals.diag_code.notnull())
    illness_approvals = illness_approvals.select(
        "approval_id", "person_id", "apply_date", approved_diag=illness_approvals.diag_code
    )
    care = claims.filter(
        claims.med_type.isin(HOSPITAL_CARE), claims.service_time.cast("date") <= as_of
    )
    care = care.semi_join(illness_approvals, "person_id")
    back = care.filter(care.reversal_of.notnull()).select(setl_id=care.reversal_of).distinct()
    stood = care.filter(care.reversal_of.isnull()).anti_join(back, "setl_id")
    stood = stood.select(
        "person_id", "setl_id", "diag_code", visit_date=stood.service_time.cast("date")
    )
    joined = illness_approvals.join(stood, "person_id")
    inside = joined.filter(
        joined.visit_date >= subtract_treated_months(joined.apply_date),
        joined.visit_date <= joined.apply_date,
    )
    return inside.mutate(
        is_of_illness=_is_of_group(inside.diag_code, inside.approved_diag),
        is_early=count_days_between(inside.apply_date, inside.visit_date) >= FILE_DAYS,
    )


def subtract_treated_months(day):
    """The day from which treatment before a day counts."""
    return day - ibis.interval(months=TREATED_MONTHS)


def _is_of_group(visited, approved):
    """The same group of ten ICD-10 categories (I63 and I69), care for a cancer, or both mental."""
    same = visited.substr(0, 2) == approved.substr(0, 2)
    cancer = (approved.substr(0, 1) == CANCER) & (visited.substr(0, 3) == CANCER_CARE)
    mental = (approved.substr(0, 1) == MENTAL) & (visited.substr(0, 1) == MENTAL)
    return (same | cancer | mental).fill_null(False)
