"""The model store: what goes in comes out, what was touched is refused, nothing is unpickled."""

import json
import shutil
from argparse import Namespace
from hashlib import sha256

import mlflow
import numpy as np
import pytest
import skops.io

from contracts.errors import ModelError
from models.drift import count_bins
from models.registry import Registry
from models.store import compute_identity, read_detector
from tests.models.drawn_data import DIRECTIONS, fitted

FEATURES = [
    {"column": c, "direction": d, "unit": "count", "zh": c, "en": c} for c, d in DIRECTIONS.items()
]
TAGS = {"as_of": "2026-06-30", "snapshot_hash": "abc"}


def store(folder):
    folder.mkdir(parents=True, exist_ok=True)
    return Registry(f"sqlite:///{folder}/mlflow.db", folder / "artifacts")


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """(folder, detector, values, version) of a registered champion."""
    folder = tmp_path_factory.mktemp("models") / "models"
    detector, values = fitted()
    registry = store(folder)
    assert registry.champion("m") is None
    version = registry.register("m", detector, values, features=FEATURES, tags=TAGS)
    registry.set_alias("m", "champion", version)
    return folder, detector, values, version


def test_what_goes_in_comes_out(kept):
    folder, detector, values, version = kept
    found = store(folder).champion("m")
    assert (found.version, found.trained_on, found.identity) == (
        version,
        TAGS,
        compute_identity(detector),
    )
    assert np.array_equal(found.detector.score_samples(values), detector.score_samples(values))


def test_severity_and_drift_come_with_it(kept):
    folder, detector, values, _ = kept
    found = store(folder).champion("m")
    top = found.severity(detector.score_samples(values))
    assert top.max() > 99.5 and 45 < np.median(top) < 55
    scores = detector.score_samples(values)

    def drift_of(rows):
        groups = rows[detector.group_column].value_counts().to_dict()
        return found.drift(count_bins(rows, found.cuts), scores, groups)

    still = drift_of(values)
    assert {row["feature"] for row in still} == {*DIRECTIONS, "score", "peer_group"}
    assert all((row["psi"] or 0) < 0.01 and row["level"] == "ok" for row in still)
    moved = {row["feature"]: row for row in drift_of(values.assign(visits=values.visits * 3))}
    assert moved["visits"]["psi"] > 0.25 > moved["share"]["psi"]
    assert (moved["visits"]["level"], moved["share"]["level"]) == ("alarm", "ok")


def test_a_second_version_does_not_move_the_champion(kept, tmp_path):
    folder = tmp_path / "models"
    shutil.copytree(kept[0], folder)
    registry = store(folder)
    detector, values = fitted(random_state=9)
    second = registry.register("m", detector, values, features=FEATURES, tags=TAGS)
    assert (
        registry.list_versions("m") == [kept[3], second]
        and registry.champion("m").version == kept[3]
    )
    registry.set_alias("m", "champion", second)
    assert registry.champion("m").version == second


def test_a_moved_store_still_works(kept, tmp_path):
    shutil.copytree(kept[0], tmp_path / "moved")
    assert store(tmp_path / "moved").champion("m").identity == compute_identity(kept[1])


def test_the_run_holds_parameters_metrics_signature_and_pictures(kept):
    folder = kept[0]
    client = mlflow.MlflowClient(f"sqlite:///{folder}/mlflow.db")
    version = client.get_model_version_by_alias("m", "champion")
    run = client.get_run(version.run_id)
    assert run.data.params["n_estimators"] == "40" and run.data.metrics["rows"] == 800
    assert run.data.tags["snapshot_hash"] == "abc"
    names = {p.name for p in (folder / "artifacts").rglob("*") if p.is_file()}
    assert {
        "forest.skops",
        "record.json",
        "index.json",
        "scores.png",
        "tails.png",
        "MLmodel",
    } <= names
    assert not {n for n in names if n.endswith((".pkl", ".pickle", ".joblib"))}
    assert "signature" in next((folder / "artifacts").rglob("MLmodel")).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["forest.skops", "detector.json", "record.json", "index.json"])
def test_a_file_that_was_touched_is_refused(kept, tmp_path, name):
    folder = tmp_path / "models"
    shutil.copytree(kept[0], folder)
    path = next(p for p in (folder / "artifacts").rglob(name))
    content = path.read_bytes()
    path.write_bytes(content[:-2] + bytes([content[-2] ^ 1]) + content[-1:])
    with pytest.raises(ModelError, match=r"altered|cannot be read"):
        store(folder).champion("m")


def test_a_model_of_another_format_is_refused_with_the_next_step(kept, tmp_path):
    folder = tmp_path / "models"
    shutil.copytree(kept[0], folder)
    detector = next((folder / "artifacts").rglob("detector/index.json")).parent
    record = json.loads((detector / "record.json").read_text(encoding="utf-8"))
    (detector / "record.json").write_text(json.dumps(record | {"format": 1}), encoding="utf-8")
    index = json.loads((detector / "index.json").read_text(encoding="utf-8"))
    index["record.json"] = sha256((detector / "record.json").read_bytes()).hexdigest()
    (detector / "index.json").write_text(json.dumps(index), encoding="utf-8")
    with pytest.raises(ModelError, match=r"format 1.*train anew"):
        store(folder).champion("m")


def test_a_swapped_model_with_a_right_index_is_refused(kept, tmp_path):
    folder = tmp_path / "models"
    shutil.copytree(kept[0], folder)
    other = store(tmp_path / "other")
    detector, values = fitted(random_state=4)
    other.register("m", detector, values, features=FEATURES, tags=TAGS)
    mine, theirs = (
        next(f.rglob("detector/index.json")).parent for f in (folder, tmp_path / "other")
    )
    for path in theirs.iterdir():
        if path.is_file():
            shutil.copy(path, mine / path.name)
    with pytest.raises(ModelError, match="not the model that was registered"):
        store(folder).champion("m")


def test_a_forest_of_unsafe_types_is_refused(kept, tmp_path):
    folder = tmp_path / "detector"
    shutil.copytree(next(kept[0].rglob("detector/index.json")).parent, folder)
    skops.io.dump(Namespace(a=1), folder / "forest.skops")
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    index["forest.skops"] = sha256((folder / "forest.skops").read_bytes()).hexdigest()
    (folder / "index.json").write_text(json.dumps(index), encoding="utf-8")
    with pytest.raises(ModelError, match="not trusted"):
        read_detector(folder)


def test_an_unknown_version_is_said(kept):
    with pytest.raises(ModelError, match="no version 99"):
        store(kept[0]).load("m", "99")
