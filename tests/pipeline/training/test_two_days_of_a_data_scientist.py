"""Two days of a data scientist: look, preview, train PyOD's challenger, compare, promote, explain, replay, roll back."""

import mlflow
import pandas as pd
import pytest

from flows.retrain import build_challengers, build_comparison_table, format_comparison
from models.registry import format_store_url
from pipeline.history.replay import replay
from pipeline.pinned_models import open_registry
from pipeline.preview.preview import preview_settings
from pipeline.training.model_list import format_model_list
from pipeline.training.promotion import promote, roll_back
from reports.explain.answer import answer_question
from tests.pipeline.small_night import (
    CLAIM,
    FIRST,
    SCENARIO,
    SECOND,
    UNIT,
    open_small_night,
    read_run_record,
    run_small_night,
)

DETECTORS = ["pyod:COPOD", "pyod:IForest+HBOS"]
SIGNED = {"by": "李敏", "reason": "注入样本检出更高"}


@pytest.fixture(scope="module")
def trained(small, tmp_path_factory):
    """(runs, challengers) after the first day: two challengers of PyOD a population."""
    runs = small.copy_runs(tmp_path_factory.mktemp("days") / "runs")
    assert preview_settings(small.run, ["threshold.U05=6"]).indicators.hits_after[0] > 0
    return runs, build_challengers(open_small_night(small.town, runs, as_of=FIRST), DETECTORS)


@pytest.fixture(scope="module")
def second_night(small, trained):
    """The night of the second day, with COPOD as champion."""
    promote(trained[0], SCENARIO, "challenger-copod", **SIGNED)
    return run_small_night(small.town, trained[0], as_of=SECOND)


def test_one_table_compares_all_on_the_same_rows(trained):
    table = build_comparison_table(trained[1])
    assert table.detector.tolist() == ["冠军 champion", *DETECTORS] * 2
    measured = ["注入检出 injected", "打分秒 score s"]
    assert table[measured].notna().all().all()
    challengers = table[table.detector != "冠军 champion"]
    for figure in ("重合 overlap", "种子稳定 seeds", "自助稳定 bootstrap", "训练秒 fit s"):
        assert challengers[figure].notna().all()
    # COPOD has no seed: every refit is the same
    copod = challengers[challengers.detector == "pyod:COPOD"]
    assert (copod["种子稳定 seeds"] == 1).all()
    assert len(format_comparison(trained[1])) == 2 * 4


def test_mlflow_names_each_run_and_keeps_figures_card_and_data(trained):
    client = mlflow.MlflowClient(format_store_url(trained[0] / "models"))
    # the store was copied, so its runs from here on are in an experiment of their own
    experiments = [e for e in client.search_experiments() if e.name.startswith("qingfeng")]
    assert all(e.tags["mlflow.experimentKind"] == "custom_model_development" for e in experiments)
    runs = client.search_runs([e.experiment_id for e in experiments])
    names = {run.info.run_name for run in runs}
    assert len(names) == len(runs) == 6
    claim = CLAIM.removeprefix("qingfeng.")
    by_name = {run.info.run_name: run for run in runs}
    champion = by_name[f"{claim} · champion · qingfeng · {FIRST}"]
    challenger = by_name[f"{claim} · challenger · pyod:COPOD · {FIRST}"]
    for run in (champion, challenger):
        assert {"injected_recall", "injected_precision", "fit_seconds"} <= set(run.data.metrics)
        (dataset,) = run.inputs.dataset_inputs
        assert dataset.dataset.digest == run.data.tags["data_hash"][:36]
    assert {"overlap", "stability_bootstrap", "drift_since_champion"} <= set(
        challenger.data.metrics
    )
    card = challenger.data.tags["mlflow.note.content"]
    assert "COPOD" in card and "可疑方向 suspicious side" in card and "局限 / Limits" in card
    assert "？" in client.get_registered_model(CLAIM).description
    version = client.get_model_version_by_alias(CLAIM, "challenger-copod")
    assert "pyod:COPOD" in version.description and "overlap" in version.description
    assert any("challenger-iforest-hbos" in line for line in format_model_list(trained[0]))


def test_the_promoted_one_scores_the_night_and_gives_its_reasons(second_night, trained):
    record = read_run_record(second_night)
    for name in (CLAIM, UNIT):
        champion = open_registry(trained[0]).get_alias_version(name, "challenger-copod")
        assert record["models"][name]["version"] == champion
    findings = pd.read_parquet(second_night / "findings.parquet")
    unusual = findings[findings.indicator_id == "model"]
    assert len(unusual) and unusual.reason_zh.str.contains("同类").all()
    # most have a value that stands out by itself
    assert unusual.reason_zh.str.contains("【").mean() > 0.8
    (answer,) = answer_question(second_night, case_id=unusual.case_id.iloc[0])
    assert "模型" in answer.text.zh


def test_its_night_is_replayed_to_the_byte(second_night):
    assert replay(second_night, tell=lambda line: None).differences == []


def test_rolled_back_the_former_champion_stands_and_mlflow_says_so(second_night, trained):
    roll_back(trained[0], SCENARIO, by="王强", reason="名单变动过大")
    registry = open_registry(trained[0])
    assert registry.champion(CLAIM).version == "1"
    copod = registry.get_alias_version(CLAIM, "challenger-copod")
    assert registry.get_run_tags(CLAIM, copod)["role"] == "former champion"
    assert registry.get_run_tags(CLAIM, "1")["role"] == "champion"
