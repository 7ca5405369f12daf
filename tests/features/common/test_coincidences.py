"""Coincidences: what is rare in the city and alike in one group, and what is alike everywhere."""

import ibis
import numpy as np
import pytest

from features.common.coincidences import (
    add_gaps,
    add_runs,
    compute_coincidence_rarity,
    compute_group_rarity,
    compute_trait_rarity,
)

GROUPS, SIZE = 40, 8


def draw(value):
    """Rows of GROUPS × SIZE bills; `value` maps (group, place) to the sum."""
    rows = [
        {"bill": f"{g}-{n}", "hospital": f"h{g}", "sum": value(g, n)}
        for g in range(GROUPS)
        for n in range(SIZE)
    ]
    return ibis.memtable(rows)


def rate(table, measure=compute_group_rarity, key="hospital", **parameters):
    parameters = {"subject": "bill", "values": ["sum"], "name": "rarity"} | parameters
    connection = ibis.duckdb.connect()
    return connection.execute(measure(table, **parameters)).set_index(key).rarity.to_dict()


def rate_groups(table):
    return rate(table, group="hospital")


def differ(group, place):
    return 1000 + 97 * group + 13 * place


def test_equal_sums_where_all_others_differ_are_rare():
    rarity = rate_groups(draw(lambda g, n: 5000 if g == 0 and n < 4 else differ(g, n)))
    assert rarity["h0"] > 2 > 0.1 > max(r for g, r in rarity.items() if g != "h0")


def test_a_sum_that_stands_everywhere_is_none():
    rarity = rate_groups(draw(lambda g, n: 500 if n < 4 else differ(g, n)))
    assert max(rarity.values()) < 0.5


def test_where_every_group_has_a_sum_of_its_own_none_stands_out():
    rarity = rate_groups(draw(lambda g, n: 5000 + g if n < 4 else differ(g, n)))
    assert max(rarity.values()) < 0.5


def test_more_alike_is_rarer_and_a_value_that_one_subject_has_twice_counts_once():
    def rarity_of(count):
        return rate_groups(draw(lambda g, n: 1 if g == 0 and n < count else differ(g, n)))["h0"]

    assert 0 == rarity_of(1) < rarity_of(2) < rarity_of(4) < rarity_of(8)
    one = draw(differ)
    twice = ibis.union(one, one)
    assert rate_groups(twice) == rate_groups(one)


def test_only_those_who_share_the_value_have_its_rarity():
    table = draw(lambda g, n: 5000 if g == 0 and n < 4 else differ(g, n))
    rarity = rate(table, compute_coincidence_rarity, "bill", groups=["hospital"])
    assert {bill for bill, rare in rarity.items() if rare > 1} == {"0-0", "0-1", "0-2", "0-3"}


def test_the_rarest_of_several_values_and_groups_counts():
    table = draw(lambda g, n: 5000 if g == 0 and n < 4 else differ(g, n))
    table = table.mutate(other=table.bill, office=ibis.literal("all"))
    alone = rate(table, compute_coincidence_rarity, "bill", groups=["hospital"])
    both = rate(
        table,
        compute_coincidence_rarity,
        "bill",
        values=["other", "sum"],
        groups=["office", "hospital"],
    )
    # four pairs of value and group were tried
    assert both["0-0"] == pytest.approx(alone["0-0"] - np.log10(4), abs=1e-6)


def test_unknown_values_and_groups_are_left_out():
    table = draw(lambda g, n: None if n < 6 else differ(g, n))
    assert max(rate_groups(table).values()) == 0


def test_one_group_alone_has_nobody_to_compare_with():
    table = draw(lambda g, n: 5000).filter(lambda t: t.hospital == "h0")
    assert rate_groups(table)["h0"] < 1


def test_a_trait_is_rare_beside_its_share_elsewhere():
    table = draw(differ).mutate(is_round=lambda t: (t.hospital == "h0") | t.bill.endswith("-7"))
    rarity = ibis.duckdb.connect().execute(
        compute_trait_rarity(table, trait="is_round", group="hospital", name="rarity")
    )
    rarity = rarity.set_index("hospital").rarity
    assert rarity["h0"] > 2 and rarity.drop("h0").max() < 0.5


def test_numbers_in_a_row_are_a_run_also_with_letters_before_them():
    numbers = ["A0007", "A0008", "A0009", "A0020", "none", None]
    table = ibis.memtable([{"n": str(i), "no": no, "g": "g"} for i, no in enumerate(numbers)])
    rows = ibis.duckdb.connect().execute(add_runs(table, number="no", group="g", name="run"))
    runs = rows.set_index("n")["run"].to_dict()
    assert runs["0"] == runs["1"] == runs["2"] != runs["3"]
    assert rows.set_index("n")["run"].isna().sum() == 2


@pytest.mark.parametrize("unit", ["day", "second"])
def test_gaps_are_counted_from_the_row_before(unit):
    table = ibis.memtable(
        [
            {"n": str(i), "at": f"2026-01-0{d}", "g": g}
            for i, (d, g) in enumerate(zip("1134", "aaab", strict=True))
        ]
    )
    table = table.mutate(at=table["at"].cast("timestamp"))
    gaps = add_gaps(table, time="at", group="g", order="n", unit=unit, name="gap")
    found = ibis.duckdb.connect().execute(gaps.order_by("n")).gap.tolist()
    length = 1 if unit == "day" else 86_400
    assert found[1:3] == [0, 2 * length] and all(g != g or g is None for g in (found[0], found[3]))
