"""The source rows behind a subject: those that the run published as evidence."""

from collections import defaultdict
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

BATCH_ROWS = 100_000  # rows of evidence at once: some 50 MB with their keys


def count_evidence_rows(folder: Path, findings: pd.DataFrame) -> dict[str, dict[str, int]]:
    """case_id → table → source rows behind its findings (finding_id, case_id); a row behind two
    findings counts once.
    """
    columns = ["finding_id", "table", "row_key"]
    case_of = dict(zip(findings.finding_id, findings.case_id, strict=True))
    parts = []
    for batch in pq.ParquetFile(folder / "evidence.parquet").iter_batches(
        batch_size=BATCH_ROWS, columns=columns
    ):
        rows = batch.to_pandas()
        rows = rows.assign(case_id=rows.finding_id.map(case_of)).dropna(subset="case_id")
        # the keys' hashes instead of the keys: a city's two million rows stay small
        key = pd.util.hash_array(rows.row_key.to_numpy(dtype=object))
        parts.append(rows[["case_id", "table"]].assign(key=key).drop_duplicates())
    counts = defaultdict(dict)
    if parts:
        rows = pd.concat(parts)
        sizes = rows.drop_duplicates().groupby(["case_id", "table"]).size()
        for (case_id, table), count in sizes.items():
            counts[case_id][table] = int(count)
    return counts


def read_evidence_rows(folder: Path, finding_ids: list[str]) -> dict[str, list[dict]]:
    """Table → the rows behind some findings (row_key, row as JSON texts), each once."""
    chosen = pc.field("finding_id").isin(pa.array(finding_ids, pa.string()))
    rows = pq.read_table(folder / "evidence.parquet", filters=chosen).to_pandas()
    rows = rows.drop_duplicates(["table", "row_key"]).sort_values(["table", "row_key"])
    return {
        table: part[["row_key", "row"]].to_dict("records") for table, part in rows.groupby("table")
    }
