"""The source rows behind findings, with a hash that shows a later night whether they changed."""

import hashlib
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from cases.publish import TableWriter
from contracts.published.evidence import Evidence
from pipeline.artifacts import iterate_feature_tables, select_population_rows
from pipeline.evidence.query import EvidenceRows, build_evidence_query, fetch_evidence_rows
from pipeline.evidence.row_json import encode_rows_as_json
from pipeline.night import Night
from scenarios.framework.definition import Evidence as Asked

# some 90,000 evidence rows: bounds memory, a city's rows are never in it whole
FINDINGS_A_PIECE = 5_000
COLUMNS = list(Evidence.contract.columns)
KEY = list(Evidence.contract.key)


def attach_evidence(findings: pd.DataFrame, night: Night, path: Path) -> pd.DataFrame:
    """Add evidence_rows and evidence_hash to findings; write the rows to `path` in order of key."""
    evidence_sets, summaries = _fetch_evidence(findings, night), {}
    ids = sorted(findings.finding_id)
    with TableWriter(Evidence, path) as out:
        for start in range(0, len(ids), FINDINGS_A_PIECE):
            piece = ids[start : start + FINDINGS_A_PIECE]
            rows = _build_evidence_rows(evidence_sets, piece[0], piece[-1])
            out.add(rows)
            summaries |= _summarize_evidence(rows)
    nothing = (0, _digest(""))
    return findings.assign(
        evidence_rows=[summaries.get(i, nothing)[0] for i in findings.finding_id],
        evidence_hash=[summaries.get(i, nothing)[1] for i in findings.finding_id],
    )


def publish_evidence(work: Path, more: pd.DataFrame, finding_ids: set[str], path: Path) -> None:
    """Write the rows of some findings in order of key, from the file `work` and the rows `more`."""
    file, more = pq.ParquetFile(work), more.reindex(columns=COLUMNS).astype(object)
    with TableWriter(Evidence, path) as out:
        for number in range(file.num_row_groups):
            rows = file.read_row_group(number).to_pandas()
            due = more.finding_id <= rows.finding_id.iloc[-1]
            rows, more = pd.concat([rows, more[due]]), more[~due]
            out.add(rows[rows.finding_id.isin(finding_ids)])
        out.add(more[more.finding_id.isin(finding_ids)])


def _fetch_evidence(findings, night) -> list[EvidenceRows]:
    queries = []
    for scenario, population, frame in iterate_feature_tables(night):
        population_findings = select_population_rows(findings, scenario, population)
        for evidence, indicator_ids in _group_indicators_by_evidence(
            scenario, population, population_findings.indicator_id.unique()
        ):
            group = population_findings[population_findings.indicator_id.isin(indicator_ids)]
            queries.append(
                build_evidence_query(
                    evidence, group[["finding_id", "record_id"]], frame, night.engine
                )
            )
    return fetch_evidence_rows([query for query in queries if query], night.engine)


def _group_indicators_by_evidence(
    scenario, population, indicator_ids
) -> list[tuple[Asked, list[str]]]:
    """List each piece of evidence once, with the indicators (or `model`) that rest on it."""
    evidence_by_indicator = {i.id: i.evidence or population.evidence for i in scenario.indicators}
    indicators_by_evidence = {}
    for indicator_id in sorted(indicator_ids):
        for evidence in evidence_by_indicator.get(indicator_id, population.evidence):
            indicators_by_evidence.setdefault(id(evidence), (evidence, []))[1].append(indicator_id)
    return list(indicators_by_evidence.values())


def _build_evidence_rows(evidence_sets, first, last):
    parts = [pd.DataFrame(columns=COLUMNS)]
    for one in evidence_sets:
        contract, rows = one.table.contract, one.between(first, last)
        parts.append(
            pd.DataFrame(
                {
                    "finding_id": rows["finding_id"].to_pylist(),
                    "table": contract.name,
                    "row_key": encode_rows_as_json(rows.select(list(contract.key)), contract),
                    "row": encode_rows_as_json(rows.drop_columns("finding_id"), contract),
                }
            )
        )
    return pd.concat(parts, ignore_index=True).drop_duplicates(KEY).sort_values(KEY)


def _summarize_evidence(rows):
    """Map a finding to the number of its rows and their hash."""
    # separators that no text of an agency holds
    text = rows.table + "\x1f" + rows.row_key + "\x1f" + rows.row
    joined = text.groupby(rows.finding_id).agg(["size", "\x1e".join])
    return {i: (int(count), _digest(whole)) for i, count, whole in joined.itertuples(name=None)}


def _digest(text):
    # 64 bits: it is compared within a finding, where a collision by chance does not happen
    return hashlib.sha256(text.encode()).hexdigest()[:16]
