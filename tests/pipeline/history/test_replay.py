"""A run proved: the same bytes from the same inputs, whatever threads, day or order of rows; and two runs explained."""

import fcntl
import json
import shutil
from datetime import datetime

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from cli.main import main
from contracts.errors import ModelError, RunError
from contracts.tables.finding_feedback import FindingFeedback
from pipeline.history import replay as replay_module
from pipeline.history.replay import compare_run_files, replay
from pipeline.pinned_models import open_registry
from pipeline.steps import publish_run
from reports.diff.compare_runs import compare_runs
from tests.drawn_tables import make_arrow_table
from tests.pipeline.small_night import (
    CLAIM,
    SECOND,
    TABLES,
    copy_with_table,
    read_run_record,
    run_small_night,
)
from tests.sources.snapshots import compute_sha256, edit_manifest


@pytest.fixture(scope="module")
def two(small, tmp_path_factory):
    """(runs, town of the second night, first run, second run): on the second night one listed case is closed."""
    runs = small.copy_runs(tmp_path_factory.mktemp("two") / "runs")
    first = runs / small.run.name
    listed = (
        pd.read_parquet(first / "cases.parquet").query("list_status == 'listed'").case_id.iloc[0]
    )
    findings = pd.read_parquet(first / "findings.parquet").query("case_id == @listed").finding_id
    rows = [f"{f} | 94 | 3 | {SECOND} | {SECOND}T00:00:00" for f in findings]
    told = make_arrow_table(
        FindingFeedback,
        "\n".join(["finding_id | stage | conclusion | feedback_date | updated_at", *rows]),
    )
    pq.write_table(told, runs.parent / "feedback.parquet")
    town = copy_with_table(
        small.town,
        runs.parent / "town",
        "finding_feedback",
        runs.parent / "feedback.parquet",
        len(rows),
    )
    return runs, town, first, run_small_night(town, runs, "threshold.U01=5", as_of=SECOND), listed


class TestReplay:
    def test_other_threads_on_another_day_give_the_same_bytes(self, two, monkeypatch, capsys):
        later = datetime(2027, 11, 25, 3, 0)
        monkeypatch.setattr(publish_run, "get_local_now", lambda: later)
        assert main(["replay", str(two[3]), "--threads", "1"]) == 0
        said = capsys.readouterr().out
        assert read_run_record(two[3])["run_id"] in said and "张表逐字节相同" in said
        proof = replay(two[3], threads=2, tell=lambda line: None)
        assert (
            proof.holds
            and "features/short_term_enrollment.parquet" in proof.files
            and len(proof.files) > 10
        )

    def test_nothing_is_left_and_the_run_is_as_it_was(self, two):
        before = {
            p: p.stat().st_mtime_ns
            for p in two[0].rglob("*")
            if p.is_file() and "mlflow" not in p.name
        }
        replay(two[2], tell=lambda line: None)
        assert before == {
            p: p.stat().st_mtime_ns
            for p in two[0].rglob("*")
            if p.is_file() and "mlflow" not in p.name
        }

    def test_what_killed_replays_left_is_removed_and_one_at_work_is_not(self, two):
        left, at_work = (two[0] / f".replay-{name}" for name in ("left", "work"))
        for folder in (left, at_work):
            folder.mkdir()
        with (at_work / ".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            replay(two[2], tell=lambda line: None)
        assert at_work.is_dir() and not left.exists()
        shutil.rmtree(at_work)

    def test_a_run_that_was_touched_is_found_out(self, two, tmp_path):
        runs = shutil.copytree(two[0], tmp_path / "runs", symlinks=True)
        run = runs / two[3].name
        cases = pq.read_table(run / "cases.parquet")
        pq.write_table(cases.slice(1), run / "cases.parquet")
        record = read_run_record(run)
        record["list"]["listed"] += 1
        (run / "run.json").write_text(json.dumps(record), encoding="utf-8")
        (run / "rings.parquet").unlink()
        proof = replay(run, tell=lambda line: None)
        assert proof.differences == [
            "cases.parquet differs",
            "rings.parquet extra",
            "run.json list differs",
        ]
        assert main(["replay", str(run)]) == 6

    def test_missing_or_altered_inputs_are_named(self, two, small, tmp_path, monkeypatch):
        with pytest.raises(RunError, match="not the one of"):
            replay(two[3], source=small.town, tell=lambda line: None)
        runs = shutil.copytree(two[0], tmp_path / "runs", symlinks=True)
        shutil.rmtree(runs / two[2].name)
        with pytest.raises(RunError, match="followed the run"):
            replay(runs / two[3].name, tell=lambda line: None)
        first = runs / two[2].name
        shutil.copytree(two[2], first)
        path = open_registry(runs).run_folder(CLAIM, "1") / "detector" / "detector.json"
        path.write_text(path.read_text(encoding="utf-8").replace("0.35", "0.36"), encoding="utf-8")
        with pytest.raises(ModelError, match="altered"):
            replay(first, tell=lambda line: None)
        monkeypatch.setattr(replay_module, "compute_code_version", lambda: "0" * 12)
        with pytest.raises(RunError, match="was made by code"):
            replay(two[3], tell=lambda line: None)


def test_the_order_of_rows_in_a_delivery_changes_no_byte(two, small, tmp_path):
    town, random = shutil.copytree(small.town, tmp_path / "town"), np.random.default_rng(3)
    for name in TABLES:
        rows = pq.read_table(town / f"{name}.parquet")
        pq.write_table(rows.take(random.permutation(rows.num_rows)), town / f"{name}.parquet")
    digests = {n: {f"{n}.parquet": compute_sha256(town / f"{n}.parquet")} for n in TABLES}
    edit_manifest(town, lambda m: [m["tables"][n].update(sha256=digests[n]) for n in TABLES])
    runs = tmp_path / "runs"
    shutil.copytree(small.runs / "models", runs / "models")
    shuffled = run_small_night(town, runs, "threads=1", as_of=read_run_record(small.run)["as_of"])
    proof = compare_run_files(small.run, shuffled)
    assert set(proof.files.values()) == {"same"}
    assert {"run.json snapshot_hash differs", "run.json run_id differs"} <= set(proof.differences)


class TestDifference:
    def test_a_closed_case_says_so_and_a_threshold_says_what_it_was(self, two):
        found = compare_runs(two[2], two[3])
        gone = found.cases.set_index("case_id").loc[two[4]]
        assert gone.change == "gone" and "closed by a verdict" in gone.why
        assert found.inputs["settings.threshold"][1] == {"U01": 5.0}
        said = "\n".join(found.cases.why)
        assert "threshold" in said and "handed out in the first" in said
        assert found.cases.why.str.len().gt(0).all()

    def test_a_value_that_moved_and_a_record_that_came_are_told(self, small, tmp_path):
        runs = small.copy_runs(tmp_path / "runs")
        first = runs / small.run.name
        findings = pd.read_parquet(first / "findings.parquet")
        finding = findings[(findings.indicator_id == "U01") & (findings.level == "H")].iloc[0]
        claims = pd.read_parquet(small.town / "unemployment_claim.parquet")
        left = pq.read_table(small.town / "unemployment_claim.parquet").filter(
            claims.claim_id.ne(finding.record_id).to_numpy()
        )
        pq.write_table(left, tmp_path / "claims.parquet")
        town = copy_with_table(
            small.town,
            tmp_path / "town",
            "unemployment_claim",
            tmp_path / "claims.parquet",
            left.num_rows,
        )
        second = run_small_night(town, runs, as_of=SECOND)
        went = compare_runs(first, second).cases.set_index("case_id").loc[finding.case_id]
        assert "record no longer in the data" in went.why
        came = compare_runs(second, first).cases.set_index("case_id").loc[finding.case_id]
        assert "new record" in came.why
