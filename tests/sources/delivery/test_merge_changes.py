"""Folders of changes: merged into the delivery before them, once, or refused in words that name the
next step.
"""

from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from contracts.errors import SourceError
from contracts.manifest import read_manifest, verify_files
from contracts.tables.claim_line import ClaimLine
from contracts.tables.person import Person
from sources.delivery.merge_changes import DELIVERED, resolve_delivery
from sources.engine.duckdb_engine import connect
from sources.store.snapshots import LOCK, Store
from tests.drawn_tables import make_arrow_table
from tests.sources.snapshots import (
    compute_sha256,
    edit_manifest,
    encode_csv,
    read_accepted_rows,
    receive_snapshot,
    write_snapshot,
)

BASE = """
    feedetl_sn | amount | updated_at
    l1         | 1.00   | 2026-04-10T00:00:00
    l2         | 2.00   | 2026-05-10T00:00:00
    l3         | 3.00   | 2026-06-10T00:00:00
"""
CHANGES = """
    feedetl_sn | amount | row_status | updated_at
    l1         | 10.00  | 1          | 2026-07-01T01:00:00
    l2         | 2.00   | 0          | 2026-07-01T02:00:00
    l4         | -3.00  | 1          | 2026-07-01T03:00:00
"""
MERGED = {
    "l1": (Decimal("10.00"), "1"),
    "l2": (Decimal("2.00"), "0"),
    "l3": (Decimal("3.00"), "1"),
    "l4": (Decimal("-3.00"), "1"),
}


def write_delivery(folder, tables, day, *deltas, **options):
    """A snapshot folder of a day; the named tables hold changes."""
    made = write_snapshot(folder, tables, snapshot_date=day, **options)
    edit_manifest(made, lambda m: [m["tables"][name].update(mode="delta") for name in deltas])
    return made


def take_delivery(folder, store, hour=1):
    """The whole snapshot of a delivery that came at an hour of the first of July."""
    return resolve_delivery(
        folder, store, connect(threads=1), before=store, now=datetime(2026, 7, 1, hour)
    )


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "landed")


@pytest.fixture
def first(tmp_path, store):
    """A whole delivery that was taken."""
    folder = write_delivery(
        tmp_path / "0630", {ClaimLine: BASE, Person: "person_id\np1"}, "2026-06-30"
    )
    assert take_delivery(folder, store) == folder
    return folder


@pytest.fixture
def second(tmp_path):
    """The changes of the next day, beside a whole table."""
    tables = {ClaimLine: CHANGES, Person: "person_id\np1\np2"}
    return write_delivery(tmp_path / "0701", tables, "2026-07-01", "claim_line")


def read_amounts(folder):
    _, out = receive_snapshot(folder)
    return {
        r["feedetl_sn"]: (r["amount"], r["row_status"]) for r in read_accepted_rows(out, ClaimLine)
    }


def assert_refused(folder, store, words):
    before = list_contents(store)
    with pytest.raises(SourceError, match=words) as caught:
        take_delivery(folder, store, 2)
    assert caught.value.next_step and list_contents(store) == before


def list_contents(store):
    return {p.name for p in store.folder.glob("*") if p.name != LOCK}


def test_updates_voids_and_new_rows_are_merged_by_key_and_whole_tables_taken_as_they_came(
    first, second, store
):
    landed = take_delivery(second, store)
    assert landed.parent == store.folder and read_amounts(landed) == MERGED
    manifest = read_manifest(landed)
    assert manifest.snapshot_date == date(2026, 7, 1) and not manifest.deltas
    assert manifest.tables["person"].sha256 == read_manifest(second).tables["person"].sha256
    said = store.list_snapshots()[-1].record["tables"]["claim_line"]
    assert (said["rows"], said["changed"], said["known"]) == (4, 3, 0)
    assert read_amounts(first) == {
        k: (Decimal(n), "1") for n, k in enumerate(("l1", "l2", "l3"), start=1)
    }


def test_the_same_changes_twice_are_the_same_snapshot(first, second, store):
    landed = take_delivery(second, store)
    assert take_delivery(second, store, 3) == landed and len(store.list_snapshots()) == 1
    later = write_delivery(
        second.parent / "0702", {ClaimLine: "feedetl_sn\nl5"}, "2026-07-02", "claim_line"
    )
    take_delivery(later, store, 4)
    assert take_delivery(second, store, 5) == landed and read_amounts(landed) == MERGED


def test_changes_that_were_sent_again_with_others_change_nothing_twice(
    first, second, store, tmp_path
):
    take_delivery(second, store)
    both = CHANGES + "    l5 | 5.00 | 1 | 2026-07-02T01:00:00\n"
    landed = take_delivery(
        write_delivery(tmp_path / "0702", {ClaimLine: both}, "2026-07-02", "claim_line"), store, 2
    )
    assert read_amounts(landed) == MERGED | {"l5": (Decimal("5.00"), "1")}
    said = store.list_snapshots()[-1].record["tables"]["claim_line"]
    assert (said["changed"], said["known"], said["parts_written"]) == (1, 3, 1)
    before, after = (s.parts("claim_line") for s in store.list_snapshots())
    assert {p.stat().st_ino for p in before} < {p.stat().st_ino for p in after}
    verify_files(landed, read_manifest(landed).tables["claim_line"])


@pytest.mark.parametrize("form", ["csv", "parts"])
def test_changes_come_in_any_form_that_the_whole_delivery_had(tmp_path, store, form):
    take_delivery(write_delivery(tmp_path / "a", {ClaimLine: BASE}, "2026-06-30", form=form), store)
    landed = take_delivery(
        write_delivery(tmp_path / "b", {ClaimLine: CHANGES}, "2026-07-01", "claim_line", form=form),
        store,
    )
    assert read_amounts(landed) == MERGED


def test_a_column_without_any_value_and_texts_kept_as_numbers_of_a_list_differ_in_nothing(
    tmp_path, store
):
    take_delivery(write_delivery(tmp_path / "a", {ClaimLine: BASE}, "2026-06-30"), store)
    rows = make_arrow_table(ClaimLine, CHANGES)
    place = rows.schema.get_field_index("rx_no")
    rows = rows.set_column(place, "rx_no", pa.nulls(rows.num_rows))
    place = rows.schema.get_field_index("item_code")
    rows = rows.set_column(place, "item_code", rows["item_code"].dictionary_encode())
    landed = take_delivery(
        write_delivery(tmp_path / "b", {ClaimLine: rows}, "2026-07-01", "claim_line"), store
    )
    assert read_amounts(landed) == MERGED


def test_dirty_changes_are_merged_and_go_to_quarantine_with_their_value(tmp_path, store):
    columns = ClaimLine.contract.columns
    base, rows = (
        encode_csv(make_arrow_table(ClaimLine, text), columns) for text in (BASE, CHANGES)
    )
    take_delivery(write_delivery(tmp_path / "a", {ClaimLine: base}, "2026-06-30"), store)
    dirty = rows.replace(b"10.00", b"10.005")
    assert dirty != rows
    landed = take_delivery(
        write_delivery(tmp_path / "b", {ClaimLine: dirty}, "2026-07-01", "claim_line"), store
    )
    arrival, out = receive_snapshot(landed)
    assert arrival.tables["claim_line"].quarantined == 1
    (row,) = pq.read_table(out / "quarantine" / "claim_line.parquet").to_pylist()
    assert (row["feedetl_sn"], row["amount"], row["rule"]) == ("l1", "10.005", "type")


class TestRefused:
    def test_no_delivery_before(self, second, store):
        store.folder.mkdir()
        assert_refused(second, store, "no delivery before it is known")

    def test_the_delivery_before_is_of_a_later_date(self, first, second, store):
        edit_manifest(second, lambda m: m.update(snapshot_date="2026-06-29"))
        assert_refused(second, store, "newest one known is of 2026-06-30, which is later")

    def test_the_whole_delivery_was_written_over(self, first, second, store):
        for path in second.iterdir():
            (first / path.name).write_bytes(path.read_bytes())
        assert_refused(first, store, "full delivery of 2026-06-30, which is no longer in .*0630")

    def test_a_table_that_the_delivery_before_lacks(self, second, store, tmp_path):
        take_delivery(
            write_delivery(tmp_path / "0630", {Person: "person_id\np1"}, "2026-06-30"), store
        )
        assert_refused(
            second, store, "claim_line came as changes .*the delivery of 2026-06-30 lacks it"
        )

    def test_another_form_than_before(self, first, store, tmp_path):
        other = write_delivery(
            tmp_path / "csv", {ClaimLine: CHANGES}, "2026-07-01", "claim_line", form="csv"
        )
        assert_refused(other, store, "not stored like .*amount: decimal128.* before, string now")

    def test_a_file_that_does_not_match_its_hash(self, first, second, store):
        (second / "claim_line.parquet").write_bytes((first / "claim_line.parquet").read_bytes())
        assert_refused(second, store, "claim_line.parquet does not match its hash")

    def test_a_count_that_is_not_the_manifest_s(self, first, second, store):
        edit_manifest(second, lambda m: m["tables"]["claim_line"].update(rows=4))
        assert_refused(second, store, "has 3 rows, manifest.json says 4")

    def test_a_damaged_page(self, first, second, store):
        path = second / "claim_line.parquet"
        content = bytearray(path.read_bytes())
        content[4:40] = b"\xff" * 36
        path.write_bytes(content)
        edit_manifest(
            second,
            lambda m: m["tables"]["claim_line"].update(sha256={path.name: compute_sha256(path)}),
        )
        assert_refused(second, store, "claim_line.parquet cannot be read to its end")

    def test_changes_alone_are_no_snapshot(self, second):
        with pytest.raises(SourceError, match=r"changes only .*claim_line"):
            receive_snapshot(second)


def test_the_newest_whole_delivery_is_noted_and_an_older_one_taken_again_is_not(
    first, store, tmp_path
):
    newer = write_delivery(tmp_path / "0705", {ClaimLine: BASE}, "2026-07-05")
    for folder in (newer, first):
        take_delivery(folder, store, 2)
    assert newer.name in (store.folder / DELIVERED).read_text(encoding="utf-8")


def test_a_whole_delivery_takes_the_place_of_what_was_merged_before_it(
    first, second, store, tmp_path
):
    take_delivery(second, store)
    take_delivery(write_delivery(tmp_path / "again", {ClaimLine: BASE}, "2026-07-01"), store, 2)
    more = "feedetl_sn | amount | updated_at\nl9 | 9.00 | 2026-07-02T00:00:00"
    landed = take_delivery(
        write_delivery(tmp_path / "0702", {ClaimLine: more}, "2026-07-02", "claim_line"), store, 3
    )
    assert (
        sorted(read_amounts(landed)) == ["l1", "l2", "l3", "l9"]
        and read_amounts(landed)["l1"][0] == 1
    )


def test_a_landed_snapshot_read_again_is_no_delivery(first, second, store):
    landed, noted = take_delivery(second, store), (store.folder / DELIVERED).read_bytes()
    assert take_delivery(landed, store, 2) == landed
    assert (store.folder / DELIVERED).read_bytes() == noted
