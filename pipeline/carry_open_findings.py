"""Findings that stay open though tonight could not compute them.

A table that was not delivered closes nothing.
"""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cases.merge_findings import MODEL
from contracts.published.cases import Cases
from contracts.published.evidence import Evidence
from contracts.published.findings import Findings
from contracts.published.ledger import Ledger
from pipeline.artifacts import (
    get_table_path,
    read_computed_populations,
    read_published,
    read_uncomputed_indicators,
)
from pipeline.night import CaseList, Night

# a finding does not hold these: they are those of its case
FROM_CASE = ["case_id", "authority", "district", "severity"]


def carry_open_findings(night: Night, part: CaseList) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the findings of the night before, with their evidence, that tonight lacks tables for.

    Only findings that were handed out are carried on.
    """
    earlier = night.earlier(part)
    if earlier is None:
        return pd.DataFrame(), pd.DataFrame()
    ledger = read_published(earlier, Ledger, ["finding_id", "listed_on"])
    findings = read_published(earlier, Findings)
    findings = findings[findings.finding_id.isin(ledger.finding_id[ledger.listed_on.notna()])]
    findings = findings[_flag_uncomputed(night, part, findings)].drop(columns="standing")
    ids = pa.array(findings.finding_id.tolist(), pa.string())
    evidence = pq.read_table(
        get_table_path(earlier, Evidence), filters=pc.field("finding_id").isin(ids)
    ).to_pandas()
    cases = read_published(earlier, Cases, FROM_CASE)
    return findings.merge(cases, on="case_id"), evidence


def _flag_uncomputed(night, part, findings):
    uncomputed, computed = read_uncomputed_indicators(night), read_computed_populations(night)
    # the model scores records of a population: without the population it says nothing of them
    without_model = {
        (s.id, p.record.contract.name)
        for s in part.scenarios
        for p in s.populations
        if f"{s.id}.{p.id}" not in computed
    }
    flags = [
        (f.scenario_id, f.indicator_id) in uncomputed
        or (f.indicator_id == MODEL and (f.scenario_id, f.record_table) in without_model)
        for f in findings.itertuples()
    ]
    # typed for no finding too: an empty list would choose no column instead of no row
    return np.array(flags, bool)
