"""Verdicts on findings of earlier nights, as labels of records."""

from pathlib import Path

import pandas as pd

from contracts.published.cases import Cases
from contracts.published.findings import Findings
from contracts.run_layout import RESTRICTED
from contracts.tables.finding_feedback import FindingFeedback
from contracts.verdict_codes import CONFIRMED, FALSE_ALARM_STAGE, Conclusion, latest_verdicts
from pipeline.artifacts import get_table_path, read_published
from pipeline.night import Night
from pipeline.runs import read_run_record

# of a verdict on a record that a rule flagged; with 1 the model's places got worse
# (docs/experiments.md, 2026-11: verdicts on records that a rule flagged)
RULE_WEIGHT = 0.2
FINDING_COLUMNS = [
    "finding_id",
    "scenario_id",
    "indicator_id",
    "level",
    "subject_kind",
    "subject_id",
    "record_table",
    "record_id",
]
COLUMNS = [*FINDING_COLUMNS, "label", "feedback_date"]


def read_verdicts(night: Night) -> pd.DataFrame:
    """Read the verdicts by the as-of date: the finding, `label` (1 true, 0 not), `feedback_date`.

    The latest row of feedback counts; rows of findings still being checked or that cannot be
    verified are left out. Findings are read from the runs that published them, newest first.
    """
    if FindingFeedback.contract.name not in night.engine.supplied or night.previous is None:
        return pd.DataFrame(columns=COLUMNS)
    feedback = night.engine.table(FindingFeedback)
    labels = select_latest_verdicts(
        feedback.filter(feedback.feedback_date <= night.as_of).to_pandas()
    )
    findings = _read_published_findings(night.previous, set(labels.finding_id))
    return findings.merge(labels, on="finding_id").sort_values("finding_id", ignore_index=True)[
        COLUMNS
    ]


def select_latest_verdicts(feedback: pd.DataFrame) -> pd.DataFrame:
    """Select finding_id, label, feedback_date of findings whose latest feedback is a verdict."""
    latest = latest_verdicts(feedback)
    label = pd.Series(float("nan"), index=latest.index)
    is_false_alarm = latest.stage == FALSE_ALARM_STAGE
    label[is_false_alarm | (latest.conclusion == Conclusion.NOT_TRUE)] = 0.0
    label[latest.conclusion.isin(CONFIRMED)] = 1.0
    labels = latest.assign(label=label)[["finding_id", "label", "feedback_date"]]
    return labels[labels.label.notna()].reset_index(drop=True)


def label_records(
    verdicts: pd.DataFrame, scenario_id: str, record_table: str, records: pd.Index
) -> pd.Series:
    """Map record_id to 1, 0 or NaN in the order of `records`: 1 if any finding on it was true.

    Only verdicts on this population count: its scenario, its table, its records.
    """
    population_verdicts = verdicts[
        (verdicts.scenario_id == scenario_id) & (verdicts.record_table == record_table)
    ]
    return population_verdicts.groupby("record_id").label.max().reindex(records)


def weigh_verdicts(
    verdicts: pd.DataFrame, scenario_id: str, record_table: str, records: pd.Index
) -> pd.Series:
    """Map record_id to the weight of its verdict in training, low where a rule flagged the record.

    The detector is for records that no rule flags; those that rules flag are nearly always true
    and look different.
    """
    population_verdicts = verdicts[
        (verdicts.scenario_id == scenario_id) & (verdicts.record_table == record_table)
    ]
    by_rule = (
        population_verdicts.assign(
            rule=~population_verdicts.indicator_id.isin(["model", "control"])
        )
        .groupby("record_id")
        .rule.any()
    )
    return by_rule.map({True: RULE_WEIGHT, False: 1.0}).astype(float).reindex(records).fillna(1.0)


def read_listed_and_control(
    night: Night, scenario_id: str, record_table: str
) -> tuple[set[str], set[str]]:
    """Read the records that the night before had listed or open, and its control sample's."""
    if night.previous is None:
        return set(), set()
    listed, control = set(), set()
    for folder in (night.previous, night.previous / RESTRICTED):
        if folder.is_dir():
            cases = read_published(folder, Cases, ["case_id", "list_status"])
            rows = read_published(folder, Findings, ["case_id", *FINDING_COLUMNS]).merge(cases)
            rows = rows[(rows.scenario_id == scenario_id) & (rows.record_table == record_table)]
            listed |= set(rows.record_id[rows.list_status.isin(["listed", "open"])])
            control |= set(rows.record_id[rows.list_status == "control"])
    return listed, control


def _read_published_findings(newest: Path, finding_ids: set[str]) -> pd.DataFrame:
    parts, folder = [], newest
    # back from run to run: a finding's latest publication counts
    while finding_ids and folder.is_dir():
        for part in (folder, folder / RESTRICTED):
            if get_table_path(part, Findings).is_file():
                rows = read_published(part, Findings, FINDING_COLUMNS)
                parts.append(rows[rows.finding_id.isin(finding_ids)])
                finding_ids = finding_ids - set(parts[-1].finding_id)
        previous_id = read_run_record(folder)["previous_run_id"]
        if previous_id is None:
            break
        folder = folder.with_name(previous_id)
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=FINDING_COLUMNS)
