"""Claims of a unit, and of its group of affiliates, beside what its insured heads lead to expect.

A fixed minimum count is reached by every large unit and by no small one. Here the count of a body
(a unit or a group) is compared with the rate of all other bodies on its heads.
"""

import ibis

from contracts.derived import derived
from features.common.calendar import compute_month_index
from features.common.join_helpers import left_join_columns
from features.common.spells import HISTORY_MONTHS, employment_months
from features.common.tail_probability import compute_poisson_rarity

THOUSAND = 1000  # heads and weights are added as whole thousandths: the order does not matter
UNIT, GROUP = "unit", "group"
YEAR = 12  # months
LEAST_CASES = 2  # one case is chance, however small the unit
RARE = 4.0  # -log10 of the chance: one in ten thousand, which bears a thousand comparisons
FREE_COMPARISONS = 3.0  # log10 of the comparisons that RARE bears; more are taken off


@derived(key=("employer_id", "month"))
def unit_month_heads(months: employment_months, *, as_of):
    """employer_id, group_id, month (index), heads: insured persons of the last three years."""
    end = compute_month_index(as_of)
    recent = months.filter((months.month <= end) & (months.month > end - HISTORY_MONTHS))
    return recent.group_by("employer_id", "group_id", "month").agg(heads=recent.count())


def list_bodies(rows, *columns: str):
    """Each row twice: for its unit (employer_id) and for its group (group_id)."""
    unit = rows.select(*columns, body_kind=ibis.literal(UNIT), body_id=rows.employer_id)
    group = rows.select(*columns, body_kind=ibis.literal(GROUP), body_id=rows.group_id)
    return ibis.union(unit, group)


@derived(key=("body_kind", "body_id"))
def body_heads(months: unit_month_heads):
    """Mean insured heads (in thousandths) of units and of groups of affiliates.

    The mean over the months of the last three years in which the body insured anybody, so that a
    unit that lived for some months is not taken for a smaller one.
    """
    rows = list_bodies(months, "month", "heads")
    counted = rows.group_by("body_kind", "body_id").agg(
        heads=rows.heads.sum(), months=rows.month.nunique()
    )
    return counted.select(
        "body_kind", "body_id", heads_thousandths=_to_thousandths(counted.heads / counted.months)
    )


@derived(key=("body_kind", "body_id", "year_back"))
def body_years(months: unit_month_heads, *, as_of):
    """body_kind, body_id, year_back (0: the last twelve months, 1: the twelve before), mean_heads
    of months with any, insured_months.
    """
    end = compute_month_index(as_of)
    recent = months.filter(months.month > end - 2 * YEAR)
    recent = recent.mutate(year_back=((end - recent.month) / YEAR).floor().cast("int64"))
    rows = list_bodies(recent, "year_back", "month", "heads")
    counted = rows.group_by("body_kind", "body_id", "year_back").agg(
        insured_months=rows.heads.sum(), months=rows.month.nunique()
    )
    mean_heads = counted.insured_months.cast("float64") / counted.months
    return counted.select(
        "body_kind",
        "body_id",
        "year_back",
        "insured_months",
        mean_heads=mean_heads,
        heads_thousandths=_to_thousandths(mean_heads),
    )


def _to_thousandths(heads):
    return (heads * THOUSAND).round().cast("int64")


def join_counts_to_heads(heads, counted):
    """Join bodies' counts (cases, weight_thousandths) to their heads, 0 where there are none."""
    keys = ["body_kind", "body_id"]
    bodies = heads.select(*keys).union(counted.select(*keys), distinct=True)
    joined = left_join_columns(left_join_columns(bodies, heads, *keys), counted, *keys)
    return joined.mutate(
        heads_thousandths=joined.heads_thousandths.fill_null(0),
        weight_thousandths=joined.weight_thousandths.fill_null(0),
        cases=joined.cases.fill_null(0),
    )


def add_rarity(bodies, *, usual_heads: int, strata: tuple[str, ...] = ()):
    """Add heads, expected (cases) and rarity to all bodies: -log10 of the chance of its weight.

    The rate is that of all other bodies of its kind (and strata): the body itself is left out, as
    in a small town one can dominate it. One case on `usual_heads` heads is known beforehand and
    weighs as these heads. A body has one head at least. Rarity allows for the number of bodies
    compared, and is null below two cases.
    """
    whole = ibis.window(group_by=["body_kind", *strata])
    others = bodies.weight_thousandths.sum().over(whole) - bodies.weight_thousandths
    other_heads = bodies.heads_thousandths.sum().over(whole) - bodies.heads_thousandths
    rate = (others + THOUSAND) / (other_heads + usual_heads * THOUSAND)
    heads = ibis.greatest(bodies.heads_thousandths, THOUSAND) / THOUSAND
    compared = (bodies.cases >= LEAST_CASES).sum().over(whole)
    allowance = ibis.greatest(
        ibis.greatest(compared, 1).cast("float64").log10() - FREE_COMPARISONS, 0.0
    )
    bodies = bodies.mutate(
        heads=bodies.heads_thousandths / THOUSAND,
        weight=bodies.weight_thousandths / THOUSAND,
        expected=rate * heads,
        allowance=allowance,
    )
    rarity = compute_poisson_rarity(bodies.weight, bodies.expected) - bodies.allowance
    return bodies.mutate(
        rarity=(bodies.cases >= LEAST_CASES).ifelse(ibis.greatest(rarity, 0.0), None),
    ).drop("weight", "allowance")


def join_telling_body(rows, bodies, *columns: str):
    """Join to rows of units (employer_id, group_id) the columns of the unit or of its group,
    whichever is rarer, and `rarity`.
    """
    names = ["rarity", *columns]

    def select(kind, key):
        own = bodies.filter(bodies.body_kind == kind)
        return own.select(**{key: own.body_id}, **{f"{kind}_{n}": own[n] for n in names})

    joined = left_join_columns(rows, select(UNIT, "employer_id"), "employer_id")
    joined = left_join_columns(joined, select(GROUP, "group_id"), "group_id")
    is_unit = joined[f"{UNIT}_rarity"].fill_null(-1.0) > joined[f"{GROUP}_rarity"].fill_null(-1.0)
    return joined.select(
        *rows.columns,
        **{n: is_unit.ifelse(joined[f"{UNIT}_{n}"], joined[f"{GROUP}_{n}"]) for n in names},
    )
