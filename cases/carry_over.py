"""Standing of tonight's findings: new, open, closed or reappeared."""

from datetime import date

import pandas as pd

from contracts.verdict_codes import (
    CLOSED_STAGE,
    FALSE_ALARM_STAGE,
    Conclusion,
    latest_verdicts,
)


def find_closed_findings(feedback: pd.DataFrame) -> set[str]:
    """Ids of findings whose latest feedback closes them: a closing stage, or not true."""
    if feedback.empty:
        return set()
    latest = latest_verdicts(feedback)
    is_closed_stage = latest.stage.isin([CLOSED_STAGE, FALSE_ALARM_STAGE])
    closed = is_closed_stage | (latest.conclusion == Conclusion.NOT_TRUE)
    return set(latest[closed].finding_id)


def mark_standing(findings: pd.DataFrame, ledger: pd.DataFrame, closed: set[str]) -> pd.DataFrame:
    """Add `standing` and `changed` to findings, by comparing their evidence with the ledger.

    standing: "new" (never listed), "open" (listed, not closed), "closed" (evidence as before, not
    shown again) or "reappeared" (closed, but the evidence changed). changed: what changed, in
    Chinese.
    """
    ledger_entries = ledger.set_index("finding_id").to_dict("index")
    standings = [
        _classify_standing(row, ledger_entries.get(row.finding_id), closed)
        for row in findings.itertuples()
    ]
    return findings.assign(standing=[s for s, _ in standings], changed=[c for _, c in standings])


def find_unanswered_cases(ledger: pd.DataFrame, closed: set[str]) -> set[str]:
    """Ids of cases that were handed out and of whose findings none is closed.

    Somebody works on such a case, even if what it was listed for does not hit tonight: a later
    claim is now the newest, or the record has left the window. It is not handed out again.
    """
    handed_out = ledger[ledger.listed_on.notna()]
    answered = set(handed_out.case_id[handed_out.finding_id.isin(closed)])
    return set(handed_out.case_id) - answered


def update_ledger(
    findings: pd.DataFrame, ledger: pd.DataFrame, listed: set[str], *, as_of: date
) -> pd.DataFrame:
    """The ledger after tonight: every finding ever seen, as it was when it was last listed.

    `findings` are tonight's with `standing`, `listed` the ids listed tonight. Columns:
    contracts/published/ledger.py.
    """
    ledger_entries = ledger.set_index("finding_id").to_dict("index")
    for row in findings.itertuples():
        entry = ledger_entries.setdefault(
            row.finding_id, {"first_flagged_on": as_of, "listed_on": None}
        )
        if row.finding_id in listed:
            entry["listed_on"] = as_of
        if row.finding_id in listed or entry["listed_on"] is None:
            entry |= {
                "case_id": row.case_id,
                "evidence_hash": row.evidence_hash,
                "evidence_rows": row.evidence_rows,
                "amount_involved": row.amount_involved,
            }
    rows = [
        {"finding_id": finding_id, **entry} for finding_id, entry in sorted(ledger_entries.items())
    ]
    return pd.DataFrame(rows, columns=["finding_id", *_ENTRY])


_ENTRY = (
    "case_id",
    "first_flagged_on",
    "listed_on",
    "evidence_hash",
    "evidence_rows",
    "amount_involved",
)


def make_empty_ledger() -> pd.DataFrame:
    """The ledger before the first night."""
    return pd.DataFrame(columns=["finding_id", *_ENTRY])


def _classify_standing(row, ledger_entry, closed):
    if (
        ledger_entry is None
        or ledger_entry["listed_on"] is None
        or pd.isna(ledger_entry["listed_on"])
    ):
        return "new", None
    if row.finding_id not in closed:
        return "open", None
    if ledger_entry["evidence_hash"] == row.evidence_hash:
        return "closed", None
    return "reappeared", (
        f"证据有变化：证据{ledger_entry['evidence_rows']}行→{row.evidence_rows}行，"
        f"涉及金额{ledger_entry['amount_involved']:,.2f}元→{row.amount_involved:,.2f}元"
    )
