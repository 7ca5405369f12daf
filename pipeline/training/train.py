"""Training of a population's detector on its feature table."""

import time

import numpy as np
import pandas as pd

from models.calibrate import compute_judged_shares
from models.detector.choose_detector import OWN, build_detector
from models.registry import Registry
from pipeline.model_matrix import PEERS, build_model_matrix, get_feature_directions
from pipeline.night import Night
from pipeline.run_identity import compute_code_version
from scenarios.framework.definition import Population, Scenario
from scenarios.framework.feature_table import FeatureTable

# rows: a tail learned from them is known as well as it need be (decision 54)
MOST_TRAINED = 1_000_000
SEED = 0  # fixed: the same rows are drawn for champion and challenger


def train_population(
    registry: Registry,
    name: str,
    frame: FeatureTable,
    night: Night,
    *,
    labels: pd.Series | None = None,
    listed: set[str] = frozenset(),
    control: set[str] = frozenset(),
    weights: pd.Series | None = None,
    parameters: dict | None = None,
    detector_name: str = OWN,
    title: str = "",
) -> str:
    """Fit a detector on a feature table (MOST_TRAINED rows at most) and register it.

    Returns the version. `labels` are verdicts by record (1, 0, NaN) and `weights` their weights;
    `listed` and `control` are the records that earlier nights handed out or drew. `parameters`
    override the detector's; `detector_name` is one of `models/detector/choose_detector.py`, and
    `title` says in words whose records these are.
    """
    population, values = frame.population, build_model_matrix(frame)
    values = values.iloc[
        sample_training_rows(len(values), None if labels is None else labels.notna().to_numpy())
    ]
    if labels is not None:
        labels, weights = (
            None if rows is None else rows.loc[values.index] for rows in (labels, weights)
        )
    detector = build_detector(
        detector_name,
        get_feature_directions(population),
        group_column=PEERS,
        trees=night.settings.trees,
        **(parameters or {}),
    )
    started = time.perf_counter()
    if labels is None or not labels.notna().any():
        detector.fit(values)
    else:
        label_values = labels.to_numpy(dtype=float)
        shares = estimate_judged_shares(labels, listed, control)
        detector.fit(values, label_values, judged_shares=shares, sample_weight=weights)
    seconds = time.perf_counter() - started
    return registry.register(
        name,
        detector,
        values,
        features=describe_features(population),
        tags={
            "as_of": night.as_of.isoformat(),
            "snapshot_hash": night.snapshot_hash,
            "code_version": compute_code_version(),
        },
        metrics={"fit_seconds": round(seconds, 3)},
        title=title,
    )


def sample_training_rows(count: int, judged: np.ndarray | None = None) -> np.ndarray:
    """Draw MOST_TRAINED positions and add every judged one, in order; all positions where few."""
    if count <= MOST_TRAINED:
        return np.arange(count)
    sample = np.random.default_rng(SEED).choice(count, MOST_TRAINED, replace=False)
    return np.union1d(sample, [] if judged is None else np.flatnonzero(judged)).astype(np.int64)


def estimate_judged_shares(labels: pd.Series, listed: set[str], control: set[str]) -> np.ndarray:
    """Estimate each record's chance to be judged, for listed records and the others apart."""
    records = labels.index
    is_judged = labels.notna().to_numpy()
    is_sampled = np.array([r in control for r in records])
    out = np.array([r in listed for r in records]) | (is_judged & ~is_sampled)
    return compute_judged_shares(out, is_sampled & ~out, labels.to_numpy(dtype=float))


def format_title(scenario: Scenario, population: Population) -> str:
    """Say in words whose records a population's model scores, for the registry's pages."""
    return (
        f"{scenario.title.zh} / {scenario.title.en} · {population.title.zh} / {population.title.en}"
        f"：{scenario.question.zh} / {scenario.question.en}"
    )


def describe_features(population: Population) -> list[dict]:
    """Describe the features of a population's model in words, with their suspicious side."""
    return [
        {
            "column": f.column,
            "direction": f.direction,
            "unit": f.unit,
            "zh": f.label.zh,
            "en": f.label.en,
        }
        for f in population.model_features
    ]
