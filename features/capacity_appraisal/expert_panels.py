"""Panels of appraisal experts: who is drawn with whom, and whose panels grade above expectation
(I16).
"""

import math

import ibis

from contracts.derived import derived
from contracts.tables.capacity_appraisal import CapacityAppraisal
from features.capacity_appraisal.appraisals import LEAST_ABOVE, RE_APPRAISAL, appraisals_with_grade
from features.capacity_appraisal.expected_grades import EXACT, grade_deviation
from features.common.join_helpers import left_join_columns

SEATS = tuple(f"expert{n}_code" for n in range(1, 6))
MOST_COUNTED = 1.0  # grades above or below that one appraisal counts in an expert's mean
# a city asks 30 seats of an expert; a town has few, so fewer with shrinkage
LEAST_SEATS, SEAT_PRIOR = 12, 3
LEAST_TOGETHER = 5  # four common panels are chance in a small pool
LEAST_SPREAD = 0.3  # grades; the standard deviation of rounding to whole grades is 0.29
QUARTILES_OF_NORMAL = 1.349  # their distance in standard deviations
Z_LIMIT, P_DIGITS = 3.0, 4.0  # mean residual from z 3 on; pairs from p 1e-4 on
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
def expert_parts(seats: panel_seats, deviations: grade_deviation):
    """Per expert and body part: seats, sum of deviations, and the mean of the part without the
    expert.

    Appraisals whose records show more than their code do not count, and one counts at most one
    grade either way. An expert's appraisals are left out of the mean: where one judges much of a
    part, they move it.
    """
    scaled = _bound_deviations(deviations)
    joined = seats.join(scaled, "appraisal_id")
    expert_sums = joined.group_by("expert", "body_part").agg(
        own_seats=joined.count(), own_sum=joined.part.sum()
    )
    once = joined.select("appraisal_id", "body_part", "part").distinct()
    parts = once.group_by("body_part").agg(part_panels=once.count(), part_sum=once.part.sum())
    both = expert_sums.join(parts, "body_part")
    others = both.part_panels - both.own_seats
    mean = (both.part_sum - both.own_sum) / (others + SEAT_PRIOR)
    return both.select(
        "expert",
        "body_part",
        "own_seats",
        others_mean=mean.round().cast("int64"),
        above_others=both.own_sum - (mean.round() * both.own_seats).cast("int64"),
        # the error of the expert's sum and that of the others' mean, in seats
        weight=(EXACT * both.own_seats * (1 + both.own_seats / (others + SEAT_PRIOR)))
        .round()
        .cast("int64"),
    )


@derived(key=("expert",))
def expert_residuals(parts: expert_parts, deviations: grade_deviation):
    """expert_seats, expert_mean (grades above the other experts' on the same parts, shrunk) and
    expert_z.

    z = sum of differences / (spread * sqrt(seats and k = 3 average ones)). The spread is that of
    the quartiles, which bought grades do not widen, and at least that of rounding to whole grades.
    """
    scaled = _bound_deviations(deviations)
    quartiles = scaled.agg(low=scaled.part.quantile(0.25), high=scaled.part.quantile(0.75))
    summed = parts.group_by("expert").agg(
        expert_seats=parts.own_seats.sum(),
        above=parts.above_others.sum(),
        weight=parts.weight.sum(),
    )
    counted = summed.cross_join(quartiles)
    spread = ibis.greatest((counted.high - counted.low) / QUARTILES_OF_NORMAL, LEAST_SPREAD * EXACT)
    z = counted.above / (spread * (counted.weight / EXACT + SEAT_PRIOR).sqrt())
    return counted.select(
        "expert",
        "expert_seats",
        expert_mean=(counted.above / (counted.expert_seats + SEAT_PRIOR) / EXACT).round(4),
        expert_z=(counted.expert_seats >= LEAST_SEATS).ifelse(z.round(4), 0.0),
    )


@derived(key=("expert_a", "expert_b"))
def expert_pairs(seats: panel_seats):
    """Two experts on one panel: times_together, expected_together under a random draw, pair_digits
    = -log10 p.

    Per body part the expectation is the larger of an equal draw from the experts seen there (which
    a small pool makes large) and of each one's presence on panels without the other (which a busy
    expert makes large). p is the binomial tail, by Feller's bound (An Introduction to Probability
    Theory, vol. 1, VI.3): never too small.
    """
    parts = _summarize_parts(seats)
    both = seats.select("appraisal_id", "body_part", expert_a="expert").join(
        seats.select("appraisal_id", expert_b="expert"), "appraisal_id"
    )
    both = both.filter(both.expert_a < both.expert_b)
    met = both.group_by("expert_a", "expert_b", "body_part").agg(together=both.count())
    often = met.group_by("expert_a", "expert_b").agg(times_together=met.together.sum())
    often = often.filter(often.times_together >= LEAST_TOGETHER)
    seat_counts = seats.group_by("expert", "body_part").agg(seats=seats.count())
    first = seat_counts.select("body_part", expert_a="expert", seats_a="seats")
    second = seat_counts.select("body_part", expert_b="expert", seats_b="seats")
    shared = (
        often.join(first, "expert_a")
        .join(second, ["expert_b", "body_part"])
        .join(parts, "body_part")
    )
    shared = left_join_columns(shared, met, "expert_a", "expert_b", "body_part")
    shared = shared.mutate(together=shared.together.fill_null(0))
    alone_a, alone_b = shared.seats_a - shared.together, shared.seats_b - shared.together
    neither = shared.panels - shared.seats_a - shared.seats_b + shared.together
    by_presence = (alone_a + 0.5) * (alone_b + 0.5) / (neither + 0.5)
    expected = ibis.least(ibis.greatest(shared.equal_draw, by_presence), shared.panels)
    shared = shared.mutate(expected=(expected * EXACT).round().cast("int64"))
    summed = shared.group_by("expert_a", "expert_b", "times_together").agg(
        panels=shared.panels.sum(), expected=shared.expected.sum()
    )
    summed = summed.mutate(expected_together=(summed.expected / EXACT).round(3))
    digits = _compute_pair_digits(summed.times_together, summed.panels, summed.expected / EXACT)
    return summed.select(
        "expert_a", "expert_b", "times_together", "expected_together", pair_digits=digits.round(4)
    )


NO_PAIR = "无 none"  # the panel has no two experts who sat together before


@derived(key=("appraisal_id",))
def panel_marks(
    seats: panel_seats,
    residuals: expert_residuals,
    parts: expert_parts,
    pairs: expert_pairs,
    deviations: grade_deviation,
):
    """I16: ratio of the panel's most conspicuous expert or pair to its limit, where the grade is
    above expectation.
    """
    experts = seats.join(residuals, "expert")
    place = ibis.row_number().over(
        group_by="appraisal_id", order_by=[ibis.desc("expert_z"), "expert"]
    )
    lead = experts.mutate(place=place).filter(lambda t: t.place == 0).drop("place")
    lead = lead.rename(marked_expert="expert")
    two = seats.select("appraisal_id", expert_a="expert").join(
        seats.select("appraisal_id", expert_b="expert"), "appraisal_id"
    )
    two = two.join(pairs, ["expert_a", "expert_b"])
    place = ibis.row_number().over(
        group_by="appraisal_id", order_by=[ibis.desc("pair_digits"), "expert_a", "expert_b"]
    )
    top = two.mutate(place=place).filter(lambda t: t.place == 0).drop("place")
    measure = parts.select("body_part", "others_mean", marked_expert="expert")
    lead = left_join_columns(lead, measure, "marked_expert", "body_part")
    joined = left_join_columns(
        left_join_columns(lead, top, "appraisal_id"), deviations, "appraisal_id"
    )
    above = joined.above_expected - ibis.least(joined.others_mean.fill_null(0) / EXACT, 0.0)
    joined = joined.join(_summarize_parts(seats).select("body_part", "pool_experts"), "body_part")
    digits = joined.pair_digits.fill_null(0.0)
    limit = (above >= CLEARLY_ABOVE).fill_null(False).ifelse(EASED, 1.0)
    ratio = (ibis.greatest(joined.expert_z / Z_LIMIT, digits / P_DIGITS) / limit).round(3)
    is_above = (above >= LEAST_ABOVE).fill_null(False)
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
        pair_digits=digits,
        panel_above=above.round(2),
        i16_ratio=is_above.ifelse(ratio, None),
        is_small_pool=(joined.pool_experts <= SMALL_POOL) & (joined.expert_z < Z_LIMIT),
    )


@derived(key=("record_id", "appraisal_id"))
def panel_records(seats: panel_seats, marks: panel_marks):
    """record_id → appraisal_id: the appraisals of the conspicuous expert or pair of an appraisal.

    Both, where both are beyond the limit; below it the one that is nearer.
    """
    marked_panels = marks.filter(marks.i16_ratio >= NEAR_LIMIT).select(
        "marked_expert",
        "expert_z",
        "marked_pair",
        "pair_digits",
        "i16_ratio",
        record_id="appraisal_id",
    )
    is_below, is_by_expert = (
        marked_panels.i16_ratio < 1,
        marked_panels.expert_z / Z_LIMIT >= marked_panels.pair_digits / P_DIGITS,
    )
    by_expert = marked_panels.filter(
        (marked_panels.expert_z >= Z_LIMIT * EASED) | (is_below & is_by_expert)
    ).join(seats.select("appraisal_id", marked_expert="expert"), "marked_expert")
    two = seats.select("appraisal_id", expert_a="expert").join(
        seats.select("appraisal_id", expert_b="expert"), "appraisal_id"
    )
    two = two.filter(two.expert_a < two.expert_b).select(
        "appraisal_id", marked_pair=ibis._.expert_a.concat("+", ibis._.expert_b)
    )
    by_pair = marked_panels.filter(
        (marked_panels.pair_digits >= P_DIGITS * EASED) | (is_below & ~is_by_expert)
    ).join(two, "marked_pair")
    parts = [part.select("record_id", "appraisal_id") for part in (by_expert, by_pair)]
    return ibis.union(*parts, distinct=True)


@derived(key=("appraisal_id",))
def appraisal_agents(appraisals: appraisals_with_grade, deviations: grade_deviation):
    """Appraisals of the filing agent: agent_appraisals, agent_mean (grades above expectation,
    shrunk).
    """
    filed = appraisals.filter(appraisals.agent_phone_hash.notnull()).select(
        "appraisal_id", agent="agent_phone_hash"
    )
    with_deviation = filed.join(_bound_deviations(deviations), "appraisal_id")
    agents = with_deviation.group_by("agent").agg(
        agent_appraisals=with_deviation.count(), part=with_deviation.part.sum()
    )
    agents = agents.mutate(
        agent_mean=(agents.part / (agents.agent_appraisals + SEAT_PRIOR) / EXACT).round(4)
    )
    return filed.join(agents, "agent").select("appraisal_id", "agent_appraisals", "agent_mean")


@derived(key=("subject_kind", "subject_id", "link_kind", "link_id"))
def appraisal_links(appraisals: appraisals_with_grade, marks: panel_marks):
    """Ties of the appraised: the agent that filed, the conspicuous expert or pair that graded."""
    person = ibis.literal("person")
    filed = appraisals.filter(appraisals.agent_phone_hash.notnull())
    marked_appraisals = appraisals.select("appraisal_id", "person_id").join(
        marks.filter(marks.i16_ratio >= 1, ~marks.is_small_pool), "appraisal_id"
    )
    by_pair = marked_appraisals.pair_digits / P_DIGITS >= marked_appraisals.expert_z / Z_LIMIT
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


def _bound_deviations(deviations):
    """appraisal_id, part: grades above expectation of comparable appraisals, bounded, in whole
    millionths.
    """
    comparable = deviations.filter(deviations.above_expected.notnull(), deviations.is_comparable)
    bounded = ibis.least(ibis.greatest(comparable.above_expected, -MOST_COUNTED), MOST_COUNTED)
    return comparable.select("appraisal_id", part=(bounded * EXACT).round().cast("int64"))


def _summarize_parts(seats):
    """Per body part: panels, experts seen, and how often an equal draw would seat two given experts
    together.
    """
    sizes = seats.group_by("appraisal_id", "body_part").agg(size=seats.count())
    panels = sizes.group_by("body_part").agg(
        panels=sizes.count(), couples=(sizes["size"] * (sizes["size"] - 1)).sum()
    )
    pools = seats.group_by("body_part").agg(pool_experts=seats.expert.nunique())
    joined = panels.join(pools, "body_part")
    couples = joined.pool_experts * (joined.pool_experts - 1)
    return joined.select(
        "body_part",
        "panels",
        "pool_experts",
        equal_draw=(couples > 0).ifelse(joined.couples / couples, 0.0),
    )


def _compute_pair_digits(count, trials, expected):
    """-log10 of P(X >= count) for X binomial with this mean, from Feller's bound.

    0 where count is not above it.
    """
    share = ibis.least(expected / trials, 1 - 1e-9)
    choices = (
        _compute_log_factorial(trials)
        - _compute_log_factorial(count)
        - _compute_log_factorial(trials - count)
    )
    point = choices + count * share.ln() + (trials - count) * (1 - share).ln()
    bound = point + (count * (1 - share)).ln() - (count - trials * share).ln()
    return (count > expected + 1e-6).ifelse(ibis.greatest(-bound / math.log(10), 0.0), 0.0)


def _compute_log_factorial(number):
    """ln n! by Stirling's series at n + 4, exact to 1e-9 for every n from 0 on."""
    n = number.cast("float64") + 4.0
    series = (
        (n + 0.5) * n.ln()
        - n
        + 0.5 * math.log(2 * math.pi)
        + 1 / (12 * n)
        - 1 / (360 * n**3)
        + 1 / (1260 * n**5)
    )
    return series - ((n - 3) * (n - 2) * (n - 1) * n).ln()
