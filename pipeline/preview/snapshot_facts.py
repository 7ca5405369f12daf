"""What a preview needs of the run's snapshot: white lists and verdicts."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from contracts.bilingual_text import BilingualText
from contracts.published.findings import Findings
from contracts.run_layout import RESTRICTED
from contracts.tables.finding_feedback import FindingFeedback
from contracts.tables.whitelist import Whitelist
from pipeline.artifacts import get_table_path, read_published
from pipeline.feedback.labels import select_latest_verdicts
from pipeline.runs import read_run_record
from reports.explain.run_tables import RunTables
from reports.explain.snapshot import open_snapshot

JUDGED = ["finding_id", "scenario_id", "indicator_id", "level", "value"]


@dataclass(frozen=True)
class SnapshotFacts:
    """`whitelisted`: (kind, id, indicator or "*"); `verdicts`: JUDGED and label (1 true, 0 not).

    `missing` says why there are none; None where the snapshot was read.
    """

    whitelisted: set[tuple[str, str, str]]
    verdicts: pd.DataFrame
    missing: BilingualText | None


def read_snapshot_facts(run: RunTables) -> SnapshotFacts:
    """Read white lists and verdicts as the run knew them; without the snapshot, none and why."""
    verdicts = pd.DataFrame(columns=[*JUDGED, "label"])
    with open_snapshot(run.record) as (snapshot, reason):
        if snapshot is None:
            return SnapshotFacts(set(), verdicts, reason)
        whitelist = snapshot.execute(snapshot.table(Whitelist))
        if FindingFeedback.contract.name in snapshot.supplied:
            feedback = snapshot.table(FindingFeedback)
            feedback = snapshot.execute(feedback.filter(feedback.feedback_date <= run.as_of))
            labels = select_latest_verdicts(feedback)
            verdicts = _read_judged(run, set(labels.finding_id)).merge(labels, on="finding_id")
    valid = whitelist[
        (pd.to_datetime(whitelist.valid_from) <= pd.Timestamp(run.as_of))
        & ~(pd.to_datetime(whitelist.valid_to) < pd.Timestamp(run.as_of))
    ]
    keys = valid[["subject_kind", "subject_id", "rule_id"]].itertuples(index=False, name=None)
    return SnapshotFacts(set(keys), verdicts, None)


def _read_judged(run: RunTables, finding_ids: set[str]) -> pd.DataFrame:
    """Read judged findings as they were published last, back from run to run."""
    is_restricted = run.folder.name == RESTRICTED
    folder: Path | None = run.folder.parent if is_restricted else run.folder
    parts = [pd.DataFrame(columns=JUDGED)]
    while finding_ids and folder is not None and folder.is_dir():
        part = folder / RESTRICTED if is_restricted else folder
        if get_table_path(part, Findings).is_file():
            rows = read_published(part, Findings, JUDGED)
            parts.append(rows[rows.finding_id.isin(finding_ids)])
            finding_ids = finding_ids - set(parts[-1].finding_id)
        previous = read_run_record(folder)["previous_run_id"]
        folder = folder.with_name(previous) if previous else None
    return pd.concat([p for p in parts if len(p)] or parts, ignore_index=True)
