"""Indicator health for pages: states in words, data questions first."""

import json

import pandas as pd

from contracts.codes import get_code_name
from contracts.health_states import HealthState, format_health_state


def build_health_context(health: pd.DataFrame) -> dict:
    """Build `states` (label → count), `questions` and all `rows` of the table, worst first."""
    order = {str(state): n for n, state in enumerate(HealthState)}
    health = health.assign(
        order=health.state.map(order),
        label=health.state.map(format_health_state),
    ).sort_values(["order", "scenario_id", "indicator_id", "population"])
    rows = [{k: None if v != v else v for k, v in r.items()} for r in health.to_dict("records")]
    return {
        "states": {format_health_state(s): int((health.state == s).sum()) for s in HealthState},
        "questions": [
            row | {"districts": _format_districts(row["by_district"])}
            for row in rows
            if row["state"] == HealthState.DATA_QUESTION
        ],
        "rows": rows,
    }


def _format_districts(by_district: str) -> str:
    """Hits and subjects of each district in words, the most hits first."""
    counts = sorted(json.loads(by_district).items(), key=lambda item: (-item[1][0], item[0]))
    return "、".join(
        f"{get_code_name('district', code).zh} {hits}/{subjects}"
        for code, (hits, subjects, *_) in counts
    )
