"""The models of a night: their names, their registry, and the versions that the night pinned."""

from functools import lru_cache
from pathlib import Path

from contracts.errors import ModelError
from models.registry import RegisteredModel, Registry
from pipeline.model_matrix import directions
from pipeline.night import Night
from pipeline.training.train import (
    store_url,
)
from scenarios.framework.definition import Population


def registry_of(runs: Path) -> Registry:
    """The model registry of a runs folder: `models/mlflow.db` and `models/artifacts` in it."""
    return _registry((runs / "models").resolve())


@lru_cache(maxsize=4)
def _registry(folder):
    folder.mkdir(parents=True, exist_ok=True)
    return Registry(store_url(folder), folder / "artifacts")


def model_name(scenario_id: str, population_id: str) -> str:
    """The registered name of a population's model."""
    return f"qingfeng.{scenario_id}.{population_id}"


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
