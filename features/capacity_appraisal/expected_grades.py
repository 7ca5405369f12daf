"""The grade to expect of an injury, from what others with the same injury were given (I15)."""

import ibis

from contracts.derived import derived
from contracts.law import get_law_number
from features.capacity_appraisal.appraisals import (
    BELOW_GRADE,
    EARLY_DAYS,
    INITIAL,
    LEAST_ABOVE,
    MILDEST,
    appraisal_base,
    early_appraisals,
    injury_burden,
    severity_beyond_code,
)
from features.common.join_helpers import left_join_columns

EXACT = 1_000_000
MOST_APART = (
    1  # a grade counts at most so far from its body part's median: a few bought grades move no site
)
SITE_PRIOR, BAND_PRIOR = (
    5,
    10,
)  # others by which a group's own figure and the coarser one weigh the same
LEAST_OTHERS = 5
COUNTED_TIMES = 1.5  # a stay or a bill beyond so many times the usual one of the site explains no more: it may be padded
STAY_BANDS = (5, 10, 15, 20, 30, 60)
COST_BANDS = (2_000, 4_000, 8_000, 16_000, 32_000, 64_000)
AGE_BANDS = (30, 40, 50)


@derived(appraisal_base, injury_burden, severity_beyond_code, key=("appraisal_id",))
def grade_expectations(appraisals, burdens, graver, *, as_of):
    """expected_ordinal of every initial appraisal, without its own weight: site first, then stay, bill and age.

    The site's mean is shrunk from code to ICD category to body part to all (k = 5 others); stay, bill and age
    move it by the mean of what the site leaves open (k = 10), one after the other. Others whose records show
    more than their code do not count. All sums are of whole numbers.
    """
    initial = appraisals.filter(appraisals.kind == INITIAL)
    with_burden = left_join_columns(
        left_join_columns(initial, burdens, "appraisal_id"), graver, "appraisal_id"
    )
    code = with_burden.diag_code.fill_null("?")
    is_peer = ~(
        with_burden.is_amputation | with_burden.is_grave_injury | with_burden.is_combined_injury
    )
    usual = (
        is_peer.ifelse(with_burden.ordinal_grade, None).median().over(group_by="body_part").round()
    )
    usual_stay = ibis.greatest(with_burden.stay_days.median().over(group_by="body_part"), 1)
    usual_bill = with_burden.medical_yuan.cast("float64").median().over(group_by="body_part")
    bounded = ibis.greatest(
        ibis.least(with_burden.ordinal_grade, usual + MOST_APART), usual - MOST_APART
    )
    rows = with_burden.mutate(
        counted=(bounded * EXACT).cast("int64"),
        peer=is_peer.cast("int64"),
        everyone=ibis.literal("all"),
        usual_stay=usual_stay,
        site=with_burden.body_part.concat("/", code.substr(0, 3)),
        site_code=with_burden.body_part.concat("/", code.substr(0, 5)),
        stay_band=_assign_band(
            ibis.least(with_burden.stay_days, usual_stay * COUNTED_TIMES), STAY_BANDS
        ),
        cost_band=_assign_band(
            ibis.least(with_burden.medical_yuan.cast("float64"), usual_bill * COUNTED_TIMES),
            COST_BANDS,
        ),
        age_band=_assign_band(with_burden.age_years, AGE_BANDS),
    )
    rows = rows.mutate(mean=ibis.literal(float(MILDEST - 1) * EXACT))
    for level in ("everyone", "body_part", "site", "site_code"):
        rows = _shrink_mean(rows, level)
    rows = rows.mutate(site_mean=rows["mean"] / EXACT)
    for band in ("stay_band", "cost_band", "age_band"):
        rows = _shift_mean(rows, band)
    return rows.select(
        "appraisal_id",
        "stay_days",
        "medical_yuan",
        "age_years",
        "site_mean",
        site_others=rows.site_others,
        part_others=rows.body_part_others,
        stay_times=(rows.stay_days / rows.usual_stay).round(2),
        is_comparable=rows.peer == 1,
        expected_ordinal=(rows["mean"] / EXACT).round(4),
    )


@derived(appraisal_base, grade_expectations, early_appraisals, key=("appraisal_id",))
def grade_deviation(appraisals, expected, early, *, as_of):
    """I15: whole grades by which an initial appraisal is more severe than expected, and their worth in lump sum."""
    months = get_law_number("injury_disability_months").on(as_of)
    joined = left_join_columns(
        left_join_columns(appraisals, expected, "appraisal_id"), early, "appraisal_id"
    )
    above = (joined.expected_ordinal - joined.ordinal_grade).round(2)
    usual = joined.expected_ordinal.round().cast("int64")
    is_known = joined.part_others >= LEAST_OTHERS
    grade_due = ibis.cases(*[(joined.grade == g, n) for g, n in sorted(months.items())], else_=0)
    usual_due = ibis.cases(*[(usual == g, n) for g, n in sorted(months.items())], else_=0)
    extra = (grade_due > usual_due).ifelse((grade_due - usual_due) / grade_due, 0.0)
    return joined.select(
        "appraisal_id",
        "stay_days",
        "medical_yuan",
        "age_years",
        "site_mean",
        "site_others",
        "stay_times",
        "is_comparable",
        "expected_ordinal",
        above_expected=is_known.ifelse(above, None),
        expected_grade=(usual >= MILDEST).ifelse(BELOW_GRADE, usual),
        i15_grades=is_known.ifelse(usual - joined.ordinal_grade, None),
        i15_amount=(joined.grade_yuan.cast("float64") * extra).round(2).cast("decimal(14,2)"),
        is_early_and_high=(
            (joined.i17_days < EARLY_DAYS) & is_known & (above >= LEAST_ABOVE)
        ).fill_null(False),
    )


def _assign_band(value, bounds):
    """The number of bounds that a value reaches; -1 where it is not known."""
    reached = sum((value >= bound).cast("int64") for bound in bounds)
    return value.isnull().ifelse(-1, reached)


def _shrink_mean(rows, level):
    """`mean` moved to that of the level's others, shrunk towards the coarser one; `<level>_others` counts them."""
    total, others = _sum_others(rows, rows.counted, level)
    mean = (total + rows["mean"] * SITE_PRIOR) / (others + SITE_PRIOR)
    return rows.mutate(**{f"{level}_others": others, "mean": mean})


def _shift_mean(rows, band):
    """`mean` moved by what the others of a band were given above or below theirs."""
    total, others = _sum_others(rows, (rows.counted - rows["mean"]).round().cast("int64"), band)
    return rows.mutate(mean=rows["mean"] + total / (others + BAND_PRIOR))


def _sum_others(rows, value, by):
    """(sum of a whole-numbered value, count) over the peers of a group without the row itself."""
    row_value = (value * rows.peer).fill_null(0)
    total = row_value.sum().over(group_by=by) - row_value
    return total.cast("float64"), rows.peer.sum().over(group_by=by) - rows.peer
