"""A night on a snapshot with broken rows or without a table: it finishes and says so."""

import shutil

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from contracts.tables import get_input_tables
from tests.pipeline.nights import BUDGET, copy_models, read_run_record, run_another_night
from tests.sources.snapshots import compute_sha256, edit_manifest

BROKEN = {
    "claim_header": ("med_type", "99"),
    "contribution_month": ("pay_kind", "99"),
    "injury_case": ("applicant_kind", "Z"),
    "unemployment_payment": ("reversed", None),
    "person": ("sex", "7"),
}


@pytest.fixture(scope="module")
def broken(few, tmp_path_factory):
    """The town with one row in a hundred broken in five tables, and the keys of the broken rows."""
    folder = tmp_path_factory.mktemp("broken") / "town"
    shutil.copytree(few, folder)
    keys = {name: _break(folder, name, column, value) for name, (column, value) in BROKEN.items()}
    return folder, keys


def test_the_night_finishes_and_just_the_broken_rows_are_held_back(made, broken, tmp_path):
    folder, keys = broken
    of_them = "scenarios=pharmacy_billing,work_injury,short_term_enrollment"
    run = run_another_night(folder, copy_models(made, tmp_path / "runs"), of_them)
    for name, expected in keys.items():
        held = pd.read_parquet(run / "quarantine" / f"{name}.parquet")
        own = held[held.rule != "orphan"]
        column = BROKEN[name][0]
        assert set(own[_key(name)].itertuples(index=False, name=None)) == expected, name
        assert (own.column == column).all() and own.reason_zh.str.contains(column).all()
    people = keys["person"]
    for path in (run / "quarantine").glob("*.parquet"):
        orphans = pd.read_parquet(path).query("rule == 'orphan'")
        assert orphans.empty, (
            "rows are compared with what was delivered, not with what was accepted"
        )
    assert people and len(pd.read_parquet(run / "cases.parquet")) > BUDGET // 2


def test_a_missing_table_stops_its_indicators_only(made, few, tmp_path):
    folder = tmp_path / "town"
    shutil.copytree(few, folder)
    for name in ("claim_trace", "death_record"):
        (folder / f"{name}.parquet").unlink()
    edit_manifest(folder, lambda m: [m["tables"].pop(n) for n in ("claim_trace", "death_record")])
    two = "scenarios=benefit_overlap,pharmacy_billing"
    run = run_another_night(folder, copy_models(made, tmp_path / "runs"), two)
    lacking = {n["indicator_id"]: n["tables"] for n in read_run_record(run)["not_computed"]}
    by_death = ("P10", "X01", "X03", "X04", "X08", "X16")
    expected = {"claim_trace": ("P01", "P02"), "death_record": by_death}
    assert lacking == {i: [table] for table, indicators in expected.items() for i in indicators}
    catalog = pd.read_parquet(run / "scenario_catalog.parquet").set_index("indicator_id")
    assert (
        not catalog.loc[list(lacking), "computed"].any()
        and catalog.drop(list(lacking)).computed.all()
    )
    assert not pd.read_parquet(run / "findings.parquet").indicator_id.isin(lacking).any()


def _key(name):
    return list(get_input_tables()[name].contract.key)


def _break(folder, name, column, value):
    """Every hundredth row gets a value that the contract forbids; the keys of these rows, as quarantine spells them."""
    path = folder / f"{name}.parquet"
    table = pq.read_table(path)
    rows = list(range(7, table.num_rows, 100)) or [0]
    values = table[column].to_pylist()
    for n in rows:
        values[n] = value
    schema = pa.schema([f.with_nullable(True) for f in table.schema])
    table = pa.table(
        [
            table[c] if c != column else pa.array(values, table.schema.field(c).type)
            for c in table.column_names
        ],
        schema=schema,
    )
    pq.write_table(table, path)

    def record(manifest):
        manifest["tables"][name]["sha256"] = {path.name: compute_sha256(path)}

    edit_manifest(folder, record)
    keys = table.select(_key(name)).take(rows).to_pylist()
    return {tuple(str(v) for v in row.values()) for row in keys}
