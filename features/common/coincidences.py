"""Values that ought to differ and do not: sums, days, lengths, numbers alike within one group.

What is filled in by one hand is alike: bills of one sum, equal careers, numbers in a row. How alike
honest records of a group are differs by value and by city, so each coincidence is measured against
the city: how often the value stands elsewhere, and how often two records of any other group agree.
"""

import math
from itertools import product

import ibis

from features.common.tail_probability import compute_gamma_poisson_rarity

# Gamma shape of honest groups: with 1 they differ as widely as an exponential, so that in a large
# group twice the expected number is ordinary.
SHAPE = 1.0
EXACT = 1_000_000  # whole millionths, so that a sum does not depend on its order
DIGITS_AT_END = r"([0-9]{1,15})$"  # of a document number; fifteen fit a whole number


def compute_coincidence_rarity(rows, *, subject: str, values, groups, name: str):
    """Compute one row a subject: column `name`, the rarity of its rarest coincidence.

    A coincidence is a value of `values` (columns) that other subjects of one of `groups` (columns)
    have too. Rarity is -log10 of the chance that so many would have it, times the number of pairs
    of value and group that were tried.
    """
    known = _select_known(rows, subject, values, groups)
    rated = known.join(_rate_values(known), ["part", "group", "value"])
    rarest = rated.rarity.max() - math.log10(len(values) * len(groups))
    return rated.group_by(**{subject: rated.subject}).agg(**{name: ibis.greatest(rarest, 0.0)})


def compute_group_rarity(rows, *, subject: str, values, group: str, name: str):
    """Compute one row a group: column `name`, the rarity of its rarest coincidence.

    A group in which many different values stand had many chances of a coincidence: the chance is
    multiplied by their number and by that of the columns.
    """
    rated = _rate_values(_select_known(rows, subject, values, [group]))
    rated = rated.mutate(
        rarity=rated.rarity - rated.tried.log10(), group=rated.group.cast(rows[group].type())
    )
    rarest = rated.rarity.max() - math.log10(len(values))
    return rated.group_by(**{group: rated.group}).agg(**{name: ibis.greatest(rarest, 0.0)})


def compute_trait_rarity(rows, *, trait: str, group: str, name: str):
    """Compute one row a group: column `name`, the rarity of how many of its rows have a trait.

    `trait` is a boolean column, such as a round sum. The chance is the share of rows of all other
    groups that have it.
    """
    known = rows.filter(rows[trait].notnull(), rows[group].notnull())
    counted = known.group_by(**{group: known[group]}).agg(
        size=known.count(), marked=known[trait].cast("int64").sum()
    )
    joined = counted.cross_join(
        counted.agg(all_rows=counted["size"].sum(), all_marked=counted.marked.sum())
    )
    others = joined.all_rows - joined["size"]
    share = (joined.all_marked - joined.marked + 1) / (others + 2)
    joined = joined.mutate(expected=joined["size"] * share)
    rarity = compute_gamma_poisson_rarity(joined.marked, joined.expected, SHAPE)
    return joined.select(group, **{name: (joined.marked > 0).ifelse(rarity, 0.0)})


def add_runs(rows, *, number: str, group: str, name: str):
    """Add the column `name`, which is equal in rows of a group whose numbers follow each other.

    `number` is a text; the digits at its end count. Null where there are none.
    """
    digits = rows[number].re_extract(DIGITS_AT_END, 1).nullif("").cast("int64")
    numbered = rows.mutate(run_digits=digits)
    place = numbered.run_digits.dense_rank().over(group_by=group, order_by="run_digits")
    return numbered.mutate(**{name: numbered.run_digits - place}).drop("run_digits")


def add_gaps(rows, *, time: str, group: str, order: str, unit: str, name: str):
    """Add the column `name`: whole `unit`s since the row before of the group, null for the first.

    Rows of one time are ordered by `order`.
    """
    before = rows[time].lag().over(group_by=group, order_by=[time, order])
    return rows.mutate(**{name: rows[time].delta(before, unit=unit)})


def _select_known(rows, subject, values, groups):
    """Subjects, groups and values as text, in a part for each pair of a value and a group column.

    A value that a subject has twice counts once.
    """
    parts = []
    for part, (value, group) in enumerate(product(values, groups)):
        known = rows.filter(rows[value].notnull(), rows[group].notnull())
        known = known.select(
            part=ibis.literal(part),
            subject=known[subject],
            group=known[group].cast("string"),
            value=known[value].cast("string"),
        )
        parts.append(known.distinct())
    return ibis.union(*parts) if len(parts) > 1 else parts[0]


def _rate_values(known):
    """One row a part, group and value: same, tried (values of the group), rarity."""
    shared = known.group_by("part", "group", "value").agg(same=known.count())
    groups = shared.group_by("part", "group").agg(
        size=shared.same.sum(),
        tried=shared.count().cast("float64"),
        pairs=(shared.same * (shared.same - 1)).sum(),
    )
    # how many of the others in its group agree with a row, summed over the rows; alone, none could
    agreeing = (groups["size"] > 1).ifelse(groups.pairs / (groups["size"] - 1), 0.0)
    groups = groups.mutate(
        agreeing=(agreeing * EXACT).round().cast("int64"),
        paired=(groups["size"] > 1).ifelse(groups["size"], 0),
    )
    whole = groups.group_by("part").agg(
        all_rows=groups["size"].sum(),
        all_paired=groups.paired.sum(),
        all_agreeing=groups.agreeing.sum(),
    )
    everywhere = shared.group_by("part", "value").agg(everywhere=shared.same.sum())
    joined = shared.join(groups, ["part", "group"]).join(everywhere, ["part", "value"])
    joined = joined.join(whole, "part")
    others = joined.all_rows - joined["size"]
    # one in two where nobody else is there to compare with (rule of succession)
    elsewhere = (joined.everywhere - joined.same + 1) / (others + 2)
    usual = (joined.all_agreeing - joined.agreeing) / EXACT
    usual = (usual + 1) / (joined.all_paired - joined.paired + 2)
    joined = joined.mutate(
        expected=(joined["size"] - 1) * ibis.greatest(elsewhere, usual), others_same=joined.same - 1
    )
    rarity = compute_gamma_poisson_rarity(joined.others_same, joined.expected, SHAPE)
    rarity = (joined.same > 1).ifelse(rarity, 0.0)
    return joined.select("part", "group", "value", "same", "tried", rarity=rarity)
