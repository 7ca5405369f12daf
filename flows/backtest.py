"""Backtest: past nights run again as of their days.

It says how much each night would have listed, and how much of it was true, by rule and model.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from cases.merge_findings import MODEL
from contracts.errors import UsageError
from contracts.published.cases import Cases
from contracts.published.findings import Findings
from contracts.run_layout import RESTRICTED
from contracts.tables.finding_feedback import FindingFeedback
from pipeline.artifacts import read_published
from pipeline.feedback.labels import select_latest_verdicts
from pipeline.history.as_of_snapshot import (
    check_snapshot_tables,
    list_days_between,
    read_snapshot_date,
    write_as_of_snapshot,
)
from pipeline.open_run import open_night
from pipeline.run_lock import run_lock
from pipeline.settings import Settings
from pipeline.steps.order import run_steps
from pipeline.steps.publish_run import publish_run
from reports.evaluation import SUBJECT, read_truth


@dataclass(frozen=True)
class Backtest:
    """`nights`: one row a past night; `rules`: one a night and rule.

    Columns: listed, judged, true, rate (of those judged).
    """

    nights: pd.DataFrame
    rules: pd.DataFrame
    runs: list[Path]

    def lines(self) -> list[str]:
        """Format the hit rates over time, then by rule over all nights."""
        over_all = self.rules.groupby(["scenario_id", "rule"], sort=True)[
            ["listed", "judged", "true"]
        ].sum()
        over_all = over_all.assign(
            rate=(over_all.true / over_all.judged.where(over_all.judged > 0)).round(3)
        )
        return [
            "逐夜 over time",
            self.nights.to_string(index=False, na_rep="—"),
            "",
            "按规则与模型，各夜合计 per rule and model, all nights together",
            over_all.reset_index().to_string(index=False, na_rep="—"),
        ]


def backtest(
    source: Path,
    first: date,
    last: date,
    runs: Path,
    settings: Settings,
    *,
    step_days: int = 30,
    truth: Path | None = None,
    tell: Callable[[str], None] = print,
) -> Backtest:
    """Run the nights of the days from `first` to `last` into `runs`, each on what was known then.

    The first one trains its models, unless `runs/models` holds some. Listed findings are judged by
    the feedback that the snapshot holds today, or by a simulator's truth file. Raises UsageError
    for days that are not in the snapshot.
    """
    _validate_days(source, first, last, step_days)
    answers = None if truth is None else _list_guilty_subjects(read_truth(truth))
    runs.mkdir(parents=True, exist_ok=True)
    work, run_folders = runs.resolve() / ".past", []
    shutil.rmtree(work, ignore_errors=True)
    try:
        accepted = check_snapshot_tables(source, work, tell=lambda line: None)
        verdicts = _read_verdicts(accepted)
        for day in list_days_between(first, last, step_days):
            tell(f"[{day}] …")
            town = write_as_of_snapshot(accepted, day, work / day.isoformat())
            run_folders.append(_run_past_night(town, day, runs, settings))
            # a copy of the whole snapshot: one at a time on disk
            shutil.rmtree(town)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    rows = pd.concat(
        [_label_listed_findings(run, verdicts, answers) for run in run_folders], ignore_index=True
    )
    return Backtest(_summarize_by_night(rows), _summarize_by_rule(rows), run_folders)


def _validate_days(source, first, last, step_days):
    reach = read_snapshot_date(source)
    if step_days < 1 or last < first:
        raise UsageError(
            "there is no night between these days",
            next_step="--from DAY --to a later DAY --every N",
        )
    if last > reach:
        raise UsageError(
            f"the snapshot ends on {reach}, before {last}", next_step=f"use --to {reach}"
        )


def _run_past_night(town, day, runs, settings):
    with run_lock(runs):
        night = open_night(town, day, runs, settings, tell=lambda line: None)
        run_steps(night)
        return publish_run(night)


def _read_verdicts(accepted):
    path = accepted / f"{FindingFeedback.contract.name}.parquet"
    if not path.is_file():
        return {}
    return dict(
        select_latest_verdicts(pd.read_parquet(path))[["finding_id", "label"]].itertuples(
            index=False, name=None
        )
    )


def _list_guilty_subjects(truth):
    rows = truth[truth.label.isin(["fraud", "minor"])][SUBJECT]
    return set(rows.itertuples(index=False, name=None))


def _label_listed_findings(run, verdicts, answers):
    """Read the findings (H, S, model) that a night handed out, with label 1, 0 or unknown."""
    parts = []
    for folder in (run, run / RESTRICTED):
        if folder.is_dir():
            cases = read_published(folder, Cases, ["case_id", "list_status"])
            rows = read_published(folder, Findings)
            rows = rows[rows.case_id.isin(cases.case_id[cases.list_status == "listed"])]
            parts.append(rows[rows.level.isin(["H", "S"]) | (rows.indicator_id == MODEL)])
    rows = pd.concat(parts, ignore_index=True)
    label = rows.finding_id.map(verdicts).astype(float)
    if answers is not None:
        keys = rows[SUBJECT].itertuples(index=False, name=None)
        label = pd.Series([float(key in answers) for key in keys], index=rows.index)
    day = f"{run.name[:4]}-{run.name[4:6]}-{run.name[6:8]}"
    return rows[["case_id", "scenario_id", "indicator_id", "level"]].assign(as_of=day, label=label)


def _summarize_by_night(rows):
    """Count cases: one is true if any of its findings is, judged if any was judged."""
    cases = rows.groupby(["as_of", "case_id"]).label.max().reset_index()
    by_model = rows.groupby(["as_of", "case_id"]).indicator_id.agg(lambda ids: set(ids) == {MODEL})
    cases = cases.assign(by_model=by_model.to_numpy())
    table = cases.groupby("as_of").agg(
        listed=("case_id", "size"),
        by_model=("by_model", "sum"),
        judged=("label", "count"),
        true=("label", "sum"),
    )
    return _add_rate(table.reset_index())


def _summarize_by_rule(rows):
    table = rows.rename(columns={"indicator_id": "rule"}).groupby(["as_of", "scenario_id", "rule"])
    return _add_rate(
        table.agg(
            listed=("case_id", "nunique"), judged=("label", "count"), true=("label", "sum")
        ).reset_index()
    )


def _add_rate(table):
    rate = (table.true / table.judged.where(table.judged > 0)).round(3)
    return table.assign(true=table.true.astype(int), rate=rate)
