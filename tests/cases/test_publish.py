"""Publishing: whole or not at all, the same rows the same bytes."""

import os

import pandas as pd
import pytest

from cases.publish import TableWriter, publish_folder, resolve_run_folder, write_table
from contracts.errors import InvariantError, RunError
from contracts.published.evidence import Evidence

ROWS = pd.DataFrame(
    [("F2", "person", "{}", "{}"), ("F1", "person", "{}", "{}")],
    columns=["finding_id", "table", "row_key", "row"],
)


def test_row_order_does_not_change_the_bytes(tmp_path):
    write_table(ROWS, Evidence, tmp_path / "a.parquet")
    write_table(ROWS.iloc[::-1], Evidence, tmp_path / "b.parquet")
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


def test_a_key_that_stands_twice_is_refused(tmp_path):
    with pytest.raises(InvariantError, match="evidence"):
        write_table(pd.concat([ROWS, ROWS]), Evidence, tmp_path / "a.parquet")


def test_a_missing_required_value_is_refused(tmp_path):
    with pytest.raises(InvariantError, match="row"):
        write_table(ROWS.assign(row=None), Evidence, tmp_path / "a.parquet")


def test_no_rows_make_a_table_with_the_declared_columns(tmp_path):
    assert write_table(ROWS.iloc[:0], Evidence, tmp_path / "a.parquet") == 0
    assert pd.read_parquet(tmp_path / "a.parquet").columns.tolist() == list(
        Evidence.contract.columns
    )


def test_pieces_are_refused_out_of_order(tmp_path):
    with TableWriter(Evidence, tmp_path / "a.parquet") as out:
        out.add(ROWS)
        with pytest.raises(InvariantError, match="order"):
            out.add(ROWS.assign(finding_id="F0").iloc[:1])
    assert pd.read_parquet(tmp_path / "a.parquet").finding_id.tolist() == ["F1", "F2"]


def built(runs, name):
    folder = runs / f".building-{name}"
    folder.mkdir(parents=True)
    (folder / "run.json").write_text("{}")
    return folder


def test_current_points_to_the_newest_run_and_the_old_one_stays(tmp_path):
    publish_folder(built(tmp_path, "a"), tmp_path, "20260630-a")
    publish_folder(built(tmp_path, "b"), tmp_path, "20260701-b")
    assert os.readlink(tmp_path / "current") == "20260701-b"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["20260630-a", "20260701-b", "current"]


def test_publishing_twice_keeps_the_first(tmp_path):
    first = publish_folder(built(tmp_path, "a"), tmp_path, "20260630-a")
    (first / "mark").write_text("first")
    publish_folder(built(tmp_path, "a"), tmp_path, "20260630-a")
    assert (first / "mark").exists() and not list(tmp_path.glob(".building*"))


def test_a_folder_without_run_json_is_no_run(tmp_path):
    with pytest.raises(RunError, match="not a published run"):
        resolve_run_folder(tmp_path)
