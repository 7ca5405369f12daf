"""Retraining: challengers beside the champions, by the real flow; nothing is promoted."""

import shutil
from datetime import date

import numpy as np
import pytest

from contracts.errors import SourceError
from flows.retrain import build_challengers, retrain
from pipeline.open_run import open_night
from pipeline.pinned_models import open_registry
from pipeline.runs import list_published_runs
from pipeline.settings import load_settings
from pipeline.training import train
from tests.pipeline.few_persons import copy_tables
from tests.pipeline.nights import AS_OF, TREES, copy_models, read_run_record


def test_challengers_are_registered_and_champions_stay(made, tmp_path):
    runs = copy_models(made, tmp_path / "runs")
    shutil.copytree(made.run, runs / made.run.name)
    champions = {name: open_registry(runs).champion(name) for name in _names(made)}
    told = retrain(str(made.town), AS_OF, str(runs), [f"trees={TREES}"])
    assert {t["model"] for t in told} == set(champions)
    for model in told:
        registry = open_registry(runs)
        assert registry.champion(model["model"]).version == champions[model["model"]].version
        assert registry.list_versions(model["model"]) == [
            champions[model["model"]].version,
            model["challenger"],
        ]
        # same rows, same settings: the challenger is the same model
        assert model["top_overlap"] == 1.0
    assert len(list_published_runs(runs)) == 1
    assert not [p for p in runs.iterdir() if p.name.startswith((".work", ".building"))]


def test_what_lacks_its_tables_cannot_be_trained_and_says_so(few, tmp_path):
    town = copy_tables(few, tmp_path / "town", {"institution"})
    settings = load_settings(["scenarios=dispatch_refund"], environment={})
    day, runs = date.fromisoformat(AS_OF), tmp_path / "runs"
    night = open_night(town, day, runs, settings, tell=lambda line: None)
    with pytest.raises(SourceError, match="no population can be trained"):
        build_challengers(night)


def _names(made):
    return sorted(read_run_record(made.run)["models"])


def test_a_large_population_is_learned_from_a_part_of_it_that_holds_every_verdict(monkeypatch):
    monkeypatch.setattr(train, "MOST_TRAINED", 100)
    judged = np.zeros(5_000, bool)
    judged[[0, 17, 4_999]] = True
    rows = train.sample_training_rows(5_000, judged)
    assert {0, 17, 4_999} <= set(rows)
    assert 100 <= len(rows) <= 103
    assert (np.diff(rows) > 0).all()
    assert (rows == train.sample_training_rows(5_000, judged)).all()


def test_a_small_population_is_learned_from_whole():
    assert (train.sample_training_rows(5_000) == np.arange(5_000)).all()
