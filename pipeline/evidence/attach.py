"""The source rows behind findings, and a hash by which a later night sees whether they changed."""

import hashlib
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from cases.publish import TableWriter
from contracts.published.evidence import Evidence
from pipeline.artifacts import frames_of, of_population
from pipeline.evidence.query import Gathered, ask, gathered
from pipeline.evidence.row_json import as_json
from pipeline.night import Night
from scenarios.framework.definition import Evidence as Asked

EVIDENCE = "evidence.parquet"
FINDINGS_A_PIECE = 5_000  # some 90,000 rows: a city's rows are never in memory whole
COLUMNS = list(Evidence.contract.columns)
KEY = list(Evidence.contract.key)


def with_evidence(findings: pd.DataFrame, night: Night, path: Path) -> pd.DataFrame:
    """Findings with evidence_rows and evidence_hash; the rows themselves go to `path`, in order of their key."""
    behind, told = _behind(findings, night), {}
    ids = sorted(findings.finding_id)
    with TableWriter(Evidence, path) as out:
        for start in range(0, len(ids), FINDINGS_A_PIECE):
            piece = ids[start : start + FINDINGS_A_PIECE]
            rows = _rows_of(behind, piece[0], piece[-1])
            out.add(rows)
            told |= _told(rows)
    nothing = (0, _digest(""))
    return findings.assign(
        evidence_rows=[told.get(i, nothing)[0] for i in findings.finding_id],
        evidence_hash=[told.get(i, nothing)[1] for i in findings.finding_id],
    )


def publish_evidence(work: Path, more: pd.DataFrame, finding_ids: set[str], path: Path) -> None:
    """Write the rows of some findings, out of a file of with_evidence and of `more`, in order of their key."""
    file, more = pq.ParquetFile(work), more.reindex(columns=COLUMNS).astype(object)
    with TableWriter(Evidence, path) as out:
        for number in range(file.num_row_groups):
            rows = file.read_row_group(number).to_pandas()
            due = more.finding_id <= rows.finding_id.iloc[-1]
            rows, more = pd.concat([rows, more[due]]), more[~due]
            out.add(rows[rows.finding_id.isin(finding_ids)])
        out.add(more[more.finding_id.isin(finding_ids)])


def _behind(findings, night) -> list[Gathered]:
    asks = []
    for scenario, population, frame in frames_of(night):
        own = of_population(findings, scenario, population)
        for evidence, indicator_ids in _asked(scenario, population, own.indicator_id.unique()):
            group = own[own.indicator_id.isin(indicator_ids)]
            asks.append(ask(evidence, group[["finding_id", "record_id"]], frame, night.engine))
    return gathered([one for one in asks if one], night.engine)


def _asked(scenario, population, indicator_ids) -> list[tuple[Asked, list[str]]]:
    """Each piece of evidence once, with the indicators (or `model`) that rest on it."""
    specified = {i.id: i.evidence or population.evidence for i in scenario.indicators}
    asked = {}
    for indicator_id in sorted(indicator_ids):
        for evidence in specified.get(indicator_id, population.evidence):
            asked.setdefault(id(evidence), (evidence, []))[1].append(indicator_id)
    return list(asked.values())


def _rows_of(behind, first, last):
    parts = [pd.DataFrame(columns=COLUMNS)]
    for one in behind:
        contract, rows = one.table.contract, one.between(first, last)
        parts.append(
            pd.DataFrame(
                {
                    "finding_id": rows["finding_id"].to_pylist(),
                    "table": contract.name,
                    "row_key": as_json(rows.select(list(contract.key)), contract),
                    "row": as_json(rows.drop_columns("finding_id"), contract),
                }
            )
        )
    return pd.concat(parts, ignore_index=True).drop_duplicates(KEY).sort_values(KEY)


def _told(rows):
    """Finding → how many rows, and their hash."""
    text = rows.table + "\x1f" + rows.row_key + "\x1f" + rows.row
    joined = text.groupby(rows.finding_id).agg(["size", "\x1e".join])
    return {i: (int(count), _digest(whole)) for i, count, whole in joined.itertuples(name=None)}


def _digest(text):
    return hashlib.sha256(text.encode()).hexdigest()[:16]
