"""Codes of a checker's conclusion, and the latest row of feedback of each finding."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the desk needs the codes alone, and starts without pandas
    import pandas as pd


class Conclusion(StrEnum):
    """核查结论: a code of the list `feedback_conclusion`."""

    TRUE = "1"
    PARTLY_TRUE = "2"
    NOT_TRUE = "3"
    STILL_CHECKING = "4"
    CANNOT_VERIFY = "5"


CONFIRMED = (Conclusion.TRUE, Conclusion.PARTLY_TRUE)
# The check is over. 正在核查 leaves the finding open.
DECIDED = (*CONFIRMED, Conclusion.NOT_TRUE, Conclusion.CANNOT_VERIFY)

# Codes of the list `feedback_stage`, written as the desk's states.
CLOSED_STAGE = "08"
FALSE_ALARM_STAGE = "94"


def latest_verdicts(feedback: pd.DataFrame) -> pd.DataFrame:
    """The newest row of feedback of each finding, by feedback_date, then updated_at."""
    ordered = feedback.sort_values(["finding_id", "feedback_date", "updated_at"])
    return ordered.groupby("finding_id").tail(1)
