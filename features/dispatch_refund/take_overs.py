"""Units that took over another with its staff: their refunds and their ledger are of two units."""

from contracts.derived import derived
from features.common.join_helpers import left_join_columns
from features.common.spells import employment_months
from features.dispatch_refund.premium_ledgers import YEAR, refund_excess
from features.dispatch_refund.refund_ledgers import duplicate_grants, unit_heads
from features.dispatch_refund.refunds import refund_base

LEAST_HEADS = 3  # two persons who change their job together are a family or a trade
# of a unit's heads: some stay, and some go elsewhere, when a unit is taken over
LEFT_SHARE, JOINED_SHARE = 0.2, 0.8


@derived(key=("employer_id", "taker_id", "month"))
def taken_over_units(months: employment_months, heads: unit_heads):
    """Units whose staff went to one other unit from one month to the next.

    employer_id, taker_id, month (index, the last one at the old unit), moved_heads. At most a fifth
    of the old unit's heads stayed, and four fifths and more went to the same unit. The last month
    of the ledger has no next one.
    """
    last = heads.agg(last_month=heads.month.max())
    next_heads = heads.select("employer_id", month=heads.month - 1, next_heads=heads.heads)
    both = left_join_columns(heads, next_heads, "employer_id", "month")
    both = both.cross_join(last).filter(lambda t: t.month < t.last_month)
    emptied = both.filter(
        both.heads >= LEAST_HEADS, both.next_heads.fill_null(0) <= LEFT_SHARE * both.heads
    ).select("employer_id", "month", "heads")
    staff = months.select("employer_id", "person_id", "month").join(
        emptied, ["employer_id", "month"]
    )
    after = months.select("person_id", taker_id="employer_id", month=months.month - 1)
    moved = staff.join(after, ["person_id", "month"])
    moved = moved.filter(moved.taker_id != moved.employer_id)
    counted = moved.group_by("employer_id", "taker_id", "month", "heads").agg(
        moved_heads=moved.person_id.nunique()
    )
    return counted.filter(counted.moved_heads >= JOINED_SHARE * counted.heads).drop("heads")


@derived(key=("refund_id",))
def refunds_after_take_over(refunds: refund_base, moves: taken_over_units):
    """Refunds of units that took over another, or were taken over, between the end of Y-2 and the
    approval: is_taken_over, taken_over_heads.
    """
    as_taker = moves.select("month", "moved_heads", employer_id="taker_id")
    either = as_taker.union(moves.select("month", "moved_heads", "employer_id"))
    approved = refunds.approve_date.year() * YEAR + refunds.approve_date.month()
    dated = refunds.select(
        "refund_id", "employer_id", from_month=refunds.premium_year * YEAR, to_month=approved
    )
    joined = dated.join(either, "employer_id")
    near = joined.filter(joined.month.between(joined.from_month, joined.to_month))
    return near.group_by("refund_id").agg(
        is_taken_over=near.moved_heads.max() > 0, taken_over_heads=near.moved_heads.max()
    )


@derived(key=("refund_id",))
def refunds_of_two_units(
    refunds: refund_base,
    taken: refunds_after_take_over,
    twice: duplicate_grants,
    excess: refund_excess,
):
    """What a take-over explains of a second refund (R13) and of a premium beyond the ledger (R06).

    is_second_of_taken_unit: a second refund, and nobody counted both here and at a host.
    is_premium_of_two_ledgers: within the ceiling of the premium stated, beyond that of the ledger.
    """
    joined = left_join_columns(refunds.select("refund_id"), taken, "refund_id")
    joined = left_join_columns(joined, twice, "refund_id")
    joined = left_join_columns(joined, excess, "refund_id")
    is_taken = joined.is_taken_over.fill_null(False)
    return joined.select(
        "refund_id",
        is_second_of_taken_unit=is_taken & joined.is_second_only.fill_null(False),
        is_premium_of_two_ledgers=is_taken & ~joined.is_over_stated.fill_null(False),
    )
