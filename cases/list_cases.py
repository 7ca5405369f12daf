"""Tonight's list: which cases are issued, which are held back, which are open already."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pandas as pd

from cases.carry_over import mark_standing, update_ledger
from cases.merge_findings import add_case_ids, merge_findings
from cases.rings import build_ring_table, find_ring_ties
from cases.select_within_budget import GROUP, select_within_budget, split_budget
from contracts.errors import InvariantError
from contracts.levels import LEVEL_ORDER, RULE_LEVELS


@dataclass(frozen=True)
class ListRules:
    """Length and make-up of the list; `caps` bounds single groups ("人社/330203" → cases).

    Where expected precisions are known, `exploration_share` of the places is still filled by level.
    """

    asked: int
    control_share: float
    unusual_share: float
    list_amount_yuan: dict[str, float]
    caps: dict[str, int] | None = None
    exploration_share: float = 1.0

    def places(self) -> tuple[int, int, int]:
        """(places for flagged cases, of these reserved for unusual ones, places for the control
        sample).
        """
        return split_budget(
            self.asked, control_share=self.control_share, unusual_share=self.unusual_share
        )


@dataclass(frozen=True)
class NightList:
    """Cases, findings, rings and their ties, the next ledger, and the counts in run.json."""

    cases: pd.DataFrame
    findings: pd.DataFrame
    rings: pd.DataFrame
    ties: pd.DataFrame
    ledger: pd.DataFrame
    counts: dict[str, int]


def build_case_list(
    findings, links, ledger, closed, *, rules: ListRules, as_of: date, expected_precision=None
) -> NightList:
    """Merge findings into cases, carry over earlier nights, and select the list.

    `findings` are tonight's hits of every level, model hits included, with authority, district,
    severity, unusual_order (of model hits, 0 = first; else NaN), evidence_hash and evidence_rows.
    `links` tie subjects. `ledger` and `closed` come from earlier nights. `expected_precision` maps
    findings to case_id → chance that the case is true, once there are enough verdicts; cases are
    then listed by it.
    """
    findings = mark_standing(add_case_ids(findings), ledger, closed)
    open_findings = findings[findings.standing != "closed"]
    cases = _select_eligible(open_findings, rules)
    open_findings = open_findings[open_findings.case_id.isin(cases.case_id)]
    if expected_precision is not None:
        cases = cases.assign(
            expected=cases.case_id.map(expected_precision(open_findings)).fillna(0.0)
        )
    cases = _assign_status(cases, rules)
    cases = _add_history(cases, open_findings, ledger, as_of)
    ties = find_ring_ties(cases, links)
    cases = cases.assign(
        ring_id=cases.case_id.map(ties.groupby("case_id").ring_id.first().to_dict())
    )
    listed = set(
        open_findings[
            open_findings.case_id.isin(cases.case_id[cases.list_status == "listed"])
        ].finding_id
    )
    return NightList(
        cases=cases.drop(
            columns=["families", "order", "unusual_order", "expected"], errors="ignore"
        ),
        findings=open_findings,
        rings=build_ring_table(ties, cases),
        ties=ties,
        ledger=update_ledger(open_findings, ledger, listed, as_of=as_of),
        counts=_count_cases(cases, findings, rules),
    )


def add_control_cases(case_list: NightList, control: pd.DataFrame, *, as_of: date) -> NightList:
    """Add the control sample (findings of level "control") to the list, a case each."""
    if control.empty:
        return case_list
    control = add_case_ids(control).assign(standing="new", changed=None)
    rows = [_build_control_case(row, as_of) for row in control.itertuples()]
    rank = case_list.cases.groupby(GROUP)["rank"].max().to_dict()
    for row in sorted(rows, key=lambda r: r["case_id"]):
        group = (row["authority"], row["district"])
        rank[group] = row["rank"] = rank.get(group, 0) + 1
    return replace(
        case_list,
        cases=pd.concat([case_list.cases, pd.DataFrame(rows)], ignore_index=True),
        findings=pd.concat([case_list.findings, control], ignore_index=True),
        counts=case_list.counts | {"control": len(rows)},
    )


def _select_eligible(findings, rules):
    cases = merge_findings(findings, rules.list_amount_yuan)
    return cases[cases.level.notna()].reset_index(drop=True)


def _assign_status(cases, rules):
    keys = [
        cases.level.map(LEVEL_ORDER),
        -cases["families"],
        cases.unusual_order.where(cases.level == "M", 0),
        -cases.severity,
        -cases.amount_involved.astype(float),
    ]
    order = (
        pd.concat([*keys, cases.case_id], axis=1)
        .set_axis(range(6), axis=1)
        .sort_values(list(range(6)))
        .index
    )
    cases = cases.assign(order=pd.Series(range(len(cases)), index=order))
    waiting = cases[~cases.is_open]
    places, reserved, _ = rules.places()
    chosen = select_within_budget(
        waiting, places, reserved, rules.caps, exploration_share=rules.exploration_share
    )
    if rules.caps is None and len(chosen) != min(places, len(waiting)):
        raise InvariantError(
            f"{len(chosen)} cases listed where {places} were asked and {len(waiting)} are eligible",
            next_step="nothing was published; report this with run.json",
        )
    status = cases.case_id.map(lambda c: "listed" if c in chosen else "held").where(
        ~cases.is_open, "open"
    )
    cases = cases.assign(list_status=status)
    by_status = cases.assign(_s=status.map({"listed": 0, "held": 1, "open": 2})).sort_values(
        ["_s", "order"]
    )
    return cases.assign(rank=by_status.groupby(GROUP).cumcount() + 1)


def _add_history(cases, findings, ledger, as_of):
    first = ledger.groupby("case_id").first_flagged_on.min().to_dict() if len(ledger) else {}
    reappeared_changes = (
        findings[findings.standing == "reappeared"].groupby("case_id").changed.first().to_dict()
    )
    new_findings = findings[(findings.standing == "new") & findings.level.isin(RULE_LEVELS)]
    new_findings_text = new_findings.groupby("case_id").indicator_id.agg(
        lambda ids: "在办案件新增疑点：" + "、".join(sorted(set(ids)))
    )
    open_added = cases.case_id.map(new_findings_text).where(cases.is_open)
    return cases.assign(
        first_flagged_on=cases.case_id.map(lambda c: first.get(c, as_of)),
        reappeared=cases.case_id.map(reappeared_changes).fillna(open_added)
        if reappeared_changes
        else open_added,
    ).drop(columns="is_open")


def _count_cases(cases, findings, rules):
    size = cases.list_status.value_counts().to_dict()
    return {
        "asked": rules.asked,
        "listed": size.get("listed", 0),
        "held": size.get("held", 0),
        "open": size.get("open", 0),
        "control": 0,
        "eligible": size.get("listed", 0) + size.get("held", 0),
        "unusual_listed": int(((cases.level == "M") & (cases.list_status == "listed")).sum()),
        "closed_unchanged": int((findings.standing == "closed").sum()),
    }


def _build_control_case(row, as_of):
    return {
        "case_id": row.case_id,
        "authority": row.authority,
        "district": row.district,
        "subject_kind": row.subject_kind,
        "subject_id": row.subject_id,
        "ring_id": None,
        "level": "control",
        "severity": float(row.severity),
        "list_status": "control",
        "amount_involved": row.amount_involved or Decimal(0),
        "finding_count": 1,
        "first_flagged_on": as_of,
        "reappeared": None,
        "summary_zh": row.reason_zh,
        "summary_en": row.reason_en,
    }
