"""Retraining: a challenger per population on a snapshot, compared with the champion, which stays."""

import shutil
from datetime import date

import pandas as pd
from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE

from flows.blocks import load_secrets
from flows.matrix import matrix
from flows.night import Night
from flows.opening import alone, open_night
from flows.pulling import arranged
from flows.settings import load_settings
from flows.steps.arrive import arrive
from flows.steps.compute import compute, frames_of
from flows.training import model_name, registry_of, train_population
from flows.typed_path import typed_path
from flows.verdicts import handed_out, labels_of, verdicts_of, weights_of
from flows.watch import say
from flows.withheld import words_withheld
from models.compare import compare
from models.registry import CHALLENGER

SHOWN = {
    "list_rows": "名单 list",
    "overlap": "重合 overlap",
    "rows_comes": "新进 comes",
    "rows_goes": "退出 goes",
    "champion_injected_recall": "冠军注入检出 champion injected",
    "challenger_injected_recall": "挑战者注入检出 challenger injected",
    "champion_verdict_precision": "冠军反馈准确 champion verdicts",
    "challenger_verdict_precision": "挑战者反馈准确 challenger verdicts",
    "stability_seeds": "种子稳定 seeds",
    "stability_bootstrap": "自助稳定 bootstrap",
    "fit_seconds": "训练秒 fit s",
}


@task(cache_policy=NO_CACHE)
def train_challengers(night: Night) -> list[dict]:
    """One challenger per population, and how it compares with the champion on the same rows."""
    with words_withheld():
        return made_challengers(night)


def made_challengers(night: Night, **parameters) -> list[dict]:
    """The same without Prefect; `parameters` override those of the detectors."""
    night.step("arrive", arrive)
    night.step("compute", compute)
    verdicts, made = verdicts_of(night), []
    for scenario, population, frame in frames_of(night):
        name = model_name(scenario.id, population.id)
        night.tell(f"  训练 training: {name}")
        table = population.record.contract.name
        labels = labels_of(verdicts, scenario.id, table, matrix(frame).index)
        listed, control = handed_out(night, scenario.id, table)
        weights = weights_of(verdicts, scenario.id, table, labels.index)
        told = {"labels": labels, "listed": listed, "control": control, "weights": weights}
        made.append(made_challenger(night, name, frame, told=told, parameters=parameters))
    return made


def made_challenger(
    night: Night, name: str, frame, *, told: dict | None = None, parameters: dict | None = None
) -> dict:
    """Train, register and compare one challenger: its version and the comparison's metrics.

    `told` holds labels, listed and control as `train_population` takes them.
    """
    told = told or {}
    registry = registry_of(night.runs)
    champion = registry.champion(name)
    version = train_population(registry, name, frame, night, **told, parameters=parameters)
    registry.set_alias(name, CHALLENGER, version)
    challenger = registry.load(name, version)
    found = compare(
        champion.detector if champion else None, challenger.detector, matrix(frame), labels=told.get("labels")
    )
    registry.log_comparison(name, version, found.metrics, found.changes)
    return {
        "model": name,
        "champion": champion.version if champion else None,
        "challenger": version,
        "top_overlap": found.metrics.get("overlap"),
        "metrics": {**found.metrics, "fit_seconds": registry.metric(name, version, "fit_seconds")},
    }


@flow(name="retrain")
def retrain(
    source: str, as_of: date | None = None, runs: str = "runs", settings: list[str] | None = None
) -> list[dict]:
    """Train challengers on a snapshot and register them under the alias `challenger`; nothing is promoted."""
    folder, chosen = typed_path(runs), load_settings(settings or [])
    with alone(folder), words_withheld():
        load_secrets()
        snapshot, as_of = arranged(source, as_of, folder, chosen, tell=say)
        night = open_night(snapshot, as_of, folder, chosen, tell=say)
        try:
            made = train_challengers(night)
        finally:
            shutil.rmtree(night.work, ignore_errors=True)
            shutil.rmtree(night.building, ignore_errors=True)
    create_markdown_artifact(
        key="retrain-summary", markdown="\n".join(markdown_lines(made)), description="清风 challengers"
    )
    return made


def comparison_table(made: list[dict]) -> pd.DataFrame:
    """One row a model: the versions and the numbers that decide; what was not measured is empty."""
    rows = [
        {"model": m["model"].removeprefix("qingfeng."), "v": f"{m['champion'] or '—'}→{m['challenger']}"}
        | {title: m["metrics"].get(key) for key, title in SHOWN.items()}
        for m in made
    ]
    return pd.DataFrame(rows)


def comparison_lines(made: list[dict]) -> list[str]:
    """The versions and the numbers that decide, a block a model: for a terminal, so that a line stays readable."""
    lines = []
    for m in made:
        lines.append(
            f"{m['model'].removeprefix('qingfeng.')}  冠军 champion {m['champion'] or '—'} · 挑战者 challenger {m['challenger']}"
        )
        told = [f"{t} {m['metrics'][k]:.2f}" for k, t in SHOWN.items() if m["metrics"].get(k) is not None]
        lines.append("    " + "；".join(told))
    return lines


def markdown_lines(made: list[dict]) -> list[str]:
    """The same as a list of Markdown."""
    return [
        f"- {m['model']} v{m['challenger']}: top-1 % overlap {m['top_overlap']}, "
        f"injected {m['metrics']['challenger_injected_recall']:.2f}"
        for m in made
    ]
