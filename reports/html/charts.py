"""Charts of a night as inline SVG; text stays text, for the browser's Chinese font."""

import io
import warnings

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

COLOURS = {"H": "#b3261e", "S": "#e08a00", "M": "#5b6cc4", "control": "#8a8f98"}
LEVELS = {"H": "高 H", "S": "中 S", "M": "异常 M", "control": "对照 control"}
INK, LINE = "#1f4e79", "#9aa3ad"
STYLE = {
    "svg.fonttype": "none",  # text, not outlines
    "svg.hashsalt": "qingfeng",  # ids of clip paths: the same run gives the same bytes
    "font.family": "sans-serif",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": LINE,
    "font.size": 10,
}


def draw_levels_chart(cases: pd.DataFrame, group: str, names: dict[str, str]) -> str:
    """Draw listed cases by a column, stacked by level; `names` maps its values to labels."""
    counts = cases.groupby([group, "level"]).size().unstack(fill_value=0)
    counts = counts.loc[counts.sum(axis=1).sort_values(kind="stable").index]
    with matplotlib.rc_context(STYLE):
        figure, axis = _create_figure(len(counts))
        left = np.zeros(len(counts))
        labels = [names.get(v, v) for v in counts.index]
        for level in (level for level in COLOURS if level in counts):
            axis.barh(labels, counts[level], left=left, color=COLOURS[level], label=LEVELS[level])
            left += counts[level].to_numpy()
        axis.xaxis.set_major_locator(MaxNLocator(integer=True))
        axis.set_xlabel("件 cases")
        figure.legend(frameon=False, loc="outside upper left", ncols=len(COLOURS), fontsize=8)
        return _render_svg(figure)


def draw_score_distributions(
    scores: pd.DataFrame, names: dict[tuple[str, str], str], cut: float
) -> str:
    """Draw the scores by population, with a line where records begin to count as unusual."""
    groups = list(scores.groupby(["scenario_id", "population"], sort=True, observed=True))
    with matplotlib.rc_context(STYLE):
        columns = 3
        rows = -(-len(groups) // columns)
        # no layout engine, also where a notebook has set one: margins are set by hand
        figure = Figure(figsize=(9.2, 2.1 * rows), layout="none")
        FigureCanvasSVG(figure)
        figure.subplots_adjust(
            left=0.05, right=0.98, top=0.92, bottom=0.08, hspace=0.45, wspace=0.2
        )
        axes = np.ravel(figure.subplots(rows, columns, squeeze=False))
        for axis in axes[len(groups) :]:
            axis.set_axis_off()
        for axis, (key, population_scores) in zip(axes, groups, strict=False):
            axis.hist(population_scores.score, bins=40, color=INK, log=True)
            beyond = population_scores.score[population_scores.severity >= cut]
            if len(beyond):
                axis.axvline(beyond.min(), color=COLOURS["H"], linewidth=1)
            axis.set_title(names.get(key, "/".join(key)), fontsize=9)
            axis.tick_params(labelsize=7)
        return _render_svg(figure)


def draw_bars(values: dict[str, float], label: str, *, mark: float | None = None) -> str:
    """Draw one horizontal bar a name, largest on top, with a line at `mark`."""
    sorted_values = pd.Series(values, dtype=float).sort_values(kind="stable")
    with matplotlib.rc_context(STYLE):
        figure, axis = _create_figure(len(sorted_values))
        axis.barh(list(sorted_values.index), sorted_values.to_numpy(), color=INK)
        if mark is not None:
            axis.axvline(mark, color=COLOURS["H"], linewidth=1, linestyle="--")
        axis.set_xlabel(label)
        return _render_svg(figure)


def _create_figure(bar_count):
    figure = Figure(figsize=(6.4, 0.7 + 0.33 * max(bar_count, 2)), layout="constrained")
    FigureCanvasSVG(figure)
    return figure, figure.subplots()


def _render_svg(figure):
    out = io.StringIO()
    with warnings.catch_warnings():
        # widths are measured with a font that lacks Chinese; the browser draws the text
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    text = out.getvalue()
    return text[text.index("<svg") :]
