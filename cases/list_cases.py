"""Tonight's list: which cases are issued, which are held back, which are open already."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pandas as pd

from cases.carry_over import find_unanswered_cases, mark_standing, update_ledger
from cases.credence import combine_credence
from cases.merge_findings import add_case_ids, merge_findings
from cases.rings import build_ring_table, find_ring_ties
from cases.select_within_budget import (
    GROUP,
    count_expected_places,
    select_within_budget,
    split_budget,
)
from contracts.errors import InvariantError
from contracts.levels import RULE_LEVELS


@dataclass(frozen=True)
class ListRules:
    """Length and make-up of the list; `caps` bounds single groups ("人社/330203" → cases)."""

    asked: int
    control_share: float
    unusual_share: float
    list_amount_yuan: dict[str, float]
    caps: dict[str, int] | None = None

    def places(self) -> tuple[int, int, int]:
        """(places for flagged cases, of these the share of unusual ones, places for the control
        sample).
        """
        return split_budget(
            self.asked, control_share=self.control_share, unusual_share=self.unusual_share
        )


NO_CARRIERS = pd.DataFrame(columns=["case_id", "carrier_id"])


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
    findings, links, ledger, closed, *, rules: ListRules, as_of: date, carriers=NO_CARRIERS
) -> NightList:
    """Merge findings into cases, carry over earlier nights, and select the list.

    `findings` are tonight's hits of every level, model hits included, with case_id, authority,
    district, severity, unusual_order (of model hits, 0 = first; else NaN), source, credence,
    is_questioned, evidence_hash and evidence_rows. `links` tie subjects. `ledger` and `closed` come
    from earlier nights. `carriers` pairs cases (case_id) with those that carry them (carrier_id).
    """
    findings = mark_standing(findings, ledger, closed)
    open_findings = findings[findings.standing != "closed"]
    unanswered = find_unanswered_cases(ledger, closed)
    cases = choose_cases(open_findings, rules, carriers, unanswered=unanswered)
    open_findings = open_findings[open_findings.case_id.isin(cases.case_id)]
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
        cases=cases.drop(columns=["order", "unusual_order"]),
        findings=open_findings.drop(columns="is_questioned"),
        rings=build_ring_table(ties, cases),
        ties=ties,
        ledger=update_ledger(open_findings, ledger, listed, as_of=as_of),
        counts=_count_cases(cases, findings, rules),
    )


def choose_cases(
    findings, rules: ListRules, carriers=NO_CARRIERS, *, unanswered=frozenset()
) -> pd.DataFrame:
    """Merge findings with their `standing` into eligible cases, in order, with their list status.

    `findings` and `carriers` are those of `build_case_list`. `unanswered` are the ids of cases that
    somebody works on: they stay open.
    """
    cases = _select_eligible(findings, rules)
    cases = cases.assign(is_open=cases.is_open | cases.case_id.isin(unanswered))
    return _assign_status(order_cases(cases), rules, carriers)


def add_control_cases(case_list: NightList, control: pd.DataFrame, *, as_of: date) -> NightList:
    """Add the control sample (findings of level "control") to the list, a case each."""
    if control.empty:
        return case_list
    control = add_case_ids(control).assign(
        standing="new", changed=None, source=control.family, credence=0.0
    )
    rows = [_build_control_case(row, as_of) for row in control.itertuples()]
    rank = case_list.cases.groupby(GROUP)["rank"].max().to_dict()
    last = len(case_list.cases)
    for position, row in enumerate(sorted(rows, key=lambda r: r["case_id"]), last + 1):
        group = (row["authority"], row["district"])
        rank[group] = row["rank"] = rank.get(group, 0) + 1
        row["position"] = position
    return replace(
        case_list,
        cases=pd.concat([case_list.cases, pd.DataFrame(rows)], ignore_index=True),
        findings=pd.concat([case_list.findings, control], ignore_index=True),
        counts=case_list.counts | {"control": len(rows)},
    )


def order_cases(cases: pd.DataFrame) -> pd.DataFrame:
    """Add `order` (0 = first) and `position` (1 = first) in the whole city.

    The likeliest case is first; of equally likely ones that with the larger amount, and of those
    that the model alone found the more unusual.
    """
    keys = [
        -cases.credence,
        cases.unusual_order.where(cases.level == "M", 0),
        -cases.amount_involved.astype(float),
        -cases.severity,
        cases.case_id,
    ]
    by_key = pd.concat(keys, axis=1).set_axis(range(len(keys)), axis=1)
    index = by_key.sort_values(list(range(len(keys)))).index
    order = pd.Series(range(len(cases)), index=index, dtype=int)
    return cases.assign(order=order, position=order + 1)


def _select_eligible(findings, rules):
    cases = merge_findings(findings, rules.list_amount_yuan)
    cases = cases[cases.level.notna()].reset_index(drop=True)
    return cases.merge(combine_credence(findings), on="case_id", how="left")


def _assign_status(cases, rules, carriers):
    waiting = cases[~cases.is_open & cases.data_question.isna()]
    chosen, carried_by = _select_carrying(waiting, cases.case_id[cases.is_open], rules, carriers)
    status = cases.case_id.map(lambda c: "listed" if c in chosen else "held").where(
        ~cases.is_open, "open"
    )
    cases = cases.assign(list_status=status, carried_by=cases.case_id.map(carried_by))
    by_status = cases.assign(_s=status.map({"listed": 0, "held": 1, "open": 2})).sort_values(
        ["_s", "order"]
    )
    return cases.assign(rank=by_status.groupby(GROUP).cumcount() + 1)


def _select_carrying(waiting, open_ids, rules, carriers) -> tuple[set[str], dict[str, str]]:
    """(chosen case ids, case → the listed or open case that carries it).

    What a listed case carries takes no place of its own; a place so freed may list another case
    that carries others, so the selection is repeated until nothing changes.
    """
    places, reserved, _ = rules.places()
    carriers = carriers[carriers.case_id.isin(waiting.case_id)].sort_values(
        ["case_id", "carrier_id"]
    )
    carried_by: dict[str, str] = {}
    while True:
        free = waiting[~waiting.case_id.isin(carried_by)]
        chosen = select_within_budget(free, places, reserved, rules.caps)
        if rules.caps is None and len(chosen) != count_expected_places(free, places, reserved):
            raise InvariantError(
                f"{len(chosen)} cases listed, {places} were asked and {len(free)} are eligible",
                next_step="nothing was published; report this with run.json",
            )
        carrying = carriers[
            carriers.carrier_id.isin({*chosen, *open_ids})
            & ~carriers.case_id.isin(carried_by)
            # two cases that carry each other: the first one found carries
            & ~carriers.carrier_id.isin(carried_by)
        ].drop_duplicates("case_id")
        if carrying.empty:
            return chosen, carried_by
        carried_by |= dict(zip(carrying.case_id, carrying.carrier_id, strict=True))


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
        "carried": int(cases.carried_by.notna().sum()),
        "questioned": int((cases.data_question.notna() & (cases.list_status == "held")).sum()),
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
        # drawn at random: nothing speaks for it
        "credence": 0.0,
        "source_count": 0,
        "severity": float(row.severity),
        "list_status": "control",
        "amount_involved": row.amount_involved or Decimal(0),
        "finding_count": 1,
        "first_flagged_on": as_of,
        "reappeared": None,
        "data_question": None,
        "carried_by": None,
        "summary_zh": row.reason_zh,
        "summary_en": row.reason_en,
    }
