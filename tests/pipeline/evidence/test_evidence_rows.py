"""Rows behind findings: gathered as they are delivered, at most so many, and spelled as declared."""

import json
from datetime import date, datetime, timedelta
from decimal import Decimal

import ibis
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from contracts.published.evidence import Evidence
from contracts.tables.claim_line import ClaimLine
from contracts.tables.pension_payment import PensionPayment
from contracts.tables.qualification_check import QualificationCheck
from pipeline.evidence.attach import publish_evidence
from pipeline.evidence.query import MOST_ROWS, EvidenceQuery, fetch_evidence_rows
from pipeline.evidence.row_json import encode_rows_as_json
from sources.engine.duckdb_engine import Engine, connect

AS_OF = date(2026, 6, 30)


def make_checks(count):
    """A person's qualification checks, one a day, as delivered."""
    contract = QualificationCheck.contract
    rows = [
        {"person_id": "P1", "check_time": make_moment(n), "place": f"街道{n}", "row_status": "1"}
        for n in range(count)
    ]
    told = pa.Table.from_pylist(rows, schema=contract.arrow_schema)
    return ibis.memtable(told, schema=contract.ibis_schema)


def make_moment(n):
    return datetime(2025, 1, 1) + timedelta(days=n)


def fetch_rows_behind(wanted, count):
    connection = connect()
    engine = Engine(connection, {"qualification_check": make_checks(count)}, as_of=AS_OF)
    asks = [
        EvidenceQuery(
            QualificationCheck,
            ("person_id",),
            connection.create_table(f"wanted_{n}", pd.DataFrame(one), temp=True),
        )
        for n, one in enumerate(wanted)
    ]
    (found,) = fetch_evidence_rows(asks, engine)
    return found


def test_rows_are_shown_as_delivered_though_a_column_is_named_like_a_word_of_ours():
    rows = fetch_rows_behind([[{"finding_id": "F1", "person_id": "P1"}]], 3).between("F1", "F1")
    assert sorted(rows["place"].to_pylist()) == ["街道0", "街道1", "街道2"]


def test_of_many_rows_the_first_by_key_are_shown():
    found = fetch_rows_behind([[{"finding_id": "F1", "person_id": "P1"}]], MOST_ROWS + 5).between(
        "F1", "F1"
    )
    assert sorted(found["check_time"].to_pylist()) == [make_moment(n) for n in range(MOST_ROWS)]


def test_asks_of_one_table_are_told_apart_by_finding():
    wanted = [[{"finding_id": "F1", "person_id": "P1"}], [{"finding_id": "F2", "person_id": "P1"}]]
    found = fetch_rows_behind(wanted, 2)
    assert sorted(found.between("F2", "F2")["place"].to_pylist()) == ["街道0", "街道1"]
    assert found.between("F1", "F2").num_rows == 4


def test_values_are_spelled_by_their_declared_type():
    rows = pa.table(
        {
            "feedetl_sn": ["L1", "L2"],
            "qty": [1.0, None],
            "amount": pa.array([Decimal("3.50"), None], pa.decimal128(14, 2)),
            "rx_flag": [True, None],
            "rx_date": pa.array([date(2026, 1, 2), None]),
            "rx_no": ['片"剂\n', None],
            "updated_at": pa.array([datetime(2026, 1, 2, 3, 4, 5), None], pa.timestamp("us")),
        }
    )
    first, second = encode_rows_as_json(rows, ClaimLine.contract)
    assert first == (
        '{"feedetl_sn": "L1", "qty": 1.0, "amount": "3.50", "rx_flag": true, "rx_date": "2026-01-02", '
        '"rx_no": "片\\"剂\\n", "updated_at": "2026-01-02 03:04:05"}'
    )
    assert set(json.loads(second).values()) == {"L2", None}


def test_a_whole_number_stays_whole_beside_a_gap():
    contract = PensionPayment.contract
    alone = encode_rows_as_json(pa.table({"backpay_months": [6]}), contract)
    beside_a_gap = encode_rows_as_json(pa.table({"backpay_months": [6.0, None]}), contract)
    assert [*alone, '{"backpay_months": null}'] == beside_a_gap


def test_published_rows_are_those_of_the_findings_in_order_of_key(tmp_path):
    columns = list(Evidence.contract.columns)
    schema = Evidence.contract.arrow_schema
    with pq.ParquetWriter(tmp_path / "work.parquet", schema) as writer:
        for ids in (["F1", "F3"], ["F5", "F7"]):
            rows = [{"finding_id": i, "table": "person", "row_key": "{}", "row": i} for i in ids]
            writer.write_table(pa.Table.from_pylist(rows, schema=schema))
    more = pd.DataFrame([(i, "person", "{}", i) for i in ("F9", "F4", "F0", "F6")], columns=columns)
    wanted = {"F0", "F1", "F4", "F5", "F9"}
    publish_evidence(tmp_path / "work.parquet", more, wanted, tmp_path / "out.parquet")
    assert pd.read_parquet(tmp_path / "out.parquet").row.tolist() == sorted(wanted)
