"""The model's reasons in words, by source of evidence: what the list, the desk, the workbook and the notebooks say alike."""

import pandas as pd

from contracts.bilingual_text import Text
from contracts.units import UNITS
from models.detector.detector import Detector
from models.explain import counterfactuals, explain_by_family
from models.peer_values import Peers
from scenarios.framework.definition import ModelFeature, Population, Scenario
from scenarios.framework.reason_text import shown

HEAD = Text(
    "模型提示异常，与同类相比，按证据来源：", "Unusual by the model, beside its peers, by source of evidence:"
)
SMALL = Text(
    "模型提示异常；各项与同类的差异均小。",
    "Unusual by the model; no value by itself differs much from its peers.",
)


def reasons_of(
    scenario: Scenario,
    population: Population,
    detector: Detector,
    chosen: pd.DataFrame,
    peers: Peers,
    *,
    cut: float,
) -> dict[str, Text]:
    """Record → a line a source of evidence, the largest first, and what would have to be otherwise for a score below `cut`.

    `chosen` holds the numbers of the records to be explained (its index), as `matrix` does; `peers` those of the population.
    """
    told = explain_by_family(detector, chosen, peers=peers, families=scenario.family_of_features())
    otherwise = counterfactuals(detector, chosen, peers=peers, cut=cut)
    features = {f.column: f for f in population.model_features}
    titles = {family.id: family.title for family in scenario.families}
    groups = {record: [] for record in chosen.index}
    for (record, family), parts in told.groupby(["record_id", "family"], sort=False):
        groups[record].append(_group(features, titles.get(family), parts))
    return {
        record: _reason(own, _otherwise(features, otherwise.get(record))) for record, own in groups.items()
    }


def _reason(groups: list[Text], otherwise: Text) -> Text:
    """All lines of a reason; `groups` is empty where no value by itself makes the record stick out."""
    lines = [HEAD, *groups] if groups else [SMALL]
    lines += [otherwise] if otherwise.zh else []
    return Text("\n".join(line.zh for line in lines), "\n".join(line.en for line in lines))


def _group(features: dict[str, ModelFeature], title: Text | None, parts: pd.DataFrame) -> Text:
    """【source, its share】 and the values that speak of it; a feature without a source stands under its own label."""
    first = parts.iloc[0]
    title = title or features[first.feature].label
    said = [_difference(features[p.feature], p) for p in parts.itertuples()]
    return Text(
        f"【{title.zh} 占{first.family_share:.0%}】" + "；".join(s.zh for s in said) + "。",
        f"[{title.en}, {first.family_share:.0%}] " + "; ".join(s.en for s in said) + ".",
    )


def _difference(feature, part):
    value, median = _measured(feature, part.value), _measured(feature, part.peer_median)
    return Text(
        f"{feature.label.zh}{value.zh}（同类中位数{median.zh}，比{part.peer_percentile:.1f}%的同类更突出）",
        f"{feature.label.en} {value.en} (peer median {median.en}, more extreme than {part.peer_percentile:.1f} % of peers)",
    )


def _otherwise(features, changes) -> Text:
    """The line "would not be listed if …"; empty where no few changes would do."""
    if not changes:
        return Text("", "")
    said = []
    for column, median in changes:
        label, value = features[column].label, _measured(features[column], median)
        said.append(Text(f"{label.zh}为{value.zh}", f"{label.en} were {value.en}"))
    return Text(
        f"若{'、'.join(s.zh for s in said)}（同类中位数），则不会因异常列入清单。",
        f"Would not be listed as unusual if {' and '.join(s.en for s in said)} (the median of its peers).",
    )


def _measured(feature, value) -> Text:
    """A value with its unit, which says how the number is written."""
    unit, number = UNITS[feature.unit], shown(f"{feature.column}_{feature.unit}", float(value))
    return Text(f"{number}{unit.zh}", f"{number} {unit.en}".rstrip())
