"""The order of a night's list, and what the credence of a case is made of, as published."""

from decimal import Decimal

import pandas as pd

from cases.merge_findings import flag_counted
from reports.explain.facts import CaseOrder, OrderKeys, SourceCredence
from reports.explain.run_tables import RunTables


def build_list_order(run: RunTables) -> dict[str, CaseOrder]:
    """Map the cases that were eligible tonight (listed or held) to their place in the city."""
    cases = run.cases.reset_index().sort_values("position")
    cases = cases[cases.list_status.isin(["listed", "held", "open"])]
    keys = {row.case_id: _make_keys(row) for row in cases.itertuples()}
    tonight = cases[cases.list_status != "open"].reset_index(drop=True)
    by_model = tonight.level == "M"
    kinds = {kind: _summarize_kind(tonight[by_model == kind], keys) for kind in (True, False)}
    ids = tonight.case_id.tolist()
    orders = {}
    for place, row in enumerate(tonight.itertuples()):
        eligible, listed, last_listed = kinds[row.level == "M"]
        orders[row.case_id] = CaseOrder(
            keys=keys[row.case_id],
            position=place + 1,
            cases=len(tonight),
            previous=keys[ids[place - 1]] if place else None,
            next=keys[ids[place + 1]] if place + 1 < len(ids) else None,
            eligible=eligible,
            listed=listed,
            last_listed=last_listed,
            carrier=keys.get(row.carried_by),
        )
    return orders


def find_deciding_key(first: OrderKeys, second: OrderKeys) -> str:
    """Find the key in which two cases differ first."""
    if first.credence != second.credence:
        return "credence"
    if first.level == second.level == "M":
        return "unusual"
    if first.amount != second.amount:
        return "amount"
    return "severity" if first.severity != second.severity else "case_id"


def list_source_credence(run: RunTables, case_id: str) -> tuple[SourceCredence, ...]:
    """List the independent sources of a case with the best hit of each, the likeliest first."""
    findings = run.findings[run.findings.case_id == case_id]
    findings = findings[flag_counted(findings)]
    best = findings.sort_values(["credence", "finding_id"], ascending=[False, True])
    return tuple(_describe_source(run, row) for row in best.drop_duplicates("source").itertuples())


def _describe_source(run, finding):
    health = run.health.get((finding.scenario_id, finding.indicator_id), {})
    rate = health.get("rate")
    return SourceCredence(
        finding.scenario_id,
        finding.indicator_id,
        float(finding.credence),
        int(health.get("subjects_hit", 0)),
        float(health.get("plausible", 0.0)),
        int(health.get("judged", 0)),
        None if pd.isna(rate) else float(rate),
    )


def _summarize_kind(cases, keys):
    """(eligible, listed, keys of the last one listed) of cases in order."""
    listed = cases.case_id[cases.list_status == "listed"]
    return len(cases), len(listed), keys[listed.iloc[-1]] if len(listed) else None


def _make_keys(row):
    return OrderKeys(
        row.case_id,
        row.level,
        float(row.credence),
        int(row.source_count),
        Decimal(row.amount_involved),
        float(row.severity),
    )
