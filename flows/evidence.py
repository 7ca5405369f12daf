"""The source rows behind findings, and a hash by which a later night sees whether they changed."""

import hashlib
import json

import ibis
import pandas as pd

from flows.night import Night
from flows.steps.compute import frames_of
from scenarios.kit.definition import Evidence
from scenarios.kit.frame import Frame

EVIDENCE = "evidence.parquet"
MOST_ROWS = 200  # of one table behind one finding: enough to check, short enough to print
DAY_FORMS = {"date": "%Y-%m-%d", "month": "%Y-%m"}
NOT_EVIDENCE = ("updated_at", "row_status")
COLUMNS = ["finding_id", "table", "row_key", "row"]


def with_evidence(findings: pd.DataFrame, night: Night) -> pd.DataFrame:
    """Findings with evidence_rows and evidence_hash; the rows themselves go to work/evidence.parquet."""
    rows = evidence_of(findings, night)
    rows.to_parquet(night.work / EVIDENCE)
    return hashed(findings, rows)


def evidence_of(findings: pd.DataFrame, night: Night) -> pd.DataFrame:
    """finding_id, table, row_key (JSON), row (JSON) of every source row behind the findings, in that order."""
    parts = [pd.DataFrame(columns=COLUMNS)]
    for scenario, population, frame in frames_of(night):
        own = findings[(findings.scenario_id == scenario.id) & (findings.population == population.id)]
        for evidence, indicator_ids in _asked(scenario, population, own.indicator_id.unique()):
            group = own[own.indicator_id.isin(indicator_ids)]
            parts += _rows(evidence, group[["finding_id", "record_id"]], frame, night)
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


def _rows(evidence: Evidence, findings: pd.DataFrame, frame: Frame, night: Night) -> list[pd.DataFrame]:
    engine, contract = night.engine, evidence.table.contract
    needed = evidence.keys.missing_from(engine.supplied) if evidence.keys else set()
    if contract.name not in engine.supplied or needed:
        return []
    asked = ibis.memtable(findings).join(
        frame.table.select("record_id", *_frame_columns(evidence)), "record_id"
    )
    rows = _joined(asked, evidence, engine)
    order = ibis.row_number().over(group_by="finding_id", order_by=[rows[k] for k in contract.key])
    shown = [c for c in contract.columns if c not in NOT_EVIDENCE]
    first = rows.mutate(place=order).filter(lambda t: t.place < MOST_ROWS).select("finding_id", *shown)
    return [_as_json(first.to_pandas(), contract, shown)]


def _frame_columns(evidence):
    return [c for c in evidence.on if c != "record_id"]


def _joined(asked, evidence, engine):
    """The source rows with their finding_id."""
    table, key = engine.table(evidence.table), list(evidence.table.contract.key)
    if evidence.keys is None:
        asked = asked.select("finding_id", **{f"asked_{s}": asked[f] for f, s in evidence.on.items()})
        return table.join(asked, [table[s] == asked[f"asked_{s}"] for s in evidence.on.values()])
    keys = engine.table(evidence.keys)
    keys = keys.select(**{f"key_{k}": keys[k] for k in key}, **{f"on_{c}": keys[c] for c in evidence.on})
    wanted = asked.join(keys, [asked[c] == keys[f"on_{c}"] for c in evidence.on])
    wanted = wanted.select("finding_id", *[f"key_{k}" for k in key]).distinct()
    return table.join(wanted, [table[k] == wanted[f"key_{k}"] for k in key])


def _as_json(rows, contract, shown):
    def dump(record):
        said = {k: _plain(v, contract.columns[k].type.name) for k, v in record.items()}
        return json.dumps(said, ensure_ascii=False)

    return pd.DataFrame(
        {
            "finding_id": rows.finding_id,
            "table": contract.name,
            "row_key": [dump(r) for r in rows[list(contract.key)].to_dict("records")],
            "row": [dump(r) for r in rows[shown].to_dict("records")],
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
