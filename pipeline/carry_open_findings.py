"""Findings that stay open though tonight could not compute them: a table that was not delivered closes nothing."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cases.merge_findings import MODEL
from pipeline.night import CaseList, Night

FROM_CASE = ["case_id", "authority", "district", "severity"]


def carry_open_findings(night: Night, part: CaseList) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(findings, evidence) of the night before that were handed out and that tonight lacks the tables for."""
    earlier = night.earlier(part)
    if earlier is None:
        return pd.DataFrame(), pd.DataFrame()
    ledger = pd.read_parquet(earlier / "ledger.parquet", columns=["finding_id", "listed_on"])
    findings = pd.read_parquet(earlier / "findings.parquet")
    findings = findings[findings.finding_id.isin(ledger.finding_id[ledger.listed_on.notna()])]
    findings = findings[_flag_not_computed(night, part, findings)].drop(columns="standing")
    cases = pd.read_parquet(earlier / "cases.parquet", columns=FROM_CASE)
    finding_filter = pc.field("finding_id").isin(
        pa.array(findings.finding_id.tolist(), pa.string())
    )
    evidence = pq.read_table(earlier / "evidence.parquet", filters=finding_filter).to_pandas()
    return findings.merge(cases, on="case_id"), evidence


def _flag_not_computed(night, part, findings):
    computed = night.step_result("compute")
    lacking = {(n["scenario_id"], n["indicator_id"]) for n in computed["not_computed"]}
    # a model speaks of the records of a population; without the population it is silent
    silent = {
        (s.id, p.record.contract.name)
        for s in part.scenarios
        for p in s.populations
        if f"{s.id}.{p.id}" not in computed["frames"]
    }
    told = [
        (f.scenario_id, f.indicator_id) in lacking
        or (f.indicator_id == MODEL and (f.scenario_id, f.record_table) in silent)
        for f in findings.itertuples()
    ]
    return np.array(
        told, bool
    )  # of no finding too: an empty list would choose no column instead of no row
