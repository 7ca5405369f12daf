"""What the engine asks of its backend, on Spark and on DuckDB: the same rows, types and order."""

from datetime import date, datetime
from decimal import Decimal

import ibis
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pandas.testing import assert_frame_equal

from contracts.errors import UsageError
from sources.engine.duckdb_engine import Engine, connect
from sources.engine.spark.engine import SparkEngine
from sources.engine.spark.session import connect_spark, require_spark
from tests.spark_session import LEAN

NAN = float("nan")
ROWS = pa.table(
    {
        "name": pa.array(["b", "a", None, "丙", "d"]),
        "count": pa.array([1, 0, None, -7, 2], pa.int64()),
        "size": pa.array([0.5, NAN, None, -0.25, 0.1 + 0.2], pa.float64()),
        "yuan": pa.array(
            [Decimal("1.00"), Decimal("0.00"), None, Decimal("-2.50"), Decimal("100.01")]
        ).cast(pa.decimal128(14, 2)),
        "day": pa.array(
            [date(2024, 2, 29), date(2024, 12, 31), None, date(1949, 10, 1), date(2026, 6, 30)]
        ),
        "moment": pa.array(
            [
                datetime(2026, 6, 30, 23, 59, 59, 1),
                None,
                None,
                datetime(1950, 1, 1),
                datetime(2026, 1, 1),
            ]
        ),
        "is_true": pa.array([True, False, None, True, False]),
    }
)


@pytest.fixture(scope="module")
def engines(tmp_path_factory):
    """One engine of each kind, without tables."""
    there = connect_spark(LEAN, scratch=tmp_path_factory.mktemp("scratch"))
    spark = SparkEngine(there, {}, as_of=date(2026, 6, 30))
    yield Engine(connect(threads=1), {}, as_of=date(2026, 6, 30)), spark
    spark.close()


@pytest.fixture(scope="module")
def rows(engines, tmp_path_factory):
    """The rows in both engines, read from two files in a folder whose name would be a pattern."""
    folder = tmp_path_factory.mktemp("rows") / "{town} [1]*"
    folder.mkdir()
    paths = [folder / f"part-{n}.parquet" for n in range(2)]
    pq.write_table(ROWS.slice(0, 2), paths[0])
    pq.write_table(ROWS.slice(2), paths[1])
    return [e.connection.read_parquet([str(p) for p in paths], table_name="rows") for e in engines]


def assert_same(first, second):
    assert_frame_equal(first, second, rtol=0, atol=0)


def test_rows_come_back_alike(rows):
    here, there = (t.order_by("count", "name").to_pandas() for t in rows)
    assert_same(here, there)
    assert here["count"].tolist()[:4] == [-7.0, 0.0, 1.0, 2.0], "nulls stand last"


def test_operations_that_ibis_writes_otherwise_for_spark_mean_the_same(rows):
    def asked(t):
        return t.select(
            "name",
            is_known=t["size"].notnull(),
            is_unknown=t["size"].isnull(),
            by_count=t.yuan / t["count"],
            by_zero=t["size"] / 0,
            of_whole=t["count"] / 3,
            by_years=t["count"] / 365.2425,
            month=t.day.year() * 12 + t.day.month(),
        ).order_by("name")

    assert_same(*(asked(t).to_pandas() for t in rows))


def test_what_is_materialised_stays_and_joins_rows_at_hand(engines, rows):
    results = []
    for engine, table in zip(engines, rows, strict=True):
        kept = engine.materialize(
            "sums", table.group_by("is_true").agg(yuan=table.yuan.sum(), rows=table.count())
        )
        assert engine.connection.table("sums").count().to_pandas() == 3
        wanted = ibis.memtable(pd.DataFrame({"is_true": [True, False], "id": ["F1", "F2"]}))
        results.append(kept.join(wanted, "is_true").order_by("id").to_pandas())
    assert_same(*results)


def test_a_view_is_read_like_a_table(engines, rows):
    views = [
        engine.connection.create_view(
            "known", table.filter(table["name"].notnull()), overwrite=True
        )
        for engine, table in zip(engines, rows, strict=True)
    ]
    assert_same(*(view.order_by("name").to_pandas() for view in views))


def test_no_rows_at_hand_are_rows_too(rows):
    nothing = ibis.memtable({"name": []}, schema={"name": "string"})
    here, there = (t.semi_join(nothing, "name").to_pandas() for t in rows)
    assert_same(here, there)
    assert here.empty and list(here.columns) == ROWS.column_names


def test_a_table_that_was_not_supplied_is_an_empty_one(engines):
    schema = {"person_id": "string", "month": "date", "yuan": "decimal(14,2)", "count": "int16"}
    made = [
        e.connection.create_table("empty", schema=ibis.schema(schema), temp=True, overwrite=True)
        for e in engines
    ]
    assert_same(*(t.to_pandas() for t in made))


def test_one_parquet_file_is_written_in_order(engines, rows, tmp_path):
    read = []
    for number, (engine, table) in enumerate(zip(engines, rows, strict=True)):
        path = tmp_path / f"{number}.parquet"
        engine.connection.to_parquet(table.order_by("name"), path, compression="zstd")
        read.append(pq.read_table(path))
    assert read[0].schema.equals(read[1].schema)
    assert_same(*(table.to_pandas() for table in read))
    assert read[1]["name"].to_pylist() == ["a", "b", "d", "丙", None]


def compute_lengths(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {"name": rows["name"].to_numpy(), "length": rows["name"].str.len().astype(float)}
    )


def test_a_function_is_mapped_over_the_rows_where_they_lie(engines, rows):
    made = [
        engine.map_batches(
            table.filter(table["name"].notnull()),
            compute_lengths,
            {"name": "string", "length": "float64"},
        )
        for engine, table in zip(engines, rows, strict=True)
    ]
    assert_same(*(m.sort_values("name", ignore_index=True) for m in made))


@pytest.mark.parametrize("master", ["spark://127.0.0.1:1", "spark://nowhere"])
def test_a_master_that_does_not_answer_is_said(master):
    with pytest.raises(UsageError, match="no Spark master answers"):
        require_spark({"master": master})


def test_a_machine_without_java_is_told_so(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(UsageError, match="no Java"):
        require_spark({"master": "local[2]"})
