"""Grades of the appraisals of an expert, a pair of experts or an agent, beside those of others."""

import ibis

from contracts.derived import derived
from features.capacity_appraisal.appraisals import appraisals_with_grade
from features.capacity_appraisal.expected_grades import EXACT, grade_deviation

MOST_COUNTED = 1.0  # grades above or below that one appraisal counts in a mean
SEAT_PRIOR = 3  # ordinary appraisals added to each group: a mean of two or three is no mean
LEAST_SPREAD = 0.3  # grades; the standard deviation of rounding to whole grades is 0.29


@derived(key=("appraisal_id",))
def counted_grades(appraisals: appraisals_with_grade, deviations: grade_deviation):
    """appraisal_id, body_part, part: grades above expectation, bounded, in whole millionths.

    Appraisals whose records show more than their code do not count.
    """
    comparable = deviations.filter(deviations.above_expected.notnull(), deviations.is_comparable)
    bounded = ibis.least(ibis.greatest(comparable.above_expected, -MOST_COUNTED), MOST_COUNTED)
    parts = comparable.select("appraisal_id", part=(bounded * EXACT).round().cast("int64"))
    return parts.join(appraisals.select("appraisal_id", "body_part"), "appraisal_id")


@derived(key=())
def grade_spread(grades: counted_grades):
    """One row: spread, the standard deviation of all counted grades in millionths.

    Bounded grades keep it from being widened by bought ones; rounding to whole grades is its least.
    """
    squared = grades.mutate(square=grades.part * grades.part)
    sums = squared.agg(
        count=squared.count(), whole=squared.part.sum(), squares=squared.square.sum()
    )
    mean = sums.whole / sums["count"]
    variance = sums.squares / sums["count"] - mean * mean
    spread = ibis.greatest(variance, 0.0).sqrt()
    return sums.select(spread=ibis.greatest(spread.fill_null(0.0), LEAST_SPREAD * EXACT))


def sum_against_others(members, grades, *by: str):
    """Per group (columns `by`) and body part: its sum of grades above the mean of all others.

    `members` has `by` and appraisal_id. A group's appraisals are left out of the mean: where one
    judges much of a part, they move it. Columns: group_panels, others_mean, above_others, weight
    (seats that carry the error of the sum and of the mean), sums in whole millionths.
    """
    joined = members.select(*by, "appraisal_id").join(grades, "appraisal_id")
    sums = joined.group_by(*by, "body_part").agg(
        group_panels=joined.count(), group_sum=joined.part.sum()
    )
    parts = grades.group_by("body_part").agg(part_panels=grades.count(), part_sum=grades.part.sum())
    both = sums.join(parts, "body_part")
    others = both.part_panels - both.group_panels
    mean = (both.part_sum - both.group_sum) / (others + SEAT_PRIOR)
    weight = EXACT * both.group_panels * (1 + both.group_panels / (others + SEAT_PRIOR))
    return both.select(
        *by,
        "body_part",
        "group_panels",
        others_mean=mean.round().cast("int64"),
        above_others=both.group_sum - (mean.round() * both.group_panels).cast("int64"),
        weight=weight.round().cast("int64"),
    )


def compare_with_others(sums, spread, *by: str, name: str):
    """Per group: <name>_panels, <name>_mean (grades above the others of the same parts, shrunk) and
    <name>_z.

    z = sum of differences / (spread * sqrt(appraisals and k = 3 ordinary ones)).
    """
    summed = sums.group_by(*by).agg(
        panels=sums.group_panels.sum(), above=sums.above_others.sum(), weight=sums.weight.sum()
    )
    counted = summed.cross_join(spread)
    z = counted.above / (counted.spread * (counted.weight / EXACT + SEAT_PRIOR).sqrt())
    return counted.select(
        *by,
        **{
            f"{name}_panels": counted.panels,
            f"{name}_mean": (counted.above / (counted.panels + SEAT_PRIOR) / EXACT).round(4),
            f"{name}_z": z.round(4),
        },
    )
