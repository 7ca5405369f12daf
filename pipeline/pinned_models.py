"""The models of a night: their names, their registry, and the versions that the night pinned."""

from functools import lru_cache
from pathlib import Path

from contracts.errors import ModelError
from models.registry import RegisteredModel, Registry, format_model_name, format_store_url
from pipeline.model_matrix import get_feature_directions
from pipeline.night import Night
from scenarios.framework.definition import Population

__all__ = [
    "format_model_name",
    "format_store_url",
    "load_pinned_model",
    "open_registry",
    "require_matching_features",
]


def open_registry(runs: Path) -> Registry:
    """The model registry of a runs folder: `models/mlflow.db` and `models/artifacts` in it."""
    return _open_cached_registry((runs / "models").resolve())


@lru_cache(maxsize=4)
def _open_cached_registry(folder):
    folder.mkdir(parents=True, exist_ok=True)
    return Registry(format_store_url(folder), folder / "artifacts")


def require_matching_features(model: RegisteredModel, population: Population) -> RegisteredModel:
    """The model, if it was trained on the features that the population has today. Raises ModelError otherwise."""
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
            f"{model.name} version {model.version} was trained on other features than tonight's: {differ}",
            next_step=f"qingfeng train --scenario {model.name.split('.')[1]} --source …, then qingfeng promote",
        )
    return model


def load_pinned_model(night: Night, name: str) -> RegisteredModel:
    """The model version that `pin_models` wrote down for the night."""
    version = night.step_result("pin_models")["models"][name]["version"]
    return open_registry(night.runs).load(name, version)
