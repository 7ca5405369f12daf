"""A whole night on a small town: what it publishes, what it promises, and what happens when things go wrong."""

import json
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from contracts.published import get_published_tables
from reports.diff.compare_runs import compare_runs
from reports.evaluation import evaluate_run
from tests.commands import run_command
from tests.pipeline.nights import (
    BUDGET,
    TREES,
    copy_models,
    read_published_bytes,
    read_run_record,
    run_another_night,
)


class TestPublished:
    def test_the_last_line_of_output_is_the_run(self, made):
        assert Path(made.done.read_text(encoding="utf-8").strip().splitlines()[-1]) == made.run

    def test_every_declared_table_has_its_columns_and_types(self, made):
        for name, table in get_published_tables().items():
            found = pq.read_schema(made.run / f"{name}.parquet")
            assert found.equals(table.contract.arrow_schema), name

    def test_rows_in_are_accepted_or_in_quarantine(self, made):
        counts = read_run_record(made.run)["counts"]
        assert len(counts) > 20
        for name, table in counts.items():
            assert table["rows_in"] == table["accepted"] + table["quarantined"], name
            assert table["rows_in"] == pq.read_metadata(made.town / f"{name}.parquet").num_rows

    def test_the_list_is_as_long_as_asked(self, made):
        cases = pd.read_parquet(made.run / "cases.parquet")
        size = cases.list_status.value_counts()
        assert size["listed"] + size["control"] == BUDGET
        assert read_run_record(made.run)["list"]["listed"] == size["listed"]

    def test_the_likeliest_come_first_within_a_group_and_in_the_city(self, made):
        cases = pd.read_parquet(made.run / "cases.parquet")
        listed = cases[cases.list_status == "listed"].sort_values("rank")
        for _, own in listed.groupby(["authority", "district"]):
            assert own.credence.is_monotonic_decreasing and own.position.is_monotonic_increasing
        flagged = cases[cases.list_status != "control"].sort_values("position")
        assert flagged.credence.is_monotonic_decreasing

    def test_a_held_case_is_no_better_than_a_listed_one_of_its_group_and_level(self, made):
        cases = pd.read_parquet(made.run / "cases.parquet")
        for _, own in cases.groupby(["authority", "district", "level"]):
            waits = own.data_question.notna() | own.carried_by.notna()
            held, listed = (
                own[(own.list_status == "held") & ~waits]["rank"],
                own[own.list_status == "listed"]["rank"],
            )
            assert held.empty or listed.empty or held.min() > listed.max()

    def test_every_case_has_its_findings_and_every_finding_its_evidence(self, made):
        cases, findings, evidence = (
            pd.read_parquet(made.run / f"{n}.parquet") for n in ("cases", "findings", "evidence")
        )
        assert set(cases.case_id) == set(findings.case_id)
        assert set(evidence.finding_id) == set(findings.finding_id[findings.evidence_rows > 0])
        assert (findings.evidence_rows > 0).mean() > 0.99
        assert (
            json.loads(evidence.iloc[0].row_key).items() <= json.loads(evidence.iloc[0].row).items()
        )

    def test_no_reason_has_a_gap(self, made):
        findings = pd.read_parquet(made.run / "findings.parquet")
        for text in (findings.reason_zh, findings.reason_en):
            assert not text.str.contains(r"[{}]|\bnan\b|None|NaT", regex=True).any()
        shown = findings[findings.level.isin(["H", "S"])]
        assert not shown.reason_zh.str.contains("—").any()

    def test_the_first_night_says_that_it_trained(self, made):
        assert all(m["bootstrapped"] for m in read_run_record(made.run)["models"].values())
        assert "首夜" in made.done.read_text(encoding="utf-8") and "首夜" in (
            made.run / "report.html"
        ).read_text(encoding="utf-8")

    def test_nothing_is_left_of_the_work(self, made):
        assert {p.name for p in made.runs.iterdir()} == {
            ".lock",
            "checked.json",
            "current",
            "landed",
            "log",
            "models",
            made.run.name,
        }

    def test_no_subject_reaches_the_log(self, made):
        subjects = set(pd.read_parquet(made.run / "cases.parquet").subject_id)
        (log,) = (made.runs / "log").glob("*.jsonl")
        said = made.done.read_text(encoding="utf-8") + log.read_text(encoding="utf-8")
        assert '"event": "published"' in said and not any(s in said for s in subjects)

    def test_detection_on_a_small_town_is_better_than_chance(self, made):
        found = evaluate_run(made.run, made.truth).overall
        assert found["precision"] > 0.6 and found["look_alike_share"] <= 0.05


class TestSameInputs:
    def test_a_published_night_is_not_made_again(self, made):
        before = {p: p.stat().st_mtime_ns for p in made.run.rglob("*")}
        said = run_command(
            f"nightly --source {made.town} --runs {made.runs} --budget {BUDGET} --set trees={TREES}",
            made.folder,
        )
        assert Path(said.stdout.strip().splitlines()[-1]) == made.run
        assert {p: p.stat().st_mtime_ns for p in made.run.rglob("*")} == before

    def test_csv_in_another_folder_on_one_thread_gives_the_same_bytes(
        self, made, shared_csv, tmp_path
    ):
        runs = copy_models(made, tmp_path / "elsewhere")
        run = run_another_night(shared_csv / "town", runs, "threads=1")
        assert run != made.run
        ours, theirs = read_published_bytes(run), read_published_bytes(made.run)
        assert [name for name in ours if ours[name] != theirs[name]] == []
        assert compare_runs(made.run, run).is_identical
