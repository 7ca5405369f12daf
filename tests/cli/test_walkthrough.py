"""A data scientist's hour on a small town with a real MLflow store: what a person sees on the screen and in the store."""

import subprocess
import sys

import nbformat
import pytest
from mlflow import MlflowClient

from cli.walkthrough import NOTEBOOK, ROOT
from pipeline.runs import list_published_runs
from pipeline.training.promotion import read_promotion_log
from tests.pipeline.small_night import AS_OF, CLAIM, FIRST, SCENARIO, SECOND, SETTINGS, UNIT


@pytest.fixture(scope="module")
def lived(small, tmp_path_factory):
    """The hour's folder, and what it printed."""
    folder = tmp_path_factory.mktemp("hour")
    small.copy_runs(folder / "runs")
    words = [
        "-m",
        "cli.walkthrough",
        str(folder),
        "--source",
        str(small.town),
        "--scenario",
        SCENARIO,
    ]
    words += [word for setting in SETTINGS[1:] for word in ("--set", setting)]
    said = subprocess.run(
        [sys.executable, *words], cwd=ROOT, capture_output=True, text=True, timeout=3600
    )
    assert said.returncode == 0, said.stderr[-3000:]
    return folder, said.stdout


@pytest.fixture(scope="module")
def store(lived):
    address = f"sqlite:///{lived[0] / 'runs' / 'models' / 'mlflow.db'}"
    return MlflowClient(tracking_uri=address, registry_uri=address)


def test_notebook_2_showed_the_comparison_and_left_the_nights_alone(lived):
    cells = nbformat.read(lived[0] / NOTEBOOK.name, as_version=4).cells
    outputs = [o for c in cells if c.cell_type == "code" for o in c.outputs]
    shown = "\n".join(o.get("text", "") + o.get("data", {}).get("text/html", "") for o in outputs)
    assert "冠军 champion" in shown and "注入检出" in shown and "champion v2" in shown
    assert any("image/png" in o.get("data", {}) for o in outputs)
    assert [line["by"] for line in read_promotion_log(lived[0] / "runs")].count(
        "笔记本 notebook"
    ) == 0


@pytest.mark.parametrize("name", [CLAIM, UNIT])
def test_mlflow_holds_the_challenger_beside_the_champion_with_what_decides(store, name):
    run = store.get_run(store.get_model_version(name, "2").run_id)
    assert run.data.metrics["fit_seconds"] > 0
    for figure in ("injected_recall", "champion_injected_recall"):
        assert 0 < run.data.metrics[figure] < 1
    assert 0.5 < run.data.metrics["overlap"] <= 1, "twice the trees: much the same list"
    files = {
        f.path
        for folder in ("comparison", "detector", "")
        for f in store.list_artifacts(run.info.run_id, folder)
    }
    assert {
        "comparison/comparison.png",
        "comparison/changes.csv",
        "features.json",
        "environment.json",
    } <= files
    assert any(path.startswith("detector/") for path in files)


def test_the_night_was_scored_by_what_was_promoted_and_the_next_by_what_was_put_back(lived):
    nights = {
        record["as_of"]: record["models"] for _, record in list_published_runs(lived[0] / "runs")
    }
    for name in (CLAIM, UNIT):
        assert [nights[day][name]["version"] for day in (FIRST, SECOND, AS_OF)] == ["1", "2", "1"]
        assert (
            nights[FIRST][name]["identity"]
            == nights[AS_OF][name]["identity"]
            != nights[SECOND][name]["identity"]
        )


def test_the_alias_moved_and_moved_back_and_the_store_says_who_did_it(lived, store):
    moves = [
        (m["action"], m["from_version"], m["to_version"])
        for m in read_promotion_log(lived[0] / "runs")
        if m["model"] == CLAIM
    ]
    assert moves == [("promote", "1", "2"), ("rollback", "2", "1")]
    aliases = {
        a: store.get_model_version_by_alias(CLAIM, a).version for a in ("champion", "challenger")
    }
    assert {alias: int(version) for alias, version in aliases.items()} == {
        "champion": 1,
        "challenger": 2,
    }
    assert "data scientist" in store.get_model_version(CLAIM, "2").tags["promote_by"]


def test_every_step_is_told_as_a_command_that_can_be_typed(lived):
    commands = [line.split()[2] for line in lived[1].splitlines() if line.startswith("$ qingfeng")]
    assert commands == [
        "nightly",
        "train",
        "models",
        "promote",
        "nightly",
        "rollback",
        "nightly",
        "models",
    ]
    assert "mlflow ui --backend-store-uri" in lived[1]
    assert all(f"{day}  " in lived[1] for day in (FIRST, SECOND, AS_OF))
