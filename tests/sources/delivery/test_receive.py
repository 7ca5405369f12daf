"""A whole snapshot received: forms, orphans, stops, counts."""

import json
import random
from datetime import date, datetime, timedelta
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from contracts.tables.claim_header import ClaimHeader
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.employer import Employer
from contracts.tables.injury_case import InjuryCase
from contracts.tables.person import Person
from sources.delivery.arrival_report import Arrival, format_check_report
from tests.drawn_tables import make_arrow_table
from tests.sources.snapshots import (
    compute_sha256,
    edit_manifest,
    encode_csv,
    read_accepted_rows,
    read_rejected_rows,
    receive_snapshot,
    write_snapshot,
)


def make_months(count, seed=1) -> pa.Table:
    """Shuffled contribution rows of distinct keys."""
    schema = ContributionMonth.contract.arrow_schema
    rows = [
        {
            "person_id": f"p{n // 12:06d}",
            "employer_id": f"e{n % 7}",
            "insurance_type": "110",
            "contrib_month": date(2025, n % 12 + 1, 1),
            "seq": 1,
            "posted_date": date(2026, 1, 1) if n % 3 else None,
            "pay_kind": "1",
            "base_amount": Decimal(n).scaleb(-2) if n % 5 else None,
            "refund_of_seq": None,
            "paid_flag": n % 2 == 0,
            "legal_doc_no": f'文书, "{n}"\r\n第二行' if n % 11 == 0 else None,
            "updated_at": datetime(2026, 1, 1) + timedelta(microseconds=n),
            "row_status": "1",
        }
        for n in range(count)
    ]
    random.Random(seed).shuffle(rows)
    return pa.Table.from_pylist(rows, schema=schema)


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("form", ["csv", "parts"])
def test_the_same_rows_are_accepted_in_another_form_order_and_thread_count(tmp_path, form, threads):
    _, one = receive_snapshot(
        write_snapshot(tmp_path / "one", {ContributionMonth: make_months(3000)})
    )
    other = write_snapshot(
        tmp_path / "other", {ContributionMonth: make_months(3000, seed=2)}, form=form
    )
    _, two = receive_snapshot(other, threads=threads)
    assert read_accepted_rows(one, ContributionMonth) == read_accepted_rows(two, ContributionMonth)


def test_accepted_rows_equal_what_was_delivered(tmp_path):
    drawn = make_months(500)
    _, out = receive_snapshot(
        write_snapshot(tmp_path / "s", {ContributionMonth: drawn}, form="csv")
    )
    key = [(name, "ascending") for name in ContributionMonth.contract.key]
    assert read_accepted_rows(out, ContributionMonth) == drawn.sort_by(key).to_pylist()


def test_several_row_groups_do_not_depend_on_order_or_threads(tmp_path):
    numbers = pa.array(range(300_000), pa.int64())
    one = make_arrow_table(Employer, "employer_id\ne1").take(pa.array([0] * 300_000))
    keys = pc.binary_join_element_wise("e", pc.cast(numbers, pa.string()), "")
    one = one.set_column(0, "employer_id", keys)
    _, first = receive_snapshot(write_snapshot(tmp_path / "one", {Employer: one}))
    shuffled = pa.concat_tables([one.slice(150_000), one.slice(0, 150_000)])
    _, second = receive_snapshot(
        write_snapshot(tmp_path / "two", {Employer: shuffled}, form="parts"), threads=4
    )
    assert read_accepted_rows(first, Employer) == read_accepted_rows(second, Employer)


def test_void_rows_are_accepted_and_counted(tmp_path):
    arrival, out = receive_snapshot(
        write_snapshot(tmp_path / "s", {Employer: "employer_id | row_status\ne2 | 1\ne1 | 0"})
    )
    counts = arrival.tables["employer"]
    assert (counts.rows_in, counts.accepted, counts.void) == (2, 2, 1)
    assert [r["row_status"] for r in read_accepted_rows(out, Employer)] == ["0", "1"]


@pytest.mark.parametrize("form", ["parquet", "csv", "parts"])
def test_microseconds_stay(tmp_path, form):
    rows = (
        "employer_id | updated_at\ne1 | 2026-06-30T23:59:59.999999\ne2 | 2026-01-01T01:02:03.000004"
    )
    _, out = receive_snapshot(write_snapshot(tmp_path / "s", {Employer: rows}, form=form))
    assert [r["updated_at"].microsecond for r in read_accepted_rows(out, Employer)] == [999999, 4]


PERSONS = "person_id\np1\np2"
TWO_MONTHS = """
    person_id | employer_id
    p1        | e1
    p9        | e1
    p2        | e9
"""


def test_a_strict_orphan_is_rejected(tmp_path):
    tables = {ContributionMonth: TWO_MONTHS, Person: PERSONS, Employer: "employer_id\ne1"}
    _, out = receive_snapshot(write_snapshot(tmp_path / "s", tables))
    lost = [
        (r["rule"], r["column"], r["person_id"], r["row_number"])
        for r in read_rejected_rows(out, ContributionMonth)
    ]
    assert lost == [("orphan", "person_id", "p9", 2), ("orphan", "employer_id", "p2", 3)]
    assert [r["person_id"] for r in read_accepted_rows(out, ContributionMonth)] == ["p1"]


def test_a_table_that_was_not_supplied_or_was_stopped_blames_nobody(tmp_path):
    folder = write_snapshot(
        tmp_path / "s", {ContributionMonth: TWO_MONTHS, Employer: "employer_id\ne1"}
    )
    edit_manifest(folder, lambda m: m["tables"]["employer"].update(rows=7))
    arrival, _ = receive_snapshot(folder)
    assert "employer" in arrival.stopped
    assert arrival.tables["contribution_month"].accepted == 3


def test_the_children_of_a_rejected_parent_are_not_blamed(tmp_path):
    tables = {ContributionMonth: TWO_MONTHS, Person: "person_id | sex\np1 | 7\np2 | 1\np9 | 1"}
    _, out = receive_snapshot(write_snapshot(tmp_path / "s", tables))
    assert [r["person_id"] for r in read_rejected_rows(out, Person)] == ["p1"]
    assert read_rejected_rows(out, ContributionMonth) == []


def test_an_empty_parent_was_supplied_and_makes_orphans_of_all(tmp_path):
    tables = {ContributionMonth: TWO_MONTHS, Person: Person.contract.arrow_schema.empty_table()}
    arrival, _ = receive_snapshot(write_snapshot(tmp_path / "s", tables))
    assert arrival.tables["contribution_month"].quarantined == 3


def test_a_row_may_name_a_row_of_its_own_table(tmp_path):
    rows = "setl_id | reversal_of\ns1 | -\ns2 | s1\ns3 | s9"
    _, out = receive_snapshot(write_snapshot(tmp_path / "s", {ClaimHeader: rows}))
    assert [(r["setl_id"], r["column"]) for r in read_rejected_rows(out, ClaimHeader)] == [
        ("s3", "reversal_of")
    ]


def test_a_soft_orphan_is_counted_and_accepted(tmp_path):
    cases = "case_id | person_id | employer_id | host_employer_id\nc1 | p1 | e1 | e9\nc2 | p1 | e1 | -\nc3 | p1 | e1 | e1"
    arrival, _ = receive_snapshot(
        write_snapshot(tmp_path / "s", {InjuryCase: cases, Employer: "employer_id\ne1"})
    )
    assert arrival.soft_orphans == {"injury_case": {"host_employer_id": 1}}
    assert arrival.tables["injury_case"].accepted == 3


def test_an_orphan_does_not_compete_for_its_key(tmp_path):
    rows = "setl_id | reversal_of | updated_at\ns1 | - | 2026-01-01\ns1 | s9 | 2026-02-01"
    _, out = receive_snapshot(write_snapshot(tmp_path / "s", {ClaimHeader: rows}))
    assert [r["reversal_of"] for r in read_accepted_rows(out, ClaimHeader)] == [None]
    assert [r["rule"] for r in read_rejected_rows(out, ClaimHeader)] == ["orphan"]


def test_an_empty_field_is_null_quoted_or_not(tmp_path):
    text = encode_csv(make_arrow_table(Employer, "employer_id\ne1\ne2"), Employer.contract.columns)
    header, first, second = text.decode().splitlines()
    optional = next(c.name for c in Employer.contract.columns.values() if not c.required)
    place = header.split(",").index(optional)
    cells = first.split(",")
    assert cells[place] == ""
    cells[place] = '""'
    content = "\r\n".join([header, ",".join(cells), second, ""]).encode()
    _, out = receive_snapshot(write_snapshot(tmp_path / "s", {Employer: content}))
    assert not read_rejected_rows(out, Employer)
    assert [r[optional] for r in read_accepted_rows(out, Employer)] == [None, None]


def test_a_csv_with_a_byte_order_mark_other_column_order_and_further_columns_is_read(tmp_path):
    drawn = make_arrow_table(Employer, "employer_id\ne1")
    columns = dict(Employer.contract.columns)
    shuffled = drawn.select(list(reversed(drawn.column_names))).append_column(
        "extra", pa.array(["x"])
    )
    content = b"\xef\xbb\xbf" + encode_csv(
        shuffled, columns | {"extra": columns["employer_id"]}, line_end="\r\n"
    )
    _, out = receive_snapshot(write_snapshot(tmp_path / "s", {Employer: content}))
    assert read_accepted_rows(out, Employer) == drawn.to_pylist()


SECRET = "NAME-THAT-NO-LOG-MAY-HOLD"
UNREADABLE = [
    (lambda text: text + f"{SECRET},too,few\n".encode(), "line 3"),
    (lambda text: text + f'"{SECRET}\n'.encode(), "RFC 4180"),
    (lambda text: text + SECRET.encode() + b"\xff\n", "UTF-8"),
    (lambda text: text.replace(b"employer_id", b"employer_no"), "no column employer_id"),
    (lambda text: b"\n", "header"),
]


@pytest.mark.parametrize(("change", "words"), UNREADABLE)
def test_an_unreadable_csv_stops_its_table_without_naming_a_value(tmp_path, change, words):
    text = encode_csv(make_arrow_table(Employer, "employer_id\ne1"), Employer.contract.columns)
    said = []
    folder = write_snapshot(
        tmp_path / "s", {Employer: change(text), Person: "person_id\np1"}, form="csv"
    )
    arrival, _ = receive_snapshot(folder, progress=said.append)
    assert words in arrival.stopped["employer"]
    assert SECRET not in str(arrival) + "".join(said) + format_check_report(arrival)
    assert list(arrival.tables) == ["person"]


def test_a_file_that_is_no_parquet_stops_its_table(tmp_path):
    folder = write_snapshot(tmp_path / "s", {Employer: "employer_id\ne1"})
    (folder / "employer.parquet").write_bytes(b"PAR1 this is none PAR1")
    digest = compute_sha256(folder / "employer.parquet")
    edit_manifest(
        folder, lambda m: m["tables"]["employer"].update(sha256={"employer.parquet": digest})
    )
    arrival, _ = receive_snapshot(folder)
    assert "not readable Parquet" in arrival.stopped["employer"]


def test_a_parquet_file_with_a_damaged_page_stops_its_table(tmp_path):
    folder = write_snapshot(
        tmp_path / "s", {ContributionMonth: make_months(3000), Person: "person_id\np000000"}
    )
    path = folder / "contribution_month.parquet"
    content = bytearray(path.read_bytes())
    content[4:2000] = b"\x00" * 1996
    path.write_bytes(bytes(content))
    edit_manifest(
        folder,
        lambda m: m["tables"]["contribution_month"]["sha256"].update(
            {path.name: compute_sha256(path)}
        ),
    )
    arrival, out = receive_snapshot(folder)
    assert "cannot be read" in arrival.stopped["contribution_month"]
    assert [p.name for p in (out / "accepted").iterdir()] == ["person"]


def test_a_missing_column_stops_its_table(tmp_path):
    arrow = make_arrow_table(Employer, "employer_id\ne1").drop_columns(["district", "uscc_hash"])
    arrival, _ = receive_snapshot(write_snapshot(tmp_path / "s", {Employer: arrow}))
    assert "no column" in arrival.stopped["employer"]
    assert "district" in arrival.stopped["employer"]


def test_parts_whose_stored_types_differ_are_one_table(tmp_path):
    folder = write_snapshot(tmp_path / "s", {ContributionMonth: make_months(10)}, form="parts")
    path = folder / "contribution_month" / "part-1.parquet"
    part = pq.read_table(path)
    place = part.column_names.index("seq")
    pq.write_table(part.set_column(place, "seq", pa.array(["0"] + ["1"] * 4)), path)
    edit_manifest(
        folder,
        lambda m: m["tables"]["contribution_month"]["sha256"].update(
            {"contribution_month/part-1.parquet": compute_sha256(path)}
        ),
    )
    arrival, out = receive_snapshot(folder)
    assert arrival.tables["contribution_month"].accepted == 9
    (lost,) = read_rejected_rows(out, ContributionMonth)
    assert (lost["file"], lost["row_number"], lost["rule"]) == (
        "contribution_month/part-1.parquet",
        1,
        "check",
    )


def test_receiving_twice_into_one_folder_leaves_nothing_of_the_first(tmp_path):
    folder = write_snapshot(tmp_path / "s", {Employer: "employer_id | district\ne1 | x"})
    _, out = receive_snapshot(folder)
    assert read_rejected_rows(out, Employer)
    (folder / "employer.parquet").unlink()
    receive_snapshot(write_snapshot(folder, {Person: "person_id\np1"}))
    assert sorted(p.name for p in out.rglob("*") if p.is_file()) == ["person.parquet"]


def test_an_arrival_survives_json(tmp_path):
    rows = "employer_id | industry_code\ne1 | 9\ne2 | 10"
    folder = write_snapshot(tmp_path / "s", {Employer: rows, Person: "person_id\np1"})
    edit_manifest(folder, lambda m: m["tables"]["person"].update(rows=2))
    arrival, _ = receive_snapshot(folder)
    assert Arrival.from_json(json.loads(json.dumps(arrival.to_json()))) == arrival


def test_the_report_names_tables_counts_and_reasons(tmp_path):
    rows = "employer_id | district | industry_code\ne1 | x | 9\ne2 | 330203 | 9"
    folder = write_snapshot(tmp_path / "s", {Employer: rows, Person: "person_id\np1"})
    edit_manifest(folder, lambda m: m["tables"]["person"].update(rows=2))
    report = format_check_report(receive_snapshot(folder)[0])
    assert "参保单位信息 employer" in report
    assert "person: table person has 1 rows, manifest.json says 2" in report
    assert "whitelist: 白名单" in report
    assert "1 行被隔离，1 张表停用" in report
    assert "employer.district: code × 1  ⟨a⟩" in report
    assert "employer.industry_code: check × 2  ⟨9⟩" in report
    assert "e1" not in report.replace("file", "")
