"""The models of a night in words that need no statistics: what they found, how often right, what
moved.
"""

import re

import pandas as pd

from cases.merge_findings import MODEL
from contracts.bilingual_text import BilingualText
from contracts.intervals import compute_wilson_interval
from models.drift import PEERS, SCORE
from scenarios import load_scenarios
from scenarios.framework.definition import Population

CONTROL, ALL_RULES = "control", "*"
SOURCES_SHOWN = 3  # of a population's reasons: they are nearly all of them
# the first source of evidence in a reason of the model, `【住院天数 占41%】…`
FIRST_SOURCE = re.compile(r"【(.+?) 占\d+%】")
FEW_VERDICTS = 10  # fewer say little: the interval is then wider than a half


def build_model_context(record: dict, cases: pd.DataFrame, findings: pd.DataFrame) -> dict:
    """Build `found`, `populations`, `rates` and `drifted` for the page's section on models."""
    unusual = findings[findings.indicator_id == MODEL]
    unusual = unusual.merge(cases[["case_id", "list_status", "level"]], on="case_id")
    listed = unusual[unusual.list_status == "listed"]
    yuan = cases[cases.case_id.isin(listed.case_id)].amount_involved.astype(float).sum()
    return {
        "found": unusual.case_id.nunique(),
        "listed": listed.case_id.nunique(),
        "yuan": float(yuan),
        "populations": _summarize_populations(unusual),
        "rates": _summarize_rates(record["verdicts"]["hit_rates"]),
        "drifted": [_describe_drift(row) for row in record["drift"] if row["level"] == "alarm"],
    }


def describe_training(trained_on: dict) -> str:
    """Say in words what a model was trained on."""
    parts = [
        f"截至 as of {trained_on['as_of']}" if "as_of" in trained_on else "",
        f"快照 snapshot {trained_on['snapshot_hash'][:12]}"
        if "snapshot_hash" in trained_on
        else "",
    ]
    return "，".join(part for part in parts if part) or "—"


def _summarize_populations(unusual):
    """One row a scenario and table of records: found, listed, what stands out most often."""
    rows = []
    for (scenario_id, table), part in unusual.groupby(["scenario_id", "record_table"]):
        scenario = load_scenarios()[scenario_id]
        titles = [p.title for p in scenario.populations if p.record.contract.name == table]
        sources = part.reason_zh.str.extract(FIRST_SOURCE)[0].dropna()
        counts = sources.value_counts().head(SOURCES_SHOWN)
        rows.append(
            {
                "scenario": scenario.title,
                "population": "、".join(t.zh for t in titles),
                "found": part.case_id.nunique(),
                "listed": part[part.list_status == "listed"].case_id.nunique(),
                "sources": "、".join(f"{name}（{count}）" for name, count in counts.items()),
            }
        )
    return sorted(rows, key=lambda row: -row["found"])


def _summarize_rates(hit_rates):
    """How often model, rules and control sample were right; of the rules all scenarios together."""
    sums = {}
    for row in hit_rates:
        # "*" holds a scenario's rules and its model's findings: a rule's own rows are counted
        if row["indicator_id"] == ALL_RULES:
            continue
        kind = row["indicator_id"] if row["indicator_id"] in (MODEL, CONTROL) else "rules"
        judged, true = sums.get(kind, (0, 0))
        sums[kind] = (judged + row["judged"], true + row["true"])
    labels = {
        MODEL: BilingualText("仅模型提示的", "found by the model alone"),
        "rules": BilingualText("规则提示的", "found by rules"),
        CONTROL: BilingualText("随机对照", "random control sample"),
    }
    rates = []
    for kind, label in labels.items():
        judged, true = sums.get(kind, (0, 0))
        low, high = compute_wilson_interval(true, judged) if judged else (0.0, 1.0)
        rates.append(
            {"label": label, "judged": judged, "true": true, "low": low, "high": high}
            | {"is_few": judged < FEW_VERDICTS}
        )
    return rates


def _describe_drift(row) -> dict:
    """What moved, in words."""
    population = load_scenarios()[row["scenario_id"]].population(row["population"])
    return {"population": population.title, "what": _name_change(population, row)}


def _name_change(population: Population, row) -> BilingualText:
    if row["feature"] == PEERS:
        codes = "、".join(row.get("new_codes", []))
        return BilingualText(
            f"出现训练时没有的同类组（{codes}），占{row.get('new_share', 0):.0%}",
            f"peer groups that training did not have ({codes}), {row.get('new_share', 0):.0%}",
        )
    if row["feature"] == SCORE:
        return BilingualText("得分整体移动", "the scores as a whole have moved")
    labels = {f.column: f.label for f in population.model_features}
    label = labels.get(row["feature"], BilingualText(row["feature"], row["feature"]))
    missing, before = row["missing_share"], row["missing_share_reference"]
    if abs(missing - before) >= 0.1:
        return BilingualText(
            f"“{label.zh}”缺失由{before:.0%}变为{missing:.0%}",
            f"{label.en}: missing in {before:.0%} then, in {missing:.0%} now",
        )
    return BilingualText(
        f"“{label.zh}”的分布与训练时明显不同", f"{label.en} is distributed otherwise than then"
    )
