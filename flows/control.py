"""The control sample of a night: drawn below the cut, added to the list, and what it stands for."""

import pandas as pd

from cases.control import candidates, drawn
from cases.listing import ListRules, NightList, with_control
from flows.evidence import with_evidence
from flows.night import Night, Part
from flows.steps.compute import populations_of
from flows.steps.score import scores_of
from flows.unusual import SCORED, control_findings

OF_POPULATION = ["scenario_id", "population", "subject_kind"]


def with_control_sample(
    made: NightList, night: Night, part: Part, rules: ListRules
) -> tuple[NightList, pd.DataFrame]:
    """The list with its control cases, and their evidence rows."""
    _, _, count = rules.places()
    chosen = _drawn(night, part, made.findings, count)
    if chosen.empty:
        return made, pd.DataFrame()
    beside = night.work / f"control_{part.name}.parquet"
    sample = with_evidence(control_findings(night, chosen), night, beside)
    return with_control(made, sample, as_of=night.as_of), pd.read_parquet(beside)


def subjects_scored(night: Night, part: Part, scenario_id: str, record_table: str) -> int:
    """How many subjects were scored in a scenario by their records of a table: what the control cases there stand for."""
    scored = [
        scores_of(night, scenario, population, columns=["subject_id"])
        for scenario, population in populations_of(night, part)
        if (scenario.id, population.record.contract.name) == (scenario_id, record_table)
    ]
    return pd.concat(scored).subject_id.nunique() if scored else 0


def _drawn(night, part, findings, count):
    salt = night.as_of.isoformat()
    pools = [
        candidates(
            scores_of(night, scenario, population, columns=[*OF_POPULATION, *SCORED]),
            findings,
            count,
            salt=salt,
        )
        for scenario, population in populations_of(night, part)
    ]
    return drawn(pools, count) if pools else pd.DataFrame()
