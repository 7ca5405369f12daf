"""Plots of a trained detector for the model store."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from models.detector.detector import WHOLE, Detector


def write_plots(detector: Detector, values: pd.DataFrame, folder: Path) -> None:
    """Write scores.png, tails.png and missing.png into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    _plot_scores(detector).savefig(folder / "scores.png")
    _plot_tails(detector).savefig(folder / "tails.png")
    _plot_missing(detector, values).savefig(folder / "missing.png")


def write_comparison(metrics: dict[str, float], changes: pd.DataFrame, folder: Path) -> None:
    """Write comparison.png, changes.csv and metrics.json into `folder`."""
    _plot_comparison(metrics).savefig(folder / "comparison.png")
    changes.to_csv(folder / "changes.csv", index=False)
    (folder / "metrics.json").write_text(json.dumps(metrics, indent=1), encoding="utf-8")


def _plot_comparison(metrics):
    figure, axes = _make_figure(1, 1)
    metric_labels = {
        "injected found": "injected_recall",
        "injected among\nas many": "injected_precision",
        "precision on\nverdicts": "verdict_precision",
    }
    for offset, who, colour in ((-0.2, "champion", "tab:gray"), (0.2, "challenger", "tab:blue")):
        bar_heights = [metrics.get(f"{who}_{key}", 0.0) for key in metric_labels.values()]
        bars = axes[0].bar(
            np.arange(len(metric_labels)) + offset, bar_heights, width=0.4, label=who, color=colour
        )
        is_measured = [f"{who}_{key}" in metrics for key in metric_labels.values()]
        axes[0].bar_label(
            bars, [f"{h:.2f}" if k else "—" for h, k in zip(bar_heights, is_measured, strict=True)]
        )
    axes[0].set_xticks(range(len(metric_labels)), list(metric_labels), fontsize=8)
    overlap = f", lists overlap {metrics['overlap']:.2f}" if "overlap" in metrics else ""
    seeds, bootstrap = metrics["stability_seeds"], metrics["stability_bootstrap"]
    stability_text = f"steady over seeds {seeds:.2f}, bootstrap {bootstrap:.2f}"
    axes[0].set(title=f"Same rows{overlap}\n{stability_text}", ylim=(0, 1.15), ylabel="share")
    axes[0].legend(fontsize=7)
    figure.subplots_adjust(top=0.82)
    return figure


def _plot_scores(detector):
    figure, axes = _make_figure(1, 1)
    axes[0].hist(detector.reference_, bins=80, log=True)
    axes[0].axvline(detector.offset_, color="tab:red", label="top 1 %")
    axes[0].set(title="Scores of the training reference", xlabel="score", ylabel="rows (log)")
    axes[0].legend()
    return figure


def _plot_tails(detector):
    """All tails in one plot, each feature over its largest value.

    A plot a feature took 1 s a model.
    """
    figure, axes = _make_figure(1, 1)
    for name, sides in detector.tails_.items():
        for sign, tails in sides.items():
            tail = tails[WHOLE]
            largest = np.abs(tail.values).max(initial=0.0) or 1.0
            axes[0].plot(
                sign * tail.values / largest, tail.tail_scores, label=name, drawstyle="steps-post"
            )
    axes[0].set(
        title="Tails", xlabel="value over the largest", ylabel="-log10 of the tail probability"
    )
    axes[0].legend(fontsize=6, loc="upper left", bbox_to_anchor=(1.0, 1.0))
    figure.subplots_adjust(right=0.62)
    return figure


def _plot_missing(detector, values):
    figure, axes = _make_figure(1, 1)
    names = list(detector.directions)
    figure.subplots_adjust(left=0.4)
    axes[0].barh(names, values[names].isna().mean().to_numpy())
    axes[0].set(title="Missing share per feature", xlim=(0, 1))
    return figure


def _make_figure(rows, columns):
    # no layout engine, also where a notebook has set one: margins are set by hand
    size = (max(5, 3.2 * columns), max(3.5, 2.2 * rows))
    figure = Figure(figsize=size, dpi=90, layout="none")
    FigureCanvasAgg(figure)
    figure.subplots_adjust(left=0.12, right=0.97, hspace=0.5)
    return figure, np.ravel(figure.subplots(rows, columns))
