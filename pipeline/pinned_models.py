"""Models by name: their registry, and the versions that a night has pinned."""

from functools import lru_cache
from pathlib import Path

from contracts.errors import ModelError
from models.registry import RegisteredModel, Registry, format_store_url
from pipeline.model_matrix import get_feature_directions
from pipeline.night import Night
from scenarios.framework.definition import Population


def open_registry(runs: Path) -> Registry:
    """Open the registry of a runs folder: `models/mlflow.db` and `models/artifacts` in it."""
    return _open_cached_registry((runs / "models").resolve())


# a process works in one runs folder; a replay or a test in a few
@lru_cache(maxsize=4)
def _open_cached_registry(folder):
    folder.mkdir(parents=True, exist_ok=True)
    return Registry(format_store_url(folder), folder / "artifacts")


def require_matching_features(model: RegisteredModel, population: Population) -> RegisteredModel:
    """Return the model. Raises ModelError if it was trained on other features."""
    model_directions, population_directions = (
        model.detector.directions,
        get_feature_directions(population),
    )
    if model_directions != population_directions:
        differ = sorted(
            n
            for n in {*model_directions, *population_directions}
            if model_directions.get(n) != population_directions.get(n)
        )
        raise ModelError(
            f"{model.name} version {model.version} was trained on other features than "
            f"tonight's: {differ}",
            next_step=f"qingfeng train --scenario {model.name.split('.')[1]} --source …, "
            "then qingfeng promote",
        )
    return model


def load_pinned_model(night: Night, name: str) -> RegisteredModel:
    """Load the model version that `pin_models` wrote down for the night."""
    version = night.step_result("pin_models")["models"][name]["version"]
    return open_registry(night.runs).load(name, version)
