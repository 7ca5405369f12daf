"""Two nights in a row: nothing twice, nothing trained, nothing lost."""

import re
import shutil

import pandas as pd
import pyarrow.parquet as pq
import pytest

from contracts.tables.finding_feedback import FindingFeedback
from pipeline.runs import list_published_runs
from reports.diff.compare_runs import compare_runs
from tests.drawn_tables import make_arrow_table
from tests.pipeline.nights import copy_models, read_run_record, run_another_night
from tests.sources.snapshots import compute_sha256, edit_manifest


@pytest.fixture(scope="module")
def two(made, tmp_path_factory):
    """Two nights in a row on one snapshot; the first lists, and one listed case is then closed."""
    runs = copy_models(made, tmp_path_factory.mktemp("two") / "runs")
    first = run_another_night(made.town, runs, as_of="2026-06-29")
    closed = (
        pd.read_parquet(first / "cases.parquet").query("list_status == 'listed'").case_id.iloc[0]
    )
    folder = runs.parent / "town"
    shutil.copytree(made.town, folder)
    _close(
        folder, pd.read_parquet(first / "findings.parquet").query("case_id == @closed").finding_id
    )
    return first, run_another_night(folder, runs), closed


def test_models_are_pinned_and_not_trained(two):
    assert not any(m["bootstrapped"] for m in read_run_record(two[1])["models"].values())
    assert read_run_record(two[1])["previous_run_id"] == two[0].name


def test_nothing_is_listed_twice(two):
    first, second = (pd.read_parquet(run / "cases.parquet") for run in two[:2])
    listed_before = set(first.case_id[first.list_status == "listed"])
    assert not listed_before & set(second.case_id[second.list_status == "listed"])
    still = second[second.case_id.isin(listed_before)]
    assert set(still.list_status) == {"open"} and len(still) > 50


def test_a_closed_case_is_gone(two):
    second = pd.read_parquet(two[1] / "cases.parquet")
    assert two[2] not in set(second.case_id)
    assert read_run_record(two[1])["list"]["closed_unchanged"] >= 1


def test_held_cases_come_up(two):
    first, second = (pd.read_parquet(run / "cases.parquet") for run in two[:2])
    held = set(first.case_id[first.list_status == "held"])
    assert held & set(second.case_id[second.list_status == "listed"])


def test_the_difference_is_told(two):
    lines = "\n".join(compare_runs(two[0], two[1]).lines())
    assert "as_of" in lines and re.search(r"H/listed#\d+ → H/open#\d+", lines)


def test_current_points_to_the_newer_run_and_both_are_kept(two):
    runs = two[0].parent
    assert (runs / "current").resolve() == two[1]
    assert [folder for folder, _ in list_published_runs(runs)] == [two[0], two[1]]


@pytest.fixture(scope="module")
def without_deaths(two, made, tmp_path_factory):
    """A third night for which no deaths were delivered."""
    folder = tmp_path_factory.mktemp("without") / "town"
    shutil.copytree(made.town, folder, ignore=shutil.ignore_patterns("death_record.parquet"))
    edit_manifest(folder, lambda m: m["tables"].pop("death_record"))
    return run_another_night(folder, two[0].parent, as_of="2026-06-30")


def test_a_table_that_is_not_delivered_closes_nothing(two, without_deaths):
    lacking = {n["indicator_id"] for n in read_run_record(without_deaths)["not_computed"]}
    assert {"P10", "U03"} <= lacking
    before, now = (pd.read_parquet(run / "findings.parquet") for run in (two[0], without_deaths))
    listed = pd.read_parquet(two[0] / "cases.parquet").query("list_status == 'listed'").case_id
    handed_out = before[before.indicator_id.isin(lacking) & before.case_id.isin(listed)]
    assert len(handed_out) and set(handed_out.finding_id) <= set(now.finding_id)
    stood = now[now.finding_id.isin(handed_out.finding_id)]
    assert set(stood.standing) == {"open"} and (stood.evidence_rows > 0).all()
    assert read_run_record(without_deaths)["list"]["kept_open"] >= len(handed_out)
    evidence = pd.read_parquet(without_deaths / "evidence.parquet")
    assert set(handed_out.finding_id) <= set(evidence.finding_id)


def _close(folder, finding_ids):
    """Feedback that closes findings, in the form of the contract."""
    rows = [f"{f} | 94 | 3 | 2026-06-30 | 2026-06-30T00:00:00" for f in finding_ids]
    text = "\n".join(["finding_id | stage | conclusion | feedback_date | updated_at", *rows])
    table = make_arrow_table(FindingFeedback, text)
    path = folder / "finding_feedback.parquet"
    pq.write_table(table, path)
    told = {"rows": table.num_rows, "mode": "full", "sha256": {path.name: compute_sha256(path)}}
    edit_manifest(folder, lambda m: m["tables"].update(finding_feedback=told))
