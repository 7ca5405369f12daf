"""Findings for tests of the list: only what the list looks at."""

from decimal import Decimal

import pandas as pd

from cases.credence import get_promise
from cases.merge_findings import add_case_ids


def finding(subject_id, *, level="H", family="ledger", amount="100", indicator_id="U01", **other):
    """One finding as the steps before the list make it."""
    return {
        "finding_id": f"F-{subject_id}-{indicator_id}",
        "authority": "人社",
        "district": "330203",
        "scenario_id": "some_scenario",
        "indicator_id": indicator_id,
        "level": level,
        "family": family,
        "source": family,
        "credence": get_promise(indicator_id, level),
        "is_questioned": False,
        "subject_kind": "person",
        "subject_id": subject_id,
        "record_table": "some_table",
        "record_id": f"record-of-{subject_id}",
        "amount_involved": Decimal(amount),
        "reason_zh": "事实。",
        "reason_en": "facts.",
        "severity": 50.0,
        "unusual_order": float("nan"),
        "evidence_hash": "as-it-was",
        "evidence_rows": 2,
    } | other


def findings(*rows) -> pd.DataFrame:
    """Several of them as a table."""
    return add_case_ids(pd.DataFrame(list(rows)))


NO_LINKS = pd.DataFrame(
    columns=["subject_kind", "subject_id", "link_kind", "link_id", "link_subjects"]
)
