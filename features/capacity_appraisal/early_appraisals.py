"""Appraisals that were applied for or concluded before the injury can have been stable (I17)."""

import ibis

from contracts.derived import derived
from contracts.tables.capacity_appraisal import CapacityAppraisal
from features.capacity_appraisal.appraisals import INITIAL, appraisals_with_grade
from features.common.calendar import count_days_between
from features.common.join_helpers import left_join_columns
from features.work_injury.injuries import net_injury_payments

EARLY_DAYS = 60  # an injury is rarely stable within two months, and a grade needs it stable
# an application says that treatment has ended: a wound is closed in a month, a bone knits in six
# weeks at the least
EARLY_APPLICATION_DAYS, EARLY_FRACTURE_DAYS = 30, 45
LEAVE_EXTENDED = "4"  # code of appraisal_kind
MEDICAL = "1"  # code of injury_item
SITES, FRACTURE = "ST", "2"  # ICD-10: S02, S12 … S92 and T02, T12 are fractures


@derived(key=("appraisal_id",))
def early_appraisals(
    appraisals: appraisals_with_grade,
    raw: CapacityAppraisal,
    payments: net_injury_payments,
):
    """I17: days from the injury to the conclusion of an initial appraisal, and to its application.

    is_applied_early: applied for within 30 days of the injury (a fracture: 45), before a stay in
    hospital that ended later or began before the conclusion, or before paid leave was extended.
    """
    applied = appraisals.join(raw.select("appraisal_id", applied_on="apply_date"), "appraisal_id")
    marked = left_join_columns(applied, _find_unfinished(applied, raw, payments), "appraisal_id")
    days = count_days_between(marked.conclude_date, marked.injury_date)
    days_to_application = count_days_between(marked.applied_on, marked.injury_date)
    code = marked.diag_code.fill_null("")
    is_fracture = code.substr(0, 1).isin(list(SITES)) & (code.substr(2, 1) == FRACTURE)
    limit = is_fracture.ifelse(EARLY_FRACTURE_DAYS, EARLY_APPLICATION_DAYS)
    is_initial = marked.kind == INITIAL
    is_early = (days_to_application < limit) | marked.is_unfinished.fill_null(False)
    return marked.select(
        "appraisal_id",
        days_to_conclusion=days,
        days_to_application=days_to_application,
        i17_days=is_initial.ifelse(days, None),
        is_applied_early=is_initial & is_early,
    )


def _find_unfinished(applied, raw, payments):
    """Appraisals whose person was in hospital after applying, or got longer paid leave."""
    stays = payments.filter(payments.item == MEDICAL).select(
        "case_id", "service_from", "service_to"
    )
    treated = applied.join(stays, "case_id")
    treated = treated.filter(
        treated.service_to > treated.service_from,
        treated.service_to > treated.applied_on,
        treated.service_from < treated.conclude_date,
    )
    extended = raw.filter(raw.kind == LEAVE_EXTENDED).select("case_id", extended_on="apply_date")
    on_leave = applied.select("appraisal_id", "case_id", "applied_on").join(extended, "case_id")
    on_leave = on_leave.filter(on_leave.extended_on >= on_leave.applied_on)
    parts = [treated.select("appraisal_id"), on_leave.select("appraisal_id")]
    return ibis.union(*parts, distinct=True).mutate(is_unfinished=True)
