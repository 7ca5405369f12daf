"""Retraining: a challenger a population, compared with the champion, which stays."""

import shutil
from datetime import date

import pandas as pd
from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE

from contracts.kept_texts import keep_texts
from flows.monitoring.monitor import print_progress
from flows.monitoring.redact_errors import redact_unexpected_errors
from flows.prefect_secrets import load_secrets
from models.compare import compare_detectors
from models.registry import CHALLENGER, format_model_name
from pipeline.artifacts import iterate_feature_tables
from pipeline.feedback.labels import (
    label_records,
    read_listed_and_control,
    read_verdicts,
    weigh_verdicts,
)
from pipeline.locate_source import resolve_snapshot
from pipeline.model_matrix import build_model_matrix
from pipeline.night import Night
from pipeline.open_run import open_night
from pipeline.pinned_models import open_registry
from pipeline.run_lock import run_lock
from pipeline.settings import load_settings
from pipeline.steps.order import run_steps
from pipeline.training.train import train_population
from pipeline.typed_path import typed_path

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
    """Train one challenger a population and compare it with the champion on the same rows."""
    with redact_unexpected_errors():
        return build_challengers(night)


def build_challengers(night: Night, **parameters) -> list[dict]:
    """Train and compare without Prefect; `parameters` override those of the detectors."""
    run_steps(night, last="build_features")
    verdicts, challengers = read_verdicts(night), []
    for scenario, population, frame in iterate_feature_tables(night):
        name = format_model_name(scenario.id, population.id)
        night.report_progress(f"  训练 training: {name}")
        table = population.record.contract.name
        labels = label_records(verdicts, scenario.id, table, build_model_matrix(frame).index)
        listed, control = read_listed_and_control(night, scenario.id, table)
        weights = weigh_verdicts(verdicts, scenario.id, table, labels.index)
        verdict_inputs = {
            "labels": labels,
            "listed": listed,
            "control": control,
            "weights": weights,
        }
        challengers.append(
            build_challenger(
                night, name, frame, verdict_inputs=verdict_inputs, parameters=parameters
            )
        )
    return challengers


def build_challenger(
    night: Night,
    name: str,
    frame,
    *,
    verdict_inputs: dict | None = None,
    parameters: dict | None = None,
) -> dict:
    """Train, register and compare one challenger; return its version and the metrics.

    `verdict_inputs` holds labels, listed, control and weights as `train_population` takes them.
    """
    verdict_inputs = verdict_inputs or {}
    registry = open_registry(night.runs)
    champion = registry.champion(name)
    version = train_population(
        registry, name, frame, night, **verdict_inputs, parameters=parameters
    )
    registry.set_alias(name, CHALLENGER, version)
    challenger = registry.load(name, version)
    comparison = compare_detectors(
        champion.detector if champion else None,
        challenger.detector,
        build_model_matrix(frame),
        labels=verdict_inputs.get("labels"),
    )
    registry.log_comparison(name, version, comparison.metrics, comparison.changes)
    return {
        "model": name,
        "champion": champion.version if champion else None,
        "challenger": version,
        "top_overlap": comparison.metrics.get("overlap"),
        "metrics": {
            **comparison.metrics,
            "fit_seconds": registry.get_metric(name, version, "fit_seconds"),
        },
    }


@flow(name="retrain")
def retrain(
    source: str, as_of: date | None = None, runs: str = "runs", settings: list[str] | None = None
) -> list[dict]:
    """Train challengers on a snapshot under the alias `challenger`; nothing is promoted."""
    folder, chosen = typed_path(runs), load_settings(settings or [])
    with run_lock(folder), redact_unexpected_errors(), keep_texts():
        load_secrets()
        snapshot, as_of = resolve_snapshot(source, as_of, folder, chosen, tell=print_progress)
        night = open_night(snapshot, as_of, folder, chosen, tell=print_progress)
        try:
            challengers = train_challengers(night)
        finally:
            # nothing is published, and a night of the same inputs begins anew
            shutil.rmtree(night.work_folder, ignore_errors=True)
            shutil.rmtree(night.build_folder, ignore_errors=True)
    create_markdown_artifact(
        key="retrain-summary",
        markdown="\n".join(format_markdown_summary(challengers)),
        description="清风 challengers",
    )
    return challengers


def build_comparison_table(challengers: list[dict]) -> pd.DataFrame:
    """Build one row a model: versions and metrics; what was not measured is empty."""
    rows = [
        {
            "model": m["model"].removeprefix("qingfeng."),
            "v": f"{m['champion'] or '—'}→{m['challenger']}",
        }
        | {title: m["metrics"].get(key) for key, title in SHOWN.items()}
        for m in challengers
    ]
    return pd.DataFrame(rows)


def format_comparison(challengers: list[dict]) -> list[str]:
    """Format versions and metrics, a block a model, for a terminal."""
    lines = []
    for m in challengers:
        lines.append(
            f"{m['model'].removeprefix('qingfeng.')}  冠军 champion {m['champion'] or '—'} · "
            f"挑战者 challenger {m['challenger']}"
        )
        metrics = [
            f"{t} {m['metrics'][k]:.2f}"
            for k, t in SHOWN.items()
            if m["metrics"].get(k) is not None
        ]
        lines.append("    " + "；".join(metrics))
    return lines


def format_markdown_summary(challengers: list[dict]) -> list[str]:
    """Format the challengers as a list of Markdown."""
    return [
        f"- {m['model']} v{m['challenger']}: top-1 % overlap {m['top_overlap']}, "
        f"injected {m['metrics']['challenger_injected_recall']:.2f}"
        for m in challengers
    ]
