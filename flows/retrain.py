"""Retraining: a challenger a population, compared with the champion, which stays."""

import shutil
from collections.abc import Sequence
from datetime import date

import pandas as pd
from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE

from contracts.errors import SourceError
from contracts.kept_texts import keep_texts
from flows.monitoring.monitor import print_progress
from flows.monitoring.redact_errors import redact_unexpected_errors
from flows.prefect_secrets import load_secrets
from models.compare import compare_detectors
from models.detector.choose_detector import OWN, normalize_detector_name
from models.drift import build_drift_table, count_bins
from models.registry import RegisteredModel, format_challenger_alias, format_model_name
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
from pipeline.training.train import format_title, train_population
from pipeline.typed_path import typed_path

# figures that champion and challengers both have, by their name in `compare_detectors`
OF_EACH = {
    "injected_recall": "注入检出 injected",
    "injected_precision": "注入排前 injected first",
    "verdict_precision": "反馈准确 verdicts",
    "score_seconds": "打分秒 score s",
}
OF_CHALLENGER = {
    "overlap": "重合 overlap",
    "rows_comes": "新进 comes",
    "rows_goes": "退出 goes",
    "stability_seeds": "种子稳定 seeds",
    "stability_bootstrap": "自助稳定 bootstrap",
    "fit_seconds": "训练秒 fit s",
    "drift_since_champion": "特征漂移 drift",
}


@task(cache_policy=NO_CACHE)
def train_challengers(night: Night, detectors: list[str]) -> list[dict]:
    """Train challengers of each population and compare them with the champion on the same rows."""
    with redact_unexpected_errors():
        return build_challengers(night, detectors)


def build_challengers(night: Night, detectors: Sequence[str] = (OWN,), **parameters) -> list[dict]:
    """Train and compare without Prefect, one challenger a population and detector.

    `parameters` override those of the detector `qingfeng`. Raises UsageError for a detector that
    is not known, SourceError where no population could be computed.
    """
    detectors = [normalize_detector_name(name) for name in detectors]
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
        challengers += [
            build_challenger(
                night,
                name,
                frame,
                verdict_inputs=verdict_inputs,
                parameters=parameters,
                detector_name=detector_name,
                title=format_title(scenario, population),
            )
            for detector_name in detectors
        ]
    if not challengers:
        raise SourceError(
            "没有可训练的对象：所需的表未交付 "
            "no population can be trained: tables that it needs were not delivered",
            next_step="补交，或换一个场景 deliver them, or train another --scenario",
        )
    return challengers


def build_challenger(
    night: Night,
    name: str,
    frame,
    *,
    verdict_inputs: dict | None = None,
    parameters: dict | None = None,
    detector_name: str = OWN,
    title: str = "",
) -> dict:
    """Train, register and compare one challenger; return its version and the metrics.

    `verdict_inputs` holds labels, listed, control and weights as `train_population` takes them.
    The challenger gets the alias of its detector.
    """
    verdict_inputs = verdict_inputs or {}
    registry = open_registry(night.runs)
    champion = registry.champion(name)
    version = train_population(
        registry,
        name,
        frame,
        night,
        **verdict_inputs,
        parameters=parameters,
        detector_name=detector_name,
        title=title,
    )
    alias = format_challenger_alias(detector_name)
    registry.set_alias(name, alias, version)
    challenger, values = registry.load(name, version), build_model_matrix(frame)
    comparison = compare_detectors(
        champion.detector if champion else None,
        challenger.detector,
        values,
        labels=verdict_inputs.get("labels"),
    )
    if champion:
        comparison.metrics["drift_since_champion"] = measure_drift(champion, values)
    registry.log_comparison(name, version, comparison.metrics, comparison.changes)
    return {
        "model": name,
        "detector": detector_name,
        "alias": alias,
        "champion": champion.version if champion else None,
        "challenger": version,
        "top_overlap": comparison.metrics.get("overlap"),
        "metrics": {
            **comparison.metrics,
            "fit_seconds": registry.get_metric(name, version, "fit_seconds"),
        },
    }


def measure_drift(champion: RegisteredModel, values: pd.DataFrame) -> float:
    """Measure how far the features have moved since the champion learned: the largest PSI."""
    counted = count_bins(values, champion.cuts)
    rows = build_drift_table(counted, champion.reference["features"])
    return max((row["psi"] for row in rows if row["psi"] is not None), default=0.0)


@flow(name="retrain")
def retrain(
    source: str,
    as_of: date | None = None,
    runs: str = "runs",
    settings: list[str] | None = None,
    detectors: list[str] | None = None,
) -> list[dict]:
    """Train challengers on a snapshot under their aliases; nothing is promoted."""
    detectors = [normalize_detector_name(name) for name in detectors or [OWN]]
    folder, chosen = typed_path(runs), load_settings(settings or [])
    with run_lock(folder), redact_unexpected_errors(), keep_texts():
        load_secrets()
        snapshot, as_of = resolve_snapshot(source, as_of, folder, chosen, tell=print_progress)
        night = open_night(snapshot, as_of, folder, chosen, tell=print_progress)
        try:
            challengers = train_challengers(night, detectors)
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
    """Build one row a model, the champion of a population first; unmeasured figures are empty."""
    rows = []
    for m in challengers:
        model = m["model"].removeprefix("qingfeng.")
        if m["champion"] and not any(r["model"] == model for r in rows):
            rows.append(
                {"model": model, "detector": "冠军 champion", "v": m["champion"]}
                | _select_figures(m["metrics"], "champion")
            )
        rows.append(
            {"model": model, "detector": m["detector"], "v": m["challenger"]}
            | _select_figures(m["metrics"], "challenger")
        )
    return pd.DataFrame(rows)


def _select_figures(metrics, who):
    """The figures of one detector; what is measured of the challenger alone is empty for others."""
    shared = {
        title: metrics.get(key) if who == "challenger" else None
        for key, title in OF_CHALLENGER.items()
    }
    return {title: metrics.get(f"{who}_{key}") for key, title in OF_EACH.items()} | shared


def format_comparison(challengers: list[dict]) -> list[str]:
    """Format the table for a terminal: a block a population, a line a detector."""
    lines, table = [], build_comparison_table(challengers)
    titles = [*OF_EACH.values(), *OF_CHALLENGER.values()]
    for model, rows in table.groupby("model", sort=False):
        lines.append(model)
        for row in rows.to_dict("records"):
            figures = [f"{t} {row[t]:.2f}" for t in titles if not pd.isna(row[t])]
            lines.append(f"    {row['detector']} v{row['v']}: " + "；".join(figures))
    return lines


def format_markdown_summary(challengers: list[dict]) -> list[str]:
    """Format the challengers as a list of Markdown."""
    return [
        f"- {m['model']} v{m['challenger']} {m['detector']}: top-1 % overlap {m['top_overlap']}, "
        f"injected {m['metrics']['challenger_injected_recall']:.2f}"
        for m in challengers
    ]
