"""Detectors of PyOD behind the contract of the detector: sides, groups, stillness, reasons, storage."""

import numpy as np
import pandas as pd
import pytest

from contracts.errors import ModelError, UsageError
from models.detector.choose_detector import build_detector, name_detector, normalize_detector_name
from models.explain import compute_contributions
from models.store import compute_identity, read_detector, write_detector

NAMES = ["pyod:IForest", "pyod:ECOD", "pyod:COPOD", "pyod:HBOS", "pyod:LODA", "pyod:IForest+COPOD"]
DIRECTIONS = {"much": "high", "little": "low", "either": "both", "constant": "high"}


@pytest.fixture(scope="module")
def rows():
    random = np.random.default_rng(3)
    values = pd.DataFrame(
        {
            "much": random.gamma(2.0, 1.0, 800),
            "little": random.gamma(5.0, 1.0, 800),
            "either": random.normal(size=800),
            "constant": 1.0,
            "group": ["a"] * 400 + ["b"] * 400,
        },
        index=[f"r{n:03d}" for n in range(800)],
    )
    # group b has ten times as much: usual there
    values.loc[values.group == "b", "much"] *= 10
    values.loc["r000", ["much", "little"]] = 40.0, 0.0
    values.loc["r001", ["much", "little"]] = 0.0, 40.0  # as far out, on the innocent sides
    values.loc["r002", "much"] = np.nan
    return values


@pytest.fixture(scope="module")
def fitted(rows):
    return {
        n: build_detector(n, DIRECTIONS, group_column="group", trees=20).fit(rows) for n in NAMES
    }


@pytest.mark.parametrize("name", NAMES)
def test_sides_and_peer_groups_come_before_it(name, fitted, rows):
    scores = pd.Series(fitted[name].score_samples(rows), rows.index)
    assert scores.rank(ascending=False)["r000"] <= 24, "in the top 3 %"
    assert scores["r001"] < scores.quantile(0.9)
    top = scores.nlargest(80).index
    share = (rows.group[top] == "b").mean()
    assert 0.3 < share < 0.7, "ten times as much is usual in its group"


@pytest.mark.parametrize("name", NAMES)
def test_a_score_depends_on_its_row_alone(name, fitted, rows):
    detector = fitted[name]
    scores = detector.score_samples(rows)
    shuffled = rows.sample(frac=1, random_state=1)
    again = build_detector(name, DIRECTIONS, group_column="group", trees=20).fit(shuffled)
    assert compute_identity(again) == compute_identity(detector)
    for part in (rows.iloc[:1], rows.iloc[100:130]):
        expected = scores[rows.index.get_indexer(part.index)]
        np.testing.assert_allclose(detector.score_samples(part), expected, atol=1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_what_stands_out_is_the_reason(name, fitted, rows):
    parts = compute_contributions(fitted[name], rows.loc[["r000", "r010"]])
    assert list(parts.columns) == list(DIRECTIONS)
    assert set(parts.loc["r000"].nlargest(2).index) == {"much", "little"}
    assert (parts.constant == 0).all()


@pytest.mark.parametrize("name", ["pyod:ECOD", "pyod:COPOD", "pyod:HBOS"])
def test_where_a_score_is_a_sum_its_reasons_are_its_summands(name, fitted, rows):
    detector, some = fitted[name], rows.iloc[:50]
    ordinary = detector.scorer_.decision_function(np.zeros((1, 5)))
    whole = compute_contributions(detector, some).sum(axis=1).to_numpy() + ordinary
    np.testing.assert_allclose(whole, detector.score_samples(some), atol=1e-6)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_stored_without_pickle_and_scores_as_before(name, fitted, rows, tmp_path):
    detector = fitted[name]
    record = write_detector(detector, rows, tmp_path, features=[], trained_on={})
    loaded, read = read_detector(tmp_path)
    assert read["identity"] == record["identity"] == compute_identity(loaded)
    assert name_detector(loaded) == name
    np.testing.assert_array_equal(loaded.score_samples(rows), detector.score_samples(rows))
    assert sum(p.stat().st_size for p in tmp_path.iterdir()) < 5_000_000


def test_verdicts_move_its_scores(rows):
    labels = np.full(len(rows), np.nan)
    labels[:20], labels[20:40] = 1.0, 0.0
    detector = build_detector("pyod:COPOD", DIRECTIONS, group_column="group", trees=20)
    detector.fit(rows, labels)
    assert detector.adjustment_ is not None
    parts = compute_contributions(detector, rows.iloc[:5])
    assert parts.notna().all().all()


def test_an_altered_scorer_is_refused(fitted, rows, tmp_path):
    detector = fitted["pyod:HBOS"]
    write_detector(detector, rows, tmp_path, features=[], trained_on={})
    (tmp_path / "scorer.skops").write_bytes(b"other")
    with pytest.raises(ModelError, match="altered"):
        read_detector(tmp_path)


def test_a_library_that_scores_otherwise_is_told(fitted, rows, tmp_path, monkeypatch):
    write_detector(fitted["pyod:HBOS"], rows, tmp_path, features=[], trained_on={})
    from pyod.models.hbos import HBOS

    monkeypatch.setattr(HBOS, "decision_function", lambda self, X: X.sum(axis=1))
    with pytest.raises(ModelError, match="scores otherwise"):
        read_detector(tmp_path)


@pytest.mark.parametrize("text", ["pyod:SUOD", "copod", "pyod:", "pyod:COPOD+nothing"])
def test_an_unknown_detector_is_refused_and_the_known_are_named(text):
    with pytest.raises(UsageError, match="COPOD"):
        normalize_detector_name(text)


def test_names_are_taken_in_any_case():
    assert normalize_detector_name("pyod:copod") == "pyod:COPOD"
    assert normalize_detector_name("PYOD:iforest+Hbos") == "pyod:IForest+HBOS"
