"""The grade to expect of an injury, from the grades of others with the same injury (I15)."""

import ibis

from contracts.derived import derived
from contracts.law import get_law_number
from features.capacity_appraisal.appraisals import (
    BELOW_GRADE,
    INITIAL,
    LEAST_ABOVE,
    MILDEST,
    appraisal_base,
    injury_burden,
    severity_beyond_code,
)
from features.capacity_appraisal.early_appraisals import EARLY_DAYS, early_appraisals
from features.common.join_helpers import left_join_columns

EXACT = 1_000_000  # whole millionths, so that a sum does not depend on its order
# a grade counts at most so far from its body part's median: a few bought grades move no site
MOST_APART = 1
# others by which a group's own figure and the coarser one weigh the same
SITE_PRIOR, BAND_PRIOR = 5, 10
LEAST_OTHERS = 5  # below five others an expectation is a guess
# a stay or a bill beyond so many times the usual one of the site explains no more: it may be padded
COUNTED_TIMES = 1.5
STAY_BANDS = (5, 10, 15, 20, 30, 60)  # days; a band holds enough others at the size of a city
# yuan; each twice the one before, since bills are spread like that
COST_BANDS = (2_000, 4_000, 8_000, 16_000, 32_000, 64_000)
AGE_BANDS = (30, 40, 50)  # years


@derived(key=("appraisal_id",))
def grade_expectations(
    appraisals: appraisal_base, burdens: injury_burden, graver: severity_beyond_code
):
    """expected_ordinal of every initial appraisal, from the other appraisals: site, then stay, bill
    and age.

    The site's mean is shrunk from code to ICD category to body part to all (k = 5 others). Stay,
    bill and age, in this order, move it by the mean of the remaining differences (k = 10).
    Appraisals whose records show more than their code do not count. Sums are of whole numbers.
    """
    initial = appraisals.filter(appraisals.kind == INITIAL)
    with_burden = left_join_columns(
        left_join_columns(initial, burdens, "appraisal_id"), graver, "appraisal_id"
    )
    is_peer = ~(
        with_burden.is_amputation | with_burden.is_grave_injury | with_burden.is_combined_injury
    )
    usual_stay = ibis.greatest(with_burden.stay_days.median().over(group_by="body_part"), 1)
    usual_bill = with_burden.medical_yuan.cast("float64").median().over(group_by="body_part")
    rows = add_site_mean(
        with_burden.mutate(is_peer=is_peer, usual_stay=usual_stay, usual_bill=usual_bill)
    )
    rows = rows.mutate(
        stay_band=_assign_band(
            ibis.least(rows.stay_days, rows.usual_stay * COUNTED_TIMES), STAY_BANDS
        ),
        cost_band=_assign_band(
            ibis.least(rows.medical_yuan.cast("float64"), rows.usual_bill * COUNTED_TIMES),
            COST_BANDS,
        ),
        age_band=_assign_band(rows.age_years, AGE_BANDS),
    )
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


def add_site_mean(rows):
    """Add `mean`: the grade to expect by diagnosis and site, in whole millionths of grades.

    `rows` (initial appraisals) has ordinal_grade, body_part, diag_code and is_peer; only those of
    `is_peer` count for others. `body_part_others` and `site_others` count the peers of part and
    diagnosis.
    """
    code = rows.diag_code.fill_null("?")
    usual = (
        rows.is_peer.ifelse(rows.ordinal_grade, None).median().over(group_by="body_part").round()
    )
    bounded = ibis.greatest(ibis.least(rows.ordinal_grade, usual + MOST_APART), usual - MOST_APART)
    rows = rows.mutate(
        counted=(bounded * EXACT).cast("int64"),
        peer=rows.is_peer.cast("int64"),
        everyone=ibis.literal("all"),
        site=rows.body_part.concat("/", code.substr(0, 3)),
        site_code=rows.body_part.concat("/", code.substr(0, 5)),
        mean=ibis.literal(float(MILDEST - 1) * EXACT),
    )
    for level in ("everyone", "body_part", "site", "site_code"):
        rows = _shrink_mean(rows, level)
    return rows


@derived(key=("appraisal_id",))
def grade_deviation(
    appraisals: appraisal_base, expected: grade_expectations, early: early_appraisals, *, as_of
):
    """I15: grades by which an initial appraisal is more severe than expected, and their worth in
    lump sum (yuan).
    """
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
            ((joined.i17_days < EARLY_DAYS) | joined.is_applied_early)
            & is_known
            & (above >= LEAST_ABOVE)
        ).fill_null(False),
    )


def _assign_band(value, bounds):
    """The number of bounds that a value reaches; -1 where it is not known."""
    reached = sum((value >= bound).cast("int64") for bound in bounds)
    return value.isnull().ifelse(-1, reached)


def _shrink_mean(rows, level):
    """`mean` moved to that of the level's others, shrunk towards the coarser one.

    `<level>_others` counts them.
    """
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
