"""Past nights run again: nothing that is dated later may matter."""

import json
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from cli.main import main
from contracts.errors import UsageError
from contracts.tables import get_input_tables
from flows.backtest import backtest
from pipeline.history.as_of_snapshot import (
    DECIDED,
    check_snapshot_tables,
    list_days_between,
    write_as_of_snapshot,
)
from pipeline.history.replay import compare_run_files
from pipeline.settings import load_settings
from tests.pipeline.small_night import SETTINGS, TABLES
from tests.sources.snapshots import compute_sha256, edit_manifest

DAYS = [date(2026, 2, 28), date(2026, 4, 29)]


@pytest.fixture(scope="module")
def tested(small, tmp_path_factory):
    """Two past nights of the small town."""
    runs = tmp_path_factory.mktemp("past") / "runs"
    settings = load_settings([*SETTINGS], environment={})
    return backtest(
        small.town, *DAYS, runs, settings, step_days=60, truth=small.truth, tell=lambda line: None
    )


def test_every_table_says_when_its_rows_became_known():
    undated = {n for n, t in get_input_tables().items() if t.contract.known_from is None}
    # rows of bills, stays and allocations go with what they belong to; a person has no day of its own,
    # and rates of a year have the year
    of_bills = {"claim_line", "claim_trace", "stay", "stay_diagnosis", "stay_operation"}
    assert undated == of_bills | {"stay_item_day", "person", "refund_allocation", "group_rate"}
    for name, decisions in DECIDED.items():
        columns = get_input_tables()[name].contract.columns
        assert all(not columns[c].required for decided in decisions.values() for c in decided)


def test_the_yield_is_told_over_time_and_per_rule(tested):
    assert tested.nights.as_of.tolist() == [d.isoformat() for d in DAYS]
    assert (tested.nights.listed > 20).all() and (tested.nights.rate > 0.4).all()
    assert {"U05", "model"} <= set(tested.rules.rule)
    text = "\n".join(tested.lines())
    assert "逐夜 over time" in text and "2026-02-28" in text


def test_the_second_night_repeats_nothing_of_the_first(tested):
    """A case may come back by another finding; a finding that was handed out is not handed out again."""
    first, second = (_handed_out(run) for run in tested.runs)
    assert len(first) > 20 and len(second) > 20 and not first & second


def _handed_out(run):
    cases, findings = (pd.read_parquet(run / f"{name}.parquet") for name in ("cases", "findings"))
    return set(
        findings.finding_id[findings.case_id.isin(cases.case_id[cases.list_status == "listed"])]
    )


def test_rows_dated_later_change_no_byte(small, tested, tmp_path):
    """The same past night on a delivery whose later rows were scrambled and doubled."""
    town = tmp_path / "town"
    town.mkdir()
    random = np.random.default_rng(5)
    (town / "manifest.json").write_bytes((small.town / "manifest.json").read_bytes())
    changed = 0
    for name in TABLES:
        rows = pq.read_table(small.town / f"{name}.parquet")
        rows, count = _scrambled(name, rows, DAYS[0], random)
        changed += count
        pq.write_table(rows, town / f"{name}.parquet")
        told = {
            "rows": rows.num_rows,
            "sha256": {f"{name}.parquet": compute_sha256(town / f"{name}.parquet")},
        }
        edit_manifest(town, lambda m, n=name, t=told: m["tables"][n].update(t))
    assert changed > 10_000
    settings = load_settings([*SETTINGS], environment={})
    again = backtest(town, DAYS[0], DAYS[0], tmp_path / "runs", settings, tell=lambda line: None)
    proof = compare_run_files(tested.runs[0], again.runs[0])
    assert {name: what for name, what in proof.files.items() if what != "same"} == {}


def _scrambled(name, rows, day, random):
    """Rows known after the day lose two thirds of their number and get numbers of another row; (rows, how many)."""
    column = get_input_tables()[name].contract.known_from
    if column is None:
        return rows, 0
    known = pc.cast(rows[column], pa.date32())
    if (
        name == "contribution_month"
        or get_input_tables()[name].contract.columns[column].type.name == "month"
    ):
        # certainly later: the month after the day
        is_later = pc.greater(known, pa.scalar(day + timedelta(days=31), pa.date32()))
        if "posted_date" in rows.column_names:
            is_later = pc.and_(
                is_later,
                pc.fill_null(pc.greater(rows["posted_date"], pa.scalar(day, pa.date32())), True),
            )
    else:
        is_later = pc.greater(known, pa.scalar(day, pa.date32()))
    later, before = rows.filter(is_later), rows.filter(pc.invert(is_later))
    if not later.num_rows:
        return rows, 0
    later = later.take(
        np.sort(random.choice(later.num_rows, max(1, later.num_rows // 3), replace=False))
    )
    for field in later.schema:
        if pa.types.is_floating(field.type) or pa.types.is_decimal(field.type):
            order = random.permutation(later.num_rows)
            place = later.schema.get_field_index(field.name)
            later = later.set_column(place, field, later[field.name].take(order))
    return pa.concat_tables([before, later]), rows.num_rows


def test_what_a_later_decision_decided_is_not_known(tmp_path):
    from contracts.tables.capacity_appraisal import CapacityAppraisal
    from contracts.tables.person import Person
    from tests.sources.snapshots import write_snapshot

    people = "person_id | birth_date\np1 | 1970-01-01"
    rows = (
        "appraisal_id | person_id | kind | apply_date | conclude_date | grade\n"
        "a1 | p1 | 1 | 2026-01-05 | 2026-02-01 | 5\n"
        "a2 | p1 | 1 | 2026-01-06 | 2026-03-15 | 6\n"
        "a3 | p1 | 1 | 2026-03-02 | 2026-03-20 | 7"
    )
    town = write_snapshot(tmp_path / "town", {Person: people, CapacityAppraisal: rows})
    accepted = check_snapshot_tables(town, tmp_path / "work", tell=lambda line: None)
    then = write_as_of_snapshot(accepted, date(2026, 2, 28), tmp_path / "then")
    found = pq.read_table(then / "capacity_appraisal.parquet").to_pylist()
    assert [(r["appraisal_id"], r["conclude_date"], r["grade"]) for r in found] == [
        ("a1", date(2026, 2, 1), found[0]["grade"]),
        ("a2", None, None),
    ]
    assert found[0]["grade"] is not None
    assert (
        json.loads((then / "manifest.json").read_text(encoding="utf-8"))["snapshot_date"]
        == "2026-02-28"
    )


def test_days_that_are_not_there_are_refused(small, tmp_path, capsys):
    asked = ["--source", str(small.town), "--runs", str(tmp_path / "runs")]
    assert main(["backtest", "--from", "2026-06-01", "--to", "2026-07-30", *asked]) == 2
    assert "use --to 2026-06-30" in capsys.readouterr().err
    with pytest.raises(UsageError, match="no night"):
        backtest(small.town, DAYS[1], DAYS[0], tmp_path / "runs", load_settings([], environment={}))
    assert list_days_between(date(2026, 1, 1), date(2026, 1, 31), 30) == [
        date(2026, 1, 1),
        date(2026, 1, 31),
    ]
