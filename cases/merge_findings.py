"""Cases: all findings on one subject under one authority."""

import hashlib
from decimal import Decimal

import pandas as pd

from contracts.levels import LEVEL_ORDER, RULE_LEVELS

MODEL = "model"


def compute_case_id(authority: str, subject_kind: str, subject_id: str) -> str:
    """'C' and 16 hexadecimal digits, the same every night for a subject and an authority.

    Two authorities follow two procedures, so a subject that concerns both has a case with each.
    """
    parts = "\x1f".join((authority, subject_kind, subject_id))
    return "C" + hashlib.sha256(parts.encode()).hexdigest()[:16]


def add_case_ids(findings: pd.DataFrame) -> pd.DataFrame:
    """Add `case_id` to findings (authority, subject_kind, subject_id, …)."""
    subjects = findings[["authority", "subject_kind", "subject_id"]].itertuples(index=False)
    return findings.assign(case_id=[compute_case_id(*subject) for subject in subjects])


def flag_counted(findings: pd.DataFrame) -> pd.Series:
    """Flag findings (level, indicator_id) that count in a case and are shown: rules' and models'.

    Weak hits (M) of rules support others and list nobody.
    """
    return findings.level.isin(RULE_LEVELS) | (findings.indicator_id == MODEL)


def merge_findings(findings: pd.DataFrame, list_amount_yuan: dict[str, float]) -> pd.DataFrame:
    """One row a case from all its findings, M included.

    `list_amount_yuan` maps a scenario to the amount from which a single S lists a subject. Columns:
    case_id, authority, district, subject_kind, subject_id, level (null = not eligible), is_open
    (listed on an earlier night), severity (0–100), unusual_order (smallest of its model hits),
    amount_involved (yuan), finding_count, data_question (indicators, where all its hits are under a
    data question), summary_zh, summary_en.
    """
    findings = findings.assign(
        order=findings.level.map(LEVEL_ORDER),
        yuan=findings.amount_involved.astype(float),
        is_shown=flag_counted(findings),
    ).sort_values(["case_id", "order", "yuan", "finding_id"], ascending=[True, True, False, True])
    by_case = findings.groupby("case_id", sort=True)
    first = by_case[
        ["authority", "district", "subject_kind", "subject_id", "reason_zh", "reason_en"]
    ].first()
    cases = first.assign(
        level=assign_levels(findings, list_amount_yuan),
        is_open=(findings.is_shown & (findings.standing == "open")).groupby(findings.case_id).any(),
        severity=by_case.severity.max(),
        unusual_order=by_case.unusual_order.min(),
        amount_involved=sum_amounts(findings[findings.is_shown]).reindex(
            first.index, fill_value=Decimal(0)
        ),
        finding_count=by_case.size(),
        data_question=_name_questioned(findings[findings.is_shown]),
    )
    cases["summary_zh"] = _format_summaries(cases.reason_zh, cases.finding_count, "；另有{}条疑点")
    cases["summary_en"] = _format_summaries(cases.reason_en, cases.finding_count, "; and {} more")
    return cases.drop(columns=["reason_zh", "reason_en"]).reset_index()


def assign_levels(findings: pd.DataFrame, list_amount_yuan: dict[str, float]) -> pd.Series:
    """case_id → H with any H.

    S with two S of different sources or one S over the amount; M with a model hit.
    """
    strong = findings[findings.level == "S"]
    over_amount = strong[strong.yuan >= strong.scenario_id.map(list_amount_yuan).astype(float)]
    source_counts = _count_evidence_sources(strong)
    level = pd.Series(None, index=pd.Index(findings.case_id.unique(), name="case_id"), dtype=object)
    level[findings.case_id[findings.indicator_id == MODEL].unique()] = "M"
    level[over_amount.case_id.unique()] = "S"
    # two independent sources of evidence: one alone often has a normal reason
    level[source_counts.index[source_counts >= 2]] = "S"
    level[findings.case_id[findings.level == "H"].unique()] = "H"
    return level


def sum_amounts(findings: pd.DataFrame) -> pd.Series:
    """case_id → yuan. Findings on one record overlap, so the largest counts."""
    cents = (findings.amount_involved * 100).astype("int64")
    record = [findings[c] for c in ("case_id", "scenario_id", "record_table", "record_id")]
    total = cents.groupby(record).max().groupby("case_id").sum()
    return total.map(lambda c: Decimal(int(c)).scaleb(-2)).astype(object)


def _count_evidence_sources(findings):
    return findings.groupby("case_id")["source"].nunique()


def _name_questioned(findings):
    """case_id → its indicators, where all of its hits are under a data question."""
    only = findings.groupby("case_id").is_questioned.all()
    questioned = findings[findings.case_id.isin(only.index[only])]
    return questioned.groupby("case_id").indicator_id.agg(lambda ids: "、".join(sorted(set(ids))))


def _format_summaries(reasons, counts, more):
    """The first reason of each case in one line, and how many more there are."""
    pairs = zip((" ".join(r.splitlines()) for r in reasons), counts, strict=True)
    return [r if n == 1 else r.rstrip("。.") + more.format(n - 1) for r, n in pairs]
