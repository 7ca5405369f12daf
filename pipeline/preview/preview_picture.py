"""A preview as a picture: what changes in each district, and the way of a threshold."""

import json

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from contracts.codes import get_code_name
from models.chart_style import find_chinese_font, say, use_chart_style
from pipeline.preview.preview import Preview

BEFORE, AFTER = "#9aa3ad", "#1f4e79"
INDICATORS_SHOWN = 3  # panels that fit beside each other
ROW_HEIGHT = 0.34  # inches a district, so that labels do not touch


def draw_preview(preview: Preview) -> Figure:
    """Draw by district the hits of the changed indicators, the listed cases and their yuan."""
    with matplotlib.rc_context():
        use_chart_style()
        indicators = list(preview.indicators.head(INDICATORS_SHOWN).itertuples())
        districts = sorted(preview.districts.district.unique())
        figure = Figure(figsize=(4.6 * (len(indicators) + 2), 1.6 + ROW_HEIGHT * len(districts)))
        axes = figure.subplots(1, len(indicators) + 2, sharey=True, squeeze=False)[0]
        for axis, row in zip(axes, indicators, strict=False):
            hits = [
                _count_hits(text, districts)
                for text in (row.by_district_before, row.by_district_after)
            ]
            title = say(row.title_zh, row.title_en, between="\n")
            numbers = f"{row.threshold_before:g} → {row.threshold_after:g}"
            _draw_pair(axis, districts, *hits, f"{row.indicator_id} {title}\n{numbers}")
            axis.set_xlabel(say("命中对象", "subjects hit"))
        sums = preview.districts.groupby("district").sum(numeric_only=True).reindex(districts)
        for axis, name, title, unit in (
            (axes[-2], "listed", say("列单案件", "listed cases"), say("件", "cases")),
            (axes[-1], "yuan", say("列单金额", "amount listed"), say("万元", "10,000 yuan")),
        ):
            scale = 10_000 if name == "yuan" else 1
            pair = [sums[f"{name}_{when}"].to_numpy() / scale for when in ("before", "after")]
            _draw_pair(axis, districts, *pair, title)
            axis.set_xlabel(unit)
        axes[0].set_yticks(range(len(districts)), [_name_district(d) for d in districts])
        axes[0].invert_yaxis()
        handles, labels = axes[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=2, frameon=False)
        figure.canvas.draw()  # lays out while the style holds
        return figure


def draw_threshold_curve(table: pd.DataFrame, *, indicator_id: str, current: float) -> Figure:
    """Draw the table of `preview_thresholds`: hits, credence of a hit, true ones expected."""
    with matplotlib.rc_context():
        use_chart_style()
        figure = Figure(figsize=(11, 3.4))
        axes = figure.subplots(1, 3)
        for axis, name, title in zip(
            axes,
            ("hits", "credence", "expected"),
            (
                say("命中对象数", "subjects hit", between="\n"),
                say("每条命中的预计属实程度", "credence of a hit", between="\n"),
                say("清单预计属实件数", "true cases expected on the list", between="\n"),
            ),
            strict=True,
        ):
            axis.plot(table.threshold, table[name].astype(float), marker="o", color=AFTER)
            axis.axvline(current, color="#b3261e", linestyle="--", label=say("现用", "in use"))
            axis.set_title(title, fontsize=10)
            axis.set_xlabel(say(f"{indicator_id} 阈值", "threshold"))
            axis.set_ylim(*_choose_limits(table[name].astype(float)))
        axes[0].legend(frameon=False)
        figure.canvas.draw()
        return figure


def _draw_pair(axis, districts, before, after, title):
    places = np.arange(len(districts))
    axis.barh(places - 0.18, before, height=0.34, color=BEFORE, label=say("当夜", "as it was"))
    axis.barh(places + 0.18, after, height=0.34, color=AFTER, label=say("试算", "preview"))
    axis.set_title(title, fontsize=10)


def _choose_limits(values):
    """From 0, or around values that are all large; what hardly moves looks flat."""
    low, high = float(values.min()), float(values.max())
    margin = max((high - low) * 0.15, abs(high) * 0.1, 0.1)
    return (0.0 if low < 0.5 * high else low - margin), high + margin


def _count_hits(by_district: str, districts):
    counts = json.loads(by_district)
    return [counts.get(d, (0, 0))[0] for d in districts]


def _name_district(code):
    name = get_code_name("district", code)
    return name.zh if find_chinese_font() else name.en
