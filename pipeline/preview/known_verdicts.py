"""What other thresholds would have done to findings on which a verdict is known."""

import pandas as pd

from reports.explain.run_tables import RunTables
from scenarios.framework.hits import is_suspicious

VERDICT_COLUMNS = [
    *("scenario_id", "indicator_id", "judged"),
    *("true_kept", "true_lost", "false_kept", "false_spared"),
]


def count_known_verdicts(run: RunTables, other: RunTables, verdicts: pd.DataFrame) -> pd.DataFrame:
    """Count the judged findings of changed indicators by verdict and whether they would remain.

    A finding that hit for another reason than its value remains. Columns: VERDICT_COLUMNS.
    """
    rows = []
    for key, judged in verdicts.groupby(["scenario_id", "indicator_id"]):
        if key not in run.indicators or run.indicators[key] == other.indicators[key]:
            continue
        by_value = is_suspicious(judged.value, run.indicators[key].cut)
        remains = is_suspicious(judged.value, other.indicators[key].cut) | ~by_value
        true = judged.label == 1
        rows.append(
            {
                "scenario_id": key[0],
                "indicator_id": key[1],
                "judged": len(judged),
                "true_kept": int((true & remains).sum()),
                "true_lost": int((true & ~remains).sum()),
                "false_kept": int((~true & remains).sum()),
                "false_spared": int((~true & ~remains).sum()),
            }
        )
    return pd.DataFrame(rows, columns=VERDICT_COLUMNS)
