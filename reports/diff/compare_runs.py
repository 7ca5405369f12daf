"""Two runs side by side: which cases are new, gone or moved, and why."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from contracts.errors import RunError
from reports.diff.explain_changes import (
    Facts,
    explain_gone_case,
    explain_moved_case,
    explain_new_case,
)

_NAMES = {"new": "新增 new", "gone": "消失 gone", "moved": "变动 moved"}
KINDS = tuple(_NAMES)


@dataclass(frozen=True)
class RunComparison:
    """`inputs`: recorded inputs that differ.

    `cases`: case_id, change (new, gone, moved), why, before, after.
    """

    inputs: dict[str, tuple]
    cases: pd.DataFrame

    @property
    def is_identical(self) -> bool:
        """True if no case differs."""
        return self.cases.empty

    def lines(self, kinds: Sequence[str] = KINDS) -> list[str]:
        """Format the difference as text: all counts, and the cases of some kinds of change."""
        if self.is_identical:
            return ["两次运行的清单相同 / the lists are identical"]
        counts = self.cases.change.value_counts()
        head = "；".join(f"{name} {counts.get(key, 0)}" for key, name in _NAMES.items())
        inputs = [f"输入不同 input differs: {k}: {a} → {b}" for k, (a, b) in self.inputs.items()]
        rows = [
            f"{r.change:5} {r.case_id} {r.before} → {r.after}  {r.why}"
            for r in self.cases.itertuples()
            if r.change in kinds
        ]
        return [head, *inputs, *rows]

    def write_csv(self, path: Path, kinds: Sequence[str] = KINDS) -> int:
        """Write the cases of some kinds of change as CSV that Excel opens; return their number."""
        rows = self.cases[self.cases.change.isin(kinds)]
        rows.to_csv(path, index=False, encoding="utf-8-sig")
        return len(rows)


INPUTS = ("as_of", "snapshot_hash", "code_version", "settings", "models", "previous_run_id")


def compare_runs(before: Path, after: Path) -> RunComparison:
    """Compare two published runs. Raises RunError where one cannot be read."""
    first, second = _load_run(before), _load_run(after)
    inputs = _compare_inputs(first[0], second[0])
    facts = Facts(before, after, first[0], second[0])
    cases = first[1].merge(
        second[1], on="case_id", how="outer", suffixes=("_before", "_after"), indicator=True
    )
    rows = [_describe_change(row, facts) for row in cases.sort_values("case_id").to_dict("records")]
    columns = ["case_id", "change", "before", "after", "why"]
    return RunComparison(inputs, pd.DataFrame([r for r in rows if r], columns=columns))


def _compare_inputs(first, second):
    """Map recorded inputs that differ to both values; of settings and models only the differing."""
    differences = {}
    for key in INPUTS:
        a, b = first[key], second[key]
        if key == "models":
            a, b = ({n: m["identity"][:12] for n, m in models.items()} for models in (a, b))
        if isinstance(a, dict) and isinstance(b, dict):
            names = sorted(n for n in {*a, *b} if a.get(n) != b.get(n))
            differences |= {f"{key}.{n}": (a.get(n), b.get(n)) for n in names}
        elif a != b:
            differences[key] = (a, b)
    return differences


def _load_run(run):
    if (run / "run.json").is_file() and not (run / "scores.parquet").is_file():
        raise RunError(
            f"{run.name}: 该次运行已精简，只留清单 / this run was reduced to its list",
            next_step="compare runs that are kept whole (keep_runs, runs/keep.txt)",
        )
    try:
        record = json.loads((run / "run.json").read_text(encoding="utf-8"))
        cases = pd.read_parquet(
            run / "cases.parquet", columns=["case_id", "level", "list_status", "rank", "severity"]
        )
        findings = pd.read_parquet(
            run / "findings.parquet", columns=["case_id", "indicator_id", "evidence_hash"]
        )
    except OSError as error:
        raise RunError(
            f"{run} cannot be read: {error}", next_step="name two published runs"
        ) from None
    indicators = findings.groupby("case_id").indicator_id.agg(lambda ids: tuple(sorted(set(ids))))
    # order of rows must not look like a change
    hashes = findings.sort_values("evidence_hash").groupby("case_id").evidence_hash.agg(tuple)
    return record, cases.assign(
        indicators=cases.case_id.map(indicators), hashes=cases.case_id.map(hashes)
    )


def _describe_change(row, facts):
    if row["_merge"] == "left_only":
        return _build_row(
            row, "gone", _format_state(row, "before"), "—", explain_gone_case(row["case_id"], facts)
        )
    if row["_merge"] == "right_only":
        return _build_row(
            row, "new", "—", _format_state(row, "after"), explain_new_case(row["case_id"], facts)
        )
    before, after = _format_state(row, "before"), _format_state(row, "after")
    if before == after and row["hashes_before"] == row["hashes_after"]:
        return None
    return _build_row(row, "moved", before, after, explain_moved_case(row, facts))


def _build_row(row, change, before, after, why):
    return {
        "case_id": row["case_id"],
        "change": change,
        "before": before,
        "after": after,
        "why": why,
    }


def _format_state(row, side):
    return f"{row[f'level_{side}']}/{row[f'list_status_{side}']}#{row[f'rank_{side}']:.0f}"
