"""The model's reasons in words, by source of evidence.

List, desk, workbook and notebooks show the same words.
"""

import pandas as pd

from contracts.bilingual_text import BilingualText
from contracts.units import UNITS
from models.detector.detector import Detector
from models.explain import explain_by_evidence_source, find_counterfactuals
from models.peer_values import PeerValues
from scenarios.framework.definition import ModelFeature, Population, Scenario
from scenarios.framework.reason_text import format_value

HEAD = BilingualText(
    "模型提示异常，与同类相比，按证据来源：",
    "Unusual by the model, beside its peers, by source of evidence:",
)
SMALL = BilingualText(
    "模型提示异常；各项与同类的差异均小。",
    "Unusual by the model; no value by itself differs much from its peers.",
)


def build_reasons(
    scenario: Scenario,
    population: Population,
    detector: Detector,
    chosen: pd.DataFrame,
    peers: PeerValues,
    *,
    cut: float,
) -> dict[str, BilingualText]:
    """Write a reason for each record: a line a source of evidence, the largest first.

    A last line says which changes would give a score below `cut`. `chosen` holds the records to be
    explained as `build_model_matrix` does, `peers` the values of their population.
    """
    explanations = explain_by_evidence_source(
        detector, chosen, peers=peers, families=population.map_features_to_sources()
    )
    changes_by_record = find_counterfactuals(detector, chosen, peers=peers, cut=cut)
    features = {f.column: f for f in population.model_features}
    titles = {family.id: family.title for family in scenario.evidence_sources}
    groups = {record: [] for record in chosen.index}
    for (record, family), parts in explanations.groupby(["record_id", "family"], sort=False):
        groups[record].append(_format_evidence_group(features, titles.get(family), parts))
    return {
        record: _format_reason(
            lines, _format_counterfactual(features, changes_by_record.get(record))
        )
        for record, lines in groups.items()
    }


def _format_reason(groups: list[BilingualText], counterfactual: BilingualText) -> BilingualText:
    """Join the lines of a reason; `groups` is empty where no single value is unusual by itself."""
    lines = [HEAD, *groups] if groups else [SMALL]
    lines += [counterfactual] if counterfactual.zh else []
    return BilingualText("\n".join(line.zh for line in lines), "\n".join(line.en for line in lines))


def _format_evidence_group(
    features: dict[str, ModelFeature], title: BilingualText | None, parts: pd.DataFrame
) -> BilingualText:
    """Format 【source, its share】 and its values; a feature without a source has its own label."""
    first = parts.iloc[0]
    title = title or features[first.feature].label
    differences = [_format_difference(features[p.feature], p) for p in parts.itertuples()]
    return BilingualText(
        f"【{title.zh} 占{first.family_share:.0%}】" + "；".join(s.zh for s in differences) + "。",
        f"[{title.en}, {first.family_share:.0%}] " + "; ".join(s.en for s in differences) + ".",
    )


def _format_difference(feature, part):
    value, median = (
        _format_measurement(feature, part.value),
        _format_measurement(feature, part.peer_median),
    )
    return BilingualText(
        f"{feature.label.zh}{value.zh}（同类中位数{median.zh}，比{part.peer_percentile:.1f}%的同类更突出）",
        f"{feature.label.en} {value.en} (peer median {median.en}, "
        f"more extreme than {part.peer_percentile:.1f} % of peers)",
    )


def _format_counterfactual(features, changes) -> BilingualText:
    """Format the line "would not be listed if …"; empty where no few changes would do."""
    if not changes:
        return BilingualText("", "")
    conditions = []
    for column, median in changes:
        label, value = features[column].label, _format_measurement(features[column], median)
        conditions.append(BilingualText(f"{label.zh}为{value.zh}", f"{label.en} were {value.en}"))
    return BilingualText(
        f"若{'、'.join(s.zh for s in conditions)}（同类中位数），则不会因异常列入清单。",
        f"Would not be listed as unusual if {' and '.join(s.en for s in conditions)} "
        "(the median of its peers).",
    )


def _format_measurement(feature, value) -> BilingualText:
    """Format a value with its unit."""
    unit, number = (
        UNITS[feature.unit],
        format_value(f"{feature.column}_{feature.unit}", float(value)),
    )
    return BilingualText(f"{number}{unit.zh}", f"{number} {unit.en}".rstrip())
