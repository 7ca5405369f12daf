"""The control sample of a night: drawn below the cut, added to the list, and what it stands for."""

import pandas as pd

from cases.control_sample import candidates, drawn
from cases.list_cases import ListRules, NightList, with_control
from contracts.bilingual_text import Text
from pipeline.artifacts import frames_of, of_population, populations_of, scores_of
from pipeline.evidence.attach import with_evidence
from pipeline.model_findings.select_unusual import (
    CONTROL,
    SCORED,
    _facts,
    _finding,
)
from pipeline.night import Night, Part

SAMPLED = Text(
    "随机对照抽样：规则与模型均未提示异常，用于估计漏查情况，请按常规核查",
    "random control sample: neither rules nor model point here; check as usual, it serves to estimate what is missed",
)


def control_findings(night: Night, drawn: pd.DataFrame) -> pd.DataFrame:
    """Findings of level "control" for the records that were drawn."""
    parts = []
    for scenario, population, frame in frames_of(night):
        rows = of_population(drawn, scenario, population)
        if len(rows):
            facts = _facts(frame, rows)
            made = [
                _finding(scenario, population, row, facts[row.record_id], CONTROL, SAMPLED)
                for row in rows.itertuples()
            ]
            parts.append(pd.DataFrame(made))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


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
