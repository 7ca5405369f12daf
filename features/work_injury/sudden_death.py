"""I10: deaths by sudden illness that end just within the hours in which they count as a work
injury.
"""

import ibis

from contracts.derived import derived
from contracts.law import get_law_number
from contracts.tables.injury_case import InjuryCase
from features.common.calendar import count_hours_between
from features.common.join_helpers import left_join_columns
from features.work_injury.injuries import SUDDEN_ILLNESS, injury_base

# As long as a night in hospital: families ask for life support to be stopped, or kept, in such a
# span around the limit.
NEAR_HOURS = 4
# Below five deaths of an institution a ratio of counts is chance.
LEAST_DEATHS = 5
EXTERNAL_CAUSES = ("S", "T")  # chapters of ICD-10 for injuries: such a death is no sudden illness


@derived(key=("case_id",))
def sudden_deaths(cases: injury_base, records: InjuryCase, *, as_of):
    """Compare deaths just within the limit for sudden illness with deaths just beyond it, at one
    institution (I10).

    A row a case whose death lies less than four hours within the limit. Sudden illness is article
    15(1), or an illness that was not recognised. Columns: death_hours (from the first diagnosis to
    death), deaths_near (cases of the institution of the first diagnosis within four hours before
    the limit), deaths_beyond (within four hours after it), i10_ratio (deaths_near to deaths_beyond,
    counted as one if there is none; null below five deaths). Source: 工伤保险条例 art. 15(1).
    """
    limit = get_law_number("sudden_death_hours").on(as_of)
    times = records.select("case_id", "first_diag_time", "death_time", "first_institution_code")
    deaths = cases.select("case_id", "injury_article", "diag_code").join(times, "case_id")
    is_illness = (deaths.injury_article == SUDDEN_ILLNESS) | (
        deaths.injury_article.isnull() & ~deaths.diag_code.substr(0, 1).isin(EXTERNAL_CAUSES)
    )
    deaths = deaths.filter(
        is_illness.fill_null(False), deaths.death_time.notnull(), deaths.first_diag_time.notnull()
    )
    deaths = deaths.mutate(
        death_hours=count_hours_between(deaths.death_time, deaths.first_diag_time)
    )
    is_near = deaths.death_hours.between(limit - NEAR_HOURS, limit)
    is_beyond = (deaths.death_hours > limit) & (deaths.death_hours < limit + NEAR_HOURS)
    deaths = deaths.mutate(is_near=is_near, is_beyond=is_beyond)
    counts = deaths.group_by("first_institution_code").agg(
        deaths_near=deaths.is_near.sum(), deaths_beyond=deaths.is_beyond.sum()
    )
    near = left_join_columns(deaths.filter(deaths.is_near), counts, "first_institution_code")
    ratio = near.deaths_near / ibis.greatest(near.deaths_beyond, 1)
    return near.select(
        "case_id",
        "death_hours",
        "deaths_near",
        "deaths_beyond",
        i10_ratio=(near.deaths_near + near.deaths_beyond >= LEAST_DEATHS).ifelse(ratio, None),
    )
