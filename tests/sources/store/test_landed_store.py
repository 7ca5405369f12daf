"""The landed store: changes merged by key, only touched parts written, snapshots found by hash, old
ones expired.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from threading import Thread

import hypothesis.strategies as st
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings

from contracts.errors import RunError
from contracts.manifest import verify_files
from contracts.tables.claim_line import ClaimLine
from sources.engine.duckdb_engine import connect
from sources.store.merge_parts import MOST_PARTS, merge_parts
from sources.store.snapshots import BUILDING, Store
from tests.drawn_tables import make_arrow_table
from tests.postgres import run
from tests.sources.landed import fill_database, pull_to_store, read_rows
from tests.sources.snapshots import read_accepted_rows, receive_snapshot, write_snapshot

LINES = """
    feedetl_sn | amount | updated_at
    l1         | 1.00   | 2026-04-10T00:00:00
    l2         | 2.00   | 2026-05-10T00:00:00
    l3         | 3.00   | 2026-06-10T00:00:00
    l4         | 4.00   | 2026-06-11T00:00:00
"""
NEXT = date(2026, 7, 1)


@pytest.fixture
def first(database, tmp_path):
    """A database with four lines, landed whole."""
    fill_database(database, tmp_path / "s", {ClaimLine: LINES})
    return pull_to_store(database, tmp_path / "landed")


def run_statements(database, *statements):
    run(database, *[f"{s}" for s in statements])


def read_amounts(landed):
    return {
        row["feedetl_sn"]: (row["amount"], row["row_status"])
        for row in read_rows(landed, ClaimLine)
    }


def test_updates_voids_reversals_and_late_rows_are_merged_by_key(first, database, tmp_path):
    run_statements(
        database,
        "UPDATE claim_line SET amount = 10, updated_at = '2026-06-30 01:00' WHERE feedetl_sn = 'l1'",
        "UPDATE claim_line SET row_status = '0', updated_at = '2026-06-30 02:00' WHERE feedetl_sn = 'l2'",
        # a reversal: a negative row of its own; a late row: an old business date, changed now
        "INSERT INTO claim_line (feedetl_sn, setl_id, item_code, list_type, qty, qty_unit, unit_price, amount,"
        " fund_scope_amount, rx_flag, rx_no, rx_institution_code, rx_date, rx_doctor_code, long_rx_flag,"
        " days_supply, split_flag, batch_no, updated_at, row_status) SELECT 'l5', setl_id, item_code, list_type, -qty, qty_unit, unit_price, -3, -3, rx_flag, rx_no,"
        " rx_institution_code, '2025-01-01', rx_doctor_code, long_rx_flag, days_supply, split_flag, batch_no,"
        " '2026-06-30 03:00', '1' FROM claim_line WHERE feedetl_sn = 'l3'",
    )
    landed = pull_to_store(database, tmp_path / "landed", as_of=NEXT)
    assert read_amounts(landed) == {
        "l1": (Decimal("10.00"), "1"),
        "l2": (Decimal("2.00"), "0"),
        "l3": (Decimal("3.00"), "1"),
        "l4": (Decimal("4.00"), "1"),
        "l5": (Decimal("-3.00"), "1"),
    }
    said = landed.record["tables"]["claim_line"]
    assert (said["mode"], said["changed"], said["watermark"]) == ("delta", 3, "2026-06-30T03:00:00")
    arrival, _ = receive_snapshot(landed.folder)
    assert arrival.tables["claim_line"].rows_in == 5 and arrival.tables["claim_line"].void == 1


def test_only_parts_that_hold_a_changed_row_are_written(first, database, tmp_path):
    run_statements(
        database,
        "UPDATE claim_line SET amount = 9, updated_at = '2026-06-30 01:00' WHERE feedetl_sn = 'l2'",
    )
    landed = pull_to_store(database, tmp_path / "landed", as_of=NEXT)
    before = {p.name: p.stat().st_ino for p in first.parts("claim_line")}
    after = {p.name: p.stat().st_ino for p in landed.parts("claim_line")}
    assert set(before) == {"2026-04.0001.parquet", "2026-05.0001.parquet", "2026-06.0001.parquet"}
    assert set(after) == {"2026-04.0001.parquet", "2026-06.0001.parquet", "2026-06.0002.parquet"}
    assert all(
        after[name] == before[name] for name in ("2026-04.0001.parquet", "2026-06.0001.parquet")
    )
    assert [r["amount"] for r in read_rows(first, ClaimLine)] == [Decimal(n) for n in (1, 2, 3, 4)]


def test_the_hashes_of_parts_taken_over_are_those_of_their_bytes(first, database, tmp_path):
    run_statements(
        database,
        "UPDATE claim_line SET amount = 9, updated_at = '2026-06-30' WHERE feedetl_sn = 'l4'",
    )
    landed = pull_to_store(database, tmp_path / "landed", as_of=NEXT)
    verify_files(landed.folder, landed.manifest.tables["claim_line"])


def test_rows_of_the_overlap_that_are_known_change_nothing(first, database, tmp_path):
    landed = pull_to_store(database, tmp_path / "landed", as_of=NEXT, overlap=timedelta(days=60))
    said = landed.record["tables"]["claim_line"]
    assert (said["changed"], said["known"], said["parts_written"]) == (0, 3, 0)
    assert read_rows(landed, ClaimLine) == read_rows(first, ClaimLine)


def test_a_row_whose_transaction_ended_late_is_found_by_the_overlap(first, database, tmp_path):
    run_statements(
        database,
        "UPDATE claim_line SET amount = 7, updated_at = '2026-06-10 12:00' WHERE feedetl_sn = 'l1'",
    )
    blind = pull_to_store(database, tmp_path / "blind" / "landed", as_of=NEXT)
    assert read_amounts(blind)["l1"][0] == 7  # a first pull is whole
    landed = pull_to_store(database, tmp_path / "landed", as_of=NEXT, overlap=timedelta(hours=48))
    assert read_amounts(landed)["l1"][0] == 7


def test_a_wrong_clock_at_the_source_does_not_push_the_watermark(first, database, tmp_path):
    run_statements(
        database, "UPDATE claim_line SET updated_at = '2099-01-01' WHERE feedetl_sn = 'l4'"
    )
    landed = pull_to_store(database, tmp_path / "landed", as_of=NEXT)
    assert landed.watermark("claim_line") == datetime(2026, 6, 11)
    run_statements(
        database,
        "UPDATE claim_line SET amount = 8, updated_at = '2026-06-30' WHERE feedetl_sn = 'l3'",
    )
    again = pull_to_store(database, tmp_path / "landed", as_of=NEXT + timedelta(days=1))
    assert read_amounts(again)["l3"][0] == 8


def test_a_changed_column_makes_the_table_be_read_whole(first, database, tmp_path):
    run_statements(
        database,
        "ALTER TABLE claim_line ALTER qty TYPE numeric(10,3)",
        "UPDATE claim_line SET updated_at = updated_at",
    )
    run_statements(
        database, "UPDATE claim_line SET updated_at = '2026-06-30' WHERE feedetl_sn = 'l4'"
    )
    landed = pull_to_store(database, tmp_path / "landed", as_of=NEXT)
    assert (
        landed.record["tables"]["claim_line"]["mode"] == "full"
        and len(read_rows(landed, ClaimLine)) == 4
    )


def test_a_whole_pull_comes_after_the_given_days_and_finds_what_was_deleted(
    first, database, tmp_path
):
    run_statements(database, "DELETE FROM claim_line WHERE feedetl_sn = 'l1'")
    assert (
        len(
            read_rows(
                pull_to_store(database, tmp_path / "landed", as_of=NEXT, full_days=2), ClaimLine
            )
        )
        == 4
    )
    later = pull_to_store(
        database, tmp_path / "landed", as_of=NEXT + timedelta(days=1), full_days=2
    )
    assert [r["feedetl_sn"] for r in read_rows(later, ClaimLine)] == ["l2", "l3", "l4"]


def test_a_snapshot_is_found_by_its_hash_months_later(first, database, tmp_path):
    before = read_rows(first, ClaimLine)
    run_statements(database, "UPDATE claim_line SET amount = 9, updated_at = '2026-06-30'")
    pull_to_store(database, tmp_path / "landed", as_of=NEXT)
    found = Store(tmp_path / "landed").at(first.record["snapshot_hash"][:16])
    assert read_rows(found, ClaimLine) == before
    with pytest.raises(RunError, match="0 snapshots"):
        Store(tmp_path / "landed").at("f" * 64)


def test_old_snapshots_expire_but_the_last_of_each_month_stays(first, database, tmp_path):
    store = Store(tmp_path / "landed")
    for day in (date(2026, 7, 1), date(2026, 7, 2), date(2026, 8, 1), date(2026, 8, 2)):
        run_statements(
            database, f"UPDATE claim_line SET updated_at = '{day}' WHERE feedetl_sn = 'l4'"
        )
        pull_to_store(database, tmp_path / "landed", as_of=day)
    newest = store.list_snapshots()[-1]
    store.expire(nights=1, months=2)
    assert [s.as_of for s in store.list_snapshots()] == [date(2026, 7, 2), date(2026, 8, 2)]
    verify_files(newest.folder, newest.manifest.tables["claim_line"])


def test_columns_that_repeat_have_a_dictionary_and_keys_and_times_have_none(database, tmp_path):
    lines = "".join(
        f"\nl{n} | {n}.00 | 2026-06-10T{n // 60:02d}:{n % 60:02d}:00" for n in range(1, 200)
    )
    fill_database(database, tmp_path / "s", {ClaimLine: "feedetl_sn | amount | updated_at" + lines})
    (part,) = pull_to_store(database, tmp_path / "landed").parts("claim_line")
    group = pq.read_metadata(part).row_group(0)
    columns = [group.column(n) for n in range(group.num_columns)]
    coded = {c.path_in_schema for c in columns if c.has_dictionary_page}
    assert {"item_code", "row_status"} <= coded and not {
        "feedetl_sn",
        "amount",
        "updated_at",
    } & coded


def test_a_snapshot_that_a_live_process_builds_is_left_alone_and_what_a_dead_one_left_is_not(
    tmp_path,
):
    store, built = Store(tmp_path / "landed"), []

    def build():
        with store.build_folder() as folder:
            built.append(folder.is_dir())

    (store.folder / f"{BUILDING}1").mkdir(parents=True)
    with store.build_folder() as mine:
        assert list(store.folder.glob(f"{BUILDING}*")) == [mine]
        other = Thread(target=build)
        other.start()
        other.join(timeout=0.5)  # it waits
        assert mine.is_dir() and built == []
    other.join()
    assert built == [True] and not list(store.folder.glob(f"{BUILDING}*"))


def test_many_parts_of_a_month_become_one(first, database, tmp_path):
    for n in range(MOST_PARTS):
        run_statements(
            database,
            f"INSERT INTO claim_line (feedetl_sn, updated_at) VALUES ('n{n}', '2026-06-20 {n:02d}:00')",
        )
        landed = pull_to_store(database, tmp_path / "landed", as_of=NEXT + timedelta(days=n))
    names = [p.name for p in landed.parts("claim_line")]
    assert (
        len([n for n in names if n.startswith("2026-06")]) == 1
        and len(read_rows(landed, ClaimLine)) == 4 + MOST_PARTS
    )


HOURS = [datetime(2026, 4, 1) + timedelta(hours=24 * 13 * n) for n in range(8)]
VERSIONS = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from(HOURS), st.integers(0, 5)), max_size=8
)


@settings(max_examples=60, deadline=None)
@given(VERSIONS, VERSIONS)
def test_merging_is_what_a_plain_dictionary_does(tmp_path_factory, before, after):
    """The newest version of every key that was in the base stays; the change, less what was known,
    is all there.
    """
    folder = tmp_path_factory.mktemp("merge")
    before = list({key: (key, at, amount) for key, at, amount in sorted(before)}.values())
    after = list({(key, at): (key, at, amount) for key, at, amount in after}.values())
    merge_parts(
        open_duckdb(),
        write_parts(folder / "base", before, "0001"),
        write_parts(folder / "new", after, "0002"),
        ("feedetl_sn",),
        folder / "out",
    )
    found = sorted(
        (r["feedetl_sn"], r["updated_at"])
        for p in (folder / "out").glob("*.parquet")
        for r in pq.read_table(p).to_pylist()
    )
    old = {(key, at) for key, at, _ in before}
    fresh = {(key, at) for key, at, _ in after} - old
    newest = {key: max(at for k, at in fresh if k == key) for key, _ in fresh}
    assert found == sorted(
        fresh | {(key, at) for key, at in old if key not in newest or at > newest[key]}
    )


def open_duckdb():
    return connect(threads=1)


def write_parts(folder, rows, suffix):
    """A part a month of rows (key, time, amount); one empty part if there are none."""
    folder.mkdir(parents=True)
    months = sorted({f"{at:%Y-%m}" for _, at, _ in rows}) or ["undated"]
    for month in months:
        own = "".join(
            f"\n{k} | {at.isoformat()} | {n}" for k, at, n in rows if f"{at:%Y-%m}" == month
        )
        table = make_arrow_table(ClaimLine, "feedetl_sn | updated_at | amount" + own)
        pq.write_table(table, folder / f"{month}.{suffix}.parquet")
    return sorted(folder.glob("*.parquet"))


def test_a_folder_and_its_snapshot_have_the_same_checked_rows(first, tmp_path):
    _, one = receive_snapshot(write_snapshot(tmp_path / "other", {ClaimLine: LINES}))
    _, two = receive_snapshot(first.folder)
    assert read_accepted_rows(one, ClaimLine) == read_accepted_rows(two, ClaimLine)
