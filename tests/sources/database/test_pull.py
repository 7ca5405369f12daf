"""A PostgreSQL pulled whole: every type exactly, one snapshot for all tables, agency names, errors
that say what to do.
"""

import threading
from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from contracts.errors import SourceError, UsageError
from contracts.tables import get_input_tables
from contracts.tables.claim_line import ClaimLine
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.person import Person
from sources.database.connections import open_database
from sources.database.error_messages import DatabaseFailure, retry_with_backoff
from sources.database.select_query import build_selection
from sources.store.snapshots import Store
from tests.drawn_tables import make_arrow_table
from tests.postgres import run
from tests.sources.delivery.test_receive import make_months
from tests.sources.landed import fill_database, pull_to_store, read_rows, set_key
from tests.sources.snapshots import (
    read_accepted_rows,
    read_rejected_rows,
    receive_snapshot,
    write_snapshot,
)

LINES = """
    feedetl_sn | setl_id | qty    | amount          | rx_no | rx_date    | split_flag | updated_at
    l1         | s1      | 0.1    | 9999999999.99   | 文,"1 | 2026-01-31 | 1          | 2026-06-01T00:00:00.000001
    l2         | s1      | -2.5   | -0.01           | -     | -          | 0          | 2026-05-31T23:59:59.999999
    l3         | s2      | 1e-300 | 0.00            | x     | 1931-02-01 | 0          | 2024-01-01T00:00:00
"""


def test_a_pulled_table_is_the_table_that_was_delivered(database, tmp_path):
    lines = make_arrow_table(ClaimLine, LINES)
    fill_database(database, tmp_path / "s", {ClaimLine: lines})
    landed = read_rows(pull_to_store(database, tmp_path / "landed"), ClaimLine)
    assert landed == lines.to_pylist()


def test_the_checked_rows_of_a_database_are_the_folder_s(database, tmp_path):
    tables = {ContributionMonth: make_months(3000)}
    _, one = receive_snapshot(write_snapshot(tmp_path / "one", tables))
    fill_database(database, tmp_path / "s", tables)
    landed = pull_to_store(database, tmp_path / "landed")
    _, two = receive_snapshot(landed.folder)
    assert read_accepted_rows(one, ContributionMonth) == read_accepted_rows(two, ContributionMonth)


def test_parts_are_months_of_the_last_change(database, tmp_path):
    fill_database(database, tmp_path / "s", {ClaimLine: LINES})
    parts = pull_to_store(database, tmp_path / "landed").parts("claim_line")
    assert [p.name for p in parts] == [
        "2024-01.0001.parquet",
        "2026-05.0001.parquet",
        "2026-06.0001.parquet",
    ]


def test_all_tables_are_read_in_one_snapshot_of_the_database(database, tmp_path):
    """Both tables change together while the first is being read; what is landed is the state before
    in both.
    """
    person = "person_id | updated_at\np1 | 2026-01-01T00:00:00"
    line = "feedetl_sn | amount | updated_at\nl1 | 1.00 | 2026-01-01T00:00:00"
    fill_database(database, tmp_path / "s", {Person: person, ClaimLine: line})
    changed = threading.Event()

    def change(_):
        if not changed.is_set():
            run(database, "UPDATE claim_line SET amount = 2", "UPDATE person SET person_id = 'p2'")
            changed.set()

    landed = pull_to_store(database, tmp_path / "landed", report_progress=change)
    assert changed.is_set()
    assert [r["amount"] for r in read_rows(landed, ClaimLine)] == [Decimal("1.00")]
    assert [r["person_id"] for r in read_rows(landed, Person)] == ["p1"]


def test_types_that_an_agency_may_have_become_the_declared_ones(database, tmp_path):
    run(
        database,
        "CREATE TYPE sex AS ENUM ('1', '2')",
        """CREATE TABLE person AS SELECT 331000000000000001::numeric AS person_id, 'abcdef01'::char(16) AS id_hash,
           '1'::sex AS sex, '1970-02-28'::text AS birth_date, NULL::timestamp AS archive_birth_date, 330203 AS hukou_district,
           '1990-05-01'::timestamp AS first_enroll_month, 1::smallint AS person_kind, NULL::text AS phone_hash,
           NULL::text AS address_hash, NULL::text AS household_hash,
           '2026-01-31 17:30:00+00'::timestamptz AS updated_at, '1'::char AS row_status""",
    )
    landed = pull_to_store(database, tmp_path / "landed")
    arrival, out = receive_snapshot(landed.folder)
    assert not arrival.stopped and not read_rejected_rows(out, Person)
    (row,) = read_accepted_rows(out, Person)
    assert (row["person_id"], row["id_hash"], row["sex"]) == ("331000000000000001", "abcdef01", "1")
    assert (row["birth_date"], row["first_enroll_month"]) == (date(1970, 2, 28), date(1990, 5, 1))
    assert row["updated_at"] == datetime(2026, 2, 1, 1, 30)  # China time


def test_dirty_values_are_landed_and_found_by_the_checks(database, tmp_path):
    run(
        database,
        "CREATE TABLE claim_line (feedetl_sn text, setl_id text, item_code text, list_type text, qty text, qty_unit text,"
        " unit_price text, amount numeric, fund_scope_amount numeric(20,4), rx_flag int, rx_no text, rx_institution_code text,"
        " rx_date text, rx_doctor_code text, long_rx_flag int, days_supply int, split_flag int, batch_no text,"
        " updated_at text, row_status text)",
        "INSERT INTO claim_line VALUES ('l1','s','i','1','1','盒','1',1.005,1,0,null,null,'2026-02-30',null,0,null,0,null,'2026-01-01T00:00:00','1'),"
        " ('l2','s','i','1','1','盒','1',1.50,1.0000,0,null,null,null,null,0,null,0,null,'yesterday','1')",
    )
    landed = pull_to_store(database, tmp_path / "landed")
    assert [p.name[:7] for p in landed.parts("claim_line")] == ["2026-01", "undated"]
    _, out = receive_snapshot(landed.folder)
    found = {(r["feedetl_sn"], r["column"]) for r in read_rejected_rows(out, ClaimLine)}
    assert found >= {("l2", "updated_at")} and ("l1", "amount") in found | {("l1", "qty_unit")}
    reasons = next(
        r["reason_en"] for r in read_rejected_rows(out, ClaimLine) if r["feedetl_sn"] == "l1"
    )
    assert 'amount = "1.005"' in reasons and "rx_date" not in reasons  # an optional column


def test_lb_names_become_contract_names_and_identity_numbers_never_reach_the_disk(
    database, tmp_path, monkeypatch
):
    key = set_key(monkeypatch)
    run(
        database,
        "CREATE TABLE ac01 (aac001 numeric(20), aac002 text, aac003 text, aac004 text, aac006 numeric(8), aac006_da numeric(8),"
        " aac301 text, aac049 numeric(6), aac008 text, aae005 text, aae006 text, aab400 text, aae036 numeric(14), aae100 text)",
        "INSERT INTO ac01 VALUES (1, '33020319700101001x', '张三', '1', 19700101, null, '330203', 199005, '1',"
        " '13800000000', '中山路1号', null, 20260131173000, '1')",
    )
    landed = pull_to_store(database, tmp_path / "landed", mapping="lb")
    _, out = receive_snapshot(landed.folder)
    (row,) = read_accepted_rows(out, Person)
    assert (row["person_id"], row["first_enroll_month"]) == ("1", date(1990, 5, 1))
    assert row["updated_at"] == datetime(2026, 1, 31, 17, 30) and len(row["id_hash"]) == 32
    written = b"".join(p.read_bytes() for p in landed.folder.rglob("*") if p.is_file())
    for known in ("33020319700101001", "张三", "13800000000", "中山路"):
        assert known.encode() not in written
    from contracts.identity import read_identities

    (person,) = read_identities(landed.folder / "identity.enc", key)
    assert (person["person_id"], person["name"], person["id_number"]) == (
        "1",
        "张三",
        "33020319700101001x",
    )


def test_other_databases_are_read_through_sqlalchemy(tmp_path):
    import sqlite3

    lines = make_arrow_table(ClaimLine, LINES)
    with sqlite3.connect(tmp_path / "db.sqlite") as db:
        names = ", ".join(ClaimLine.contract.columns)
        db.execute(f"CREATE TABLE claim_line ({names})")
        for row in lines.to_pylist():
            values = [_convert_for_sqlite(v) for v in row.values()]
            db.execute(f"INSERT INTO claim_line VALUES ({', '.join('?' * len(values))})", values)
    landed = pull_to_store(f"sqlite:///{tmp_path / 'db.sqlite'}", tmp_path / "landed")
    _, one = receive_snapshot(landed.folder)
    _, two = receive_snapshot(write_snapshot(tmp_path / "s", {ClaimLine: lines}))
    assert read_accepted_rows(one, ClaimLine) == read_accepted_rows(two, ClaimLine)


def _convert_for_sqlite(value):
    match value:
        case Decimal():
            return f"{value:.2f}"
        case datetime() | date():
            return value.isoformat()
        case _:
            return value


@pytest.mark.parametrize("name", get_input_tables())
def test_every_column_of_every_table_has_a_query(name):
    contract = get_input_tables()[name].contract
    from sources.database.load_postgres import build_sql_table
    from sources.database.mapping import TableSource

    stored = {c.name: c.type for c in build_sql_table(contract).columns}
    asked = build_selection(contract, TableSource(name), stored, since=None)
    assert asked.columns == tuple(contract.columns) and not asked.lacking and not asked.beyond


def test_an_address_with_a_password_is_refused_and_not_repeated():
    with pytest.raises(UsageError) as refused:
        open_database("postgresql://qingfeng:secret@host/db")
    assert "QINGFENG_DB_PASSWORD" in str(refused.value) and "secret" not in str(refused.value)


def test_a_database_that_is_not_there_says_so(tmp_path):
    with pytest.raises(DatabaseFailure, match="cannot be reached") as failure:
        pull_to_store(f"postgresql://postgres@/postgres?host={tmp_path}", tmp_path / "landed")
    assert failure.value.may_pass


def test_a_database_without_a_mapped_table_says_so(database, tmp_path):
    with pytest.raises(SourceError, match="none of the tables"):
        pull_to_store(database, tmp_path / "landed")
    assert not Store(tmp_path / "landed").list_snapshots()


def test_what_may_pass_is_tried_again_and_what_may_not_is_not():
    waited, tries = [], []

    def work(may_pass, failures):
        tries.append(1)
        if len(tries) <= failures:
            raise DatabaseFailure("lost", next_step="wait", may_pass=may_pass)
        return "rows"

    assert (
        retry_with_backoff(lambda: work(True, 3), attempts=4, first_wait=1, sleep=waited.append)
        == "rows"
    )
    assert waited == [1, 2, 4]
    tries.clear()
    with pytest.raises(DatabaseFailure):
        retry_with_backoff(lambda: work(False, 9), attempts=4, first_wait=1, sleep=waited.append)
    assert len(tries) == 1


def test_money_beyond_a_float_stays_exact(database, tmp_path):
    run(
        database,
        "CREATE TABLE claim_line (feedetl_sn text, amount numeric(14,2), updated_at timestamp)",
    )
    run(
        database,
        "INSERT INTO claim_line SELECT 'l'||i, i/100.0 + 900000000000, now() FROM generate_series(0, 99) i",
    )
    landed = pull_to_store(database, tmp_path / "landed")
    amounts = [
        v for part in landed.parts("claim_line") for v in pq.read_table(part)["amount"].to_pylist()
    ]
    assert sorted(amounts) == [Decimal(90000000000000 + n).scaleb(-2) for n in range(100)]
    assert pq.read_schema(landed.parts("claim_line")[0]).field("amount").type == pa.decimal128(
        14, 2
    )
