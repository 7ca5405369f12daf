"""Each rule rejects exactly the broken row, with its reason; the others stand."""

from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from contracts.tables import get_input_tables
from contracts.tables.account_share import AccountShare
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.drug_catalog import DrugCatalog
from contracts.tables.employer import Employer
from contracts.tables.injury_case import InjuryCase
from contracts.tables.person import Person
from contracts.tables.unemployment_claim import UnemploymentClaim
from sources.delivery.oddities import mask_value
from tests.drawn_tables import make_arrow_table
from tests.sources.snapshots import (
    encode_csv,
    read_accepted_rows,
    read_rejected_rows,
    receive_snapshot,
    write_snapshot,
)

MONTHS = """
    person_id | employer_id | insurance_type | contrib_month | seq | base_amount | refund_of_seq | posted_date
    p1        | e1          | 110            | 2026-01       | 1   | 5000.00     | -             | 2026-01-20
    p1        | e1          | 110            | 2026-02       | 1   | 5000.00     | -             | 2026-02-20
    p2        | e1          | 110            | 2026-01       | 1   | -5000.00    | 1             | -
"""


def replace_cells(table, text, row, **cells) -> pa.Table:
    """Drawn rows with some cells of one row replaced, as text columns where the value is text."""
    arrow = make_arrow_table(table, text)
    for name, value in cells.items():
        types = table.contract.columns
        column = arrow[name].to_pylist()
        if isinstance(value, str) and types[name].type.ibis != "string":
            one = arrow.select([name])
            column = encode_csv(one, types).decode().splitlines()[1:]
            column = [None if v == "" else v for v in column]
            column[row] = value
            new = pa.array(column, pa.string())
        else:
            column[row] = value
            new = pa.array(column, arrow.schema.field(name).type)
        arrow = arrow.set_column(arrow.column_names.index(name), name, new)
    return arrow


def get_rejected_row(tmp_path, table, arrow, form="parquet"):
    """The one rejected row of a delivery of one table; all others must have been accepted."""
    arrival, out = receive_snapshot(write_snapshot(tmp_path / "s", {table: arrow}, form=form))
    counts = arrival.tables[table.contract.name]
    assert not arrival.stopped
    assert (counts.accepted, counts.quarantined) == (arrow.num_rows - 1, 1)
    (row,) = read_rejected_rows(out, table)
    assert len(read_accepted_rows(out, table)) == arrow.num_rows - 1
    return row


# required columns: the row is rejected
BROKEN = [
    ("type", "seq", "abc"),
    ("type", "seq", "1.5"),
    ("type", "seq", "1e3"),
    ("type", "seq", "99999999999999999999"),
    ("type", "contrib_month", "2026-13"),
    ("type", "contrib_month", "2026-01-15"),
    ("type", "updated_at", "2026-02-20T24:00:00"),
    ("type", "updated_at", "2026-02-20T10:00:00Z"),
    ("type", "paid_flag", "maybe"),
    ("null", "person_id", None),
    ("null", "person_id", "\u3000"),
    ("null", "person_id", "NULL"),
    ("null", "paid_flag", None),
    ("null", "contrib_month", None),
    ("code", "insurance_type", "111"),
    ("code", "row_status", "2"),
    ("check", "seq", "0"),
    ("type", "refund_of_seq", "x"),
    ("future", "updated_at", "2026-07-01T00:00:00"),
]


# optional columns: the row stands without the value
LOST = [
    ("type", "base_amount", "12.345"),
    ("type", "base_amount", "1,5"),
    ("type", "base_amount", "1234567890123.00"),
    ("type", "posted_date", "2026-02-30"),
    ("type", "posted_date", "0"),
    ("check", "base_amount", "-0.01"),
    ("check", "posted_date", "2025-12-31"),
]


@pytest.mark.parametrize("form", ["parquet", "csv"])
@pytest.mark.parametrize(("rule", "column", "value"), LOST)
def test_a_wrong_value_of_an_optional_column_costs_the_field_alone(
    tmp_path, form, rule, column, value
):
    arrow = replace_cells(ContributionMonth, MONTHS, 0, **{column: value})
    folder = write_snapshot(tmp_path / "s", {ContributionMonth: arrow}, form=form)
    arrival, out = receive_snapshot(folder)
    assert (arrival.tables["contribution_month"].accepted, arrival.stopped) == (3, {})
    assert read_accepted_rows(out, ContributionMonth)[0][column] is None
    (lost,) = arrival.oddities["contribution_month"]
    assert (lost.outcome, lost.rule, lost.column, lost.rows) == ("field lost", rule, column, 1)
    assert lost.examples == (mask_value(value),)


def test_a_lost_value_of_the_declared_type_leaves_the_delivered_file_as_it_is(tmp_path):
    arrow = replace_cells(Employer, "employer_id\ne1\ne2", 1, industry_code="0a")
    folder = write_snapshot(tmp_path / "s", {Employer: arrow})
    _, out = receive_snapshot(folder)
    assert [r["industry_code"] for r in read_accepted_rows(out, Employer)] == [None, None]
    assert pq.read_table(folder / "employer.parquet")["industry_code"].to_pylist() == [None, "0a"]


@pytest.mark.parametrize("form", ["parquet", "csv"])
@pytest.mark.parametrize(("rule", "column", "value"), BROKEN)
def test_a_broken_row_is_rejected_by_its_rule_and_no_other_row(tmp_path, form, rule, column, value):
    arrow = replace_cells(ContributionMonth, MONTHS, 0, **{column: value})
    row = get_rejected_row(tmp_path, ContributionMonth, arrow, form)
    assert (row["rule"], row["column"], row[column]) == (rule, column, value)
    assert f"（{column}）" in row["reason_zh"]
    assert column in row["reason_en"]
    assert value is None or value in row["reason_en"]


def list_lost_fields(tmp_path, table, rows):
    """The rules by which a delivery of one table, all of whose rows stand, lost a field."""
    arrival, out = receive_snapshot(write_snapshot(tmp_path / "s", {table: rows}))
    assert not read_rejected_rows(out, table)
    found = arrival.oddities.get(table.contract.name, [])
    return [o.rule for o in found if o.outcome == "field lost" for _ in range(o.rows)]


def test_the_first_rule_names_the_row_and_the_reasons_name_all(tmp_path):
    arrow = replace_cells(ContributionMonth, MONTHS, 1, insurance_type="999", seq=0, paid_flag=None)
    row = get_rejected_row(tmp_path, ContributionMonth, arrow)
    assert (row["rule"], row["column"], row["row_number"]) == ("null", "paid_flag", 2)
    assert row["reason_en"] == (
        "paid_flag = null: is required; "
        'insurance_type = "999": must be in code list insurance_type; seq = "0": must be >= 1'
    )
    assert row["reason_zh"].startswith(
        "足额到账（paid_flag） = null: 必填；险种（insurance_type） = "
    )


def test_the_last_second_of_the_snapshot_day_is_not_the_future(tmp_path):
    arrow = replace_cells(
        ContributionMonth, MONTHS, 0, updated_at=datetime(2026, 6, 30, 23, 59, 59, 999999)
    )
    arrival, _ = receive_snapshot(write_snapshot(tmp_path / "s", {ContributionMonth: arrow}))
    assert arrival.tables["contribution_month"].quarantined == 0


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("0123abcd", None),
        ("0" * 64, None),
        ("0123ABCD", None),
        ("0123abc", "type"),
        ("0" * 65, "type"),
        ("", "null"),
    ],
)
def test_a_hash_has_8_to_64_hexadecimal_digits(tmp_path, value, rule):
    arrow = replace_cells(Person, "person_id\np1\np2", 1, id_hash=value)
    _, out = receive_snapshot(write_snapshot(tmp_path / "s", {Person: arrow}))
    assert [r["rule"] for r in read_rejected_rows(out, Person)] == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("value", "is_wrong"), [("08", False), ("8", True), ("081", True), ("0a", True)]
)
def test_a_pattern_matches_the_whole_string(tmp_path, value, is_wrong):
    arrow = replace_cells(Employer, "employer_id\ne1\ne2", 1, industry_code=value)
    assert list_lost_fields(tmp_path, Employer, arrow) == ["check"] * is_wrong


@pytest.mark.parametrize(("value", "is_wrong"), [(0, False), (120, False), (-1, True), (121, True)])
def test_a_range_includes_both_its_ends(tmp_path, value, is_wrong):
    arrow = replace_cells(DrugCatalog, "item_code\ni1\ni2", 1, restrict_age_max=value)
    assert list_lost_fields(tmp_path, DrugCatalog, arrow) == ["check"] * is_wrong


@pytest.mark.parametrize(
    ("value", "is_wrong"),
    [("0.01", False), ("0", True), ("-1", True), ("inf", True), ("1e2", False)],
)
def test_a_bound_that_is_not_included_and_numbers_that_are_none(tmp_path, value, is_wrong):
    arrow = replace_cells(DrugCatalog, "item_code\ni1\ni2", 1, ddd_units=value)
    assert len(list_lost_fields(tmp_path, DrugCatalog, arrow)) == is_wrong


@pytest.mark.parametrize(
    ("separation", "is_wrong"), [("2026-01-05", False), ("2026-01-06", True), (None, False)]
)
def test_a_column_is_compared_with_another_where_both_are_known(tmp_path, separation, is_wrong):
    rows = "claim_id | claim_date\nc1 | 2026-01-05\nc2 | 2026-03-01"
    arrow = replace_cells(
        UnemploymentClaim, rows, 0, **({"separation_date": separation} if separation else {})
    )
    _, out = receive_snapshot(write_snapshot(tmp_path / "s", {UnemploymentClaim: arrow}))
    assert [r["claim_id"] for r in read_rejected_rows(out, UnemploymentClaim)] == ["c1"] * is_wrong


@pytest.mark.parametrize(
    ("death", "is_wrong"), [("2026-01-05T07:59:59", True), ("2026-01-05T08:00:00", False)]
)
def test_two_times_are_compared_to_the_second(tmp_path, death, is_wrong):
    rows = f"case_id | injury_time | death_time\nc1 | 2026-01-05T08:00:00 | {death}"
    assert len(list_lost_fields(tmp_path, InjuryCase, rows)) == is_wrong


def test_unless_lifts_a_check_where_the_other_column_is_known(tmp_path):
    arrival, _ = receive_snapshot(write_snapshot(tmp_path / "s", {ContributionMonth: MONTHS}))
    assert arrival.tables["contribution_month"].accepted == 3


def test_of_a_repeated_key_the_newest_valid_row_stays(tmp_path):
    rows = """
        employer_id | industry_code | district | updated_at
        e1          | 08            | 330203   | 2026-01-01T00:00:00
        e1          | 10            | 330203   | 2026-03-01T00:00:00
        e1          | 9             | 9        | 2026-05-01T00:00:00
        e1          | 11            | 330203   | 2026-02-01T00:00:00
        e2          | 12            | 330203   | 2026-01-01T00:00:00
    """
    _, out = receive_snapshot(write_snapshot(tmp_path / "s", {Employer: rows}))
    assert [(r["employer_id"], r["industry_code"]) for r in read_accepted_rows(out, Employer)] == [
        ("e1", "10"),
        ("e2", "12"),
    ]
    lost = [(r["rule"], r["column"], r["industry_code"]) for r in read_rejected_rows(out, Employer)]
    assert lost == [
        ("key", "employer_id", "08"),
        ("code", "district", "9"),
        ("key", "employer_id", "11"),
    ]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_equally_new_rows_of_one_key_are_decided_by_content_not_by_order(tmp_path, order):
    drawn = make_arrow_table(Employer, "employer_id | industry_code\ne1 | 08\ne1 | 10\ne1 | 10")
    _, out = receive_snapshot(write_snapshot(tmp_path / "s", {Employer: drawn.take(list(order))}))
    assert [r["industry_code"] for r in read_accepted_rows(out, Employer)] == ["10"]
    assert sorted(r["industry_code"] for r in read_rejected_rows(out, Employer)) == ["08", "10"]


def test_a_key_of_several_columns_repeats_only_if_all_do(tmp_path):
    rows = """
        owner_person_id | member_person_id | from_date
        p1              | p2               | 2026-01-01
        p1              | p2               | 2026-02-01
        p2              | p1               | 2026-01-01
    """
    arrival, _ = receive_snapshot(write_snapshot(tmp_path / "s", {AccountShare: rows}))
    assert arrival.tables["account_share"].accepted == 3


def test_all_null_columns_stored_without_a_type_are_read_as_null(tmp_path):
    arrow = make_arrow_table(Employer, "employer_id\ne1")
    optional = [c.name for c in Employer.contract.columns.values() if not c.required]
    for name in optional:
        arrow = arrow.set_column(arrow.column_names.index(name), name, pa.nulls(1))
    _, out = receive_snapshot(write_snapshot(tmp_path / "s", {Employer: arrow}))
    (row,) = read_accepted_rows(out, Employer)
    assert {row[name] for name in optional} == {None}
    schema = pq.read_schema(out / "accepted" / "employer" / "employer.parquet")
    assert schema.types == Employer.contract.arrow_schema.types


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_every_table_of_the_contract_can_be_checked_empty(tmp_path, form):
    tables = {
        table: table.contract.arrow_schema.empty_table() for table in get_input_tables().values()
    }
    arrival, out = receive_snapshot(write_snapshot(tmp_path / "s", tables, form=form))
    assert not arrival.stopped
    assert set(arrival.tables) == set(get_input_tables())
    for name, table in get_input_tables().items():
        (part,) = (out / "accepted" / name).iterdir()
        schema = pq.read_schema(part)
        assert (schema.names, schema.types) == (
            table.contract.arrow_schema.names,
            table.contract.arrow_schema.types,
        )
