"""Former units of deemed or awarded service: who cites them, beside the staff that is known."""

import ibis

from contracts.derived import derived
from contracts.law import get_law_number
from features.common.calendar import compute_month_index
from features.common.join_helpers import left_join_columns, select_first_per_group
from features.common.tail_probability import (
    compute_binomial_rarity,
    compute_gamma_poisson_rarity,
)
from features.service_and_retirement.rarity_beside_others import (
    ORDINARY_TIMES,
    WIDE_SHAPE,
    allow_for_comparisons,
    compute_usual_share,
)
from features.service_and_retirement.retirement_base import (
    PUBLIC,
    approval_segments,
    compute_pension_share,
    retirement_base,
)

SOUND_DOCUMENTS = 3  # three originals of different kinds agree
SOUND_SHARE = 0.8  # four of five
MERGED_HEADS = 2  # two different staff counts on its papers: the unit merged or split
LATE_ENTRY_MONTHS = 25 * 12  # workers of the time were hired at sixteen to twenty
LEAST_LIKE_UNITS = 5  # of fewer units no usual number of retirees a head can be told
BURST_MONTHS = 5 * 12  # a works of thousands hired over decades
# one chance in ten thousand beside like units; of the two comparisons the second confirms
STRIKING_RARITY, CONFIRMING_RARITY = 4, 2


@derived(key=("approval_id", "segment_id"))
def cited_units(segments: approval_segments, *, as_of):
    """Deemed or awarded segments that name a unit, with age at entry and months in the ledger.

    The ledger of premiums covers a public body from the end of its deemed service on, and all
    others from 1998 on: only for these months is the known staff the most there was.
    ledger_first: the first such month, null where the segment has none.
    """
    ends = get_law_number("deemed_service_ends").on(as_of)
    claimed = segments.filter(segments.is_claimed, segments.unit_name_hash.notnull())
    ledger_from = (claimed.kind == PUBLIC).ifelse(
        compute_month_index(ends["public"]) + 1, compute_month_index(ends["enterprise"]) + 1
    )
    is_sound = (claimed.evidence_count >= SOUND_DOCUMENTS) & claimed.original_flag
    return claimed.select(
        "approval_id",
        "segment_id",
        "person_id",
        "unit_name_hash",
        "unit_known_heads",
        "months",
        "last",
        entry_month=claimed["first"],
        is_sound=is_sound.fill_null(False),
        entry_age_months=claimed["first"] - claimed.birth_month_index,
        ledger_first=(claimed.last >= ledger_from).ifelse(
            ibis.greatest(claimed["first"], ledger_from), None
        ),
    )


@derived(key=("unit_name_hash",))
def ledger_crowds(cited: cited_units):
    """The most persons who cite a unit for one and the same month of the ledger."""
    covered = cited.filter(cited.ledger_first.notnull())
    one = covered.select("unit_name_hash", "ledger_first").distinct()
    other = covered.select(
        "person_id", "last", other_unit="unit_name_hash", other_first="ledger_first"
    )
    together = one.join(
        other,
        [
            one.unit_name_hash == other.other_unit,
            other.other_first <= one.ledger_first,
            other.last >= one.ledger_first,
        ],
    )
    counted = together.group_by("unit_name_hash", "ledger_first").agg(
        persons=together.person_id.nunique()
    )
    return counted.group_by("unit_name_hash").agg(ledger_persons=counted.persons.max())


@derived(key=("unit_name_hash",))
def old_units(cited: cited_units, crowds: ledger_crowds):
    """Persons who cite a unit, over its largest known staff, and whether they are too many.

    is_beyond_ledger: more at one time than it had staff, in months that the ledger covers. For
    earlier years the known staff bounds nothing: works of thousands came into the ledger with their
    last hundreds. is_unlike_others: far more retirees a head than like units have (the unit itself
    and those far above the median left out), and its own cohorts speak against a works that had
    shrunk: more entered late in life than elsewhere, or four in five within a few years.
    """
    persons = cited.group_by("unit_name_hash").agg(
        unit_persons=cited.person_id.nunique(),
        late_entries=(cited.entry_age_months >= LATE_ENTRY_MONTHS)
        .ifelse(cited.person_id, None)
        .nunique(),
        unit_heads=cited.unit_known_heads.max(),
        head_counts=cited.unit_known_heads.nunique(),
        entry_spread=cited.entry_month.quantile(0.9) - cited.entry_month.quantile(0.1),
        sound=cited.is_sound.cast("int64").sum(),
        rows=cited.count(),
    )
    joined = left_join_columns(persons, crowds, "unit_name_hash")
    joined = _compare_with_like_units(joined)
    has_heads = joined.unit_heads > 0
    return joined.select(
        "unit_name_hash",
        "unit_persons",
        "unit_heads",
        "late_entries",
        unit_ratio=has_heads.ifelse(joined.unit_persons / joined.unit_heads, None),
        is_beyond_ledger=(has_heads & (joined.ledger_persons > joined.unit_heads)).fill_null(False),
        is_unlike_others=(
            (joined.like_rarity >= STRIKING_RARITY)
            & ((joined.late_rarity >= CONFIRMING_RARITY) | (joined.entry_spread <= BURST_MONTHS))
        ).fill_null(False),
        is_merged_unit=(joined.head_counts >= MERGED_HEADS)
        & (joined.sound >= SOUND_SHARE * joined.rows),
    )


@derived(key=("approval_id",))
def unit_crowd(approvals: retirement_base, cited: cited_units, units: old_units):
    """D08: the named unit with the most persons for its size."""
    named = cited.select("approval_id", "unit_name_hash", "months").join(
        units.filter(units.unit_ratio.notnull()), "unit_name_hash"
    )
    named = named.mutate(is_crowded=named.is_beyond_ledger | named.is_unlike_others)
    worst = select_first_per_group(
        named,
        "approval_id",
        [ibis.desc("is_crowded"), ibis.desc("unit_ratio"), "unit_name_hash"],
    )
    joined = approvals.join(worst, "approval_id")
    return joined.select(
        "approval_id",
        "unit_persons",
        "unit_heads",
        "late_entries",
        "is_crowded",
        "is_merged_unit",
        d08_ratio=joined.unit_ratio,
        d08_amount=compute_pension_share(joined, joined.months),
    )


def _compare_with_like_units(units):
    """Add like_rarity (persons by heads) and late_rarity (late entries among the persons)."""
    is_known = units.unit_heads > 0
    ratio = is_known.ifelse(units.unit_persons / units.unit_heads, None)
    medians = units.agg(median_ratio=ratio.median())
    marked = units.cross_join(medians)
    marked = marked.mutate(
        is_ordinary=(ratio <= ORDINARY_TIMES * marked.median_ratio).fill_null(False)
    )
    totals = marked.agg(
        like_units=marked.is_ordinary.cast("int64").sum(),
        like_persons=marked.is_ordinary.ifelse(marked.unit_persons, 0).sum(),
        like_heads=marked.is_ordinary.ifelse(marked.unit_heads, 0).sum(),
        like_late=marked.is_ordinary.ifelse(marked.late_entries, 0).sum(),
        units_compared=marked.count(),
    )
    joined = marked.cross_join(totals)
    own = joined.is_ordinary.cast("int64")
    others, heads = joined.like_units - own, joined.like_heads - own * joined.unit_heads
    persons = joined.like_persons - own * joined.unit_persons
    expected = joined.unit_heads * persons / heads.cast("float64").nullif(0.0)
    late_share = compute_usual_share(joined.like_late - own * joined.late_entries, persons)
    joined = joined.mutate(expected=expected, late_share=late_share)
    rarity = compute_gamma_poisson_rarity(joined.unit_persons, joined.expected, WIDE_SHAPE)
    return joined.mutate(
        like_rarity=(others >= LEAST_LIKE_UNITS).ifelse(
            allow_for_comparisons(rarity, joined.units_compared), None
        ),
        late_rarity=compute_binomial_rarity(
            joined.late_entries, joined.unit_persons, joined.late_share
        ),
    ).drop("expected", "late_share")
