"""Physical types that can be meant are read exactly; others stop the table."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

from contracts.tables.contribution_month import ContributionMonth
from tests.drawn_tables import make_arrow_table
from tests.sources.snapshots import (
    read_accepted_rows,
    read_rejected_rows,
    receive_snapshot,
    write_snapshot,
)

ROWS = """
    person_id | employer_id | insurance_type | contrib_month | seq
    p1        | e1          | 110            | 2026-01       | 1
    p2        | e1          | 110            | 2026-01       | 1
"""
DAY = date(2026, 2, 1)


def replace_column(name, values, type_):
    arrow = make_arrow_table(ContributionMonth, ROWS)
    return arrow.set_column(arrow.column_names.index(name), name, pa.array(values, type_))


COMPATIBLE = [
    ("seq", [1, 2], pa.int8(), [1, 2]),
    ("seq", [1, 2], pa.int32(), [1, 2]),
    ("seq", [1, 2], pa.uint16(), [1, 2]),
    ("seq", [1.0, 2.0], pa.float64(), [1, 2]),
    ("seq", ["1", "2"], pa.string(), [1, 2]),
    ("base_amount", [Decimal("5000.5000"), None], pa.decimal128(18, 4), [Decimal("5000.50"), None]),
    ("base_amount", [Decimal("5000"), None], pa.decimal128(9, 0), [Decimal("5000.00"), None]),
    (
        "base_amount",
        [0.29, 1234567890.12],
        pa.float64(),
        [Decimal("0.29"), Decimal("1234567890.12")],
    ),
    ("base_amount", [7, None], pa.int64(), [Decimal("7.00"), None]),
    ("base_amount", ["12.5", "7"], pa.string(), [Decimal("12.50"), Decimal("7.00")]),
    ("person_id", ["甲", "乙"], pa.large_string(), ["乙", "甲"]),
    ("insurance_type", ["110", "210"], pa.dictionary(pa.int32(), pa.string()), ["110", "210"]),
    ("contrib_month", [DAY, DAY], pa.date64(), [DAY, DAY]),
    ("contrib_month", [datetime(2026, 2, 1)] * 2, pa.timestamp("ns"), [DAY, DAY]),
    ("posted_date", [datetime(2026, 2, 9), None], pa.timestamp("s"), [date(2026, 2, 9), None]),
    (
        "updated_at",
        [datetime(2026, 2, 9, 1, 2, 3)] * 2,
        pa.timestamp("ms"),
        [datetime(2026, 2, 9, 1, 2, 3)] * 2,
    ),
    (
        "updated_at",
        [datetime(2026, 2, 9, 1, 2, 3, 45)] * 2,
        pa.timestamp("ns"),
        [datetime(2026, 2, 9, 1, 2, 3, 45)] * 2,
    ),
    ("updated_at", [DAY, DAY], pa.date32(), [datetime(2026, 2, 1)] * 2),
    ("paid_flag", [1, 0], pa.int8(), [True, False]),
    ("paid_flag", ["1", "0"], pa.string(), [True, False]),
    ("paid_flag", [1.0, 0.0], pa.float64(), [True, False]),
    ("person_id", [1, 2], pa.int64(), ["1", "2"]),
    ("insurance_type", [110, 210], pa.int64(), ["110", "210"]),
    ("contrib_month", [202601, 202602], pa.int64(), [date(2026, 1, 1), DAY]),
    (
        "updated_at",
        [datetime(2026, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai"))] * 2,
        pa.timestamp("us", tz="UTC"),
        [datetime(2026, 1, 1)] * 2,
    ),
]


@pytest.mark.parametrize(("name", "values", "type_", "expected"), COMPATIBLE)
def test_a_compatible_physical_type_is_read_exactly(tmp_path, name, values, type_, expected):
    arrival, out = receive_snapshot(
        write_snapshot(tmp_path / "s", {ContributionMonth: replace_column(name, values, type_)})
    )
    assert not arrival.stopped
    assert read_rejected_rows(out, ContributionMonth) == []
    assert sorted(
        map(str, (r[name] for r in read_accepted_rows(out, ContributionMonth)))
    ) == sorted(map(str, expected))


INEXACT = [
    ("seq", [1.5, 1.0], pa.float64()),
    ("seq", [2**63, 1], pa.uint64()),
    ("contrib_month", [date(2026, 1, 2), DAY], pa.date32()),
    ("contrib_month", [202613, 202601], pa.int64()),
    ("paid_flag", [2, 1], pa.int64()),
]


@pytest.mark.parametrize(("name", "values", "type_"), INEXACT)
def test_a_value_that_the_declared_type_cannot_hold_exactly_rejects_its_row(
    tmp_path, name, values, type_
):
    _, out = receive_snapshot(
        write_snapshot(tmp_path / "s", {ContributionMonth: replace_column(name, values, type_)})
    )
    assert [
        (r["person_id"], r["rule"], r["column"]) for r in read_rejected_rows(out, ContributionMonth)
    ] == [("p1", "type", name)]


INEXACT_OPTIONAL = [
    ("base_amount", [Decimal("0.005"), None], pa.decimal128(18, 3)),
    ("base_amount", [0.295, 1.0], pa.float64()),
    ("base_amount", [float("nan"), 1.0], pa.float64()),
    ("base_amount", [float("inf"), 1.0], pa.float64()),
    ("base_amount", [Decimal("99999999999.99"), 1], pa.decimal128(14, 2)),
    ("posted_date", [datetime(2026, 2, 9, 12), None], pa.timestamp("us")),
    ("posted_date", [True, None], pa.bool_()),
]


@pytest.mark.parametrize(("name", "values", "type_"), INEXACT_OPTIONAL)
def test_an_optional_value_that_is_none_of_its_type_costs_its_field_and_is_counted(
    tmp_path, name, values, type_
):
    arrival, out = receive_snapshot(
        write_snapshot(tmp_path / "s", {ContributionMonth: replace_column(name, values, type_)})
    )
    assert read_accepted_rows(out, ContributionMonth)[0][name] is None
    ((outcome, rule, column, rows),) = [
        (o.outcome, o.rule, o.column, o.rows) for o in arrival.oddities["contribution_month"]
    ]
    assert (outcome, rule, column, rows) == ("field lost", "type", name, 1)


INCOMPATIBLE = [
    ("person_id", [1.0, 2.0], pa.float64()),
    ("seq", [DAY, DAY], pa.date32()),
    ("person_id", [b"p1", b"p2"], pa.binary()),
]


@pytest.mark.parametrize(("name", "values", "type_"), INCOMPATIBLE)
def test_a_physical_type_that_cannot_be_meant_stops_the_table(tmp_path, name, values, type_):
    arrival, out = receive_snapshot(
        write_snapshot(tmp_path / "s", {ContributionMonth: replace_column(name, values, type_)})
    )
    assert f"column {name} is stored as {type_}" in arrival.stopped["contribution_month"]
    assert arrival.tables == {}
    assert list((out / "accepted").iterdir()) == []
