"""The control sample of a night: drawn below the cut and added to the list."""

import pandas as pd

from cases.control_sample import draw_candidates, draw_control_sample
from cases.list_cases import ListRules, NightList, add_control_cases
from contracts.bilingual_text import BilingualText
from pipeline.artifacts import (
    get_control_evidence_path,
    iterate_feature_tables,
    list_computed_populations,
    read_scores,
    select_population_rows,
)
from pipeline.evidence.attach import attach_evidence
from pipeline.model_findings.record_findings import (
    CONTROL,
    build_record_finding,
    fetch_record_facts,
)
from pipeline.model_findings.select_unusual import SCORED
from pipeline.night import CaseList, Night

OF_POPULATION = ["scenario_id", "population", "subject_kind"]
SAMPLED = BilingualText(
    "随机对照抽样：规则与模型均未提示异常，用于估计漏查情况，请按常规核查",
    "random control sample: neither rules nor model point here; "
    "check as usual, it serves to estimate what is missed",
)


def build_control_findings(night: Night, sample: pd.DataFrame) -> pd.DataFrame:
    """Build findings of level "control" for the records that were drawn."""
    parts = []
    for scenario, population, frame in iterate_feature_tables(night):
        rows = select_population_rows(sample, scenario, population)
        if len(rows):
            facts = fetch_record_facts(frame, rows)
            finding_rows = [
                build_record_finding(
                    scenario, population, row, facts[row.record_id], CONTROL, SAMPLED
                )
                for row in rows.itertuples()
            ]
            parts.append(pd.DataFrame(finding_rows))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def add_control_sample(
    night_list: NightList, night: Night, part: CaseList, rules: ListRules
) -> tuple[NightList, pd.DataFrame]:
    """Add the control cases to the list; return it and their evidence rows."""
    _, _, count = rules.places()
    chosen = _sample_below_cut(night, part, night_list.findings, count)
    if chosen.empty:
        return night_list, pd.DataFrame()
    evidence_path = get_control_evidence_path(night, part)
    sample = attach_evidence(build_control_findings(night, chosen), night, evidence_path)
    return add_control_cases(night_list, sample, as_of=night.as_of), pd.read_parquet(evidence_path)


def count_scored_subjects(night: Night, part: CaseList, scenario_id: str, record_table: str) -> int:
    """Count the subjects scored in a scenario by their records of a table.

    It is the number of subjects that the control cases there stand for.
    """
    scored = [
        read_scores(night, scenario, population, columns=["subject_id"])
        for scenario, population in list_computed_populations(night, part)
        if (scenario.id, population.record.contract.name) == (scenario_id, record_table)
    ]
    return pd.concat(scored).subject_id.nunique() if scored else 0


def _sample_below_cut(night, part, findings, count):
    # another sample each night, the same one when the night is replayed
    salt = night.as_of.isoformat()
    pools = [
        draw_candidates(
            read_scores(night, scenario, population, columns=[*OF_POPULATION, *SCORED]),
            findings,
            count,
            salt=salt,
        )
        for scenario, population in list_computed_populations(night, part)
    ]
    return draw_control_sample(pools, count) if pools else pd.DataFrame()
