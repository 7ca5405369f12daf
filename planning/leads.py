"""Leads: the open findings of a run that a visit to a target would settle."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from contracts.errors import RunError
from contracts.run_layout import RESTRICTED

MODEL = "model"
RULE_LEVELS = ("H", "S")
# kind of subject -> kinds of targets at which it is checked
CHECKED_AT = {"institution": ("H", "P", "C"), "employer": ("E",)}
OFFICE = "O"
COLUMNS = [
    "target_id",
    "finding_id",
    "case_id",
    "scenario_id",
    "indicator_id",
    "level",
    "record_table",
    "record_id",
    "amount_involved",
    "credence",
]


@dataclass(frozen=True)
class RunFacts:
    """What a plan reads of a run.

    `findings` with the cases' columns, `unlisted_records`: subject_id, record_table → scored
    records, `judged`: rule → verdicts on it, `missed_rate`: share of true ones below the cut.
    """

    run_id: str
    as_of: str
    findings: pd.DataFrame
    scored: pd.DataFrame
    judged: dict[tuple[str, str], int] = field(default_factory=dict)
    missed_rate: float | None = None


def read_run(run: Path, *, restricted: bool = False) -> RunFacts:
    """Read the ordinary or the restricted part of a published run. Raises RunError."""
    folder = run / RESTRICTED if restricted else run
    try:
        record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        findings = pd.read_parquet(folder / "findings.parquet")
        cases = pd.read_parquet(folder / "cases.parquet")
        scores = pd.read_parquet(folder / "scores.parquet", columns=["subject_id", "record_table"])
    except (OSError, ValueError) as error:
        raise RunError(
            f"{folder} 不是完整的运行 is not a whole run ({type(error).__name__})",
            next_step="name a published run below runs/ that was not pruned",
        ) from None
    case_columns = cases[["case_id", "district", "data_question"]]
    verdicts = record.get("verdicts", {})
    below = verdicts.get("below_the_cut")
    return RunFacts(
        run_id=record["run_id"],
        as_of=record["as_of"],
        findings=findings.merge(case_columns, on="case_id"),
        scored=scores.groupby(["subject_id", "record_table"])
        .size()
        .rename("records")
        .reset_index(),
        judged={
            (r["scenario_id"], r["indicator_id"]): r["judged"]
            for r in verdicts.get("hit_rates", [])
        },
        missed_rate=below["rate"] if below else None,
    )


def select_leads(facts: RunFacts, targets: pd.DataFrame) -> pd.DataFrame:
    """Select the findings that belong to targets; columns as COLUMNS, in order of key.

    Findings that promise nothing (weak ones, the control sample, data questions) are no leads. An
    office takes the findings on operators of its district.
    """
    found = facts.findings
    counts = found.level.isin(RULE_LEVELS) | (found.indicator_id == MODEL)
    found = found[counts & found.credence.notna() & found.data_question.isna()]
    kinds = dict(zip(targets.target_id, targets.target_kind, strict=True))
    offices = targets[targets.target_kind == OFFICE].set_index("district").target_id.to_dict()
    target_ids = [
        offices.get(row.district)
        if row.subject_kind == "operator"
        else row.subject_id
        if kinds.get(row.subject_id) in CHECKED_AT.get(row.subject_kind, ())
        else None
        for row in found[["subject_kind", "subject_id", "district"]].itertuples()
    ]
    leads = found.assign(target_id=pd.Series(target_ids, found.index, dtype=object)).dropna(
        subset="target_id"
    )
    leads = leads.assign(amount_involved=leads.amount_involved.astype(float))
    return leads[COLUMNS].sort_values(["target_id", "finding_id"], ignore_index=True)
