"""Indicator health for pages: states in words, data questions first."""

import json

import pandas as pd

from cases.indicator_health import State
from contracts.codes import get_code_name

STATES = {
    State.DATA_QUESTION: "数据问题 data question",
    State.SUSPENDED: "停用 suspended",
    State.COMMON: "偏多 common",
    State.TRUSTED: "可用 trusted",
    State.NOT_COMPUTED: "未计算 not computed",
}


def build_health_context(health: pd.DataFrame) -> dict:
    """Build `states` (label → count), `questions` and all `rows` of the table, worst first."""
    order = {str(state): n for n, state in enumerate(STATES)}
    health = health.assign(
        order=health.state.map(order),
        label=health.state.map({str(state): label for state, label in STATES.items()}),
    ).sort_values(["order", "scenario_id", "indicator_id", "population"])
    rows = [{k: None if v != v else v for k, v in r.items()} for r in health.to_dict("records")]
    return {
        "states": {label: int((health.state == state).sum()) for state, label in STATES.items()},
        "questions": [
            row | {"districts": _format_districts(row["by_district"])}
            for row in rows
            if row["state"] == State.DATA_QUESTION
        ],
        "rows": rows,
    }


def _format_districts(by_district: str) -> str:
    """Hits and subjects of each district in words, the most hits first."""
    counts = sorted(json.loads(by_district).items(), key=lambda item: (-item[1][0], item[0]))
    return "、".join(
        f"{get_code_name('district', code).zh} {hits}/{subjects}"
        for code, (hits, subjects) in counts
    )
