"""A pharmacy's sales against its peers': easily resold drugs, the mix of drug groups."""

import ibis

from contracts.derived import derived
from contracts.tables.institution import Institution
from features.common.join_helpers import left_join_columns
from features.pharmacy.distances import beside_specialists
from features.pharmacy.purchases import YEAR_DAYS, is_in_last_days, purchase_lines, shop_year
from features.pharmacy.shop_books import shop_drugs

EXACT = 1_000_000  # whole millionths, so that a sum does not depend on its order
LEAST_LINES = 50  # a mix of fewer lines is chance
LEAST_SPREAD = 0.01  # a hundredth: peers that are all alike would make a trifle far
GROUP_CHARACTERS = 4  # ATC level 3
DRUGS = "101"  # code of list_type


def add_robust_z(table, column: str, by: str):
    """Add (value - median) / spread of the group.

    Spread: 1.4826 times the median deviation, at least a floor.
    """
    with_value = table.filter(table[column].notnull())
    middle = with_value.group_by(by).agg(group_median=with_value[column].median())
    with_group = with_value.join(middle, by)
    with_group = with_group.mutate(away=(with_group[column] - with_group.group_median).abs())
    spread = with_group.group_by(by).agg(group_spread=with_group.away.median())
    with_group = with_group.join(spread, by)
    width = ibis.greatest(with_group.group_spread * 1.4826, LEAST_SPREAD)
    return with_group.mutate(z=(with_group[column] - with_group.group_median) / width)


@derived(key=("institution_code",))
def watch_share(shops: shop_year, drugs: shop_drugs, specialists: beside_specialists):
    """P13: robust z of a shop's share of easily resold drugs within its peer group."""
    joined = shops.join(drugs.filter(drugs.line_count >= LEAST_LINES), "institution_code")
    with_z = left_join_columns(
        add_robust_z(joined, "p13_watch_share", "shop_kind"), specialists, "institution_code"
    )
    return with_z.select(
        "institution_code",
        p13_z=with_z.z,
        p13_peer_share=with_z.group_median,
        p13_yuan=with_z.watch_yuan,
        is_beside_specialist=with_z.specialists.fill_null(0) > 0,
    )


@derived(key=("institution_code", "drug_group"))
def group_money(lines: purchase_lines, institutions: Institution, *, as_of):
    """Fen of a shop by drug group in the last year, beside its district's."""
    recent = lines.filter(
        lines.list_type == DRUGS,
        is_in_last_days(lines.service_date, as_of, YEAR_DAYS),
        lines.generic.notnull(),
    )
    home = institutions.select("institution_code", shop_home="district")
    recent = recent.join(home, "institution_code")
    group_totals = recent.group_by(
        "institution_code", "shop_home", drug_group=recent.generic.left(GROUP_CHARACTERS)
    ).agg(fen=(recent.amount * 100).cast("int64").sum(), group_lines=recent.count())
    district = group_totals.group_by("shop_home", "drug_group").agg(
        district_fen=group_totals.fen.sum()
    )
    return group_totals.join(district, ["shop_home", "drug_group"])


@derived(key=("institution_code",))
def mix_distance(money: group_money, shops: shop_year):
    """P16: Jensen-Shannon distance (0 to 1, base 2) of a shop's money by drug group from its
    district's, and its z.
    """
    shop_total = money.group_by("institution_code").agg(
        all_fen=money.fen.sum(), mix_lines=money.group_lines.sum()
    )
    kinds = money.select("shop_home", "drug_group", "district_fen").distinct()
    district_total = kinds.group_by("shop_home").agg(all_district_fen=kinds.district_fen.sum())
    joined = money.join(shop_total, "institution_code").join(district_total, "shop_home")
    p = joined.fen.cast("float64") / joined.all_fen
    q = joined.district_fen.cast("float64") / joined.all_district_fen
    middle = (p + q) / 2
    # groups that the shop does not sell add q/2 each: all of q less what it sells
    term = p * (p / middle).log2() + q * (q / middle).log2() - q
    summed = (
        joined.mutate(term=(term * EXACT).round().cast("int64"))
        .group_by("institution_code")
        .agg(
            terms=lambda t: t.term.sum(),
            mix_lines=lambda t: t.mix_lines.max(),
            top_fen=lambda t: t.fen.max(),
            p16_group=lambda t: t.drug_group.argmax(t.fen * 1000 + t.group_lines),
            all_fen=lambda t: t.all_fen.max(),
        )
    )
    divergence = ibis.greatest((summed["terms"] / EXACT + 1) / 2, 0.0)
    with_distance = summed.filter(summed.mix_lines >= LEAST_LINES).mutate(
        p16_distance=divergence.sqrt()
    )
    with_z = add_robust_z(
        with_distance.join(shops.select("institution_code", "shop_kind"), "institution_code"),
        "p16_distance",
        "shop_kind",
    )
    return with_z.select(
        "institution_code",
        "p16_distance",
        "p16_group",
        p16_z=with_z.z,
        p16_peer_distance=with_z.group_median,
        p16_top_share=with_z.top_fen / with_z.all_fen,
    )
