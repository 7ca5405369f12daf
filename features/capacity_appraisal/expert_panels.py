"""Panels of appraisal experts: who is drawn with whom, and whose panels grade above expectation
(I16).
"""

import ibis

from contracts.derived import derived
from contracts.tables.capacity_appraisal import CapacityAppraisal
from features.capacity_appraisal.appraisals import LEAST_ABOVE, RE_APPRAISAL, appraisals_with_grade
from features.capacity_appraisal.expected_grades import EXACT, grade_deviation
from features.capacity_appraisal.grades_of_groups import (
    compare_with_others,
    counted_grades,
    grade_spread,
    sum_against_others,
)
from features.common.join_helpers import left_join_columns, select_first_per_group
from features.common.tail_probability import compute_binomial_rarity

SEATS = tuple(f"expert{n}_code" for n in range(1, 6))
# a city asks 30 seats of an expert; a town has few, so fewer with shrinkage
LEAST_SEATS = 12
LEAST_TOGETHER = 5  # four common panels are chance in a small pool
# a city has fifty experts and a thousand pairs: by chance one expert in 700 reaches z 3, one pair
# in 30,000 z 4
Z_LIMIT, PAIR_Z_LIMIT = 3.0, 4.0
# sitting together beyond the draw (p 1e-4) is a duty roster as easily; with common panels that
# grade higher too (z 2, one pair in forty) it is not
TOGETHER_DIGITS, TOGETHER_Z = 4.0, 2.0
# a grade a whole one above expectation, which one honest appraisal in ten is, needs five sixths of
# either limit: z 2.5 at one in ten is rarer than z 3 alone
CLEARLY_ABOVE, EASED = 1.0, 5 / 6
SMALL_POOL = 6  # of six experts for a body part any two meet often
# below half of the limit nobody would set it, and every panel would be gathered with all others
NEAR_LIMIT = 0.5


@derived(key=("appraisal_id", "expert"))
def panel_seats(appraisals: appraisals_with_grade, raw: CapacityAppraisal):
    """appraisal_id, body_part, expert of the city's panels.

    The province's re-appraisals have other pools.
    """
    city_appraisals = appraisals.filter(appraisals.kind != RE_APPRAISAL).select(
        "appraisal_id", "body_part"
    )
    with_experts = city_appraisals.join(raw.select("appraisal_id", *SEATS), "appraisal_id")
    seats = [
        with_experts.filter(with_experts[seat].notnull()).select(
            "appraisal_id", "body_part", expert=with_experts[seat]
        )
        for seat in SEATS
    ]
    return ibis.union(*seats, distinct=True)


@derived(key=("expert", "body_part"))
def expert_parts(seats: panel_seats, grades: counted_grades):
    """Per expert and body part: the sum of grades above the mean of the part without the expert."""
    return sum_against_others(seats, grades, "expert")


@derived(key=("expert",))
def expert_residuals(parts: expert_parts, spread: grade_spread):
    """expert_seats, expert_mean (grades above the other experts' on the same parts, shrunk) and
    expert_z (0 below twelve seats).
    """
    counted = compare_with_others(parts, spread, "expert", name="expert")
    is_enough = counted.expert_panels >= LEAST_SEATS
    return counted.select(
        "expert",
        "expert_mean",
        expert_seats=counted.expert_panels,
        expert_z=is_enough.ifelse(counted.expert_z, 0.0),
    )


@derived(key=("appraisal_id", "expert_a", "expert_b"))
def panel_couples(seats: panel_seats):
    """Any two experts of a panel: appraisal_id, body_part, expert_a < expert_b."""
    both = seats.select("appraisal_id", "body_part", expert_a="expert").join(
        seats.select("appraisal_id", expert_b="expert"), "appraisal_id"
    )
    return both.filter(both.expert_a < both.expert_b)


@derived(key=("expert_a", "expert_b"))
def expert_pairs(
    seats: panel_seats, couples: panel_couples, grades: counted_grades, spread: grade_spread
):
    """Two experts with five common panels and more: how often they meet, and how they grade then.

    times_together, expected_together under a random draw, pair_digits = -log10 p (binomial);
    pair_mean, pair_z of the common panels' grades above the others'; pair_ratio to the limit: z 4,
    or z 2 where they also meet with p 1e-4.
    """
    often = couples.group_by("expert_a", "expert_b").agg(times_together=couples.count())
    often = often.filter(often.times_together >= LEAST_TOGETHER)
    met = _compare_with_draw(seats, couples, often)
    common = couples.semi_join(often, ["expert_a", "expert_b"])
    sums = sum_against_others(common, grades, "expert_a", "expert_b")
    graded = compare_with_others(sums, spread, "expert_a", "expert_b", name="pair")
    joined = left_join_columns(met, graded, "expert_a", "expert_b")
    z = (joined.pair_panels >= LEAST_TOGETHER).ifelse(joined.pair_z, 0.0).fill_null(0.0)
    by_meeting = ibis.least(joined.pair_digits / TOGETHER_DIGITS, z / TOGETHER_Z)
    return joined.select(
        "expert_a",
        "expert_b",
        "times_together",
        "expected_together",
        "pair_digits",
        pair_mean=joined.pair_mean.fill_null(0.0),
        pair_z=z,
        pair_ratio=ibis.greatest(z / PAIR_Z_LIMIT, by_meeting, 0.0).round(4),
    )


def _compare_with_draw(seats, couples, often):
    """Expected common panels of pairs, and the binomial tail of their number.

    Per body part the expectation is the larger of an equal draw without replacement from the
    experts seen there, C(seats, 2) / C(pool, 2) a panel (which a small pool makes large), and of
    the same draw weighted by how often each sits (which a busy expert makes large).
    """
    parts = _summarize_parts(seats)
    seat_counts = seats.group_by("expert", "body_part").agg(seats=seats.count())
    first = seat_counts.select("body_part", expert_a="expert", seats_a="seats")
    second = seat_counts.select("body_part", expert_b="expert", seats_b="seats")
    shared = (
        often.join(first, "expert_a")
        .join(second, ["expert_b", "body_part"])
        .join(parts, "body_part")
    )
    usual_seats = shared.all_seats / shared.pool_experts
    by_presence = shared.equal_draw * shared.seats_a * shared.seats_b / (usual_seats * usual_seats)
    least_seats = ibis.least(shared.seats_a, shared.seats_b)
    expected = ibis.least(ibis.greatest(shared.equal_draw, by_presence), least_seats)
    shared = shared.mutate(expected=(expected * EXACT).round().cast("int64"))
    summed = shared.group_by("expert_a", "expert_b", "times_together").agg(
        panels=shared.panels.sum(), expected=shared.expected.sum()
    )
    expected = summed.expected / EXACT
    digits = compute_binomial_rarity(summed.times_together, summed.panels, expected / summed.panels)
    return summed.select(
        "expert_a",
        "expert_b",
        "times_together",
        expected_together=expected.round(3),
        pair_digits=digits.round(4),
    )


NO_PAIR = "无 none"  # the panel has no two experts who sat together before


@derived(key=("appraisal_id",))
def panel_marks(
    seats: panel_seats,
    couples: panel_couples,
    residuals: expert_residuals,
    parts: expert_parts,
    pairs: expert_pairs,
    deviations: grade_deviation,
):
    """I16: ratio of the panel's most conspicuous expert or pair to its limit, where the grade is
    above expectation.
    """
    lead = _select_first(seats.join(residuals, "expert"), [ibis.desc("expert_z"), "expert"])
    lead = lead.rename(marked_expert="expert")
    two = couples.drop("body_part").join(pairs, ["expert_a", "expert_b"])
    order = [ibis.desc("pair_ratio"), ibis.desc("pair_digits"), "expert_a", "expert_b"]
    top = _select_first(two, order)
    measure = parts.select("body_part", "others_mean", marked_expert="expert")
    lead = left_join_columns(lead, measure, "marked_expert", "body_part")
    joined = left_join_columns(
        left_join_columns(lead, top, "appraisal_id"), deviations, "appraisal_id"
    )
    above = joined.above_expected - ibis.least(joined.others_mean.fill_null(0) / EXACT, 0.0)
    joined = joined.join(_summarize_parts(seats).select("body_part", "pool_experts"), "body_part")
    limit = (above >= CLEARLY_ABOVE).fill_null(False).ifelse(EASED, 1.0)
    by_pair = joined.pair_ratio.fill_null(0.0)
    ratio = (ibis.greatest(joined.expert_z / Z_LIMIT, by_pair) / limit).round(3)
    is_above = (above >= LEAST_ABOVE).fill_null(False)
    pair_z = joined.pair_z.fill_null(0.0)
    is_graded_higher = (joined.expert_z >= Z_LIMIT) | (pair_z >= PAIR_Z_LIMIT)
    return joined.select(
        "appraisal_id",
        "marked_expert",
        "expert_seats",
        "expert_mean",
        "expert_z",
        "pool_experts",
        times_together=joined.times_together.fill_null(0),
        expected_together=joined.expected_together.fill_null(0.0),
        marked_pair=joined.expert_a.concat("+", joined.expert_b).fill_null(NO_PAIR),
        pair_digits=joined.pair_digits.fill_null(0.0),
        pair_mean=joined.pair_mean.fill_null(0.0),
        pair_z=pair_z,
        pair_ratio=by_pair,
        panel_above=above.round(2),
        i16_ratio=is_above.ifelse(ratio, None),
        is_small_pool=(joined.pool_experts <= SMALL_POOL) & ~is_graded_higher,
    )


def _select_first(panels, order):
    """One row an appraisal: the first in an order."""
    return select_first_per_group(panels, "appraisal_id", order)


@derived(key=("record_id", "appraisal_id"))
def panel_records(seats: panel_seats, couples: panel_couples, marks: panel_marks):
    """record_id → appraisal_id: the appraisals of the conspicuous expert or pair of an appraisal.

    Both, where both are beyond the limit; below it the one that is nearer.
    """
    marked_panels = marks.filter(marks.i16_ratio >= NEAR_LIMIT).select(
        "marked_expert",
        "expert_z",
        "marked_pair",
        "pair_ratio",
        "i16_ratio",
        record_id="appraisal_id",
    )
    by_z = marked_panels.expert_z / Z_LIMIT
    is_below, is_by_expert = marked_panels.i16_ratio < 1, by_z >= marked_panels.pair_ratio
    by_expert = marked_panels.filter((by_z >= EASED) | (is_below & is_by_expert)).join(
        seats.select("appraisal_id", marked_expert="expert"), "marked_expert"
    )
    two = couples.select("appraisal_id", marked_pair=couples.expert_a.concat("+", couples.expert_b))
    by_pair = marked_panels.filter(
        (marked_panels.pair_ratio >= EASED) | (is_below & ~is_by_expert)
    ).join(two, "marked_pair")
    parts = [part.select("record_id", "appraisal_id") for part in (by_expert, by_pair)]
    return ibis.union(*parts, distinct=True)


@derived(key=("subject_kind", "subject_id", "link_kind", "link_id"))
def appraisal_links(appraisals: appraisals_with_grade, marks: panel_marks):
    """Ties of the appraised: the agent that filed, the conspicuous expert or pair that graded."""
    person = ibis.literal("person")
    filed = appraisals.filter(appraisals.agent_phone_hash.notnull())
    marked_appraisals = appraisals.select("appraisal_id", "person_id").join(
        marks.filter(marks.i16_ratio >= 1, ~marks.is_small_pool), "appraisal_id"
    )
    by_pair = marked_appraisals.pair_ratio >= marked_appraisals.expert_z / Z_LIMIT
    parts = [
        filed.select(
            subject_kind=person,
            subject_id=filed.person_id,
            link_kind=ibis.literal("agent"),
            link_id=filed.agent_phone_hash,
        ),
        marked_appraisals.select(
            subject_kind=person,
            subject_id=marked_appraisals.person_id,
            link_kind=ibis.literal("panel"),
            link_id=by_pair.ifelse(marked_appraisals.marked_pair, marked_appraisals.marked_expert),
        ),
    ]
    return ibis.union(*parts, distinct=True)


def _summarize_parts(seats):
    """Per body part: panels, experts seen, and how often an equal draw would seat two given experts
    together.
    """
    sizes = seats.group_by("appraisal_id", "body_part").agg(size=seats.count())
    panels = sizes.group_by("body_part").agg(
        panels=sizes.count(),
        all_seats=sizes["size"].sum(),
        couples=(sizes["size"] * (sizes["size"] - 1)).sum(),
    )
    pools = seats.group_by("body_part").agg(pool_experts=seats.expert.nunique())
    joined = panels.join(pools, "body_part")
    couples = joined.pool_experts * (joined.pool_experts - 1)
    return joined.select(
        "body_part",
        "panels",
        "all_seats",
        "pool_experts",
        equal_draw=(couples > 0).ifelse(joined.couples / couples, 0.0),
    )
