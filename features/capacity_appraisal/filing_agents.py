"""Agents who file for the appraised, and how their appraisals are graded (I26)."""

import ibis

from contracts.derived import derived
from contracts.tables.capacity_appraisal import CapacityAppraisal
from contracts.tables.injury_case import InjuryCase
from features.capacity_appraisal.appraisals import LEAST_ABOVE, appraisals_with_grade
from features.capacity_appraisal.expected_grades import grade_deviation
from features.capacity_appraisal.grades_of_groups import (
    compare_with_others,
    counted_grades,
    grade_spread,
    sum_against_others,
)
from features.common.join_helpers import left_join_columns, select_first_per_group

LEAST_FILED = 5  # below five appraisals a mean is chance


@derived(key=("appraisal_id", "agent"))
def filed_appraisals(appraisals: appraisals_with_grade, raw: CapacityAppraisal, cases: InjuryCase):
    """appraisal_id → agent: who filed the appraisal, and who filed the recognition of its case."""
    of_cases = appraisals.select("appraisal_id", "case_id").join(
        cases.select("case_id", agent="agent_phone_hash"), "case_id"
    )
    parts = [
        raw.select("appraisal_id", agent="agent_phone_hash").semi_join(appraisals, "appraisal_id"),
        of_cases.select("appraisal_id", "agent"),
    ]
    filed = ibis.union(*parts, distinct=True)
    return filed.filter(filed.agent.notnull())


@derived(key=("appraisal_id",))
def appraisal_agents(
    filed: filed_appraisals,
    grades: counted_grades,
    spread: grade_spread,
    deviations: grade_deviation,
):
    """I26: z of the mean grade of the filing agent's appraisals, where this one is above too.

    agent_appraisals (those with an expected grade), agent_mean (grades above the others', shrunk),
    i26_z (null below five appraisals, or where this one is not half a grade above expectation).
    Where two agents filed, the one whose appraisals are higher.
    """
    sums = sum_against_others(filed, grades, "agent")
    agents = compare_with_others(sums, spread, "agent", name="agent")
    order = [ibis.desc("agent_z"), "agent"]
    filed_by = select_first_per_group(filed.join(agents, "agent"), "appraisal_id", order)
    joined = left_join_columns(
        filed_by, deviations.select("appraisal_id", "above_expected"), "appraisal_id"
    )
    is_above = (joined.above_expected >= LEAST_ABOVE).fill_null(False)
    is_counted = is_above & (joined.agent_panels >= LEAST_FILED)
    return joined.select(
        "appraisal_id",
        "agent",
        "agent_mean",
        agent_appraisals=joined.agent_panels,
        i26_z=is_counted.ifelse(joined.agent_z, None),
    )


@derived(key=("record_id", "appraisal_id"))
def agent_records(filed: filed_appraisals, agents: appraisal_agents):
    """record_id → appraisal_id: the appraisals of the agent of an appraisal that I26 looks at."""
    marked = agents.filter(agents.i26_z > 0).select("agent", record_id="appraisal_id")
    return marked.join(filed, "agent").select("record_id", "appraisal_id")
