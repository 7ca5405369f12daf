"""Training a population's detector on a frame, and the models that a night has pinned."""

from functools import lru_cache
from pathlib import Path

from flows.matrix import PEERS, directions, matrix
from flows.night import Night
from models.detector import Detector
from models.registry import RegisteredModel, Registry
from scenarios.kit.frame import Frame


def registry_of(runs: Path) -> Registry:
    """The model registry of a runs folder: `models/mlflow.db` and `models/artifacts` in it."""
    return _registry((runs / "models").resolve())


@lru_cache(maxsize=4)
def _registry(folder):
    folder.mkdir(parents=True, exist_ok=True)
    return Registry(f"sqlite:///{folder}/mlflow.db", folder / "artifacts")


def train_population(registry: Registry, name: str, frame: Frame, night: Night) -> str:
    """Fit a detector on a frame and register it; its version."""
    population, values = frame.population, matrix(frame)
    detector = Detector(directions(population), group_column=PEERS, trees=night.settings.trees).fit(values)
    features = [
        {"column": f.column, "direction": f.direction, "unit": f.unit, "zh": f.label.zh, "en": f.label.en}
        for f in population.model_features
    ]
    return registry.register(
        name,
        detector,
        values,
        features=features,
        tags={"as_of": night.as_of.isoformat(), "snapshot_hash": night.snapshot_hash},
    )


def pinned(night: Night, name: str) -> RegisteredModel:
    """The model version that `pin` wrote down for the night."""
    version = night.said("pin")["models"][name]["version"]
    return registry_of(night.runs).load(name, version)
