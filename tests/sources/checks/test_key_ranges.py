"""Parts apart share no key, whatever else they hold."""

from itertools import combinations

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given
from hypothesis import strategies as st

from sources.checks.key_ranges import parts_with_disjoint_keys

KEYS = st.lists(st.tuples(st.integers(0, 9), st.sampled_from("abcde")), max_size=3)


def write_parts(folder, parts):
    for number, rows in enumerate(parts):
        columns = {"n": [n for n, _ in rows], "s": [s for _, s in rows]}
        table = pa.table(columns, schema=pa.schema([("n", pa.int64()), ("s", pa.string())]))
        pq.write_table(table, folder / f"{number}.parquet")
    return [str(folder / f"{number}.parquet") for number in range(len(parts))]


@given(parts=st.lists(KEYS, max_size=4))
def test_no_key_of_a_part_apart_is_in_another(parts, tmp_path_factory):
    paths = write_parts(tmp_path_factory.mktemp("parts"), parts)
    found = parts_with_disjoint_keys(paths, ("n", "s"))
    for (one, rows), (other, others) in combinations(zip(paths, parts, strict=True), 2):
        if {one, other} & found:
            assert not set(rows) & set(others)


def test_months_one_after_the_other_are_apart_and_one_across_is_not(tmp_path):
    months = write_parts(
        tmp_path, [[(1, "a"), (3, "e")], [(4, "a"), (5, "e")], [(7, "a")], [(6, "b"), (9, "b")]]
    )
    assert parts_with_disjoint_keys(months, ("n", "s")) == set(months[:2])
    assert parts_with_disjoint_keys(months, ("s",)) == set()


def test_a_part_that_does_not_tell_its_range_meets_every_other(tmp_path):
    parts = write_parts(tmp_path, [[(1, "a")], [(2, "b")]])
    pq.write_table(pq.read_table(parts[1]), parts[1], write_statistics=False)
    assert parts_with_disjoint_keys(parts, ("n",)) == set()
