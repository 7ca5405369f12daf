"""Why a case came, went or moved between two runs.

It is read from what both published: findings, explained hits, features, scores, catalogue.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from cases.merge_findings import MODEL
from scenarios import load_scenarios

FINDING = [
    "finding_id",
    "case_id",
    "scenario_id",
    "indicator_id",
    "level",
    "record_table",
    "record_id",
]
MAX_REASONS = 3  # a case stays one line of the comparison


@dataclass(frozen=True)
class Facts:
    """Two runs (`before`, `after`) with their run.json; tables are read on first use."""

    before: Path
    after: Path
    first: dict
    second: dict

    def get_findings(self, side: str) -> pd.DataFrame:
        """Return the findings of a side, by case."""
        return self._findings[side]

    def get_value(self, side: str, finding) -> float | None:
        """Return the value of a finding's indicator on its record, None if there is none."""
        scenario = load_scenarios().get(finding.scenario_id)
        indicator = next((i for i in scenario.indicators if i.id == finding.indicator_id), None)
        if indicator is None:
            return None
        rows = self._read_features(side, finding.scenario_id)
        key = (indicator.population, finding.record_id)
        if rows is None or indicator.column not in rows or key not in rows.index:
            return None
        value = rows.at[key, indicator.column]
        return None if pd.isna(value) else float(value)

    def has_record(self, side: str, finding) -> bool:
        """Return whether the record is scored in a run."""
        return (finding.scenario_id, finding.record_id) in self._scores[side].index

    def get_severity(self, side: str, finding) -> float | None:
        """Return the model's severity of a record in a run."""
        scores, key = self._scores[side], (finding.scenario_id, finding.record_id)
        return float(scores.at[key, "severity"]) if key in scores.index else None

    def get_exclusion(self, side: str, finding_id: str) -> str | None:
        """Return the innocent explanation that a run gave for a finding, if any."""
        return self._exclusions_by_finding[side].get(finding_id)

    def was_not_computed(self, side: str, finding) -> bool:
        """Return whether a run lacked the tables of the indicator."""
        lacking = self._get_record(side)["not_computed"]
        return any(
            (n["scenario_id"], n["indicator_id"]) == (finding.scenario_id, finding.indicator_id)
            for n in lacking
        )

    def get_threshold(self, side: str, finding) -> tuple[float | None, str]:
        """Return an indicator's threshold and comparison ("" in runs of older versions)."""
        return self._catalog[side].get((finding.scenario_id, finding.indicator_id), (None, ""))

    def was_listed(self, finding_id: str) -> bool:
        """Return whether the first run, or one before it, had handed the finding out."""
        return finding_id in self._ledger_finding_ids

    def has_model_changed(self, scenario_id: str) -> bool:
        """Return whether a model of the scenario is another one."""
        identities = [
            {n: m["identity"] for n, m in r["models"].items() if n.split(".")[1] == scenario_id}
            for r in (self.first, self.second)
        ]
        return identities[0] != identities[1]

    def _get_record(self, side):
        return self.first if side == "before" else self.second

    def _read_features(self, side, scenario_id):
        key = (side, scenario_id)
        if key not in self._feature_cache:
            path = self._get_run_folder(side) / "features" / f"{scenario_id}.parquet"
            self._feature_cache[key] = (
                pd.read_parquet(path).set_index(["population", "record_id"]).sort_index()
                if path.is_file()
                else None
            )
        return self._feature_cache[key]

    def _get_run_folder(self, side):
        return self.before if side == "before" else self.after

    @cached_property
    def _feature_cache(self):
        return {}

    @cached_property
    def _findings(self):
        return {
            side: dict(
                list(
                    pd.read_parquet(
                        self._get_run_folder(side) / "findings.parquet", columns=FINDING
                    ).groupby("case_id")
                )
            )
            for side in ("before", "after")
        }

    @cached_property
    def _scores(self):
        columns = ["scenario_id", "record_id", "severity"]
        return {
            side: pd.read_parquet(self._get_run_folder(side) / "scores.parquet", columns=columns)
            .drop_duplicates(columns[:2])
            .set_index(columns[:2])
            for side in ("before", "after")
        }

    @cached_property
    def _exclusions_by_finding(self):
        columns = ["finding_id", "exclusion"]
        return {
            side: dict(
                pd.read_parquet(
                    self._get_run_folder(side) / "explained.parquet", columns=columns
                ).itertuples(index=False, name=None)
            )
            for side in ("before", "after")
        }

    @cached_property
    def _catalog(self):
        return {
            side: _map_thresholds(
                pd.read_parquet(self._get_run_folder(side) / "scenario_catalog.parquet")
            )
            for side in ("before", "after")
        }

    @cached_property
    def _ledger_finding_ids(self):
        ledger = pd.read_parquet(
            self.before / "ledger.parquet", columns=["finding_id", "listed_on"]
        )
        return set(ledger.finding_id[ledger.listed_on.notna()])


def _map_thresholds(catalog):
    """Map (scenario, indicator) to (threshold, comparison)."""
    rows = catalog[catalog.threshold.notna()]
    if "comparison" not in rows:
        rows = rows.assign(comparison="")
    keys = zip(rows.scenario_id, rows.indicator_id, strict=True)
    return dict(zip(keys, zip(rows.threshold, rows.comparison, strict=True), strict=True))


def explain_new_case(case_id: str, facts: Facts) -> str:
    """Explain why a case is in the second run and not in the first."""
    return _join_reasons(
        facts.get_findings("after")[case_id], lambda f: _explain_new_finding(f, facts)
    )


def explain_gone_case(case_id: str, facts: Facts) -> str:
    """Explain why a case of the first run is not in the second."""
    return _join_reasons(
        facts.get_findings("before")[case_id], lambda f: _explain_gone_finding(f, facts)
    )


def explain_moved_case(row: dict, facts: Facts) -> str:
    """Explain why a case of both has another level, status, rank or evidence."""
    new_indicators = set(row["indicators_after"]) - set(row["indicators_before"])
    gone_indicators = set(row["indicators_before"]) - set(row["indicators_after"])
    first, second = (facts.get_findings(side)[row["case_id"]] for side in ("before", "after"))
    reasons = [
        f"+{f.indicator_id}（{_explain_new_finding(f, facts)}）"
        for f in _select_findings(second, new_indicators)
    ]
    reasons += [
        f"-{f.indicator_id}（{_explain_gone_finding(f, facts)}）"
        for f in _select_findings(first, gone_indicators)
    ]
    if row["hashes_before"] != row["hashes_after"] and not reasons:
        reasons.append("证据变化 evidence changed")
    if row["severity_before"] != row["severity_after"]:
        by = "（换了模型 another model）" if _has_other_model(second, facts) else ""
        reasons.append(
            f"严重度 severity {row['severity_before']:.1f}→{row['severity_after']:.1f}{by}"
        )
    if row["list_status_before"] != row["list_status_after"]:
        reasons.append(
            _STATUS.get((row["list_status_before"], row["list_status_after"]), "")
            or "清单状态变化 status"
        )
    return "，".join(reasons) or "他案变化 other cases moved"


_STATUS = {
    ("listed", "open"): "此前已下发 handed out in the first",
    ("held", "listed"): "轮到下发 its turn has come",
    ("held", "open"): "此前已下发 handed out in between",
    ("listed", "held"): "名额被更靠前者占用 places went to better ones",
}


def _join_reasons(findings, why):
    reasons = dict.fromkeys(
        f"{f.indicator_id} {why(f)}" for f in findings.sort_values("finding_id").itertuples()
    )
    first_reasons = list(reasons)[:MAX_REASONS]
    more = f"，另 and {len(reasons) - MAX_REASONS} more" if len(reasons) > MAX_REASONS else ""
    return "，".join(first_reasons) + more


def _select_findings(findings, indicators):
    return (
        findings[findings.indicator_id.isin(indicators)]
        .drop_duplicates("indicator_id")
        .itertuples()
    )


def _has_other_model(findings, facts):
    return any(facts.has_model_changed(s) for s in findings.scenario_id.unique())


def _explain_new_finding(finding, facts):
    if finding.level == "control":
        return "对照抽中 drawn for the control sample"
    if not facts.has_record("before", finding):
        return "新记录 new record"
    if finding.indicator_id == MODEL:
        return _explain_by_model(finding, facts)
    if facts.was_not_computed("before", finding):
        return "此前缺表未计算 could not be computed before"
    exclusion = facts.get_exclusion("before", finding.finding_id)
    if exclusion:
        return f"此前的解释不再成立 no longer explained by {exclusion}"
    return _explain_by_value(
        finding,
        facts,
        "已在总账 was listed earlier" if facts.was_listed(finding.finding_id) else "",
    )


def _explain_gone_finding(finding, facts):
    if finding.level == "control":
        return "对照只抽一夜 control samples are drawn for one night"
    if not facts.has_record("after", finding):
        return "记录已不在数据中 record no longer in the data"
    exclusion = facts.get_exclusion("after", finding.finding_id)
    if exclusion:
        return f"已有解释 now explained by {exclusion}"
    closed = "核查后关闭 closed by a verdict" if facts.was_listed(finding.finding_id) else ""
    if finding.indicator_id == MODEL:
        return closed or _explain_by_model(finding, facts)
    if facts.was_not_computed("after", finding):
        return "缺表未计算 could not be computed"
    return _explain_by_value(finding, facts, closed)


def _explain_by_value(finding, facts, same):
    a, b = facts.get_value("before", finding), facts.get_value("after", finding)
    (cut, sign), (new_cut, new_sign) = (
        facts.get_threshold(side, finding) for side in ("before", "after")
    )
    if cut != new_cut or (sign and new_sign and sign != new_sign):
        return f"阈值 threshold {sign} {_format_number(cut)}→{new_sign} {_format_number(new_cut)}"
    if a != b:
        return f"数值 value {_format_number(a)}→{_format_number(b)}"
    return same or "案件其他条件变化 level or amount of the case"


def _explain_by_model(finding, facts):
    a, b = facts.get_severity("before", finding), facts.get_severity("after", finding)
    by = "，换了模型 another model" if facts.has_model_changed(finding.scenario_id) else ""
    if a != b:
        return f"模型严重度 severity {_format_number(a)}→{_format_number(b)}{by}"
    return f"异常名次变化 place among the unusual{by}"


def _format_number(value):
    return "—" if value is None else f"{value:.4g}"
