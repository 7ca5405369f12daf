"""Insured heads of employer groups over the delivered history."""

from contracts.derived import derived
from features.common.calendar import compute_month_index
from features.common.spells import HISTORY_MONTHS, employment_months

THOUSAND = 1000  # heads and weights are added as whole thousandths: the order does not matter


@derived(key=("group_id",))
def group_heads(months: employment_months, *, as_of):
    """group_id, group_head_thousandths: heads of a group of affiliates, in thousandths of a head.

    The mean over the months of the last three years in which it insured anybody, so that a unit
    that lived for some months is not taken for a smaller one.
    """
    end = compute_month_index(as_of)
    recent = months.filter((months.month <= end) & (months.month > end - HISTORY_MONTHS))
    counted = recent.group_by("group_id").agg(rows=recent.count(), months=recent.month.nunique())
    return counted.select(
        "group_id",
        group_head_thousandths=(counted.rows * THOUSAND / counted.months).round().cast("int64"),
    )
