"""Verdicts come back as the input table `finding_feedback`: hit rates, places by expected yield, a model that learns."""

from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from contracts.tables.finding_feedback import FindingFeedback
from flows.retrain import build_challengers
from pipeline.feedback.hit_rates import compute_hit_rates, estimate_missed_cases
from pipeline.feedback.labels import label_records, select_latest_verdicts
from pipeline.pinned_models import open_registry
from pipeline.training.train import estimate_judged_shares
from reports.evaluation import SUBJECT, read_truth
from tests.pipeline.small_night import (
    AS_OF,
    CLAIM,
    SECOND,
    copy_with_table,
    open_small_night,
    read_run_record,
    run_small_night,
)


def make_feedback(findings, truth, day, *, wrong=0.0, seed=0) -> pa.Table:
    """Rows of feedback that say of each finding whether its subject was planted; a share of them is wrong."""
    guilty = truth[truth.label.isin(["fraud", "minor"])]
    guilty = set(guilty[SUBJECT].itertuples(index=False, name=None))
    random, rows = np.random.default_rng(seed), []
    for row in findings.sort_values("finding_id").itertuples():
        is_true = (row.scenario_id, row.subject_kind, row.subject_id) in guilty
        if random.random() < wrong:
            is_true = not is_true
        rows.append(
            {
                "finding_id": row.finding_id,
                "stage": "04",
                "conclusion": "1" if is_true else "3",
                "amount_confirmed": Decimal(0),
                "feedback_date": date.fromisoformat(day),
                "updated_at": datetime.fromisoformat(f"{day}T18:00:00"),
                "row_status": "1",
            }
        )
    return pa.Table.from_pylist(rows, schema=FindingFeedback.contract.arrow_schema)


def read_listed_findings(run) -> pd.DataFrame:
    """The findings of what a run handed out, its control sample included, and of all that the model found unusual."""
    cases = pd.read_parquet(run / "cases.parquet")
    handed_out = cases.case_id[cases.list_status.isin(["listed", "control"]) | (cases.level == "M")]
    findings = pd.read_parquet(run / "findings.parquet")
    return findings[findings.case_id.isin(handed_out)]


@pytest.fixture(scope="module")
def answered(small, tmp_path_factory):
    """(runs, town, second night): every listed finding of the first night came back with a verdict, one in twenty wrong."""
    folder = tmp_path_factory.mktemp("answered")
    runs = small.copy_runs(folder / "runs")
    first = runs / small.run.name
    findings = read_listed_findings(first)
    told = make_feedback(findings, read_truth(small.truth), SECOND, wrong=0.05)
    pq.write_table(told, folder / "feedback.parquet")
    town = copy_with_table(
        small.town, folder / "town", "finding_feedback", folder / "feedback.parquet", told.num_rows
    )
    return runs, town, run_small_night(town, runs, as_of=SECOND)


def test_the_night_says_how_often_each_rule_was_right(answered):
    told = read_run_record(answered[2])["verdicts"]
    rates = {(r["scenario_id"], r["indicator_id"]): r for r in told["hit_rates"]}
    assert told["judged"] >= 60
    whole = rates["short_term_enrollment", "*"]
    assert 0.2 < whole["rate"] < 1 and whole["low"] < whole["rate"] <= whole["high"]
    assert rates["short_term_enrollment", "control"]["rate"] < 0.6
    assert told["below_the_cut"]["judged"] == rates["short_term_enrollment", "control"]["judged"]
    page = (answered[2] / "report.html").read_text(encoding="utf-8")
    assert "核查反馈" in page and f"已反馈 {told['judged']} 条" in page


def test_only_feedback_that_was_there_by_the_as_of_date_counts(answered, small, tmp_path):
    runs = small.copy_runs(tmp_path / "runs")
    record = read_run_record(runs / small.run.name)
    assert record["verdicts"]["judged"] == 0 and record["verdicts"]["hit_rates"] == []


def test_the_list_is_as_long_as_asked_and_keeps_its_floor(answered):
    cases = pd.read_parquet(answered[2] / "cases.parquet")
    waiting = cases[cases.list_status.isin(["listed", "held"]) & (cases.level != "M")]
    waiting = waiting[waiting.data_question.isna() & waiting.carried_by.isna()]
    listed = cases[cases.list_status == "listed"]
    unusual = int((listed.level == "M").sum())
    assert unusual <= 3 and len(listed) == min(58, len(waiting) + unusual)


def test_verdicts_move_the_credence_of_a_rule(answered):
    health = pd.read_parquet(answered[2] / "indicator_health.parquet")
    judged = health[health.judged >= 5]
    assert len(judged) and judged.rate.notna().all()
    alone = judged[judged.level.isin(["H", "S"]) & (judged.state == "trusted")]
    assert (alone.credence[alone.rate == 1] >= 0.6).all()


def test_a_challenger_learns_from_the_verdicts(answered):
    runs, town, _ = answered
    made = {m["model"]: m for m in build_challengers(open_small_night(town, runs, as_of=AS_OF))}
    found = open_registry(runs).load(CLAIM, made[CLAIM]["challenger"]).detector
    assert found.adjustment_.verdicts >= 20
    assert "challenger_verdicts_in_list" in made[CLAIM]["metrics"]
    metrics = made[CLAIM]["metrics"]
    # what was right comes to the top, and what was injected is found no worse than before
    assert metrics["challenger_verdict_precision"] > 0.5
    assert metrics["challenger_injected_recall"] >= metrics["champion_injected_recall"]


class TestVerdicts:
    def test_the_latest_word_counts_and_a_check_under_way_says_nothing(self):
        day = [date(2026, 6, d) for d in (1, 2, 3)]
        rows = [
            ("a", "04", "3", day[0]),
            ("a", "04", "1", day[1]),
            ("b", "94", None, day[0]),
            ("c", "03", "4", day[0]),
            ("d", "04", "2", day[0]),
            ("d", "03", "4", day[2]),
        ]
        feedback = pd.DataFrame(
            rows, columns=["finding_id", "stage", "conclusion", "feedback_date"]
        )
        told = (
            select_latest_verdicts(feedback.assign(updated_at=feedback.feedback_date))
            .set_index("finding_id")
            .label
        )
        assert told.to_dict() == {"a": 1.0, "b": 0.0}

    def test_a_record_is_true_if_any_of_its_findings_was(self):
        verdicts = pd.DataFrame(
            {
                "scenario_id": "s",
                "record_table": "t",
                "record_id": ["r1", "r1", "r2"],
                "label": [0.0, 1.0, 0.0],
            }
        )
        told = label_records(verdicts, "s", "t", pd.Index(["r1", "r2", "r3"]))
        assert told.iloc[:2].tolist() == [1.0, 0.0] and np.isnan(told.iloc[2])
        assert label_records(verdicts, "other", "t", pd.Index(["r1"])).isna().all()

    def test_a_listed_row_is_judged_by_its_share_and_the_others_by_the_control_sample(self):
        labels = pd.Series([1.0, np.nan, 0.0, *[np.nan] * 7], index=list("abcdefghij"))
        shares = estimate_judged_shares(labels, {"a", "b"}, {"c"})
        assert shares[:2].tolist() == [0.5, 0.5] and shares[2:].tolist() == [1 / 8] * 8


class TestYields:
    def verdicts(self, hits, misses, indicator="U1", level="S"):
        rows = [
            {
                "scenario_id": "s",
                "indicator_id": indicator,
                "level": level,
                "label": label,
                "subject_id": f"{n}",
            }
            for n, label in enumerate([1.0] * hits + [0.0] * misses)
        ]
        return pd.DataFrame(rows).assign(subject_kind="person", record_table="t")

    def test_rates_have_intervals_and_a_subject_counts_once_in_its_scenario(self):
        verdicts = pd.concat([self.verdicts(3, 1), self.verdicts(3, 1, "U2")])
        rows = {r["indicator_id"]: r for r in compute_hit_rates(verdicts)}
        assert (rows["*"]["judged"], rows["U1"]["judged"]) == (4, 4)
        assert rows["U1"]["low"] == pytest.approx(0.3006, abs=1e-3)

    def test_the_control_sample_is_weighed_by_how_many_it_stands_for(self):
        control = pd.concat(
            [
                self.verdicts(1, 9, "control").assign(record_table="small"),
                self.verdicts(0, 10, "control").assign(record_table="large"),
            ]
        )
        sizes = {("s", "small"): 100, ("s", "large"): 900}

        def subjects_of(*of):
            return sizes[of]

        told = estimate_missed_cases(control, subjects_of)
        assert told["rate"] == pytest.approx(0.01) and told["missed"] == pytest.approx(10)
        assert estimate_missed_cases(self.verdicts(3, 1), subjects_of) is None
