"""The explanations of a night's list, written beside the report for the desk."""

from pathlib import Path

import pandas as pd

from cases.publish import TableWriter
from contracts.published.case_explanations import CaseExplanations
from reports.explain.evaluate_indicators import SUBJECT
from reports.explain.explain_subject import explain_subjects
from reports.explain.run_tables import RunTables
from reports.explain.write_text import write_text

CASES_A_PIECE = 5_000  # 40 MB of text at most: a city's 30,000 are never in memory whole
NEAREST = 3  # results that are no hit: as many as a text shows


def write_case_explanations(folder: Path) -> int:
    """Write case_explanations.parquet from what lies in the folder of a run; how many cases were
    explained.
    """
    run = RunTables(folder)
    cases = run.cases[SUBJECT].sort_index()
    pieces = []
    with TableWriter(CaseExplanations, folder / "case_explanations.parquet") as out:
        for case_id, explanation in zip(
            cases.index, explain_subjects(run, cases, nearest=NEAREST), strict=True
        ):
            words = write_text(explanation, run)
            pieces.append((case_id, words.zh, words.en))
            if len(pieces) == CASES_A_PIECE:
                out.add(_make_rows(pieces))
                pieces = []
        out.add(_make_rows(pieces))
    return out.rows


def _make_rows(pieces):
    return pd.DataFrame(pieces, columns=list(CaseExplanations.contract.columns))
