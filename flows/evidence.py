"""The source rows behind findings, and a hash by which a later night sees whether they changed."""

import hashlib
import json

import pandas as pd

from flows.gathering import ask, gathered
from flows.night import Night
from flows.steps.compute import frames_of
from scenarios.kit.definition import Evidence

EVIDENCE = "evidence.parquet"
DAY_FORMS = {"date": "%Y-%m-%d", "month": "%Y-%m"}
COLUMNS = ["finding_id", "table", "row_key", "row"]


def with_evidence(findings: pd.DataFrame, night: Night) -> pd.DataFrame:
    """Findings with evidence_rows and evidence_hash; the rows themselves go to work/evidence.parquet."""
    rows = evidence_of(findings, night)
    rows.to_parquet(night.work / EVIDENCE)
    return hashed(findings, rows)


def evidence_of(findings: pd.DataFrame, night: Night) -> pd.DataFrame:
    """finding_id, table, row_key (JSON), row (JSON) of every source row behind the findings, in that order."""
    asks = []
    for scenario, population, frame in frames_of(night):
        own = findings[(findings.scenario_id == scenario.id) & (findings.population == population.id)]
        for evidence, indicator_ids in _asked(scenario, population, own.indicator_id.unique()):
            group = own[own.indicator_id.isin(indicator_ids)]
            asks.append(ask(evidence, group[["finding_id", "record_id"]], frame, night.engine))
    rows = gathered([one for one in asks if one], night.engine)
    parts = [pd.DataFrame(columns=COLUMNS), *(_as_json(found, table.contract) for table, found in rows)]
    return pd.concat(parts, ignore_index=True).drop_duplicates(COLUMNS[:3]).sort_values(COLUMNS[:3])


def hashed(findings: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Findings with evidence_rows and evidence_hash from their evidence rows."""
    rows = rows.sort_values(COLUMNS[:3])
    text = rows.table + "\x1f" + rows.row_key + "\x1f" + rows.row
    joined = text.groupby(rows.finding_id).agg("\x1e".join)
    counts = rows.groupby("finding_id").size()
    return findings.assign(
        evidence_rows=findings.finding_id.map(counts).fillna(0).astype(int),
        evidence_hash=[_digest(joined.get(i, "")) for i in findings.finding_id],
    )


def _asked(scenario, population, indicator_ids) -> list[tuple[Evidence, list[str]]]:
    """Each piece of evidence once, with the indicators (or `model`) that rest on it."""
    specified = {i.id: i.evidence or population.evidence for i in scenario.indicators}
    asked = {}
    for indicator_id in sorted(indicator_ids):
        for evidence in specified.get(indicator_id, population.evidence):
            asked.setdefault(id(evidence), (evidence, []))[1].append(indicator_id)
    return list(asked.values())


def _as_json(rows, contract):
    def dump(record):
        said = {k: _plain(v, contract.columns[k].type.name) for k, v in record.items()}
        return json.dumps(said, ensure_ascii=False)

    return pd.DataFrame(
        {
            "finding_id": rows.finding_id,
            "table": contract.name,
            "row_key": [dump(r) for r in rows[list(contract.key)].to_dict("records")],
            "row": [dump(r) for r in rows.drop(columns="finding_id").to_dict("records")],
        },
        columns=COLUMNS,
    )


def _plain(value, type_name):
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    if type_name in DAY_FORMS:
        return f"{value:{DAY_FORMS[type_name]}}"
    if isinstance(value, bool | int | float | str):
        return value
    if hasattr(value, "item"):
        return value.item()
    return str(value)


def _digest(text):
    return hashlib.sha256(text.encode()).hexdigest()[:16]
