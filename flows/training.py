"""Training a population's detector on a frame, and the models that a night has pinned."""

import time
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from contracts.errors import ModelError
from flows.matrix import PEERS, directions, matrix
from flows.night import Night, code_version
from models.calibrate import judged_shares
from models.detector import Detector
from models.registry import RegisteredModel, Registry
from scenarios.kit.definition import Population
from scenarios.kit.frame import Frame

MOST_TRAINED = 1_000_000  # rows: a tail learned from them is known as well as it need be


def registry_of(runs: Path) -> Registry:
    """The model registry of a runs folder: `models/mlflow.db` and `models/artifacts` in it."""
    return _registry((runs / "models").resolve())


@lru_cache(maxsize=4)
def _registry(folder):
    folder.mkdir(parents=True, exist_ok=True)
    return Registry(store_url(folder), folder / "artifacts")


def store_url(folder: Path) -> str:
    """The address of the database of models in a folder."""
    path = str(folder.resolve() / "mlflow.db")
    for sign in "%?":  # they mean something in an address, and may stand in the name of a folder
        path = path.replace(sign, f"%{ord(sign):02X}")
    return f"sqlite:///{path}"


def model_name(scenario_id: str, population_id: str) -> str:
    """The registered name of a population's model."""
    return f"qingfeng.{scenario_id}.{population_id}"


def train_population(
    registry: Registry,
    name: str,
    frame: Frame,
    night: Night,
    *,
    labels: pd.Series | None = None,
    listed: set[str] = frozenset(),
    control: set[str] = frozenset(),
    weights: pd.Series | None = None,
    parameters: dict | None = None,
) -> str:
    """Fit a detector on a frame (MOST_TRAINED rows of it at most) and register it; its version.

    `labels` are verdicts by record (1, 0, NaN), `listed` and `control` the records that earlier nights handed out or drew,
    `weights` how much each verdict teaches;
    `parameters` override those of the detector.
    """
    population, values = frame.population, matrix(frame)
    values = values.iloc[trained_rows(len(values), None if labels is None else labels.notna().to_numpy())]
    if labels is not None:
        labels, weights = (None if told is None else told.loc[values.index] for told in (labels, weights))
    chosen = {"trees": night.settings.trees} | (parameters or {})
    detector = Detector(directions(population), group_column=PEERS, **chosen)
    started = time.perf_counter()
    if labels is None or not labels.notna().any():
        detector.fit(values)
    else:
        told = labels.to_numpy(dtype=float)
        shares = shares_of_judged(labels, listed, control)
        detector.fit(values, told, judged_shares=shares, weights=weights)
    seconds = time.perf_counter() - started
    return registry.register(
        name,
        detector,
        values,
        features=definitions(population),
        tags={
            "as_of": night.as_of.isoformat(),
            "snapshot_hash": night.snapshot_hash,
            "code_version": code_version(),
        },
        metrics={"fit_seconds": round(seconds, 3)},
    )


def trained_rows(count: int, judged: np.ndarray | None = None) -> np.ndarray:
    """Positions of the rows to learn from: all, or MOST_TRAINED drawn by chance and every judged one, in order."""
    if count <= MOST_TRAINED:
        return np.arange(count)
    drawn = np.random.default_rng(0).choice(count, MOST_TRAINED, replace=False)
    return np.union1d(drawn, [] if judged is None else np.flatnonzero(judged)).astype(np.int64)


def shares_of_judged(labels: pd.Series, listed: set[str], control: set[str]) -> np.ndarray:
    """How likely each record was to be judged: those listed by their judged share, the others by the control sample's."""
    records = labels.index
    known = labels.notna().to_numpy()
    drawn = np.array([r in control for r in records])
    out = np.array([r in listed for r in records]) | (known & ~drawn)
    return judged_shares(out, drawn & ~out, labels.to_numpy(dtype=float))


def definitions(population: Population) -> list[dict]:
    """The features of a population's model in words, with their suspicious side."""
    return [
        {"column": f.column, "direction": f.direction, "unit": f.unit, "zh": f.label.zh, "en": f.label.en}
        for f in population.model_features
    ]


def fitting(model: RegisteredModel, population: Population) -> RegisteredModel:
    """The model, if it was trained on the features that the population has today. Raises ModelError otherwise."""
    theirs, ours = model.detector.directions, directions(population)
    if theirs != ours:
        differ = sorted(n for n in {*theirs, *ours} if theirs.get(n) != ours.get(n))
        raise ModelError(
            f"{model.name} version {model.version} was trained on other features than tonight's: {differ}",
            next_step=f"qingfeng train --scenario {model.name.split('.')[1]} --source …, then qingfeng promote",
        )
    return model


def pinned(night: Night, name: str) -> RegisteredModel:
    """The model version that `pin` wrote down for the night."""
    version = night.said("pin")["models"][name]["version"]
    return registry_of(night.runs).load(name, version)
