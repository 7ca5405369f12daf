"""Retraining: a challenger per population on a snapshot, beside the champion, which stays."""

import shutil
from datetime import date
from pathlib import Path

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE

from flows.matrix import matrix
from flows.night import Night
from flows.nightly import say
from flows.opening import alone, open_night
from flows.settings import load_settings
from flows.steps.arrive import arrive
from flows.steps.compute import compute, frames_of
from flows.steps.pin import model_name
from flows.training import registry_of, train_population


@task(cache_policy=NO_CACHE)
def train_challengers(night: Night) -> list[dict]:
    """One challenger per population; how far its ranking agrees with the champion's."""
    night.step("arrive", arrive)
    night.step("compute", compute)
    registry, made = registry_of(night.runs), []
    for scenario, population, frame in frames_of(night):
        name = model_name(scenario.id, population.id)
        champion = registry.champion(name)
        version = train_population(registry, name, frame, night)
        registry.set_alias(name, "challenger", version)
        challenger = registry.load(name, version)
        made.append({"model": name, "challenger": version, **_agreement(champion, challenger, matrix(frame))})
    return made


@flow(name="retrain")
def retrain(
    source: str, as_of: date | None = None, runs: str = "runs", settings: list[str] | None = None
) -> list[dict]:
    """Train challengers on a snapshot and register them under the alias `challenger`; nothing is promoted."""
    folder = Path(runs)
    with alone(folder):
        night = open_night(Path(source), as_of, folder, load_settings(settings or []), tell=say)
        try:
            made = train_challengers(night)
        finally:
            shutil.rmtree(night.work, ignore_errors=True)
            shutil.rmtree(night.building, ignore_errors=True)
    lines = [f"- {m['model']} v{m['challenger']}: top-1 % overlap {m['top_overlap']}" for m in made]
    create_markdown_artifact(key="retrain-summary", markdown="\n".join(lines), description="清风 challengers")
    return made


def _agreement(champion, challenger, values):
    """Share of the champion's most unusual 1 % that the challenger has there too; None without a champion."""
    if champion is None:
        return {"top_overlap": None}
    count = max(1, len(values) // 100)
    tops = [
        set(m.detector.score_samples(values).argsort(kind="stable")[-count:]) for m in (champion, challenger)
    ]
    return {"top_overlap": round(len(tops[0] & tops[1]) / count, 3)}
