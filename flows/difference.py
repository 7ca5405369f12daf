"""Two runs side by side: which cases are new, gone or moved, and why."""

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from contracts.errors import RunError


@dataclass(frozen=True)
class Difference:
    """`inputs`: which recorded inputs differ; `cases`: case_id, change (new, gone, moved), why, before, after."""

    inputs: dict[str, tuple]
    cases: pd.DataFrame

    @property
    def identical(self) -> bool:
        """No case differs."""
        return self.cases.empty

    def lines(self) -> list[str]:
        """The difference as text."""
        if self.identical:
            return ["两次运行的清单相同 / the lists are identical"]
        counts = self.cases.change.value_counts()
        head = "；".join(f"{name} {counts.get(key, 0)}" for key, name in _NAMES.items())
        inputs = [f"输入不同 input differs: {k}: {a} → {b}" for k, (a, b) in self.inputs.items()]
        rows = [f"{r.change:5} {r.case_id} {r.before} → {r.after}  {r.why}" for r in self.cases.itertuples()]
        return [head, *inputs, *rows]


_NAMES = {"new": "新增 new", "gone": "消失 gone", "moved": "变动 moved"}
INPUTS = ("as_of", "snapshot_hash", "code_version", "settings", "models", "previous_run_id")


def difference(before: Path, after: Path) -> Difference:
    """Compare two published runs. Raises RunError where one cannot be read."""
    first, second = _load(before), _load(after)
    inputs = {k: (first[0][k], second[0][k]) for k in INPUTS if first[0][k] != second[0][k]}
    cases = first[1].merge(
        second[1], on="case_id", how="outer", suffixes=("_before", "_after"), indicator=True
    )
    rows = [_change(row, inputs) for row in cases.sort_values("case_id").to_dict("records")]
    columns = ["case_id", "change", "before", "after", "why"]
    return Difference(inputs, pd.DataFrame([r for r in rows if r], columns=columns))


def _load(run):
    try:
        record = json.loads((run / "run.json").read_text(encoding="utf-8"))
        cases = pd.read_parquet(
            run / "cases.parquet", columns=["case_id", "level", "list_status", "rank", "severity"]
        )
        findings = pd.read_parquet(
            run / "findings.parquet", columns=["case_id", "indicator_id", "evidence_hash"]
        )
    except OSError as error:
        raise RunError(f"{run} cannot be read: {error}", next_step="name two published runs") from None
    indicators = findings.groupby("case_id").indicator_id.agg(lambda ids: tuple(sorted(set(ids))))
    hashes = findings.sort_values("evidence_hash").groupby("case_id").evidence_hash.agg(tuple)
    return record, cases.assign(indicators=cases.case_id.map(indicators), hashes=cases.case_id.map(hashes))


def _change(row, inputs):
    if row["_merge"] == "left_only":
        return _row(row, "gone", _state(row, "before"), "—", _why_one_sided(inputs))
    if row["_merge"] == "right_only":
        return _row(row, "new", "—", _state(row, "after"), _why_one_sided(inputs))
    before, after = _state(row, "before"), _state(row, "after")
    if before == after and row["hashes_before"] == row["hashes_after"]:
        return None
    return _row(row, "moved", before, after, _why_moved(row))


def _row(row, change, before, after, why):
    return {"case_id": row["case_id"], "change": change, "before": before, "after": after, "why": why}


def _state(row, side):
    return f"{row[f'level_{side}']}/{row[f'list_status_{side}']}#{row[f'rank_{side}']:.0f}"


def _why_one_sided(inputs):
    if "snapshot_hash" in inputs or "as_of" in inputs:
        return "数据不同 other data"
    changed = "、".join(k for k in inputs if k != "previous_run_id")
    return f"{changed or 'previous_run_id'} 不同 differs"


def _why_moved(row):
    came = set(row["indicators_after"]) - set(row["indicators_before"])
    went = set(row["indicators_before"]) - set(row["indicators_after"])
    said = [f"+{i}" for i in sorted(came)] + [f"-{i}" for i in sorted(went)]
    if row["hashes_before"] != row["hashes_after"] and not said:
        said.append("证据变化 evidence changed")
    if row["severity_before"] != row["severity_after"]:
        said.append(f"严重度 severity {row['severity_before']:.1f}→{row['severity_after']:.1f}")
    return "，".join(said) or "他案变化 other cases moved"
